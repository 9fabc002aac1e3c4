//! The kinds of input that a line of the export may name. Each is taken (checked, copied where it is not row-major) and
//! then viewed.
//!
//! | kind | Python | the operation's argument |
//! |---|---|---|
//! | [`Floats`] | an array of the dtype that the call runs in | `View<T>` |
//! | [`MaybeFloats`] | such an array or None | `Option<View<T>>` |
//! | [`Slope`] | such an array, or a number where the answer is one | `View<T>` |
//! | [`Ints`] | an int64 array: labels, ids | `View<i64>` |
//! | [`MaybeMask`] | a bool array, a float array or None | `Option<Mask<T>>` |
//! | [`List`] | a list or tuple of float arrays | `Vec<View<T>>` |

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyList, PyTuple};

use super::arrays::{Input, Item, Number, Raw, Value, array_of, is_number, wrong_dtype};
use crate::{Mask, View};

/// What every refusal of a call says.
#[derive(Clone, Copy)]
pub struct Call<'py> {
    pub py: Python<'py>,
    /// `softmax.backward`.
    pub op: &'static str,
    /// The input that decides the dtype.
    pub like: &'static str,
}

/// The dtypes that the kernels compute in.
#[derive(Clone, Copy)]
pub enum Width {
    F32,
    F64,
}

impl Width {
    fn of(op: &str, name: &str, value: Value<'_, '_>) -> PyResult<Self> {
        let array = array_of(op, name, value, "a NumPy array of float32 or float64")?;
        if array.is_of::<f32>() {
            Ok(Width::F32)
        } else if array.is_of::<f64>() {
            Ok(Width::F64)
        } else {
            Err(wrong_dtype(op, name, value, "float32 or float64"))
        }
    }
}

/// What a taken input has to say when an answer is to be written to memory of the caller's.
pub trait Taken {
    /// Calls `visit` with each array, the size of its elements, and whether these are what the operation computes in.
    fn arrays(&self, visit: &mut dyn FnMut(Raw<'_>, usize, bool) -> PyResult<()>) -> PyResult<()>;
}

impl<T: Item> Taken for Input<'_, '_, T> {
    fn arrays(&self, visit: &mut dyn FnMut(Raw<'_>, usize, bool) -> PyResult<()>) -> PyResult<()> {
        visit(self.raw, size_of::<T>(), false)
    }
}

/// An array of the dtype that the operation runs in.
pub struct Floats<'a, 'py, T>(Input<'a, 'py, T>);

impl<'a, 'py, T: Number> Floats<'a, 'py, T> {
    /// Whether it may decide the dtype.
    pub const LEADS: bool = true;

    pub fn width(op: &str, name: &str, value: Value<'_, '_>) -> PyResult<Width> {
        Width::of(op, name, value)
    }

    pub fn take(call: &Call<'py>, name: &str, value: Value<'a, 'py>) -> PyResult<Self> {
        Input::take(call.op, name, value, format_args!("{} like {}", T::NAME, call.like)).map(Floats)
    }

    pub fn view(&self) -> View<'_, T> {
        self.0.view()
    }
}

impl<T: Number> Taken for Floats<'_, '_, T> {
    fn arrays(&self, visit: &mut dyn FnMut(Raw<'_>, usize, bool) -> PyResult<()>) -> PyResult<()> {
        visit(self.0.raw, size_of::<T>(), true)
    }
}

/// Such an array, or nothing.
pub struct MaybeFloats<'a, 'py, T>(Option<Floats<'a, 'py, T>>);

impl<'a, 'py, T: Number> MaybeFloats<'a, 'py, T> {
    pub const LEADS: bool = false;

    pub fn width(op: &str, name: &str, value: Value<'_, '_>) -> PyResult<Width> {
        Width::of(op, name, value)
    }

    pub fn take(call: &Call<'py>, name: &str, value: Value<'a, 'py>) -> PyResult<Self> {
        value.map(|value| Floats::take(call, name, Some(value))).transpose().map(MaybeFloats)
    }

    pub fn view(&self) -> Option<View<'_, T>> {
        self.0.as_ref().map(Floats::view)
    }
}

impl<T: Number> Taken for MaybeFloats<'_, '_, T> {
    fn arrays(&self, visit: &mut dyn FnMut(Raw<'_>, usize, bool) -> PyResult<()>) -> PyResult<()> {
        self.0.as_ref().map_or(Ok(()), |floats| floats.arrays(visit))
    }
}

/// The gradient by an answer: an array like it, or a plain number where the answer is one.
pub enum Slope<'a, 'py, T> {
    Array(Floats<'a, 'py, T>),
    Number([T; 1]),
}

impl<'a, 'py, T: Number> Slope<'a, 'py, T> {
    pub fn take(call: &Call<'py>, name: &str, value: Value<'a, 'py>) -> PyResult<Self> {
        match value {
            Some(value) if is_number(value) => Ok(Slope::Number([T::narrow(value.extract()?)])),
            _ => Floats::take(call, name, value).map(Slope::Array),
        }
    }

    pub fn view(&self) -> View<'_, T> {
        match self {
            Slope::Array(array) => array.view(),
            Slope::Number(number) => View::new(number, &[]),
        }
    }
}

impl<T: Number> Taken for Slope<'_, '_, T> {
    fn arrays(&self, visit: &mut dyn FnMut(Raw<'_>, usize, bool) -> PyResult<()>) -> PyResult<()> {
        match self {
            Slope::Array(array) => array.arrays(visit),
            Slope::Number(_) => Ok(()),
        }
    }
}

/// Class numbers or places; the same whatever the operation runs in.
pub struct Ints<'a, 'py, T>(Input<'a, 'py, i64>, std::marker::PhantomData<T>);

impl<'a, 'py, T: Number> Ints<'a, 'py, T> {
    pub const LEADS: bool = false;

    pub fn width(op: &str, name: &str, value: Value<'_, '_>) -> PyResult<Width> {
        Width::of(op, name, value)
    }

    pub fn take(call: &Call<'py>, name: &str, value: Value<'a, 'py>) -> PyResult<Self> {
        Input::take(call.op, name, value, i64::NAME).map(|ints| Ints(ints, std::marker::PhantomData))
    }

    pub fn view(&self) -> View<'_, i64> {
        self.0.view()
    }
}

impl<T: Number> Taken for Ints<'_, '_, T> {
    fn arrays(&self, visit: &mut dyn FnMut(Raw<'_>, usize, bool) -> PyResult<()>) -> PyResult<()> {
        self.0.arrays(visit)
    }
}

/// Which pairs take part, or what is added to their scores, or nothing.
pub enum MaybeMask<'a, 'py, T> {
    Nothing,
    TakesPart(Input<'a, 'py, u8>),
    Added(Floats<'a, 'py, T>),
}

impl<'a, 'py, T: Number> MaybeMask<'a, 'py, T> {
    pub const LEADS: bool = false;

    pub fn width(op: &str, name: &str, value: Value<'_, '_>) -> PyResult<Width> {
        Width::of(op, name, value)
    }

    pub fn take(call: &Call<'py>, name: &str, value: Value<'a, 'py>) -> PyResult<Self> {
        let Some(mask) = value else { return Ok(MaybeMask::Nothing) };
        let expected = format_args!("bool, or of {} like {}", T::NAME, call.like);
        if Raw::of(mask).is_some_and(Raw::is_of::<T>) {
            Floats::take(call, name, value).map(MaybeMask::Added)
        } else {
            Input::take(call.op, name, value, expected).map(MaybeMask::TakesPart)
        }
    }

    pub fn view(&self) -> Option<Mask<'_, T>> {
        match self {
            MaybeMask::Nothing => None,
            MaybeMask::TakesPart(mask) => Some(Mask::TakesPart(mask.view())),
            MaybeMask::Added(mask) => Some(Mask::Added(mask.view())),
        }
    }
}

impl<T: Number> Taken for MaybeMask<'_, '_, T> {
    fn arrays(&self, visit: &mut dyn FnMut(Raw<'_>, usize, bool) -> PyResult<()>) -> PyResult<()> {
        match self {
            MaybeMask::Nothing => Ok(()),
            MaybeMask::TakesPart(mask) => mask.arrays(visit),
            MaybeMask::Added(mask) => mask.arrays(visit),
        }
    }
}

/// Any number of arrays, at least one.
pub struct List<'a, 'py, T> {
    inputs: Vec<Input<'a, 'py, T>>,
    /// The arrays themselves: a list may be changed while other threads run.
    _held: Vec<Bound<'py, PyAny>>,
}

impl<'py, T: Number> List<'_, 'py, T> {
    pub const LEADS: bool = true;

    /// That of the first.
    pub fn width(op: &str, name: &str, value: Value<'_, '_>) -> PyResult<Width> {
        let first = Self::held(op, name, value)?.swap_remove(0);
        Width::of(op, &format!("{name}[0]"), Some(&first))
    }

    fn held<'any>(op: &str, name: &str, value: Value<'_, 'any>) -> PyResult<Vec<Bound<'any, PyAny>>> {
        let expected = "a list of NumPy arrays";
        let held: Vec<_> = match value {
            Some(list) if list.is_instance_of::<PyList>() => list.cast::<PyList>()?.iter().collect(),
            Some(tuple) if tuple.is_instance_of::<PyTuple>() => tuple.cast::<PyTuple>()?.iter().collect(),
            Some(other) => {
                let words = format!("{op}: {name} is of type {}, expected {expected}", other.get_type().name()?);
                return Err(PyTypeError::new_err(words));
            }
            None => return Err(PyTypeError::new_err(format!("{op}: {name} is None, expected {expected}"))),
        };
        if held.is_empty() {
            return Err(PyValueError::new_err(format!("{op}: {name} is empty, expected at least one array")));
        }
        Ok(held)
    }

    pub fn take(call: &Call<'py>, name: &str, value: Value<'_, 'py>) -> PyResult<Self> {
        let held = Self::held(call.op, name, value)?;
        let mut inputs = Vec::with_capacity(held.len());
        for (i, array) in held.iter().enumerate() {
            let expected = format_args!("{} like {}", T::NAME, call.like);
            let input = Input::take(call.op, &format!("{name}[{i}]"), Some(array), expected)?;
            // SAFETY: the array is held beside it.
            inputs.push(unsafe { input.outliving() });
        }
        Ok(List { inputs, _held: held })
    }

    pub fn view(&self) -> Vec<View<'_, T>> {
        self.inputs.iter().map(Input::view).collect()
    }
}

impl<T: Number> Taken for List<'_, '_, T> {
    fn arrays(&self, visit: &mut dyn FnMut(Raw<'_>, usize, bool) -> PyResult<()>) -> PyResult<()> {
        self.inputs.iter().try_for_each(|input| visit(input.raw, size_of::<T>(), true))
    }
}
