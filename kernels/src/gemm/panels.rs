//! A right-hand matrix that stays, packed once: panels as wide as a tile, each in one run, as the microkernel reads them.

use super::pack::{Lines, pack};
use super::{Epilogue, Matrix, MatrixMut, PARALLEL, Product, Shared, in_cache, tile};
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

    /// The number of its rows.
    pub(crate) fn inner(&self) -> usize {
        self.inner
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
            col: 0,
        });
        let width = self.width * if a.rows == 1 { TOGETHER } else { 1 };
        let piece = |index: usize| {
            let (whole, col) = (&whole, index * width);
            // SAFETY: a panel of `b` or a few, and their columns of `c`.
            let (b, c) = unsafe { (whole.0.b.add(col * self.inner), whole.0.c.add(col)) };
            let product = Product { cols: width.min(self.cols - col), b, c, col, ..whole.0 };
            if a.rows == 1 { one_row(&product, epilogue) } else { in_cache(&product, epilogue) }
        };
        let pieces = self.cols.div_ceil(width);
        if 2.0 * a.rows as f64 * self.inner as f64 * self.cols as f64 >= PARALLEL {
            threads::parallel(pieces, piece);
        } else {
            (0..pieces).for_each(piece);
        }
    }
}

/// Panels that a single row goes through at once: the sums of one are too few to keep the processor busy.
const TOGETHER: usize = 4;

simd::dispatch! { fn one_row<T: Float, E: Epilogue<T>>(product: &Product<T>, epilogue: &E) = one_row_with; }

/// A row times [`TOGETHER`] panels or fewer.
#[inline(always)]
fn one_row_with<S: Simd, T: Float, E: Epilogue<T>>(s: S, p: &Product<T>, e: &E) {
    if const { tile::widest::<S>() == 4 } { row::<S, T, E, 4>(s, p, e) } else { row::<S, T, E, 2>(s, p, e) }
}

#[inline(always)]
fn row<S: Simd, T: Float, E: Epilogue<T>, const VECTORS: usize>(s: S, p: &Product<T>, e: &E) {
    let (lanes, width) = (Vector::<S, T>::LANES, VECTORS * Vector::<S, T>::LANES);
    let last = p.cols.div_ceil(width) - 1;
    let mut sums = [[Vector::<S, T>::zero(s); VECTORS]; TOGETHER];
    // SAFETY: the product's promise, and `b` is whole panels. Where one is missing, the last is read again.
    unsafe {
        let panels: [_; TOGETHER] = std::array::from_fn(|i| p.b.add(i.min(last) * width * p.inner));
        for k in 0..p.inner {
            let a = Vector::<S, T>::splat(s, *p.a.add(k * p.a_col));
            for (sums, panel) in sums.iter_mut().zip(panels) {
                for (j, sum) in sums.iter_mut().enumerate() {
                    *sum = a.mul_add(Vector::<S, T>::load_from(s, panel.add(k * width + j * lanes)), *sum);
                }
            }
        }
        for (i, sum) in sums.iter().flatten().enumerate() {
            let col = i * lanes;
            if col < p.cols {
                let count = lanes.min(p.cols - col);
                e.apply(s, *sum, p.col + col, count).store_first(p.c.add(col), count);
            }
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
