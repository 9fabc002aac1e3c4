//! The maxima of a plane and where they are: first along each row of the image, then over the rows of a window. In this
//! order the first of equals comes first, and one comparison a number decides.
//!
//! Places are numbers in the same kind of vector as the values: the column within the window, then row and column of the
//! plane, which become whole numbers when they are written.

use super::{Windows, window_by_window};
use crate::float::Float;
use crate::gemm::Workspace;
use crate::simd::{Register, Simd, Vector};

/// Hands a slice on to code in line: windows of two and of three as arrays, so that the loop over them is written out.
macro_rules! of_known_length {
    ($slice:expr, |$known:ident| $body:expr) => {
        match $slice {
            [a, b, c] => {
                let $known = &[*a, *b, *c];
                $body
            }
            [a, b] => {
                let $known = &[*a, *b];
                $body
            }
            $known => $body,
        }
    };
}

/// Of vectors without a NaN, the larger and its place. Of equals `best` stays: it came first.
#[inline(always)]
fn larger<V: Register>(best: (V, V), x: (V, V)) -> (V, V) {
    (x.0.max(best.0), V::select(best.0.lt(x.0), x.1, best.1))
}

/// The maxima of a plane, and where they are.
#[inline(always)]
pub(super) fn pool<S: Simd, T: Float>(s: S, windows: &Windows, x: &[T], y: &mut [T], indices: &mut [i64]) {
    let (lanes, cols) = (Vector::<S, T>::LANES, windows.cols);
    let (split, shifts, width) =
        (windows.split_length(), windows.shifts(), windows.out_cols.next_multiple_of(TOGETHER * lanes));
    // The columns that the windows begin with, and how many of them lie beside the image; two rows of the image, split;
    // and of the last `size` rows the largest number of each window, and its column within the window.
    let length = 2 * width + 2 * split + windows.size * 2 * width;
    let mut room = Workspace::of::<T>(length);
    // SAFETY: the room holds so many numbers, and it is this function's.
    let room = unsafe { std::slice::from_raw_parts_mut(room.start::<T>(), length) };
    let (lefts, room) = room.split_at_mut(width);
    let (beside, room) = room.split_at_mut(width);
    let (splits, largest) = room.split_at_mut(2 * split);
    for (j, (left, beside)) in lefts.iter_mut().zip(&mut *beside).enumerate() {
        let column = (j * windows.stride) as f64 - windows.padding as f64;
        (*left, *beside) = (T::narrow(column), T::narrow((-column).max(0.0)));
    }
    splits.fill(T::NEG_INFINITY);
    let (mut numbers, mut starts) = (vec![true; windows.rows], vec![0; windows.size]);
    let (mut done, mut ahead) = (0, 0);
    for i in 0..windows.out_rows {
        let (first, end) = windows.inside(i, windows.rows);
        let (top, below) = (i * windows.stride + first - windows.padding, i * windows.stride + end - windows.padding);
        for row in done.max(top)..below {
            // A row ahead: a vector across two that were just written waits for both to reach the cache.
            for next in ahead.max(row)..(row + 2).min(windows.rows) {
                let to = &mut splits[next % 2 * split..][..split];
                windows.split(s, &x[next * cols..][..cols], T::NEG_INFINITY, to);
                ahead = next + 1;
            }
            let (slot, from) = (row % windows.size, &splits[row % 2 * split..][..split]);
            let to = &mut largest[slot * 2 * width..][..2 * width];
            numbers[row] = of_known_length!(&shifts[..], |shifts| along(s, from, shifts, beside, to));
        }
        done = below;
        let y = &mut y[i * windows.out_cols..][..windows.out_cols];
        let indices = &mut indices[i * windows.out_cols..][..windows.out_cols];
        if numbers[top..below].iter().all(|numbers| *numbers) {
            let mut slot = top % windows.size;
            for start in &mut starts[..below - top] {
                *start = slot * 2 * width;
                slot = if slot + 1 == windows.size { 0 } else { slot + 1 };
            }
            of_known_length!(&starts[..below - top], |starts| {
                down(s, windows, top, (starts, largest, lefts), y, indices);
            });
        } else {
            window_by_window(windows, i, x, y, indices);
        }
    }
}

/// The largest number of each window in one row of the image, then where in the window it is. Whether all are numbers;
/// of infinities of both signs it does not know.
#[inline(always)]
fn along<S: Simd, T: Float>(s: S, split: &[T], shifts: &[usize], beside: &[T], largest: &mut [T]) -> bool {
    let (lanes, one) = (Vector::<S, T>::LANES, Vector::<S, T>::constant(s, 1.0));
    let (values, places) = largest.split_at_mut(beside.len());
    let mut sums = [Vector::<S, T>::zero(s); TOGETHER];
    let (first, others) = shifts.split_first().expect("windows of a column or more");
    for j in (0..beside.len()).step_by(TOGETHER * lanes) {
        // What lies beside the image is minus infinity. Where all are, the first in the image is the largest.
        let mut best = both::<S, T>(read::<S, T>(s, &split[first + j..]), read::<S, T>(s, &beside[j..]));
        for (sum, best) in sums.iter_mut().zip(&best) {
            *sum = *sum + best.0;
        }
        let mut place = one;
        for shift in others {
            let seen = read::<S, T>(s, &split[shift + j..]);
            for n in 0..TOGETHER {
                sums[n] = sums[n] + seen[n];
                best[n] = larger(best[n], (seen[n], place));
            }
            place = place + one;
        }
        for (n, best) in best.iter().enumerate() {
            best.0.store(&mut values[j + n * lanes..]);
            best.1.store(&mut places[j + n * lanes..]);
        }
    }
    // NaN, or infinities of both signs, make a sum that does not equal itself.
    sums.iter().all(
        #[inline(always)]
        |sum| !Vector::<S, T>::any(!sum.eq(*sum)),
    )
}

/// A row of windows, from what was found along the rows of the image from `top` on, where it starts for each of them, and
/// the columns that the windows begin with.
#[inline(always)]
fn down<S: Simd, T: Float>(
    s: S,
    windows: &Windows,
    top: usize,
    (starts, largest, lefts): (&[usize], &[T], &[T]),
    y: &mut [T],
    indices: &mut [i64],
) {
    let (lanes, width) = (Vector::<S, T>::LANES, lefts.len());
    let below = Vector::<S, T>::constant(s, windows.cols as f64);
    let (first, others) = starts.split_first().expect("a window over the image");
    for j in (0..y.len()).step_by(TOGETHER * lanes) {
        let found = |start: usize| &largest[start..][..2 * width];
        let row = found(*first);
        let mut best = both::<S, T>(read::<S, T>(s, &row[j..]), read::<S, T>(s, &row[width + j..]));
        let mut line = below;
        for start in others {
            let row = found(*start);
            let (values, places) = (read::<S, T>(s, &row[j..]), read::<S, T>(s, &row[width + j..]));
            for n in 0..TOGETHER {
                best[n] = larger(best[n], (values[n], places[n] + line));
            }
            line = line + below;
        }
        for (best, left) in best.iter_mut().zip(read::<S, T>(s, &lefts[j..])) {
            best.1 = best.1 + left;
        }
        let start = (top * windows.cols) as u64;
        if y.len() - j >= TOGETHER * lanes {
            for n in 0..TOGETHER {
                best[n].0.store(&mut y[j + n * lanes..]);
                whole::<S, T>(s, best[n].1, start, &mut indices[j + n * lanes..][..lanes]);
            }
        } else {
            for (n, best) in best.iter().enumerate() {
                let from = (j + n * lanes).min(y.len());
                let to = (from + lanes).min(y.len());
                best.0.store_partial(&mut y[from..to]);
                whole::<S, T>(s, best.1, start, &mut indices[from..to]);
            }
        }
    }
}

/// Vectors that are worked on together: one wait for all.
const TOGETHER: usize = 2;

#[inline(always)]
fn read<S: Simd, T: Float>(s: S, from: &[T]) -> [Vector<S, T>; TOGETHER] {
    let (lanes, mut vectors) = (Vector::<S, T>::LANES, [Vector::<S, T>::zero(s); TOGETHER]);
    let from = &from[..TOGETHER * lanes];
    for (n, vector) in vectors.iter_mut().enumerate() {
        *vector = Vector::<S, T>::load(s, &from[n * lanes..]);
    }
    vectors
}

/// Values, each with its place.
#[inline(always)]
fn both<S: Simd, T: Float>(
    values: [Vector<S, T>; TOGETHER],
    places: [Vector<S, T>; TOGETHER],
) -> [(Vector<S, T>, Vector<S, T>); TOGETHER] {
    std::array::from_fn(
        #[inline(always)]
        |n| (values[n], places[n]),
    )
}

/// Whole numbers that are not negative, and `start` more, as indices.
#[inline(always)]
fn whole<S: Simd, T: Float>(s: S, x: Vector<S, T>, start: u64, indices: &mut [i64]) {
    // 2^52 + n has n in its lowest bits.
    const WHOLE: f64 = (1u64 << 52) as f64;
    let (mut wide, [low, high]) = ([0.0; 32], x.widen());
    (low + Vector::<S, f64>::splat(s, WHOLE)).store(&mut wide);
    (high + Vector::<S, f64>::splat(s, WHOLE)).store(&mut wide[Vector::<S, f64>::LANES..]);
    let start = start.wrapping_sub(WHOLE.to_bits());
    // The first loop is of a length that the compiler knows: vectors for it as well.
    if indices.len() == Vector::<S, T>::LANES {
        for n in 0..Vector::<S, T>::LANES {
            indices[n] = wide[n].to_bits().wrapping_add(start).cast_signed();
        }
    } else {
        for (index, wide) in indices.iter_mut().zip(wide) {
            *index = wide.to_bits().wrapping_add(start).cast_signed();
        }
    }
}
