//! A transposition, for operands that a product would otherwise turn round again and again.

use crate::Float;
use crate::simd::{self, Register, Simd, Vector};

simd::dispatch! {
    /// `to[c, r] = scale * from[r, c]`: `from` is row-major [rows, cols], rows of `to` begin `stride` apart.
    pub(crate) fn turn<T: Float>(from: &[T], rows: usize, cols: usize, scale: T, to: &mut [T], stride: usize) = scaled;
}

#[inline(always)]
fn scaled<S: Simd, T: Float>(s: S, from: &[T], rows: usize, cols: usize, scale: T, to: &mut [T], stride: usize) {
    let scale = Vector::<S, T>::splat(s, scale);
    turn_squares(
        s,
        from,
        cols,
        (rows, cols),
        to,
        stride,
        #[inline(always)]
        |x| x * scale,
    );
}

/// `to[c * width + r] = f(from[r * across + c])`, a square of as many rows as a vector has lanes at a time.
#[inline(always)]
pub(crate) fn turn_squares<S: Simd, T: Float>(
    s: S,
    from: &[T],
    across: usize,
    (rows, cols): (usize, usize),
    to: &mut [T],
    width: usize,
    f: impl Fn(Vector<S, T>) -> Vector<S, T>,
) {
    let lanes = Vector::<S, T>::LANES;
    if rows == 0 || cols == 0 {
        return;
    }
    assert!(from.len() >= (rows - 1) * across + cols && to.len() >= (cols - 1) * width + rows);
    for r in (0..rows).step_by(lanes) {
        for c in (0..cols).step_by(lanes) {
            let (high, wide) = (lanes.min(rows - r), lanes.min(cols - c));
            let mut square = [Vector::<S, T>::zero(s); 16];
            // SAFETY: rows up to `rows` of `from`, columns up to `cols`, and the reverse in `to`: both hold them.
            unsafe {
                let (from, to) = (from.as_ptr().add(r * across + c), to.as_mut_ptr().add(c * width + r));
                if (high, wide) == (lanes, lanes) {
                    for (j, row) in square.iter_mut().enumerate().take(lanes) {
                        *row = Vector::<S, T>::load_from(s, from.add(j * across));
                    }
                    simd::turn::<S, T>(&mut square);
                    for (j, row) in square.iter().enumerate().take(lanes) {
                        f(*row).store_to(to.add(j * width));
                    }
                    continue;
                }
                for (j, row) in square.iter_mut().enumerate().take(high) {
                    *row = Vector::<S, T>::load_first(s, from.add(j * across), wide);
                }
                simd::turn::<S, T>(&mut square);
                for (j, row) in square.iter().enumerate().take(wide) {
                    f(*row).store_first(to.add(j * width), high);
                }
            }
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
