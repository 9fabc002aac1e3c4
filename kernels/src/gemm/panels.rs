//! A right-hand matrix that stays, packed once: panels as wide as a tile, each in one run, as the microkernel reads them.

use super::pack::{Lines, pack};
use super::{Epilogue, Matrix, MatrixMut, PARALLEL, Product, Shared, run, tile};
use crate::Float;
use crate::array::Result;
use crate::simd::{self, Register, Simd, Vector};
use crate::threads;

/// The matrix, for products on its left.
pub(crate) struct Panels<T> {
    lines: Lines<T>,
    inner: usize,
    cols: usize,
    width: usize,
}

impl<T: Float> Panels<T> {
    /// Packs a matrix, or refuses where there is no memory for it.
    pub(crate) fn new(op: &str, b: Matrix<T>) -> Result<Self> {
        let width = width::<T>();
        let length = b.cols.div_ceil(width).saturating_mul(width).saturating_mul(b.rows);
        let mut lines = Lines::new(op, length)?;
        fill(b, width, lines.start());
        Ok(Panels { lines, inner: b.rows, cols: b.cols, width })
    }

    /// `c = epilogue(a @ b)`, on as many threads as the work is worth.
    ///
    /// # Panics
    ///
    /// If the sizes do not fit: a bug of the caller.
    pub(crate) fn multiply<E: Epilogue<T>>(&self, a: Matrix<T>, c: MatrixMut<T>, epilogue: &E) {
        assert!(a.cols == self.inner && a.rows == c.rows && self.cols == c.cols, "the sizes of a product do not fit");
        if c.rows == 0 {
            return;
        }
        let whole = Shared(Product {
            rows: a.rows,
            inner: self.inner,
            cols: self.cols,
            a: a.data.as_ptr(),
            a_row: a.row_stride,
            a_col: a.col_stride,
            b: self.lines.at(),
            b_row: self.width,
            b_col: 1,
            c: c.data.as_mut_ptr(),
            c_row: c.row_stride,
            accumulate: false,
            row: 0,
            col: 0,
        });
        let panel = |index: usize| {
            let (whole, col) = (&whole, index * self.width);
            // SAFETY: a panel of `b`, and its columns of `c`.
            let (b, c) = unsafe { (whole.0.b.add(col * self.inner), whole.0.c.add(col)) };
            run(Product { cols: self.width.min(self.cols - col), b, c, col, ..whole.0 }, epilogue);
        };
        let panels = self.cols.div_ceil(self.width);
        if 2.0 * a.rows as f64 * self.inner as f64 * self.cols as f64 >= PARALLEL {
            threads::parallel(panels, panel);
        } else {
            (0..panels).for_each(panel);
        }
    }
}

simd::dispatch! { fn width<T: Float>() -> usize = width_with::<_, T>; }
simd::dispatch! { fn fill<T: Float>(b: Matrix<T>, width: usize, to: *mut T) = fill_with; }

#[inline(always)]
fn width_with<S: Simd, T: Float>(_: S) -> usize {
    tile::widest::<S>() * Vector::<S, T>::LANES
}

#[inline(always)]
fn fill_with<S: Simd, T: Float>(s: S, b: Matrix<T>, width: usize, to: *mut T) {
    // SAFETY: the matrix can be read, and `Panels::new` made room for all panels.
    unsafe { pack(s, b.data.as_ptr(), b.col_stride, b.row_stride, b.cols, b.rows, width, to) };
}
