//! Where a job writes: new arrays, or the caller's own (`out=`).

use std::fmt::{self, Display};

use pyo3::exceptions::{PyMemoryError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use super::arrays::{Item, Number, Raw, Value, array_of, copy_into, new, returned, wrong_dtype};
use super::inputs::{Call, Taken};
use crate::job::{InPlace, Task};
use crate::{Error, Shape};

/// Nanoseconds of work above which other Python threads run meanwhile: handing the interpreter over and getting it back
/// costs a small part of that.
const LONG_WORK: f64 = 20_000.0;

/// An operation's refusal as the exception that fits it.
pub fn refused(error: Error) -> PyErr {
    match error {
        Error::Value(words) => PyValueError::new_err(words),
        Error::Memory(words) => PyMemoryError::new_err(words),
    }
}

/// Finds the memory, runs the job, hands its answers over. `inputs` are by name: the caller's memory must not overlap
/// them, unless the job is one that works in place.
pub fn run<'py, T: Number, J: Task<T> + Send>(
    call: &Call<'py>,
    job: J,
    out: Value<'_, 'py>,
    inputs: &[(&str, &dyn Taken)],
) -> PyResult<Bound<'py, PyAny>> {
    let find = Find { call, inputs, in_place: J::IN_PLACE };
    if let ([shape], []) = (job.floats(), job.indices()) {
        let answer = find.memory::<T>(Place(None), shape, out, &[])?;
        write(call.py, job, &[answer.at.cast()], &[]);
        return answer.finish(call.py);
    }
    let (floats, count) = (job.floats().len(), job.floats().len() + job.indices().len());
    let given = several(call.op, out, count)?;
    let mut answers = Vec::with_capacity(count);
    for (i, shape) in job.floats().iter().chain(job.indices()).enumerate() {
        let own = given.map(|given| given.get_item(i)).transpose()?.filter(|own| !own.is_none());
        let memory = if i < floats { Find::memory::<T> } else { Find::memory::<i64> };
        answers.push(memory(&find, Place(Some(i)), shape, own.as_ref(), &answers)?);
    }
    let of_floats: Vec<*mut T> = answers[..floats].iter().map(|answer| answer.at.cast()).collect();
    let of_indices: Vec<*mut i64> = answers[floats..].iter().map(|answer| answer.at.cast()).collect();
    write(call.py, job, &of_floats, &of_indices);
    let finished = answers.into_iter().map(|answer| answer.finish(call.py)).collect::<PyResult<Vec<_>>>()?;
    Ok(PyTuple::new(call.py, finished)?.into_any())
}

/// The tuple that `out` has to be where there are several answers.
fn several<'a, 'py>(op: &str, out: Value<'a, 'py>, count: usize) -> PyResult<Option<&'a Bound<'py, PyTuple>>> {
    let Some(out) = out else { return Ok(None) };
    match out.cast::<PyTuple>() {
        Ok(tuple) if tuple.len() == count => Ok(Some(tuple)),
        Ok(tuple) => {
            Err(PyValueError::new_err(format!("{op}: out is a tuple of {}, expected one of {count}", tuple.len())))
        }
        Err(_) => {
            let kind = out.get_type().name()?;
            Err(PyTypeError::new_err(format!("{op}: out is of type {kind}, expected a tuple of {count} arrays")))
        }
    }
}

/// Runs a job in the memory found for it.
fn write<T: Number, J: Task<T> + Send>(py: Python<'_>, job: J, floats: &[*mut T], indices: &[*mut i64]) {
    struct Memory<'a, T>(&'a [*mut T], &'a [*mut i64]);
    // SAFETY: nobody else writes there until the job is done.
    unsafe impl<T> Send for Memory<'_, T> {}

    let (long, memory) = (job.cost() > LONG_WORK, Memory(floats, indices));
    let work = move || {
        let Memory(floats, indices) = { memory };
        // SAFETY: `Find::memory` found it, of the right size, aligned and apart from all inputs, or exactly one of them
        // where the job allows it; the arrays live until the answers are handed over.
        unsafe { job.write(floats, indices) }
    };
    if long { py.detach(work) } else { work() }
}

/// Which answer, in a refusal: `out`, or `out[2]` of several.
#[derive(Clone, Copy)]
struct Place(Option<usize>);

impl Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            None => f.write_str("out"),
            Some(i) => write!(f, "out[{i}]"),
        }
    }
}

/// Memory for one answer.
struct Answer<'py> {
    at: *mut u8,
    item: usize,
    /// The caller's array, if there is one.
    own: Option<Bound<'py, PyAny>>,
    /// A new array, if there is none or its layout is another.
    new: Option<Bound<'py, PyAny>>,
}

impl<'py> Answer<'py> {
    fn finish(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match (self.own, self.new) {
            (Some(own), None) => Ok(own),
            (None, Some(new)) => returned(new),
            (Some(own), Some(new)) => {
                if let Some(raw) = Raw::of(&own) {
                    copy_into(py, raw, &new)?;
                }
                Ok(own)
            }
            (None, None) => unreachable!("memory lies somewhere"),
        }
    }
}

struct Find<'a, 'py> {
    call: &'a Call<'py>,
    inputs: &'a [(&'a str, &'a dyn Taken)],
    in_place: InPlace,
}

impl<'py> Find<'_, 'py> {
    fn memory<I: Item>(
        &self,
        place: Place,
        shape: &Shape,
        out: Value<'_, 'py>,
        before: &[Answer<'py>],
    ) -> PyResult<Answer<'py>> {
        let (py, op) = (self.call.py, self.call.op);
        let item = size_of::<I>();
        let fresh = |own| {
            let new = new::<I>(py, op, shape)?;
            let at = Raw::of(&new).map_or(std::ptr::null_mut(), Raw::data);
            Ok(Answer { at, item, own, new: Some(new) })
        };
        let Some(own) = out else { return fresh(None) };
        let raw = self.fitting::<I>(place, shape, own)?;
        self.apart(place, raw, item, before)?;
        if raw.is_plain() {
            return Ok(Answer { at: raw.data(), item, own: Some(own.clone()), new: None });
        }
        fresh(Some(own.clone()))
    }

    /// The caller's array, if it can take this answer.
    fn fitting<'a, I: Item>(&self, place: Place, shape: &Shape, own: &'a Bound<'py, PyAny>) -> PyResult<Raw<'a>> {
        let op = self.call.op;
        let like = format_args!(" like {}", self.call.like);
        let expected = format_args!("{}{}", I::NAME, if I::IS_NUMBER { like } else { format_args!("") });
        let Some(raw) = Raw::of(own) else {
            let array = format_args!("a NumPy array of {expected}");
            return array_of(op, &place.to_string(), Some(own), array);
        };
        if !raw.is_of::<I>() {
            return Err(wrong_dtype(op, &place.to_string(), Some(own), expected));
        }
        if raw.shape() != &**shape {
            let words = format!("{op}: {place} has shape {:?}, expected {shape:?}", raw.shape());
            return Err(PyValueError::new_err(words));
        }
        if !raw.is_writeable() {
            return Err(PyValueError::new_err(format!("{op}: {place} is read-only")));
        }
        Ok(raw)
    }

    /// Refuses an array that shares memory with an input or with another answer.
    fn apart(&self, place: Place, raw: Raw<'_>, item: usize, before: &[Answer<'py>]) -> PyResult<()> {
        let (py, op) = (self.call.py, self.call.op);
        let overlaps = |other: &dyn Display, hint: &str| {
            PyValueError::new_err(format!("{op}: {place} overlaps {other}, expected memory of its own{hint}"))
        };
        for (name, input) in self.inputs {
            let mut position = 0;
            input.arrays(&mut |other, other_item, floats| {
                let (allowed, hint) = match self.in_place {
                    InPlace::No => (false, ""),
                    InPlace::Any => (floats, " or exactly that array"),
                    InPlace::Own => (floats && place.0 == Some(position), " or exactly the input of that place"),
                };
                position += 1;
                if allowed && raw.is_exactly(other) || !raw.overlaps(py, item, other, other_item)? {
                    return Ok(());
                }
                Err(overlaps(name, hint))
            })?;
        }
        for (i, answer) in before.iter().enumerate() {
            if let Some(other) = answer.own.as_ref().and_then(Raw::of)
                && raw.overlaps(py, item, other, answer.item)?
            {
                return Err(overlaps(&Place(Some(i)), ""));
            }
        }
        Ok(())
    }
}
