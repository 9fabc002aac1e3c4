//! Arrays. An operation reads [`View`]s (row-major, borrowed) and refuses with an [`Error`]; a job that is run in Rust
//! returns [`Array`]s (row-major, owned).

use crate::Shape;

/// What an operation refuses, in words: `softmax.backward: dy has shape [4, 6], expected [4, 7]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// A shape, an axis, a label or a parameter that the formula has no meaning for.
    Value(String),
    /// The answer does not fit in memory.
    Memory(String),
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (Error::Value(words) | Error::Memory(words)) = self;
        f.write_str(words)
    }
}

impl std::error::Error for Error {}

/// The answer, or why there is none.
pub type Result<T> = std::result::Result<T, Error>;

/// `Err(Error::Value(...))`, with the words of `format!`.
macro_rules! refuse {
    ($($words:tt)*) => {
        return Err($crate::Error::Value(format!($($words)*)))
    };
}
pub(crate) use refuse;

/// A borrowed row-major array: the last axis is contiguous.
#[derive(Debug, Clone, Copy)]
pub struct View<'a, T> {
    /// The elements, `shape[0] * shape[1] * ...` of them.
    pub data: &'a [T],
    /// The length of each axis; empty for a single number.
    pub shape: &'a [usize],
}

impl<'a, T> View<'a, T> {
    /// A view of `data` as an array of this shape.
    ///
    /// # Panics
    ///
    /// If `shape` does not hold `data.len()` elements or has more than [`Shape::MOST`] axes: a bug of the caller, not a
    /// user's mistake.
    pub fn new(data: &'a [T], shape: &'a [usize]) -> Self {
        let elements = Shape::from(shape).elements();
        assert_eq!(elements, Some(data.len()), "a view of {shape:?} over {} elements", data.len());
        View { data, shape }
    }

    /// The shape as an array of `N` lengths, or a refusal that names the axes: `matmul: a has shape [3], expected
    /// [rows, inner]`.
    pub fn axes<const N: usize>(&self, op: &str, name: &str, words: &str) -> Result<[usize; N]> {
        match <[usize; N]>::try_from(self.shape) {
            Ok(axes) => Ok(axes),
            Err(_) => refuse!("{op}: {name} has shape {:?}, expected {words}", self.shape),
        }
    }

    /// Refuses any other shape: `softmax.backward: dy has shape [4, 6], expected [4, 7]`.
    pub fn expect(&self, op: &str, name: &str, shape: &[usize]) -> Result<()> {
        if self.shape == shape {
            return Ok(());
        }
        refuse!("{op}: {name} has shape {:?}, expected {shape:?}", self.shape)
    }
}

/// What attention may look at, `[queries, keys]` behind any leading axes.
#[derive(Debug, Clone, Copy)]
pub enum Mask<'a, T> {
    /// A pair takes part where this is not 0.
    TakesPart(View<'a, u8>),
    /// Added to the scores.
    Added(View<'a, T>),
}

/// An owned row-major array.
#[derive(Debug, Clone, PartialEq)]
pub struct Array<T> {
    /// The elements, `shape[0] * shape[1] * ...` of them.
    pub data: Vec<T>,
    /// The length of each axis; empty for a single number.
    pub shape: Vec<usize>,
}

impl<T> Array<T> {
    /// A single number, of shape `[]`.
    pub fn scalar(value: T) -> Self {
        Array { data: vec![value], shape: Vec::new() }
    }

    /// A borrowed view of all of it.
    pub fn view(&self) -> View<'_, T> {
        View::new(&self.data, &self.shape)
    }
}

/// Zeros for a workspace of this shape, or [`Error::Memory`] where that many do not fit: what is too large is the user's
/// to hear about, never an abort.
pub(crate) fn zeros<T: Clone + Default>(op: &str, shape: &[usize]) -> Result<Vec<T>> {
    let too_large = || Error::Memory(format!("{op}: an array of shape {shape:?} does not fit in memory"));
    let length = shape.iter().try_fold(1usize, |product, &axis| product.checked_mul(axis)).ok_or_else(too_large)?;
    let mut data = Vec::new();
    data.try_reserve_exact(length).map_err(|_| too_large())?;
    data.resize(length, T::default());
    Ok(data)
}

/// A parameter that is one of a few words.
pub trait Choice: Copy + 'static {
    /// Each word and what it means.
    const WORDS: &[(&str, Self)];
}

/// The lanes of an array along one axis: how many there are, and how far apart the elements of one lie.
///
/// In row-major order the axes before `axis` are an outer loop and the axes behind it an inner one:
/// element `k` of lane `(outer, inner)` lies at `outer * length * stride + k * stride + inner`. With a stride of 1 a
/// lane is a row; otherwise the lanes are columns, and a vector takes neighbouring ones.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lanes {
    pub outer: usize,
    pub length: usize,
    pub stride: usize,
}

impl Lanes {
    /// The lanes along `axis`, which counts from the end if negative. Refuses an axis out of range, or of length 0 over
    /// a non-empty rest: an empty slice has none of `what`.
    pub fn along(op: &str, shape: &[usize], axis: isize, what: &str) -> Result<Self> {
        let from_front = if axis < 0 { axis.checked_add_unsigned(shape.len()) } else { Some(axis) };
        let axis = match from_front.and_then(|axis| usize::try_from(axis).ok()) {
            Some(axis) if axis < shape.len() => axis,
            _ => refuse!("{op}: axis {axis} is out of range for x with shape {shape:?}"),
        };
        if shape[axis] == 0 {
            refuse!("{op}: axis {axis} of x has length 0 in shape {shape:?}: an empty slice has no {what}");
        }
        Ok(Lanes {
            outer: shape[..axis].iter().product(),
            length: shape[axis],
            stride: shape[axis + 1..].iter().product(),
        })
    }

    /// The columns of the array seen as `outer` matrices of `length` rows and `stride` columns, in groups of
    /// neighbours: the first element of each, and how many columns it has. A group is as wide as leaves all its rows in
    /// cache, but wide enough for a sweep of a row to be worth its beginning.
    pub fn groups(self) -> impl Iterator<Item = (usize, usize)> {
        let widest = self.widest();
        let outer = if self.stride == 0 { 0 } else { self.outer };
        (0..outer).flat_map(move |outer| {
            let first = outer * self.length * self.stride;
            (0..self.stride).step_by(widest).map(move |j| (first + j, widest.min(self.stride - j)))
        })
    }

    /// The most columns that a group has.
    pub fn widest(self) -> usize {
        (32_768 / self.length / 64 * 64).max(512).min(self.stride.max(1))
    }

    /// Row `k` of the group that begins at `start`: a range of elements.
    pub fn row(self, start: usize, width: usize, k: usize) -> std::ops::Range<usize> {
        let first = start + k * self.stride;
        first..first + width
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lanes_of_the_middle_axis_lie_side_by_side() {
        let lanes = Lanes::along("test", &[2, 3, 4], 1, "maximum").unwrap();
        assert_eq!((lanes.outer, lanes.length, lanes.stride), (2, 3, 4));
        assert_eq!(lanes.groups().collect::<Vec<_>>(), [(0, 4), (12, 4)]);
        assert_eq!(lanes.row(12, 4, 2), 20..24);
        let wide = Lanes::along("test", &[3, 40_000], 0, "maximum").unwrap();
        assert_eq!(wide.groups().map(|(_, width)| width).sum::<usize>(), 40_000);
        assert!(wide.groups().all(|(_, width)| width <= wide.widest()));
    }

    #[test]
    fn an_axis_may_count_from_the_end_but_not_beyond() {
        assert_eq!(Lanes::along("test", &[2, 3], -2, "maximum").unwrap().length, 2);
        for axis in [2, -3, isize::MAX, isize::MIN] {
            assert!(matches!(Lanes::along("test", &[2, 3], axis, "maximum"), Err(Error::Value(_))), "{axis}");
        }
        assert!(Lanes::along("test", &[], -1, "maximum").is_err());
    }

    #[test]
    fn an_empty_axis_is_refused_and_an_empty_rest_is_not() {
        assert!(Lanes::along("test", &[2, 0], 1, "maximum").is_err());
        for shape in [[0, 2, 1], [1 << 60, 2, 0]] {
            assert_eq!(Lanes::along("test", &shape, 1, "maximum").unwrap().groups().count(), 0);
        }
    }

    #[test]
    fn an_array_that_cannot_fit_is_an_error_and_not_an_abort() {
        assert!(matches!(zeros::<f64>("test", &[usize::MAX, 2]), Err(Error::Memory(_))));
        assert!(matches!(zeros::<f64>("test", &[1 << 60]), Err(Error::Memory(_))));
    }

    #[test]
    fn a_refusal_says_where_what_and_what_was_expected() {
        let data = [0.0; 24];
        let dy = View::new(&data, &[4, 6]);
        let Err(Error::Value(message)) = dy.expect("softmax.backward", "dy", &[4, 7]) else { panic!("was accepted") };
        assert_eq!(message, "softmax.backward: dy has shape [4, 6], expected [4, 7]");
    }
}
