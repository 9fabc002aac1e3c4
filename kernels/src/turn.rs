//! A transposition, for operands that a product would otherwise turn round again and again.

use crate::Float;
use crate::simd::{self, Register, Simd, Vector};

/// A square of vectors: as many of them count as each has lanes.
pub(crate) type Square<S, T> = [Vector<S, T>; 16];

simd::dispatch! {
    /// `to[c, r] = scale * from[r, c]`: `from` is row-major [rows, cols], rows of `to` begin `stride` apart.
    pub(crate) fn turn<T: Float>(from: &[T], rows: usize, cols: usize, scale: T, to: &mut [T], stride: usize) = turn_with;
}

#[inline(always)]
fn turn_with<S: Simd, T: Float>(s: S, from: &[T], rows: usize, cols: usize, scale: T, to: &mut [T], stride: usize) {
    let lanes = Vector::<S, T>::LANES;
    let (whole_rows, whole_cols) = (rows - rows % lanes, cols - cols % lanes);
    let factor = Vector::<S, T>::splat(s, scale);
    for r in (0..whole_rows).step_by(lanes) {
        for c in (0..whole_cols).step_by(lanes) {
            let mut square = [Vector::<S, T>::zero(s); 16];
            for (i, row) in square.iter_mut().enumerate().take(lanes) {
                *row = Vector::<S, T>::load(s, &from[(r + i) * cols + c..]);
            }
            turn_square::<S, T>(&mut square);
            for (i, col) in square.iter().enumerate().take(lanes) {
                (*col * factor).store(&mut to[(c + i) * stride + r..]);
            }
        }
    }
    for r in 0..rows {
        for c in if r < whole_rows { whole_cols } else { 0 }..cols {
            to[c * stride + r] = scale * from[r * cols + c];
        }
    }
}

/// Rows become columns. Taking turns between the halves of all rows, as a pack of cards is shuffled, moves each bit of a
/// place's number up by one: done once a bit of the lanes' number, rows and columns have changed places.
#[inline(always)]
pub(crate) fn turn_square<S: Simd, T: Float>(square: &mut Square<S, T>) {
    let lanes = Vector::<S, T>::LANES;
    for _ in 0..lanes.ilog2() {
        let halves = *square;
        for j in 0..lanes / 2 {
            (square[2 * j], square[2 * j + 1]) = halves[j].interleave(halves[j + lanes / 2]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_become_columns() {
        for (rows, cols) in [(0, 3), (3, 0), (1, 5), (8, 8), (19, 10), (10, 19), (33, 40)] {
            let from: Vec<f64> = (0..rows * cols).map(|i| i as f64).collect();
            let mut to = vec![-1.0; cols * (rows + 2)];
            turn(&from, rows, cols, 2.0, &mut to, rows + 2);
            for (place, x) in to.iter().enumerate() {
                let (c, r) = (place / (rows + 2), place % (rows + 2));
                assert_eq!(*x, if r < rows { 2.0 * from[r * cols + c] } else { -1.0 });
            }
        }
    }
}
