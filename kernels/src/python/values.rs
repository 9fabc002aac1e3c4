//! What crosses: each kind of input is taken (checked, made row-major if it is not) and then viewed; an answer becomes
//! arrays.

use std::fmt::Display;
use std::marker::PhantomData;

use numpy::{
    Element, IxDyn, PyArray1, PyArrayDyn, PyArrayMethods, PyReadonlyArrayDyn, PyUntypedArray, PyUntypedArrayMethods,
};
use pyo3::exceptions::{PyMemoryError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyFloat, PyTuple};

use crate::array::zeros;
use crate::job::Task;
use crate::{Array, Error, Float, Shape, View};

/// A value as Python hands it over; `None` where it was left out.
type Value<'py> = Option<Bound<'py, PyAny>>;

/// The dtypes that the kernels compute in.
pub enum Width {
    F32,
    F64,
}

impl Width {
    /// The dtype of the input that all others must match.
    pub fn of(op: &str, name: &str, value: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        let expected = "a NumPy array of float32 or float64";
        let array = array_of(op, name, value, expected)?;
        if array.cast::<PyArrayDyn<f32>>().is_ok() {
            Ok(Width::F32)
        } else if array.cast::<PyArrayDyn<f64>>().is_ok() {
            Ok(Width::F64)
        } else {
            Err(PyTypeError::new_err(format!("{op}: {name} has dtype {}, expected float32 or float64", array.dtype())))
        }
    }
}

fn array_of<'a, 'py>(
    op: &str,
    name: &str,
    value: Option<&'a Bound<'py, PyAny>>,
    expected: impl Display,
) -> PyResult<&'a Bound<'py, PyUntypedArray>> {
    let kind = match value {
        Some(value) => match value.cast::<PyUntypedArray>() {
            Ok(array) => return Ok(array),
            Err(_) => value.get_type().name()?.to_string(),
        },
        None => "NoneType".to_owned(),
    };
    Err(PyTypeError::new_err(format!("{op}: {name} is of type {kind}, expected {expected}")))
}

/// An array of exactly this dtype, row-major and aligned: a copy is made of any other layout.
fn row_major<'py, T: Element>(
    op: &str,
    name: &str,
    value: Option<&Bound<'py, PyAny>>,
    dtype: impl Display,
) -> PyResult<PyReadonlyArrayDyn<'py, T>> {
    let array = array_of(op, name, value, format_args!("a NumPy array of {dtype}"))?;
    let Ok(array) = array.cast::<PyArrayDyn<T>>() else {
        return Err(PyTypeError::new_err(format!("{op}: {name} has dtype {}, expected {dtype}", array.dtype())));
    };
    if array.is_c_contiguous() && array.is_aligned() {
        return Ok(array.try_readonly()?);
    }
    Ok(array.call_method1("copy", ("C",))?.cast_into::<PyArrayDyn<T>>()?.try_readonly()?)
}

fn view<'a, T: Element>(array: &'a PyReadonlyArrayDyn<'_, T>) -> PyResult<View<'a, T>> {
    if array.ndim() > Shape::MOST {
        return Err(PyValueError::new_err(format!(
            "an array has {} axes, expected at most {}",
            array.ndim(),
            Shape::MOST
        )));
    }
    Ok(View::new(array.as_slice()?, array.shape()))
}

/// An array of the dtype that the operation runs in.
pub struct Floats<'py, T: Element>(PyReadonlyArrayDyn<'py, T>);

impl<'py, T: Float + Element> Floats<'py, T> {
    pub fn take(op: &str, name: &str, like: &str, value: Value<'py>) -> PyResult<Self> {
        let bits = 8 * size_of::<T>();
        row_major(op, name, value.as_ref(), format_args!("float{bits} like {like}")).map(Floats)
    }

    pub fn view(&self) -> PyResult<View<'_, T>> {
        view(&self.0)
    }
}

/// Such an array, or nothing.
pub struct MaybeFloats<'py, T: Element>(Option<Floats<'py, T>>);

impl<'py, T: Float + Element> MaybeFloats<'py, T> {
    pub fn take(op: &str, name: &str, like: &str, value: Value<'py>) -> PyResult<Self> {
        value.map(|value| Floats::take(op, name, like, Some(value))).transpose().map(MaybeFloats)
    }

    pub fn view(&self) -> PyResult<Option<View<'_, T>>> {
        self.0.as_ref().map(Floats::view).transpose()
    }
}

/// The gradient by an answer: an array like it, or a plain number where the answer is one.
pub enum Slope<'py, T: Element> {
    Array(Floats<'py, T>),
    Number([T; 1]),
}

impl<'py, T: Float + Element> Slope<'py, T> {
    pub fn take(op: &str, name: &str, like: &str, value: Value<'py>) -> PyResult<Self> {
        if let Some(value) = &value
            && is_number(value)?
        {
            return Ok(Slope::Number([T::narrow(value.extract()?)]));
        }
        Floats::take(op, name, like, value).map(Slope::Array)
    }

    pub fn view(&self) -> PyResult<View<'_, T>> {
        match self {
            Slope::Array(array) => array.view(),
            Slope::Number(number) => Ok(View::new(number, &[])),
        }
    }
}

/// A Python float or a NumPy floating scalar, which is what the loss itself comes back as.
fn is_number(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    if value.is_instance_of::<PyFloat>() {
        return Ok(true);
    }
    value.is_instance(&value.py().import("numpy")?.getattr("floating")?)
}

/// Class numbers; the same whatever the operation runs in.
pub struct Labels<'py, T>(PyReadonlyArrayDyn<'py, i64>, PhantomData<T>);

impl<'py, T> Labels<'py, T> {
    pub fn take(op: &str, name: &str, _like: &str, value: Value<'py>) -> PyResult<Self> {
        row_major(op, name, value.as_ref(), "int64").map(|labels| Labels(labels, PhantomData))
    }

    pub fn view(&self) -> PyResult<View<'_, i64>> {
        view(&self.0)
    }
}

/// How many numbers an input holds.
pub trait Count {
    fn count(&self) -> usize;
}

impl<T> Count for View<'_, T> {
    fn count(&self) -> usize {
        self.data.len()
    }
}

impl<T> Count for Option<View<'_, T>> {
    fn count(&self) -> usize {
        self.as_ref().map_or(0, Count::count)
    }
}

/// An operation's refusal as the exception that fits it.
pub fn refused(error: Error) -> PyErr {
    match error {
        Error::Value(words) => PyValueError::new_err(words),
        Error::Memory(words) => PyMemoryError::new_err(words),
    }
}

/// Runs a job in new memory.
pub fn answers<T: Float>(op: &str, job: impl Task<T>) -> Result<Vec<Array<T>>, Error> {
    let shapes = job.floats().to_vec();
    let mut data = shapes.iter().map(|shape| zeros(op, shape)).collect::<Result<Vec<Vec<T>>, _>>()?;
    let pointers: Vec<_> = data.iter_mut().map(|data| data.as_mut_ptr()).collect();
    // SAFETY: new memory for every shape.
    unsafe { job.write(&pointers, &[]) };
    Ok(data.into_iter().zip(&shapes).map(|(data, shape)| Array { data, shape: shape.to_vec() }).collect())
}

/// One array or NumPy scalar, or a tuple of them.
pub fn into_python<T: Element>(py: Python<'_>, mut answers: Vec<Array<T>>) -> PyResult<Bound<'_, PyAny>> {
    let single = |answer: Array<T>| {
        let array = PyArray1::from_vec(py, answer.data).reshape(IxDyn(&answer.shape))?;
        if answer.shape.is_empty() { array.get_item(PyTuple::empty(py)) } else { Ok(array.into_any()) }
    };
    match answers.len() {
        1 => single(answers.remove(0)),
        _ => {
            let answers = answers.into_iter().map(single).collect::<PyResult<Vec<_>>>()?;
            Ok(PyTuple::new(py, answers)?.into_any())
        }
    }
}
