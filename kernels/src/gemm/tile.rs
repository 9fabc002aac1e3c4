//! The microkernel: one tile of `c` whose sums never leave the registers while `k` runs.
//!
//! Each step reads `VECTORS` vectors of a row of `b` and `ROWS` single numbers of a column of `a`, and makes
//! `ROWS * VECTORS` fused multiply-adds of them. A processor starts two of these a cycle and each takes four, so at
//! least eight sums must be under way; and it loads two or three vectors a cycle, so the tile should be nearly square.
//! What fits 32 registers: 6 x 4 vectors, 8 x 3, 12 x 2; what fits 16: 6 x 2.
//!
//! Every sum runs front to back along `k`, beginning at 0 or at what is in `c`: an element comes out the same whatever
//! tile, block or thread it falls to.

use super::Epilogue;
use crate::Float;
use crate::simd::{Register, Simd, Vector};

/// Where a tile's operands lie. `a[i, k]` is at `i * a_row + k * a_col`, `b[k, j]` at `k * b_row + j`, `c[i, j]` at
/// `i * c_row + j`.
#[derive(Clone, Copy)]
pub(super) struct Tile<T> {
    pub depth: usize,
    pub a: *const T,
    pub a_row: usize,
    pub a_col: usize,
    pub b: *const T,
    pub b_row: usize,
    pub c: *mut T,
    pub c_row: usize,
    /// Begin with what is in `c`.
    pub accumulate: bool,
    /// These are the last steps along `k`: the epilogue is due.
    pub finish: bool,
    /// The place of `c` in the whole result.
    pub col: usize,
}

/// The widest tile, in vectors.
pub(super) const fn widest<S: Simd>() -> usize {
    if S::REGISTERS >= 32 { 4 } else { 2 }
}

/// The tallest tile of that many vectors.
pub(super) const fn tallest<S: Simd>(vectors: usize) -> usize {
    match (S::REGISTERS >= 32, vectors) {
        (true, 1) => 14,
        (true, 2) => 12,
        (true, 3) => 8,
        (true, _) => 6,
        (false, 1) => 8,
        (false, _) => 6,
    }
}

/// Computes `rows` x `cols` of `c`; `rows` up to [`tallest`], `cols` up to [`widest`] vectors.
///
/// # Safety
///
/// The operands can be read, and the `rows` x `cols` of `c` written.
#[inline(always)]
pub(super) unsafe fn compute<S: Simd, T: Float, E: Epilogue<T>>(s: S, t: &Tile<T>, rows: usize, cols: usize, e: &E) {
    let lanes = Vector::<S, T>::LANES;
    let vectors = cols.div_ceil(lanes);
    let last = cols - (vectors - 1) * lanes;
    macro_rules! heights {
        ($vectors:literal, $partial:literal, $($rows:literal)*) => {
            match rows {
                // SAFETY: the caller's promise.
                $($rows => unsafe { tile::<S, T, E, $rows, $vectors, $partial>(s, t, last, e) },)*
                _ => unreachable!("a tile of {rows} rows"),
            }
        };
    }
    // Only the widest tile has a form for whole vectors: elsewhere the mask costs next to nothing.
    if const { S::REGISTERS >= 32 } {
        match vectors {
            1 => heights!(1, true, 1 2 3 4 5 6 7 8 9 10 11 12 13 14),
            2 => heights!(2, true, 1 2 3 4 5 6 7 8 9 10 11 12),
            3 => heights!(3, true, 1 2 3 4 5 6 7 8),
            _ if last == lanes => heights!(4, false, 1 2 3 4 5 6),
            _ => heights!(4, true, 1 2 3 4 5 6),
        }
    } else {
        match vectors {
            1 => heights!(1, true, 1 2 3 4 5 6 7 8),
            _ if last == lanes => heights!(2, false, 1 2 3 4 5 6),
            _ => heights!(2, true, 1 2 3 4 5 6),
        }
    }
}

/// One tile; `last` lanes of its last vector count if it is `PARTIAL`.
///
/// # Safety
///
/// As [`compute`].
#[inline(always)]
unsafe fn tile<S: Simd, T: Float, E: Epilogue<T>, const ROWS: usize, const VECTORS: usize, const PARTIAL: bool>(
    s: S,
    t: &Tile<T>,
    last: usize,
    e: &E,
) {
    let lanes = Vector::<S, T>::LANES;
    let cut = |j: usize| PARTIAL && j == VECTORS - 1;
    let mut sums = [[Vector::<S, T>::zero(s); VECTORS]; ROWS];
    // SAFETY: the caller's promise: rows below `ROWS`, columns up to `last` lanes of the last vector, `depth` steps.
    unsafe {
        if t.accumulate {
            for (i, sums) in sums.iter_mut().enumerate() {
                for (j, sum) in sums.iter_mut().enumerate() {
                    let at = t.c.add(i * t.c_row + j * lanes);
                    *sum =
                        if cut(j) { Vector::<S, T>::load_first(s, at, last) } else { Vector::<S, T>::load_from(s, at) };
                }
            }
        }
        let (mut a, mut b) = (t.a, t.b);
        for _ in 0..t.depth {
            let mut row = [Vector::<S, T>::zero(s); VECTORS];
            for (j, x) in row.iter_mut().enumerate() {
                let at = b.add(j * lanes);
                *x = if cut(j) { Vector::<S, T>::load_first(s, at, last) } else { Vector::<S, T>::load_from(s, at) };
            }
            for (i, sums) in sums.iter_mut().enumerate() {
                let a = Vector::<S, T>::splat(s, *a.add(i * t.a_row));
                for (sum, b) in sums.iter_mut().zip(row) {
                    *sum = a.mul_add(b, *sum);
                }
            }
            // Wrapping, for the step behind the last is never read and may lie outside.
            a = a.wrapping_add(t.a_col);
            b = b.wrapping_add(t.b_row);
        }
        for (i, sums) in sums.iter().enumerate() {
            for (j, sum) in sums.iter().enumerate() {
                let (at, count) = (t.c.add(i * t.c_row + j * lanes), if cut(j) { last } else { lanes });
                let sum = if t.finish { e.apply(s, *sum, t.col + j * lanes, count) } else { *sum };
                if cut(j) { sum.store_first(at, count) } else { sum.store_to(at) }
            }
        }
    }
}

/// The tile of packed operands: `a` in strips of `ROWS`, column after column; `b` in panels of `VECTORS` vectors, row
/// after row; both filled up with zeros. All of it is computed, `rows` x `cols` are written.
///
/// # Safety
///
/// Strip and panel hold `depth` steps; `rows` x `cols` of `c` can be written.
#[inline(always)]
pub(super) unsafe fn packed<S: Simd, T: Float, E: Epilogue<T>, const ROWS: usize, const VECTORS: usize>(
    s: S,
    t: &Tile<T>,
    rows: usize,
    cols: usize,
    e: &E,
) {
    let lanes = Vector::<S, T>::LANES;
    let whole = rows == ROWS && cols == VECTORS * lanes;
    // A ragged tile is computed in a corner of its own: copied there, and copied back.
    let mut corner = [[[T::ZERO; 16]; VECTORS]; ROWS];
    let mut t = Tile { a_row: 1, a_col: ROWS, b_row: VECTORS * lanes, ..*t };
    // SAFETY: the caller's promise; the corner holds a whole tile of any vectors up to 16 lanes.
    unsafe {
        if whole {
            return tile::<S, T, E, ROWS, VECTORS, false>(s, &t, lanes, e);
        }
        let (to, to_row) = (t.c, t.c_row);
        (t.c, t.c_row) = (corner.as_mut_ptr().cast(), VECTORS * 16);
        if t.accumulate {
            for i in 0..rows {
                std::ptr::copy_nonoverlapping(to.add(i * to_row), t.c.add(i * t.c_row), cols);
            }
        }
        let finish = std::mem::replace(&mut t.finish, false);
        tile::<S, T, E, ROWS, VECTORS, false>(s, &t, lanes, e);
        for i in 0..rows {
            let from = t.c.add(i * t.c_row);
            for j in (0..cols).step_by(lanes) {
                let count = lanes.min(cols - j);
                let sum = Vector::<S, T>::load_first(s, from.add(j), count);
                let sum = if finish { e.apply(s, sum, t.col + j, count) } else { sum };
                sum.store_first(to.add(i * to_row + j), count);
            }
        }
    }
}
