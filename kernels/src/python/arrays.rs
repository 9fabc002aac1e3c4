//! NumPy arrays as raw memory. The fields of the array object are read in place: a call on a few small arrays takes less
//! than the safe extractors, which look each array up in a table of borrows behind a lock.

use std::fmt::Display;
use std::marker::PhantomData;
use std::ptr;

use numpy::npyffi::{self, NPY_TYPES, NpyTypes, PY_ARRAY_API, PyArrayObject, flags, npy_intp};
use pyo3::exceptions::{PyMemoryError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use pyo3::{Borrowed, ffi, intern};

use crate::{Float, Shape, View};

/// A value as Python hands it over; `None` where it was left out.
pub type Value<'a, 'py> = Option<&'a Bound<'py, PyAny>>;

/// What an array may be made of.
pub trait Item: Copy + Send + Sync + 'static {
    /// NumPy's numbers for it; the first is that of new arrays. On Linux `long` and `long long` are the same.
    const NUMBERS: [NPY_TYPES; 2];
    /// NumPy's name for it.
    const NAME: &'static str;
    /// Whether it is what a call computes in, and so must be that of another input.
    const IS_NUMBER: bool = false;
}

impl Item for f32 {
    const NUMBERS: [NPY_TYPES; 2] = [NPY_TYPES::NPY_FLOAT; 2];
    const NAME: &'static str = "float32";
    const IS_NUMBER: bool = true;
}

impl Item for f64 {
    const NUMBERS: [NPY_TYPES; 2] = [NPY_TYPES::NPY_DOUBLE; 2];
    const NAME: &'static str = "float64";
    const IS_NUMBER: bool = true;
}

impl Item for i64 {
    const NUMBERS: [NPY_TYPES; 2] = if size_of::<std::ffi::c_long>() == 8 {
        [NPY_TYPES::NPY_LONG, NPY_TYPES::NPY_LONGLONG]
    } else {
        [NPY_TYPES::NPY_LONGLONG; 2]
    };
    const NAME: &'static str = "int64";
}

/// NumPy's bool: any byte that is not 0 is true, so it is no `bool` of Rust's.
impl Item for u8 {
    const NUMBERS: [NPY_TYPES; 2] = [NPY_TYPES::NPY_BOOL; 2];
    const NAME: &'static str = "bool";
}

/// What the kernels compute in.
pub trait Number: Float + Item {}

impl Number for f32 {}
impl Number for f64 {}

/// An array object that lives for `'a`.
#[derive(Clone, Copy)]
pub struct Raw<'a> {
    at: *mut PyArrayObject,
    of: PhantomData<&'a PyArrayObject>,
}

impl<'a> Raw<'a> {
    /// The array object behind a value, if it is one: an instance of `numpy.ndarray` or of a subclass.
    pub fn of(value: &'a Bound<'_, PyAny>) -> Option<Self> {
        // SAFETY: the value is an object, and this thread is attached.
        let is_array = unsafe { npyffi::PyArray_Check(value.py(), value.as_ptr()) } != 0;
        is_array.then(|| Raw { at: value.as_ptr().cast(), of: PhantomData })
    }

    fn fields(self) -> &'a npyffi::PyArrayObject_fields {
        // SAFETY: an array object that lives for 'a. Its fields change only where Python code says so, and none runs
        // before the last of them has been read.
        unsafe { &(*self.at).fields }
    }

    /// Whether it is made of `T`, in this machine's byte order.
    pub fn is_of<T: Item>(self) -> bool {
        // SAFETY: every array has a dtype, and lives for 'a.
        let dtype = unsafe { &(*self.fields().descr).fields };
        let foreign = if cfg!(target_endian = "little") { b'>' } else { b'<' };
        T::NUMBERS.iter().any(|&number| number as i32 == dtype.type_num) && dtype.byteorder.cast_unsigned() != foreign
    }

    /// The length of each axis.
    pub fn shape(self) -> &'a [usize] {
        self.axes(self.fields().dimensions.cast())
    }

    /// The bytes from one element to the next, along each axis.
    fn strides(self) -> &'a [isize] {
        self.axes(self.fields().strides)
    }

    fn axes<A>(self, at: *const A) -> &'a [A] {
        match self.fields().nd {
            // NumPy has no memory for the axes of a single number.
            0 => &[],
            // SAFETY: NumPy has `nd` lengths and strides for each array; they are not negative.
            axes => unsafe { std::slice::from_raw_parts(at, axes as usize) },
        }
    }

    fn has(self, wanted: i32) -> bool {
        self.fields().flags & wanted == wanted
    }

    /// Whether its memory can be used as it is: row-major and aligned.
    pub fn is_plain(self) -> bool {
        self.has(flags::NPY_ARRAY_CARRAY_RO)
    }

    pub fn is_writeable(self) -> bool {
        self.has(flags::NPY_ARRAY_WRITEABLE)
    }

    /// Where its first element lies.
    pub fn data<T>(self) -> *mut T {
        self.fields().data.cast()
    }

    /// Whether both are the same elements in the same places.
    pub fn is_exactly(self, other: Raw<'_>) -> bool {
        self.data::<u8>() == other.data::<u8>() && self.shape() == other.shape() && self.strides() == other.strides()
    }

    /// From its first byte to behind its last, or nothing if it has none.
    fn extent(self, item: usize) -> Option<(usize, usize)> {
        let first = self.data::<u8>().addr();
        let (mut low, mut high) = (first, first + item);
        for (&length, &stride) in self.shape().iter().zip(self.strides()) {
            // Wrapping: whoever made strides by hand may have made any.
            let reach = stride.wrapping_mul(length.checked_sub(1)? as isize);
            if reach < 0 { low = low.wrapping_add_signed(reach) } else { high = high.wrapping_add_signed(reach) }
        }
        Some((low, high))
    }

    /// Whether any element of one shares memory with one of the other; `item` and `other_item` are their sizes.
    pub fn overlaps(self, py: Python<'_>, item: usize, other: Raw<'_>, other_item: usize) -> PyResult<bool> {
        let (Some(mine), Some(its)) = (self.extent(item), other.extent(other_item)) else { return Ok(false) };
        if mine.1 <= its.0 || its.1 <= mine.0 {
            return Ok(false);
        }
        if self.is_plain() && other.is_plain() {
            return Ok(true);
        }
        // One may lie in the gaps of the other. NumPy finds out, or gives up and says that they overlap.
        let effort = PyDict::new(py);
        effort.set_item(intern!(py, "max_work"), 1000)?;
        py.import(intern!(py, "numpy"))?
            .call_method(intern!(py, "may_share_memory"), (self.object(py), other.object(py)), Some(&effort))?
            .extract()
    }

    fn object<'py>(self, py: Python<'py>) -> Borrowed<'a, 'py, PyAny>
    where
        'py: 'a,
    {
        // SAFETY: an array object that lives for 'a.
        unsafe { Borrowed::from_ptr(py, self.at.cast()) }
    }
}

/// The array behind a value, or a refusal.
pub fn array_of<'a>(op: &str, name: &str, value: Value<'a, '_>, expected: impl Display) -> PyResult<Raw<'a>> {
    if let Some(array) = value.and_then(Raw::of) {
        return Ok(array);
    }
    let kind = match value {
        Some(value) => value.get_type().name()?.to_string(),
        None => "NoneType".to_owned(),
    };
    Err(PyTypeError::new_err(format!("{op}: {name} is of type {kind}, expected {expected}")))
}

/// "... has dtype float16, expected float32".
pub fn wrong_dtype(op: &str, name: &str, value: Value<'_, '_>, expected: impl Display) -> PyErr {
    let dtype = value.map(|value| value.getattr("dtype").and_then(|dtype| dtype.str()));
    match dtype {
        Some(Ok(dtype)) => PyTypeError::new_err(format!("{op}: {name} has dtype {dtype}, expected {expected}")),
        _ => PyTypeError::new_err(format!("{op}: {name} has another dtype than {expected}")),
    }
}

/// An array of `T`, ready to be read.
pub struct Input<'a, 'py, T> {
    /// As it was handed over.
    pub raw: Raw<'a>,
    data: *const T,
    count: usize,
    shape: Shape,
    /// Where it lies if it was not row-major and aligned.
    _copy: Option<Bound<'py, PyAny>>,
}

impl<'a, 'py, T: Item> Input<'a, 'py, T> {
    /// Takes an array of exactly this dtype; `expected` says which, in a refusal.
    pub fn take(op: &str, name: &str, value: Value<'a, 'py>, expected: impl Display) -> PyResult<Self> {
        let raw = array_of(op, name, value, format_args!("a NumPy array of {expected}"))?;
        if !raw.is_of::<T>() {
            return Err(wrong_dtype(op, name, value, expected));
        }
        let axes = raw.shape();
        if axes.len() > Shape::MOST {
            let words = format!("{op}: {name} has {} axes, expected at most {}", axes.len(), Shape::MOST);
            return Err(PyValueError::new_err(words));
        }
        let shape = Shape::from(axes);
        let copy = match value {
            Some(value) if !raw.is_plain() => Some(row_major(value, raw)?),
            _ => None,
        };
        let plain = copy.as_ref().and_then(Raw::of).unwrap_or(raw);
        Ok(Input { raw, data: plain.data(), count: shape.iter().product(), shape, _copy: copy })
    }

    /// The same, for as long as is said.
    ///
    /// # Safety
    ///
    /// Its array lives that long.
    pub unsafe fn outliving<'b>(self) -> Input<'b, 'py, T> {
        let Input { raw: Raw { at, .. }, data, count, shape, _copy } = self;
        Input { raw: Raw { at, of: PhantomData }, data, count, shape, _copy }
    }

    pub fn view(&self) -> View<'_, T> {
        let data = match self.count {
            // NumPy may say of nothing that it lies anywhere.
            0 => &[],
            // SAFETY: row-major and aligned memory of an array that lives for 'a, or of our own copy. Whoever calls a
            // kernel while another thread writes to its inputs gets some numbers between; `_kernels.pyi` says so.
            count => unsafe { std::slice::from_raw_parts(self.data, count) },
        };
        View { data, shape: &self.shape }
    }
}

/// A copy that is.
fn row_major<'py>(value: &Bound<'py, PyAny>, raw: Raw<'_>) -> PyResult<Bound<'py, PyAny>> {
    let wanted = flags::NPY_ARRAY_CARRAY_RO | flags::NPY_ARRAY_ENSUREARRAY;
    // SAFETY: an array, no other dtype, and what comes back is new and ours.
    unsafe {
        let copy = PY_ARRAY_API.PyArray_FromArray(value.py(), raw.at, ptr::null_mut(), wanted);
        Bound::from_owned_ptr_or_err(value.py(), copy)
    }
}

/// A new row-major array, with anything in it.
pub fn new<'py, T: Item>(py: Python<'py>, op: &str, shape: &Shape) -> PyResult<Bound<'py, PyAny>> {
    let too_large = || PyMemoryError::new_err(format!("{op}: an array of shape {shape:?} does not fit in memory"));
    let bytes = shape.elements().and_then(|elements| elements.checked_mul(size_of::<T>()));
    if bytes.is_none_or(|bytes| isize::try_from(bytes).is_err()) {
        return Err(too_large());
    }
    // SAFETY: a dtype that NumPy has; NewFromDescr takes it over, and reads as many lengths as it is told.
    let array = unsafe {
        let dtype = PY_ARRAY_API.PyArray_DescrFromType(py, T::NUMBERS[0] as i32);
        let lengths = shape.as_ptr().cast_mut().cast::<npy_intp>();
        let (axes, class) = (shape.len() as i32, npyffi::get_type_object(py, NpyTypes::PyArray_Type));
        let none = ptr::null_mut();
        let array =
            PY_ARRAY_API.PyArray_NewFromDescr(py, class, dtype, axes, lengths, none, none.cast(), 0, none.cast());
        Bound::from_owned_ptr_or_err(py, array)
    };
    array.map_err(|_| too_large())
}

/// Copies one array into another of the same shape and dtype, whatever the layouts.
pub fn copy_into(py: Python<'_>, to: Raw<'_>, from: &Bound<'_, PyAny>) -> PyResult<()> {
    // SAFETY: two arrays.
    match unsafe { PY_ARRAY_API.PyArray_CopyInto(py, to.at, from.as_ptr().cast()) } {
        0 => Ok(()),
        _ => Err(PyErr::fetch(py)),
    }
}

/// The array, or the NumPy scalar in an array of no axes: what NumPy's own functions return.
pub fn returned(array: Bound<'_, PyAny>) -> PyResult<Bound<'_, PyAny>> {
    if Raw::of(&array).is_some_and(|raw| raw.shape().is_empty()) {
        return array.get_item(PyTuple::empty(array.py()));
    }
    Ok(array)
}

/// Whether a value is a number that a gradient may be: a Python float or a NumPy floating scalar.
pub fn is_number(value: &Bound<'_, PyAny>) -> bool {
    // SAFETY: an object and two types, with this thread attached.
    unsafe {
        ffi::PyFloat_Check(value.as_ptr()) != 0
            || ffi::PyObject_TypeCheck(
                value.as_ptr(),
                npyffi::get_type_object(value.py(), NpyTypes::PyFloatingArrType_Type),
            ) != 0
    }
}
