//! The maxima of a plane alone: first the largest of each column over the rows of a window, then the largest of
//! neighbouring columns. So the image is read in order, and only one row for each row of windows is split into phases.

use super::{Windows, window_by_window};
use crate::float::Float;
use crate::gemm::Workspace;
use crate::simd::{Register, Simd, Vector};

/// The maxima of a plane.
#[inline(always)]
pub(super) fn pool<S: Simd, T: Float>(s: S, windows: &Windows, x: &[T], y: &mut [T]) {
    // The largest of each column, and two rows of windows of them split into phases.
    let (columns, split, shifts) = (windows.cols.next_multiple_of(16), windows.split_length(), windows.shifts());
    let mut room = Workspace::of::<T>(columns + 2 * split);
    // SAFETY: the room holds so many numbers, and it is this function's.
    let room = unsafe { std::slice::from_raw_parts_mut(room.start::<T>(), columns + 2 * split) };
    let (columns, splits) = room.split_at_mut(columns);
    splits.fill(T::NEG_INFINITY);
    let mut numbers = [true; 2];
    // One row of windows behind: a vector across two that were just written waits for both to reach the cache.
    for i in 0..=windows.out_rows {
        if i < windows.out_rows {
            numbers[i % 2] = by_columns(s, windows, i, x, columns);
            windows.split(s, &columns[..windows.cols], T::NEG_INFINITY, &mut splits[i % 2 * split..][..split]);
        }
        let Some(i) = i.checked_sub(1) else { continue };
        let y = &mut y[i * windows.out_cols..][..windows.out_cols];
        if numbers[i % 2] {
            by_windows(s, &splits[i % 2 * split..][..split], &shifts, y);
        } else {
            window_by_window(windows, i, x, y, &mut []);
        }
    }
}

/// The largest of each column over the rows of windows `i`. Whether all are numbers.
#[inline(always)]
fn by_columns<S: Simd, T: Float>(s: S, windows: &Windows, i: usize, x: &[T], columns: &mut [T]) -> bool {
    let (lanes, cols, (first, end)) = (Vector::<S, T>::LANES, windows.cols, windows.inside(i, windows.rows));
    let rows = &x[(i * windows.stride + first - windows.padding) * cols..][..(end - first) * cols];
    let mut numbers = Vector::<S, T>::first(s, lanes);
    for c in (0..cols).step_by(lanes) {
        let mut best = Vector::<S, T>::splat(s, T::NEG_INFINITY);
        for row in rows.chunks_exact(cols) {
            let row = &row[c..];
            let x = match row.len() < lanes {
                false => Vector::<S, T>::load(s, row),
                true => Vector::<S, T>::load_partial(s, row),
            };
            numbers = numbers & x.eq(x);
            best = x.max(best);
        }
        best.store(&mut columns[c..]);
    }
    !Vector::<S, T>::any(!numbers)
}

/// A row of windows, from the largest of each column, split into phases.
#[inline(always)]
fn by_windows<S: Simd, T: Float>(s: S, split: &[T], shifts: &[usize], y: &mut [T]) {
    let lanes = Vector::<S, T>::LANES;
    for j in (0..y.len()).step_by(lanes) {
        let mut best = Vector::<S, T>::splat(s, T::NEG_INFINITY);
        for shift in shifts {
            best = Vector::<S, T>::load(s, &split[shift + j..]).max(best);
        }
        let count = lanes.min(y.len() - j);
        best.store_partial(&mut y[j..j + count]);
    }
}
