//! The loops that most kernels on rows share: whole vectors, then one partial vector.

use crate::Float;
use crate::simd::{Register, Simd, Vector};

/// `y = f(x)`, element by element.
///
/// # Panics
///
/// If the lengths differ.
#[inline(always)]
pub fn map<S: Simd, T: Float>(s: S, x: &[T], y: &mut [T], f: impl Fn(Vector<S, T>) -> Vector<S, T>) {
    assert_eq!(x.len(), y.len());
    let (mut from, mut to) = (x.chunks_exact(Vector::<S, T>::LANES), y.chunks_exact_mut(Vector::<S, T>::LANES));
    for (x, y) in (&mut from).zip(&mut to) {
        f(Vector::<S, T>::load(s, x)).store(y);
    }
    let rest = from.remainder();
    if !rest.is_empty() {
        f(Vector::<S, T>::load_partial(s, rest)).store_partial(to.into_remainder());
    }
}

/// `x = f(x)`, element by element.
#[inline(always)]
pub fn map_in_place<S: Simd, T: Float>(s: S, x: &mut [T], f: impl Fn(Vector<S, T>) -> Vector<S, T>) {
    let mut vectors = x.chunks_exact_mut(Vector::<S, T>::LANES);
    for x in &mut vectors {
        f(Vector::<S, T>::load(s, x)).store(x);
    }
    let rest = vectors.into_remainder();
    if !rest.is_empty() {
        f(Vector::<S, T>::load_partial(s, rest)).store_partial(rest);
    }
}

/// `y = f(a, b)`, element by element.
///
/// # Panics
///
/// If the lengths differ.
#[inline(always)]
pub fn map2<S: Simd, T: Float>(
    s: S,
    a: &[T],
    b: &[T],
    y: &mut [T],
    f: impl Fn(Vector<S, T>, Vector<S, T>) -> Vector<S, T>,
) {
    assert!(a.len() == y.len() && b.len() == y.len());
    let lanes = Vector::<S, T>::LANES;
    let (mut first, mut second, mut to) = (a.chunks_exact(lanes), b.chunks_exact(lanes), y.chunks_exact_mut(lanes));
    for ((a, b), y) in (&mut first).zip(&mut second).zip(&mut to) {
        f(Vector::<S, T>::load(s, a), Vector::<S, T>::load(s, b)).store(y);
    }
    let (a, b) = (first.remainder(), second.remainder());
    if !a.is_empty() {
        f(Vector::<S, T>::load_partial(s, a), Vector::<S, T>::load_partial(s, b)).store_partial(to.into_remainder());
    }
}

/// The largest number of a row, minus infinity for an empty one. NaN may be passed over.
#[inline(always)]
pub fn maximum<S: Simd, T: Float>(s: S, x: &[T]) -> T {
    let lanes = Vector::<S, T>::LANES;
    let lowest = Vector::<S, T>::splat(s, T::NEG_INFINITY);
    // Four chains: a single one would wait for each maximum before it begins the next.
    let mut best = [lowest; 4];
    let mut blocks = x.chunks_exact(4 * lanes);
    for block in &mut blocks {
        for (best, x) in best.iter_mut().zip(block.chunks_exact(lanes)) {
            *best = Vector::<S, T>::load(s, x).max(*best);
        }
    }
    for (best, x) in best.iter_mut().zip(blocks.remainder().chunks(lanes)) {
        *best = Vector::<S, T>::load_partial_or(s, x, lowest).max(*best);
    }
    best[0].max(best[1]).max(best[2].max(best[3])).reduce_max()
}

/// `sum_i f(x[i])`, in the element type; `f` may be given a 0 in lanes behind the end, and what it makes of it is not
/// counted. Four chains of partial sums, so the error grows with `length / (4 * LANES)`.
#[inline(always)]
pub fn sum<S: Simd, T: Float>(s: S, x: &[T], f: impl Fn(Vector<S, T>) -> Vector<S, T>) -> T {
    let lanes = Vector::<S, T>::LANES;
    let zero = Vector::<S, T>::zero(s);
    let mut sums = [zero; 4];
    let mut blocks = x.chunks_exact(4 * lanes);
    for block in &mut blocks {
        for (sum, x) in sums.iter_mut().zip(block.chunks_exact(lanes)) {
            *sum = *sum + f(Vector::<S, T>::load(s, x));
        }
    }
    for (sum, x) in sums.iter_mut().zip(blocks.remainder().chunks(lanes)) {
        let counted = Vector::<S, T>::first(s, x.len());
        *sum = *sum + Vector::<S, T>::select(counted, f(Vector::<S, T>::load_partial(s, x)), zero);
    }
    ((sums[0] + sums[1]) + (sums[2] + sums[3])).reduce_add()
}

/// `sum_i f(a[i], b[i])`, as [`sum`].
///
/// # Panics
///
/// If the lengths differ.
#[inline(always)]
pub fn sum2<S: Simd, T: Float>(s: S, a: &[T], b: &[T], f: impl Fn(Vector<S, T>, Vector<S, T>) -> Vector<S, T>) -> T {
    assert_eq!(a.len(), b.len());
    let lanes = Vector::<S, T>::LANES;
    let zero = Vector::<S, T>::zero(s);
    let mut sums = [zero; 4];
    let (mut first, mut second) = (a.chunks_exact(4 * lanes), b.chunks_exact(4 * lanes));
    for (a, b) in (&mut first).zip(&mut second) {
        for ((sum, a), b) in sums.iter_mut().zip(a.chunks_exact(lanes)).zip(b.chunks_exact(lanes)) {
            *sum = *sum + f(Vector::<S, T>::load(s, a), Vector::<S, T>::load(s, b));
        }
    }
    let rest = first.remainder().chunks(lanes).zip(second.remainder().chunks(lanes));
    for (sum, (a, b)) in sums.iter_mut().zip(rest) {
        let counted = Vector::<S, T>::first(s, a.len());
        let value = f(Vector::<S, T>::load_partial(s, a), Vector::<S, T>::load_partial(s, b));
        *sum = *sum + Vector::<S, T>::select(counted, value, zero);
    }
    ((sums[0] + sums[1]) + (sums[2] + sums[3])).reduce_add()
}

/// `y[j] = x[first + j * step]`, and `fill` where that lies beside the row.
#[inline(always)]
pub fn every<S: Simd, T: Float>(s: S, x: &[T], first: isize, step: usize, fill: T, y: &mut [T]) {
    // A division takes longer than copying a short row.
    let steps = |length: usize| match step {
        1 => length,
        2 => length.div_ceil(2),
        _ => length.div_ceil(step),
    };
    let before = if first < 0 { steps(first.unsigned_abs()).min(y.len()) } else { 0 };
    let (beside, y) = y.split_at_mut(before);
    beside.fill(fill);
    let x = usize::try_from(first + (before * step).cast_signed()).ok().and_then(|first| x.get(first..)).unwrap_or(&[]);
    let (y, beside) = y.split_at_mut(steps(x.len()).min(y.len()));
    beside.fill(fill);
    if step == 1 {
        return y.copy_from_slice(&x[..y.len()]);
    }
    let lanes = Vector::<S, T>::LANES;
    let whole = if step == 2 { (x.len() / (2 * lanes)).min(y.len() / lanes) } else { 0 };
    for (x, y) in x.chunks_exact(2 * lanes).zip(y.chunks_exact_mut(lanes)).take(whole) {
        let next = Vector::<S, T>::load(s, &x[lanes..]);
        Vector::<S, T>::load(s, x).deinterleave(next).0.store(y);
    }
    let done = whole * lanes;
    for (y, x) in y[done..].iter_mut().zip(x[(done * step).min(x.len())..].iter().step_by(step)) {
        *y = *x;
    }
}
