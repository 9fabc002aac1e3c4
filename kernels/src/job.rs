//! Jobs. An operation checks its inputs and returns a job; the job writes the answer into memory that the caller owns.
//!
//! Whatever can be refused is refused before there is a job, so a job cannot fail. It knows the shapes of its answers
//! and about how long it will take; who runs it finds the memory. A new operation is a file like this one:
//!
//! ```
//! use nnkata_kernels::job::{self, Job, Work};
//! use nnkata_kernels::{Float, Result, Shape, View};
//!
//! /// `y[r] = sum_c x[r, c]`: `[rows, cols] -> [rows]`.
//! pub fn forward<T: Float>(x: View<'_, T>) -> Result<Job<T, 1, impl Work<T, 1>>> {
//!     let [rows, cols] = x.axes("row_sums", "x", "[rows, cols]")?;
//!     let cost = job::ELEMENT * x.data.len() as f64;
//!     Ok(Job::new([[rows].into()], cost, move |[y]| {
//!         for (r, y) in y.iter_mut().enumerate() {
//!             *y = T::narrow(x.data[r * cols..][..cols].iter().map(|x| x.wide()).sum());
//!         }
//!     }))
//! }
//!
//! /// `dx[r, c] = dy[r]`.
//! pub fn backward<'a, T: Float>(dy: View<'a, T>, x: View<'a, T>) -> Result<Job<T, 1, impl Work<T, 1> + 'a>> {
//!     let op = "row_sums.backward";
//!     let [rows, cols] = x.axes(op, "x", "[rows, cols]")?;
//!     dy.expect(op, "dy", &[rows])?;
//!     let cost = job::ELEMENT * x.data.len() as f64;
//!     Ok(Job::new([x.shape.into()], cost, move |[dx]| {
//!         for (r, dy) in dy.data.iter().enumerate() {
//!             dx[r * cols..][..cols].fill(*dy);
//!         }
//!     }))
//! }
//!
//! let x = View::new(&[1.0, 2.0, 3.0, 4.0], &[2, 2]);
//! assert_eq!(forward(x).unwrap().answer().data, [3.0, 7.0]);
//! let [dx] = backward(View::new(&[1.0, 2.0], &[2]), x).unwrap().run();
//! assert_eq!(dx.data, [1.0, 1.0, 2.0, 2.0]);
//! ```
//!
//! The kinds of job:
//!
//! | kind | its work is given | for |
//! |---|---|---|
//! | [`Job`] | `[&mut [T]; N]` | most operations |
//! | [`IndexJob`] | also `[&mut [i64]; M]` | verbs that answer with indices: the places of maxima |
//! | [`Elementwise`](crate::elementwise::Elementwise) | [`Source`](crate::elementwise::Source)s and [`Sink`](crate::elementwise::Sink)s | where an answer may be written over an input |
//! | [`ListJob`](crate::elementwise::ListJob) | the same, any number of them | a list of arrays, in place too |

use crate::array::Array;
use crate::{Float, Shape};

/// Nanoseconds that one thread takes, roughly, for the estimate that a job carries: a multiplication and addition in a
/// product of matrices counts as two of these,
pub const FLOP: f64 = 0.01;
/// an element that is read and written,
pub const ELEMENT: f64 = 0.25;
/// and an element that an exponential is taken of.
pub const EXP: f64 = 1.0;

/// What a job does in the end: writes its `N` answers. A name for a closure, to be said in signatures.
pub trait Work<T, const N: usize>: FnOnce([&mut [T]; N]) + Send {}

impl<T, const N: usize, F: FnOnce([&mut [T]; N]) + Send> Work<T, N> for F {}

/// A checked call: the shapes of its `N` answers, what it will cost, and the work.
///
/// The memory that the work is given holds anything at first. Work writes every element and reads none before: what
/// adds up starts with `fill(T::ZERO)`. ([`Job::run`] hands out NaN, so that a test finds who forgets.)
pub struct Job<T, const N: usize, F> {
    /// The shapes of the answers, in order.
    pub shapes: [Shape; N],
    /// About how long the work takes on one thread, in nanoseconds. Above 20,000 the skin lets other Python threads run.
    pub cost: f64,
    /// How many of the answers are wanted; the others have no memory.
    wanted: usize,
    work: F,
    of: std::marker::PhantomData<fn(T)>,
}

impl<T: Float, const N: usize, F: Work<T, N>> Job<T, N, F> {
    /// A job of which every answer is wanted.
    pub fn new(shapes: [Shape; N], cost: f64, work: F) -> Self {
        Job { shapes, cost, wanted: N, work, of: std::marker::PhantomData }
    }

    /// The same without its last answers: the gradient by an input that is not there. In their place the work is given
    /// slices without elements.
    pub fn only(mut self, wanted: usize) -> Self {
        self.wanted = wanted;
        self.shapes[wanted..].fill([0].into());
        self
    }

    /// Does the work in new arrays. For tests and for Rust.
    ///
    /// # Panics
    ///
    /// If there is no memory for the answers.
    pub fn run(self) -> [Array<T>; N] {
        let mut answers = self.shapes.map(|shape| unwritten(shape, T::narrow(f64::NAN)));
        (self.work)(answers.each_mut().map(|answer| &mut answer.data[..]));
        answers
    }
}

impl<T: Float, F: Work<T, 1>> Job<T, 1, F> {
    /// [`run`](Job::run) where there is one answer.
    pub fn answer(self) -> Array<T> {
        let [answer] = self.run();
        answer
    }
}

/// A [`Job`] with `M` more answers that are indices. Its work is `FnOnce([&mut [T]; N], [&mut [i64]; M]) + Send`.
pub struct IndexJob<T, const N: usize, const M: usize, F> {
    /// The shapes of the answers in `T`, which come first.
    pub shapes: [Shape; N],
    /// The shapes of the indices.
    pub indices: [Shape; M],
    /// As of a [`Job`].
    pub cost: f64,
    work: F,
    of: std::marker::PhantomData<fn(T)>,
}

impl<T, const N: usize, const M: usize, F> IndexJob<T, N, M, F>
where
    T: Float,
    F: FnOnce([&mut [T]; N], [&mut [i64]; M]) + Send,
{
    /// As [`Job::new`].
    pub fn new(shapes: [Shape; N], indices: [Shape; M], cost: f64, work: F) -> Self {
        IndexJob { shapes, indices, cost, work, of: std::marker::PhantomData }
    }

    /// As [`Job::run`].
    pub fn run(self) -> ([Array<T>; N], [Array<i64>; M]) {
        let mut answers = self.shapes.map(|shape| unwritten(shape, T::narrow(f64::NAN)));
        let mut indices = self.indices.map(|shape| unwritten(shape, i64::MIN));
        (self.work)(
            answers.each_mut().map(|answer| &mut answer.data[..]),
            indices.each_mut().map(|answer| &mut answer.data[..]),
        );
        (answers, indices)
    }
}

/// An array that shows where it was not written.
pub(crate) fn unwritten<T: Clone>(shape: Shape, mark: T) -> Array<T> {
    let length = shape.elements().expect("answers that can be counted");
    Array { data: vec![mark; length], shape: shape.to_vec() }
}

/// Whether an answer may lie exactly where an input does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InPlace {
    /// Nowhere.
    No,
    /// Over any input.
    Any,
    /// The first answer over the first input, the second over the second.
    Own,
}

/// What whoever finds the memory asks of a job, whichever its kind.
pub trait Task<T> {
    /// Whether an answer may lie exactly where an input does.
    const IN_PLACE: InPlace;
    /// The shapes of the answers in `T`, which come first.
    fn floats(&self) -> &[Shape];
    /// The shapes of the answers that are indices.
    fn indices(&self) -> &[Shape] {
        &[]
    }
    /// Nanoseconds, about.
    fn cost(&self) -> f64;
    /// Does the work.
    ///
    /// # Safety
    ///
    /// There is a pointer for every shape, in order, aligned and valid for writes and reads of that many elements until
    /// this returns. None overlaps another, nor an input of the job, unless `IN_PLACE` allows it and it is exactly that
    /// input's memory. In that case nobody looks at that input through its view any more.
    unsafe fn write(self, floats: &[*mut T], indices: &[*mut i64]);

    /// Does the work in memory that is there already.
    ///
    /// # Panics
    ///
    /// If an answer does not fit, or the job has indices to write as well.
    fn fill(self, answers: &mut [&mut [T]])
    where
        Self: Sized,
    {
        assert!(self.indices().is_empty() && answers.len() == self.floats().len());
        let fits = |(answer, shape): (&&mut [T], &Shape)| shape.elements() == Some(answer.len());
        assert!(answers.iter().zip(self.floats()).all(fits), "answers of shape {:?}", self.floats());
        let pointers: Vec<_> = answers.iter_mut().map(|answer| answer.as_mut_ptr()).collect();
        // SAFETY: slices of the right lengths, which are nobody else's for now.
        unsafe { self.write(&pointers, &[]) };
    }
}

impl<T: Float, const N: usize, F: Work<T, N>> Task<T> for Job<T, N, F> {
    const IN_PLACE: InPlace = InPlace::No;

    fn floats(&self) -> &[Shape] {
        &self.shapes[..self.wanted]
    }

    fn cost(&self) -> f64 {
        self.cost
    }

    unsafe fn write(self, floats: &[*mut T], _: &[*mut i64]) {
        (self.work)(std::array::from_fn(|i| match floats.get(i) {
            // SAFETY: the caller's promise; each pointer is taken once.
            Some(&at) => unsafe { slice_of(at, &self.shapes[i]) },
            None => &mut [],
        }));
    }
}

impl<T, const N: usize, const M: usize, F> Task<T> for IndexJob<T, N, M, F>
where
    T: Float,
    F: FnOnce([&mut [T]; N], [&mut [i64]; M]) + Send,
{
    const IN_PLACE: InPlace = InPlace::No;

    fn floats(&self) -> &[Shape] {
        &self.shapes
    }

    fn indices(&self) -> &[Shape] {
        &self.indices
    }

    fn cost(&self) -> f64 {
        self.cost
    }

    unsafe fn write(self, floats: &[*mut T], indices: &[*mut i64]) {
        (self.work)(
            // SAFETY: the caller's promise; each pointer is taken once.
            std::array::from_fn(|i| unsafe { slice_of(floats[i], &self.shapes[i]) }),
            // SAFETY: as above.
            std::array::from_fn(|i| unsafe { slice_of(indices[i], &self.indices[i]) }),
        );
    }
}

/// # Safety
///
/// As [`Task::write`] says, for as long as the slice lives.
unsafe fn slice_of<'a, E>(at: *mut E, shape: &Shape) -> &'a mut [E] {
    match shape.elements().expect("the caller found memory for it") {
        // NumPy says of an array without elements that it lies anywhere.
        0 => &mut [],
        // SAFETY: as the caller promised.
        length => unsafe { std::slice::from_raw_parts_mut(at, length) },
    }
}

/// Tests say `forward(...).unwrap_err()`.
macro_rules! shown_by_its_shapes {
    ($($kind:ident<$($parameter:tt),*> [$($bounds:tt)*]),*) => {$(
        impl<$($bounds)*> std::fmt::Debug for $kind<$($parameter),*> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "a job with answers of shape {:?}", self.shapes)
            }
        }
    )*};
}
pub(crate) use shown_by_its_shapes;

shown_by_its_shapes!(Job<T, N, F> [T, const N: usize, F], IndexJob<T, N, M, F> [T, const N: usize, const M: usize, F]);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_is_not_wanted_has_no_memory() {
        let job = || {
            Job::<f64, 2, _>::new([[2].into(), [3].into()], 0.0, |[dx, db]| {
                dx.fill(1.0);
                db.fill(2.0);
            })
        };
        let [_, db] = job().run();
        assert_eq!(db.data, [2.0; 3]);
        let [dx, db] = job().only(1).run();
        assert_eq!((dx.data, db.data), (vec![1.0; 2], vec![]));
        assert_eq!(job().only(1).floats(), [Shape::from([2])]);
    }

    #[test]
    fn who_forgets_an_element_is_found() {
        let y = Job::<f32, 1, _>::new([[2].into()], 0.0, |[y]| y[0] += 1.0).answer();
        assert!(y.data.iter().all(|y| y.is_nan()));
    }

    #[test]
    fn indices_come_beside_the_answer() {
        let ([y], [at]) = IndexJob::<f64, 1, 1, _>::new([Shape::SCALAR], [[2].into()], 0.0, |[y], [at]| {
            y[0] = 5.0;
            at.copy_from_slice(&[7, 8]);
        })
        .run();
        assert_eq!((y.data, at.data), (vec![5.0], vec![7, 8]));
    }
}
