//! Matrix times matrix, `c += a @ b`: the loop that every layer ends in.
//!
//! | reads | writes | flops |
//! |---|---|---|
//! | `a` once a column block of `b`, `b` once, both packed | `c` once a block of `DEPTH` | 2 * rows * inner * cols |
//!
//! Three ideas, from the outside in:
//!
//! 1. **Blocks.** `inner` is cut into pieces of `DEPTH`, `cols` into pieces of `WIDTH`: that part of `b` is packed once
//!    and stays in the second-level cache while all rows of `a` go past it.
//! 2. **Packing.** A tile's operands are copied so that the innermost loop reads both from front to back. Any strides
//!    are the same there, so a transposed operand costs nothing more. Ragged edges are filled with zeros, which never
//!    reach `c`.
//! 3. **Tiles.** `TILE_ROWS` x `TILE_COLS` sums are kept in registers: each number read is used several times.
//!
//! Every element of `c` is summed in the same order, front to back along `inner`, whatever the sizes.

use crate::Float;

const TILE_ROWS: usize = 4;
const TILE_COLS: usize = 8;
const DEPTH: usize = 256;
const WIDTH: usize = 512;

/// A borrowed matrix with any strides: `a[row, col]` lies at `row * row_stride + col * col_stride`.
#[derive(Clone, Copy)]
pub(crate) struct Matrix<'a, T> {
    data: &'a [T],
    pub rows: usize,
    pub cols: usize,
    row_stride: usize,
    col_stride: usize,
}

impl<'a, T: Float> Matrix<'a, T> {
    /// A row-major matrix at the front of `data`.
    pub fn new(data: &'a [T], rows: usize, cols: usize) -> Self {
        Matrix { data: &data[..rows * cols], rows, cols, row_stride: cols, col_stride: 1 }
    }

    /// The same numbers with rows and columns swapped; nothing is copied.
    pub fn transposed(self) -> Self {
        Matrix { rows: self.cols, cols: self.rows, row_stride: self.col_stride, col_stride: self.row_stride, ..self }
    }

    fn at(&self, row: usize, col: usize) -> T {
        self.data[row * self.row_stride + col * self.col_stride]
    }
}

/// `c += a @ b`, where `c` is row-major [a.rows, b.cols].
pub(crate) fn gemm<T: Float>(a: Matrix<T>, b: Matrix<T>, c: &mut [T]) {
    debug_assert_eq!(a.cols, b.rows);
    debug_assert_eq!(c.len(), a.rows * b.cols);
    let mut strip = vec![T::ZERO; DEPTH.min(a.cols) * TILE_ROWS];
    let mut panels = vec![T::ZERO; DEPTH.min(a.cols) * WIDTH.min(b.cols).next_multiple_of(TILE_COLS)];
    for first_col in (0..b.cols).step_by(WIDTH) {
        let width = WIDTH.min(b.cols - first_col);
        for start in (0..a.cols).step_by(DEPTH) {
            let depth = DEPTH.min(a.cols - start);
            pack_panels(b, start, depth, first_col, width, &mut panels);
            for row in (0..a.rows).step_by(TILE_ROWS) {
                let height = TILE_ROWS.min(a.rows - row);
                pack_strip(a, row, height, start, depth, &mut strip);
                for (panel, col) in panels.chunks(depth * TILE_COLS).zip((0..width).step_by(TILE_COLS)) {
                    let sums = tile(&strip[..depth * TILE_ROWS], panel);
                    let cols = TILE_COLS.min(width - col);
                    for (i, sums) in sums.iter().enumerate().take(height) {
                        let at = (row + i) * b.cols + first_col + col;
                        for (c, sum) in c[at..at + cols].iter_mut().zip(sums) {
                            *c += *sum;
                        }
                    }
                }
            }
        }
    }
}

/// Columns of `b`, `TILE_COLS` at a time: panel after panel, each `depth` rows of `TILE_COLS` neighbours.
fn pack_panels<T: Float>(b: Matrix<T>, start: usize, depth: usize, first_col: usize, width: usize, panels: &mut [T]) {
    for (panel, col) in panels.chunks_mut(depth * TILE_COLS).zip((0..width).step_by(TILE_COLS)) {
        for (k, to) in panel.chunks_exact_mut(TILE_COLS).enumerate() {
            for (j, to) in to.iter_mut().enumerate() {
                *to = if col + j < width { b.at(start + k, first_col + col + j) } else { T::ZERO };
            }
        }
    }
}

/// `TILE_ROWS` rows of `a`, column after column.
fn pack_strip<T: Float>(a: Matrix<T>, row: usize, height: usize, start: usize, depth: usize, strip: &mut [T]) {
    for (k, to) in strip.chunks_exact_mut(TILE_ROWS).enumerate().take(depth) {
        for (i, to) in to.iter_mut().enumerate() {
            *to = if i < height { a.at(row + i, start + k) } else { T::ZERO };
        }
    }
}

/// One tile: the sums stay in registers while `strip` and `panel` are read once, front to back.
#[inline]
fn tile<T: Float>(strip: &[T], panel: &[T]) -> [[T; TILE_COLS]; TILE_ROWS] {
    let mut sums = [[T::ZERO; TILE_COLS]; TILE_ROWS];
    for (a, b) in strip.as_chunks::<TILE_ROWS>().0.iter().zip(panel.as_chunks::<TILE_COLS>().0) {
        for i in 0..TILE_ROWS {
            for j in 0..TILE_COLS {
                sums[i][j] += a[i] * b[j];
            }
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::numbers;

    fn plain(a: Matrix<f64>, b: Matrix<f64>) -> Vec<f64> {
        let mut c = vec![0.0; a.rows * b.cols];
        for row in 0..a.rows {
            for col in 0..b.cols {
                c[row * b.cols + col] = (0..a.cols).map(|k| a.at(row, k) * b.at(k, col)).sum();
            }
        }
        c
    }

    #[test]
    fn every_size_around_the_tile_agrees_with_three_plain_loops() {
        let sizes = [0, 1, 2, 3, 4, 5, 7, 8, 9, 16, 17];
        for rows in sizes {
            for inner in sizes {
                for cols in sizes {
                    let (a, b) = (numbers(rows * inner, 1), numbers(inner * cols, 2));
                    for (a, b) in [
                        (Matrix::new(&a, rows, inner), Matrix::new(&b, inner, cols)),
                        (Matrix::new(&a, inner, rows).transposed(), Matrix::new(&b, cols, inner).transposed()),
                    ] {
                        let mut c = vec![0.0; rows * cols];
                        gemm(a, b, &mut c);
                        let truth = plain(a, b);
                        assert!(c.iter().zip(&truth).all(|(c, t)| (c - t).abs() < 1e-13), "{rows} {inner} {cols}");
                    }
                }
            }
        }
    }

    #[test]
    fn blocks_of_depth_and_width_meet_without_a_seam() {
        let (rows, inner, cols) = (6, 2 * DEPTH + 3, WIDTH + 9);
        let (a, b) = (numbers(rows * inner, 1), numbers(inner * cols, 2));
        let (a, b) = (Matrix::new(&a, rows, inner), Matrix::new(&b, inner, cols));
        let mut c = vec![0.0; rows * cols];
        gemm(a, b, &mut c);
        assert!(c.iter().zip(plain(a, b)).all(|(c, t)| (c - t).abs() < 1e-11));
    }

    #[test]
    fn it_adds_to_what_is_there() {
        let mut c = [10.0];
        gemm(Matrix::new(&[2.0], 1, 1), Matrix::new(&[3.0], 1, 1), &mut c);
        assert_eq!(c, [16.0]);
    }

    #[test]
    fn zero_times_infinity_is_nan_and_the_padding_does_not_spread_it() {
        let mut c = [0.0; 2];
        gemm(Matrix::new(&[0.0, 1.0], 2, 1), Matrix::new(&[f64::INFINITY], 1, 1), &mut c);
        assert!(c[0].is_nan() && c[1] == f64::INFINITY);
    }
}
