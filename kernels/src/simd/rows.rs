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

/// `y = f(x[0], x[1], ...)`, element by element.
///
/// # Panics
///
/// If the lengths differ.
#[inline(always)]
pub fn map_many<S: Simd, T: Float, const K: usize>(
    s: S,
    x: [&[T]; K],
    y: &mut [T],
    f: impl Fn([Vector<S, T>; K]) -> Vector<S, T>,
) {
    sweep(
        s,
        x,
        y,
        #[inline(always)]
        |x, _| f(x),
    );
}

/// `y = f(x[0], x[1], ..., y)`, element by element.
///
/// # Panics
///
/// If the lengths differ.
#[inline(always)]
pub fn update<S: Simd, T: Float, const K: usize>(
    s: S,
    x: [&[T]; K],
    y: &mut [T],
    f: impl Fn([Vector<S, T>; K], Vector<S, T>) -> Vector<S, T>,
) {
    sweep(s, x, y, f);
}

#[inline(always)]
fn sweep<S: Simd, T: Float, const K: usize>(
    s: S,
    x: [&[T]; K],
    y: &mut [T],
    f: impl Fn([Vector<S, T>; K], Vector<S, T>) -> Vector<S, T>,
) {
    let (length, lanes) = (y.len(), Vector::<S, T>::LANES);
    assert!(x.iter().all(|x| x.len() == length));
    let mut i = 0;
    while i + lanes <= length {
        // SAFETY: whole vectors within slices of this length.
        let (x, old) = unsafe { (vectors_at(s, &x, i), Vector::<S, T>::load_from(s, y.as_ptr().add(i))) };
        // SAFETY: as above.
        unsafe { f(x, old).store_to(y.as_mut_ptr().add(i)) };
        i += lanes;
    }
    if i < length {
        f(first_at(s, &x, i, length), Vector::<S, T>::load_partial(s, &y[i..])).store_partial(&mut y[i..]);
    }
}

/// # Safety
///
/// Each slice holds `LANES` numbers from `i` on.
#[inline(always)]
unsafe fn vectors_at<S: Simd, T: Float, const K: usize>(s: S, x: &[&[T]; K], i: usize) -> [Vector<S, T>; K] {
    let mut vectors = [Vector::<S, T>::zero(s); K];
    for (vector, x) in vectors.iter_mut().zip(x) {
        // SAFETY: the caller's promise.
        *vector = unsafe { Vector::<S, T>::load_from(s, x.as_ptr().add(i)) };
    }
    vectors
}

/// What lies from `i` to `end`, zeros in the lanes behind.
#[inline(always)]
fn first_at<S: Simd, T: Float, const K: usize>(s: S, x: &[&[T]; K], i: usize, end: usize) -> [Vector<S, T>; K] {
    let mut vectors = [Vector::<S, T>::zero(s); K];
    for (vector, x) in vectors.iter_mut().zip(x) {
        *vector = Vector::<S, T>::load_partial(s, &x[i..end]);
    }
    vectors
}

/// How many vectors are added on a chain in the element type before the sum goes on in f64. So the error stays that of
/// some 70 additions however long a row is, and the conversion costs nothing.
const BLOCK: usize = 64;

/// Sums of `N` terms on `C` chains each, in blocks.
struct Chains<S: Simd, T: Float, const N: usize, const C: usize> {
    sums: [[Vector<S, T>; N]; C],
    added: usize,
    totals: [f64; N],
}

impl<S: Simd, T: Float, const N: usize, const C: usize> Chains<S, T, N, C> {
    #[inline(always)]
    fn new(s: S) -> Self {
        Chains { sums: [[Vector::<S, T>::zero(s); N]; C], added: 0, totals: [0.0; N] }
    }

    /// Adds what `term` makes of the vectors that begin at each place below `length`: it is told the place, and whether
    /// it is the last, which may be shorter.
    #[inline(always)]
    fn add(&mut self, s: S, length: usize, mut term: impl FnMut(usize, bool) -> [Vector<S, T>; N]) {
        let lanes = Vector::<S, T>::LANES;
        let mut begin = 0;
        while begin < length {
            // A slice that would make the block longer begins a new one.
            if self.added > 0 && self.added + (length - begin).div_ceil(lanes) > C * BLOCK {
                self.close(s);
            }
            let end = length.min(begin + C * BLOCK * lanes);
            self.added += (end - begin).div_ceil(lanes);
            let mut sums = self.sums;
            let mut i = begin;
            while i + C * lanes <= end {
                for chain in &mut sums {
                    for (sum, term) in chain.iter_mut().zip(term(i, false)) {
                        *sum = *sum + term;
                    }
                    i += lanes;
                }
            }
            for chain in &mut sums {
                if i >= end {
                    break;
                }
                let counted = Vector::<S, T>::first(s, end - i);
                for (sum, term) in chain.iter_mut().zip(term(i, true)) {
                    *sum = *sum + Vector::<S, T>::select(counted, term, Vector::<S, T>::zero(s));
                }
                i += lanes;
            }
            self.sums = sums;
            begin = end;
        }
    }

    /// Ends a block.
    #[inline(always)]
    fn close(&mut self, s: S) {
        for (n, total) in self.totals.iter_mut().enumerate() {
            let mut sum = Vector::<S, T>::zero(s);
            for chain in &self.sums {
                sum = sum + chain[n];
            }
            *total += sum.reduce_add().wide();
        }
        self.sums = [[Vector::<S, T>::zero(s); N]; C];
        self.added = 0;
    }
}

/// The sums over all elements of all slices of each term that `f` makes of them, in the order of the elements and in
/// blocks. `f` may be given zeros behind the end of a slice, and what it makes of them is not counted.
///
/// # Panics
///
/// If slices that belong together differ in length.
#[inline(always)]
pub fn totals<'a, S: Simd, T: Float, const K: usize, const N: usize>(
    s: S,
    slices: impl Iterator<Item = [&'a [T]; K]>,
    f: impl Fn([Vector<S, T>; K]) -> [Vector<S, T>; N],
) -> [f64; N] {
    // As many chains as hide the time that an addition takes.
    totals_on::<S, T, K, N, 4>(s, slices, f)
}

/// [`totals`] of terms that take long, an exponential or so: their additions wait for nothing.
#[inline(always)]
pub fn totals_of_long<'a, S: Simd, T: Float, const K: usize, const N: usize>(
    s: S,
    slices: impl Iterator<Item = [&'a [T]; K]>,
    f: impl Fn([Vector<S, T>; K]) -> [Vector<S, T>; N],
) -> [f64; N] {
    totals_on::<S, T, K, N, 1>(s, slices, f)
}

#[inline(always)]
fn totals_on<'a, S: Simd, T: Float, const K: usize, const N: usize, const C: usize>(
    s: S,
    slices: impl Iterator<Item = [&'a [T]; K]>,
    f: impl Fn([Vector<S, T>; K]) -> [Vector<S, T>; N],
) -> [f64; N] {
    let mut chains = Chains::<S, T, N, C>::new(s);
    for x in slices {
        let length = x[0].len();
        assert!(x.iter().all(|x| x.len() == length));
        chains.add(
            s,
            length,
            #[inline(always)]
            |i, last| match last {
                // SAFETY: whole vectors within slices of this length.
                false => f(unsafe { vectors_at(s, &x, i) }),
                true => f(first_at(s, &x, i, length)),
            },
        );
    }
    chains.close(s);
    chains.totals
}

/// [`totals`] of one slice each, where `f` also says what to write: it returns `(y, terms)`.
///
/// # Panics
///
/// If the lengths differ.
#[inline(always)]
pub fn map_totals<S: Simd, T: Float, const K: usize, const N: usize>(
    s: S,
    x: [&[T]; K],
    y: &mut [T],
    f: impl Fn([Vector<S, T>; K]) -> (Vector<S, T>, [Vector<S, T>; N]),
) -> [f64; N] {
    let length = y.len();
    assert!(x.iter().all(|x| x.len() == length));
    // Who writes as well takes longer over a vector than its addition does.
    let mut chains = Chains::<S, T, N, 1>::new(s);
    chains.add(
        s,
        length,
        #[inline(always)]
        |i, last| match last {
            false => {
                // SAFETY: whole vectors within slices of this length.
                let (value, terms) = f(unsafe { vectors_at(s, &x, i) });
                // SAFETY: as above.
                unsafe { value.store_to(y.as_mut_ptr().add(i)) };
                terms
            }
            true => {
                let (value, terms) = f(first_at(s, &x, i, length));
                value.store_partial(&mut y[i..]);
                terms
            }
        },
    );
    chains.close(s);
    chains.totals
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

/// Transposes a square of as many vectors as they have lanes. Taking turns between the halves of all rows, as a pack of
/// cards is shuffled, moves each bit of a place's number up by one: done once a bit of the lanes' number, rows and columns
/// have changed places.
#[inline(always)]
pub fn turn<S: Simd, T: Float>(square: &mut [Vector<S, T>; 16]) {
    let lanes = Vector::<S, T>::LANES;
    for _ in 0..lanes.ilog2() {
        let halves = *square;
        for j in 0..lanes / 2 {
            (square[2 * j], square[2 * j + 1]) = halves[j].interleave(halves[j + lanes / 2]);
        }
    }
}
