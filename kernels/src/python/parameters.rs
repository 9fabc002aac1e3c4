//! The parameters of an operation: what is no array. A line of the export gives each a type and mostly a default.
//!
//! `isize`, `f64` and `bool` are Python's int, float and bool. Any other type is one of a few words, written as a string:
//!
//! ```ignore
//! impl Choice for Approximate {
//!     const WORDS: &[(&str, Self)] = &[("none", Approximate::None), ("tanh", Approximate::Tanh)];
//! }
//! ```

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use super::inputs::Call;
use crate::Choice;

pub trait Parameter: Sized {
    /// What PyO3 takes from Python, which is what the default is written as.
    type Written<'a>;

    fn take(call: &Call, name: &str, written: Self::Written<'_>) -> PyResult<Self>;
}

macro_rules! as_it_is {
    ($($type:ty),*) => {$(
        impl Parameter for $type {
            type Written<'a> = $type;

            fn take(_: &Call, _: &str, written: $type) -> PyResult<$type> {
                Ok(written)
            }
        }
    )*};
}

as_it_is!(isize, f64, bool);

impl<C: Choice> Parameter for C {
    type Written<'a> = &'a str;

    fn take(call: &Call, name: &str, written: &str) -> PyResult<C> {
        if let Some((_, choice)) = C::WORDS.iter().find(|(word, _)| *word == written) {
            return Ok(*choice);
        }
        let words: Vec<_> = C::WORDS.iter().map(|(word, _)| format!("'{word}'")).collect();
        let op = call.op;
        Err(PyValueError::new_err(format!("{op}: {name} is '{written}', expected {}", words.join(" or "))))
    }
}
