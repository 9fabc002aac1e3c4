//! Fewer than four rows of `a`: every number of `b` is used so rarely that the time is that of reading `b` once. What
//! counts is to read it in long runs.

use super::pack::{Workspace, pack};
use super::{Epilogue, Product};
use crate::Float;
use crate::simd::{Register, Simd, Vector, caches};

/// Columns of `c` that are kept in the first-level cache while rows of `b` stream past.
const BLOCK: usize = 2048;

/// Whether this form is the better one: `b` does not stay in cache, or its columns are what lies in a run.
#[inline(always)]
pub(super) fn takes<T: Float>(p: &Product<T>) -> bool {
    p.b_col != 1 || p.rows == 1 || p.inner * p.cols * size_of::<T>() > caches().second / 2
}

/// The whole product, of 1 to 3 rows.
#[inline(always)]
pub(super) fn multiply<S: Simd, T: Float, E: Epilogue<T>>(s: S, p: &Product<T>, e: &E) {
    // SAFETY: the product's promise.
    unsafe {
        match (p.b_col == 1, p.rows) {
            (true, 1) => stream::<S, T, 1, 8>(s, p),
            (true, 2) => stream::<S, T, 2, 4>(s, p),
            (true, _) => stream::<S, T, 3, 4>(s, p),
            (false, 1) => dots::<S, T, 1>(s, p),
            (false, 2) => dots::<S, T, 2>(s, p),
            (false, _) => dots::<S, T, 3>(s, p),
        }
        // A second pass over `c`, which is small beside `b`.
        let lanes = Vector::<S, T>::LANES;
        for row in 0..p.rows {
            for col in (0..p.cols).step_by(lanes) {
                let (at, count) = (p.c.add(row * p.c_row + col), lanes.min(p.cols - col));
                let sum = Vector::<S, T>::load_first(s, at, count);
                e.apply(s, sum, p.col + col, count).store_first(at, count);
            }
        }
    }
}

/// Rows of `b` are runs: `STEPS` of them at a time are added onto `c`.
///
/// # Safety
///
/// The product has `ROWS` rows.
#[inline(always)]
unsafe fn stream<S: Simd, T: Float, const ROWS: usize, const STEPS: usize>(s: S, p: &Product<T>) {
    for col in (0..p.cols).step_by(BLOCK) {
        let cols = BLOCK.min(p.cols - col);
        // SAFETY: the caller's promise.
        unsafe {
            let c: [*mut T; ROWS] = std::array::from_fn(|i| p.c.add(i * p.c_row + col));
            if !p.accumulate {
                for c in c {
                    std::slice::from_raw_parts_mut(c, cols).fill(T::ZERO);
                }
            }
            let whole = p.inner - p.inner % STEPS;
            for k in (0..whole).step_by(STEPS) {
                add_rows::<S, T, ROWS, STEPS>(s, p, k, col, cols, c);
            }
            for k in whole..p.inner {
                add_rows::<S, T, ROWS, 1>(s, p, k, col, cols, c);
            }
        }
    }
}

/// `c[i, j] += sum of a[i, k] b[k, j]` over `STEPS` neighbouring `k`.
///
/// # Safety
///
/// The product has `ROWS` rows; the steps and columns are in range.
#[inline(always)]
unsafe fn add_rows<S: Simd, T: Float, const ROWS: usize, const STEPS: usize>(
    s: S,
    p: &Product<T>,
    k: usize,
    col: usize,
    cols: usize,
    c: [*mut T; ROWS],
) {
    let lanes = Vector::<S, T>::LANES;
    let mut a = [[Vector::<S, T>::zero(s); STEPS]; ROWS];
    // SAFETY: the caller's promise.
    unsafe {
        for (i, a) in a.iter_mut().enumerate() {
            for (step, a) in a.iter_mut().enumerate() {
                *a = Vector::<S, T>::splat(s, *p.a.add(i * p.a_row + (k + step) * p.a_col));
            }
        }
        let b = p.b.add(k * p.b_row + col);
        let whole = cols - cols % lanes;
        for j in (0..whole).step_by(lanes) {
            let mut row = [Vector::<S, T>::zero(s); STEPS];
            for (step, b_j) in row.iter_mut().enumerate() {
                *b_j = Vector::<S, T>::load_from(s, b.add(step * p.b_row + j));
            }
            for (a, c) in a.iter().zip(c) {
                let mut sum = Vector::<S, T>::load_from(s, c.add(j));
                for (a, b) in a.iter().zip(row) {
                    sum = a.mul_add(b, sum);
                }
                sum.store_to(c.add(j));
            }
        }
        if whole < cols {
            let count = cols - whole;
            for (a, c) in a.iter().zip(c) {
                let mut sum = Vector::<S, T>::load_first(s, c.add(whole), count);
                for (step, a) in a.iter().enumerate() {
                    sum = a.mul_add(Vector::<S, T>::load_first(s, b.add(step * p.b_row + whole), count), sum);
                }
                sum.store_first(c.add(whole), count);
            }
        }
    }
}

/// Columns of `b` are runs: each is multiplied with the rows of `a` lane by lane, four columns at a time.
///
/// # Safety
///
/// The product has `ROWS` rows.
#[inline(always)]
unsafe fn dots<S: Simd, T: Float, const ROWS: usize>(s: S, p: &Product<T>) {
    let mut room = Workspace::of::<T>(if p.a_col == 1 { 0 } else { p.inner * ROWS });
    // SAFETY: the caller's promise; the room holds the rows.
    unsafe {
        let (mut a, mut a_row) = (p.a, p.a_row);
        if p.a_col != 1 {
            for i in 0..ROWS {
                pack(s, p.a.add(i * p.a_row), 1, p.a_col, 1, p.inner, 1, room.start::<T>().add(i * p.inner));
            }
            (a, a_row) = (room.start(), p.inner);
        }
        let whole = p.cols - p.cols % 4;
        for col in (0..whole).step_by(4) {
            dot::<S, T, ROWS, 4>(s, p, a, a_row, col);
        }
        for col in whole..p.cols {
            dot::<S, T, ROWS, 1>(s, p, a, a_row, col);
        }
    }
}

/// `ROWS` x `COLS` of `c`.
///
/// # Safety
///
/// `a` holds `ROWS` rows of neighbours, and the columns are in range.
#[inline(always)]
unsafe fn dot<S: Simd, T: Float, const ROWS: usize, const COLS: usize>(
    s: S,
    p: &Product<T>,
    a: *const T,
    a_row: usize,
    col: usize,
) {
    let lanes = Vector::<S, T>::LANES;
    let mut sums = [[Vector::<S, T>::zero(s); COLS]; ROWS];
    let whole = p.inner - p.inner % lanes;
    // SAFETY: the caller's promise.
    unsafe {
        let b = p.b.wrapping_add(col * p.b_col);
        for k in (0..whole).step_by(lanes) {
            for (j, x) in (0..COLS).map(|j| (j, Vector::<S, T>::load_from(s, b.add(j * p.b_col + k)))) {
                for (i, sums) in sums.iter_mut().enumerate() {
                    sums[j] = x.mul_add(Vector::<S, T>::load_from(s, a.add(i * a_row + k)), sums[j]);
                }
            }
        }
        let count = p.inner - whole;
        for (i, sums) in sums.iter_mut().enumerate() {
            for (j, sum) in sums.iter_mut().enumerate() {
                if count > 0 {
                    let x = Vector::<S, T>::load_first(s, a.add(i * a_row + whole), count);
                    *sum = x.mul_add(Vector::<S, T>::load_first(s, b.add(j * p.b_col + whole), count), *sum);
                }
                let at = p.c.add(i * p.c_row + col + j);
                *at = if p.accumulate { *at + sum.reduce_add() } else { sum.reduce_add() };
            }
        }
    }
}
