//! Jobs that may write an answer over an input: element by element, `y[i] = f(x[i])`.
//!
//! A slice that is read and a slice that is written must not be the same memory, the compiler relies on it. So these
//! jobs read [`Source`]s and write [`Sink`]s, which may be: two addresses and a length. Their rule is one sentence:
//! **what is read at `i` is read before anything is written at `i`**, and what was written is not read again.
//!
//! ```
//! use nnkata_kernels::elementwise::{Elementwise, Map};
//! use nnkata_kernels::{Float, Result, View, job};
//!
//! /// `y = max(x, 0)`, of any shape.
//! pub fn forward<T: Float>(x: View<'_, T>) -> Result<Elementwise<'_, T, 1, 1, impl Map<T, 1, 1>>> {
//!     Ok(Elementwise::new([x], job::ELEMENT, |[x], [mut y]| {
//!         for i in 0..y.len() {
//!             y.set(i, if x.get(i) > T::ZERO { x.get(i) } else { T::ZERO });
//!         }
//!     }))
//! }
//!
//! assert_eq!(forward(View::new(&[-1.0, 2.0], &[2])).unwrap().answer().data, [0.0, 2.0]);
//! ```
//!
//! The work may be given any part of the arrays, and several parts on several threads: it is called with the same range
//! of every source and sink. Vector code calls [`vectors`], which keeps the rule a vector at a time.

use std::cell::Cell;
use std::marker::PhantomData;

use crate::array::{Array, View};
use crate::job::{InPlace, Task, shown_by_its_shapes, unwritten};
use crate::simd::{Register, Simd, Vector};
use crate::{Float, Shape};

/// Memory to read, which may be some [`Sink`]'s as well.
#[derive(Clone, Copy)]
pub struct Source<'a, T> {
    at: *const T,
    length: usize,
    of: PhantomData<&'a Cell<T>>,
}

/// Memory to write, which may be some [`Source`]'s as well.
pub struct Sink<'a, T> {
    at: *mut T,
    length: usize,
    of: PhantomData<&'a Cell<T>>,
}

impl<T: Copy> Source<'_, T> {
    /// Where it begins.
    pub fn at(&self) -> *const T {
        self.at
    }

    /// How many elements it has.
    #[allow(clippy::len_without_is_empty, reason = "nobody asks")]
    pub fn len(&self) -> usize {
        self.length
    }

    /// Element `i`.
    #[inline]
    pub fn get(&self, i: usize) -> T {
        assert!(i < self.length);
        // SAFETY: within the memory that whoever made this promised; sources and sinks stay on one thread.
        unsafe { self.at.add(i).read() }
    }
}

impl<T: Copy> Sink<'_, T> {
    /// Where it begins.
    pub fn at(&mut self) -> *mut T {
        self.at
    }

    /// How many elements it has.
    #[allow(clippy::len_without_is_empty, reason = "nobody asks")]
    pub fn len(&self) -> usize {
        self.length
    }

    /// The same memory, lent on.
    pub fn lend(&mut self) -> Sink<'_, T> {
        Sink { at: self.at, length: self.length, of: PhantomData }
    }

    /// Writes element `i`.
    #[inline]
    pub fn set(&mut self, i: usize, value: T) {
        assert!(i < self.length);
        // SAFETY: as for `Source::get`.
        unsafe { self.at.add(i).write(value) }
    }
}

/// `y[0], y[1], ... = f(x[0], x[1], ...)` vector by vector, the last one masked.
///
/// # Panics
///
/// If the lengths differ.
#[inline(always)]
pub fn vectors<S: Simd, T: Float, const K: usize, const N: usize>(
    s: S,
    x: [Source<'_, T>; K],
    y: [Sink<'_, T>; N],
    f: impl Fn([Vector<S, T>; K]) -> [Vector<S, T>; N],
) {
    vectors_abreast::<S, T, K, N, 0>(s, x, y, f);
}

/// [`vectors`], `ABREAST` of them side by side: for an `f` of many steps. Each waits for the one before, and the processor
/// does not look far enough ahead to find the next vector's.
///
/// # Panics
///
/// If the lengths differ.
#[inline(always)]
pub fn vectors_abreast<S: Simd, T: Float, const K: usize, const N: usize, const ABREAST: usize>(
    s: S,
    x: [Source<'_, T>; K],
    y: [Sink<'_, T>; N],
    f: impl Fn([Vector<S, T>; K]) -> [Vector<S, T>; N],
) {
    let (length, lanes) = (x[0].length, Vector::<S, T>::LANES);
    assert!(x.iter().all(|x| x.length == length) && y.iter().all(|y| y.length == length));
    let (mut values, mut i) = ([Vector::<S, T>::zero(s); K], 0);
    while ABREAST > 0 && i + ABREAST * lanes <= length {
        let mut answers = [[Vector::<S, T>::zero(s); N]; ABREAST];
        for (n, answers) in answers.iter_mut().enumerate() {
            for (value, x) in values.iter_mut().zip(&x) {
                // SAFETY: whole vectors within memory that whoever made the source promised.
                *value = unsafe { Vector::<S, T>::load_from(s, x.at.add(i + n * lanes)) };
            }
            *answers = f(values);
        }
        for (n, answers) in answers.into_iter().enumerate() {
            for (y, value) in y.iter().zip(answers) {
                // SAFETY: as above; all that lies here has been read.
                unsafe { value.store_to(y.at.add(i + n * lanes)) };
            }
        }
        i += ABREAST * lanes;
    }
    while i + lanes <= length {
        for (value, x) in values.iter_mut().zip(&x) {
            // SAFETY: whole vectors within memory that whoever made the source promised.
            *value = unsafe { Vector::<S, T>::load_from(s, x.at.add(i)) };
        }
        for (y, value) in y.iter().zip(f(values)) {
            // SAFETY: as above; all that lies here has been read.
            unsafe { value.store_to(y.at.add(i)) };
        }
        i += lanes;
    }
    if i < length {
        for (value, x) in values.iter_mut().zip(&x) {
            // SAFETY: as many numbers as are left.
            *value = unsafe { Vector::<S, T>::load_first(s, x.at.add(i), length - i) };
        }
        for (y, value) in y.iter().zip(f(values)) {
            // SAFETY: as above.
            unsafe { value.store_first(y.at.add(i), length - i) };
        }
    }
}

/// An input of a job, as an address: a job that held the slice would promise that nobody writes there while it works.
struct Input<'a, T> {
    at: *const T,
    length: usize,
    of: PhantomData<&'a [T]>,
}

// SAFETY: it stands for a slice, until the job begins.
unsafe impl<T: Sync> Send for Input<'_, T> {}

impl<'a, T> Input<'a, T> {
    fn of(view: View<'a, T>) -> Self {
        Input { at: view.data.as_ptr(), length: view.data.len(), of: PhantomData }
    }

    /// To read from: through the pointer that is written through, where that is the same memory.
    fn source(&self, floats: &[*mut T]) -> Source<'a, T> {
        let same = floats.iter().find(|float| float.addr() == self.at.addr());
        Source { at: same.map_or(self.at, |float| float.cast_const()), length: self.length, of: PhantomData }
    }
}

/// What an element-wise job does to each part of its `K` inputs and `N` answers. A name for a closure.
pub trait Map<T, const K: usize, const N: usize>: Fn([Source<'_, T>; K], [Sink<'_, T>; N]) + Send + Sync {}

impl<T, const K: usize, const N: usize, F> Map<T, K, N> for F where
    F: Fn([Source<'_, T>; K], [Sink<'_, T>; N]) + Send + Sync
{
}

/// A job that takes `K` arrays of one shape to `N` arrays of that shape, element by element.
pub struct Elementwise<'a, T, const K: usize, const N: usize, F> {
    inputs: [Input<'a, T>; K],
    shapes: [Shape; N],
    cost: f64,
    work: F,
}

impl<'a, T: Float, const K: usize, const N: usize, F: Map<T, K, N>> Elementwise<'a, T, K, N, F> {
    /// A job over these inputs, at `cost` nanoseconds an element. What else the work needs (a rate, a slope) it keeps,
    /// but no [`View`]: what that shows may be written over.
    ///
    /// # Panics
    ///
    /// If the shapes differ: refusing that, by name, is the operation's part.
    pub fn new(inputs: [View<'a, T>; K], cost: f64, work: F) -> Self {
        assert!(inputs.iter().all(|input| input.shape == inputs[0].shape), "inputs of one shape");
        let cost = cost * inputs[0].data.len() as f64;
        Elementwise { inputs: inputs.map(Input::of), shapes: [inputs[0].shape.into(); N], cost, work }
    }

    /// As [`Job::run`](crate::job::Job::run).
    pub fn run(self) -> [Array<T>; N] {
        let mut answers = self.shapes.map(|shape| unwritten(shape, T::narrow(f64::NAN)));
        let pointers = answers.each_mut().map(|answer| answer.data.as_mut_ptr());
        // SAFETY: new memory of these shapes, which lives until the end of this function.
        unsafe { self.write(&pointers, &[]) };
        answers
    }
}

impl<T: Float, const K: usize, F: Map<T, K, 1>> Elementwise<'_, T, K, 1, F> {
    /// [`run`](Elementwise::run) where there is one answer.
    pub fn answer(self) -> Array<T> {
        let [answer] = self.run();
        answer
    }
}

impl<T: Float, const K: usize, const N: usize, F: Map<T, K, N>> Task<T> for Elementwise<'_, T, K, N, F> {
    const IN_PLACE: InPlace = InPlace::Any;

    fn floats(&self) -> &[Shape] {
        &self.shapes
    }

    fn cost(&self) -> f64 {
        self.cost
    }

    unsafe fn write(self, floats: &[*mut T], _: &[*mut i64]) {
        let length = self.inputs[0].length;
        let sources = self.inputs.map(|input| input.source(floats));
        let sinks = std::array::from_fn(|i| Sink { at: floats[i], length, of: PhantomData });
        (self.work)(sources, sinks);
    }
}

/// What a job over a list does, once: first everything that must be known of all inputs, then element by element.
pub trait ListWork<T>: FnOnce(&[Source<'_, T>], &mut [Sink<'_, T>]) + Send {}

impl<T, F: FnOnce(&[Source<'_, T>], &mut [Sink<'_, T>]) + Send> ListWork<T> for F {}

/// A job over any number of arrays. The answers need not be as many as the inputs. Answer `i` may lie over input `i` and
/// no other: the work may be done with one array before it begins with the next.
pub struct ListJob<'a, T, F> {
    inputs: Vec<Input<'a, T>>,
    shapes: Vec<Shape>,
    cost: f64,
    work: F,
}

impl<'a, T: Float, F: ListWork<T>> ListJob<'a, T, F> {
    /// A job over these inputs with answers of these shapes, at `cost` nanoseconds in all.
    pub fn new(inputs: Vec<View<'a, T>>, shapes: Vec<Shape>, cost: f64, work: F) -> Self {
        ListJob { inputs: inputs.into_iter().map(Input::of).collect(), shapes, cost, work }
    }

    /// As [`Job::run`](crate::job::Job::run).
    pub fn run(self) -> Vec<Array<T>> {
        let mut answers: Vec<_> = self.shapes.iter().map(|&shape| unwritten(shape, T::narrow(f64::NAN))).collect();
        let pointers: Vec<_> = answers.iter_mut().map(|answer| answer.data.as_mut_ptr()).collect();
        // SAFETY: new memory of these shapes, which lives until the end of this function.
        unsafe { self.write(&pointers, &[]) };
        answers
    }
}

impl<T: Float, F: ListWork<T>> Task<T> for ListJob<'_, T, F> {
    const IN_PLACE: InPlace = InPlace::Own;

    fn floats(&self) -> &[Shape] {
        &self.shapes
    }

    fn cost(&self) -> f64 {
        self.cost
    }

    unsafe fn write(self, floats: &[*mut T], _: &[*mut i64]) {
        let sources: Vec<_> = self.inputs.iter().map(|input| input.source(floats)).collect();
        let length = |shape: &Shape| shape.elements().expect("the caller found memory for it");
        let mut sinks: Vec<_> = floats
            .iter()
            .zip(&self.shapes)
            .map(|(&at, shape)| Sink { at, length: length(shape), of: PhantomData })
            .collect();
        (self.work)(&sources, &mut sinks);
    }
}

shown_by_its_shapes!(
    Elementwise<'a, T, K, N, F> ['a, T, const K: usize, const N: usize, F],
    ListJob<'a, T, F> ['a, T, F]
);

#[cfg(test)]
mod tests {
    use super::*;

    /// `(a + b, a - b)`: both answers need both inputs.
    fn sum_and_difference<'a>(
        a: View<'a, f64>,
        b: View<'a, f64>,
    ) -> Elementwise<'a, f64, 2, 2, impl Map<f64, 2, 2> + 'a> {
        Elementwise::new([a, b], 1.0, |[a, b], [mut sum, mut difference]| {
            for i in 0..sum.len() {
                let (a, b) = (a.get(i), b.get(i));
                sum.set(i, a + b);
                difference.set(i, a - b);
            }
        })
    }

    #[test]
    fn answers_may_take_the_place_of_inputs_crosswise_too() {
        let (a, b) = (vec![5.0, 7.0], vec![1.0, 2.0]);
        for crosswise in [false, true] {
            let (mut a, mut b) = (a.clone(), b.clone());
            let (at, bt) = (a.as_mut_ptr(), b.as_mut_ptr());
            // SAFETY: two vectors of two elements that nobody else looks at until the job is done.
            let [x, y] = [at, bt].map(|at| unsafe { std::slice::from_raw_parts(at, 2) });
            let job = sum_and_difference(View::new(x, &[2]), View::new(y, &[2]));
            // SAFETY: exactly the memory of the inputs.
            unsafe { job.write(&if crosswise { [bt, at] } else { [at, bt] }, &[]) };
            let (sum, difference) = if crosswise { (b, a) } else { (a, b) };
            assert_eq!((sum, difference), (vec![6.0, 9.0], vec![4.0, 5.0]));
        }
    }

    #[test]
    fn a_list_may_answer_with_one_array_more() {
        let (a, b) = ([3.0f64], [4.0, 0.0]);
        let inputs = vec![View::new(&a, &[1]), View::new(&b, &[2])];
        let shapes = vec![[1].into(), [2].into(), Shape::SCALAR];
        let answers = ListJob::new(inputs, shapes, 0.0, |inputs, answers| {
            let square = |input: &Source<f64>| (0..input.len()).map(|i| input.get(i).powi(2)).sum::<f64>();
            let norm = inputs.iter().map(square).sum::<f64>().sqrt();
            for (input, answer) in inputs.iter().zip(&mut *answers) {
                (0..input.len()).for_each(|i| answer.set(i, input.get(i) / norm));
            }
            answers[inputs.len()].set(0, norm);
        })
        .run();
        let data: Vec<_> = answers.into_iter().map(|answer| answer.data).collect();
        assert_eq!(data, [vec![0.6], vec![0.8, 0.0], vec![5.0]]);
    }
}
