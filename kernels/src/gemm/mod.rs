//! Matrix times matrix: the loop that every layer ends in.
//!
//! | file | what it teaches |
//! |---|---|
//! | `tile.rs` | the microkernel: sums that stay in registers |
//! | `small.rs` | operands that fit a cache: tiles straight over them, nothing is copied |
//! | `large.rs` | operands that do not: blocks packed so that each level of cache is used many times |
//! | `pack.rs` | the copying, which also undoes a transposition; a workspace that each thread keeps |
//! | `panels.rs` | a right-hand matrix that stays: packed once |
//! | `vector.rs` | fewer than four rows: nothing to use twice, so the memory's speed is the limit |
//! | `epilogue.rs` | what is done to a sum before it is written |
//!
//! | reads | writes | flops |
//! |---|---|---|
//! | `a` and `b`, each a few times from cache | `c` once a block of `inner` | 2 * rows * inner * cols |
//!
//! Every element is summed front to back along `inner`, so the number of threads changes no digit.

mod epilogue;
mod large;
mod pack;
mod panels;
mod small;
#[cfg(test)]
mod tests;
mod tile;
mod vector;

pub(crate) use pack::Workspace;
pub(crate) use panels::Panels;

pub use epilogue::{ColumnBias, Epilogue, Plain};

use crate::{Float, simd, threads};

/// A borrowed matrix with any strides: `a[row, col]` lies at `row * row_stride + col * col_stride`. For a product one of
/// the two must be 1.
#[derive(Debug, Clone, Copy)]
pub struct Matrix<'a, T> {
    data: &'a [T],
    /// The number of rows.
    pub rows: usize,
    /// The number of columns.
    pub cols: usize,
    row_stride: usize,
    col_stride: usize,
}

impl<'a, T: Float> Matrix<'a, T> {
    /// A row-major matrix at the front of `data`.
    #[inline]
    pub fn new(data: &'a [T], rows: usize, cols: usize) -> Self {
        Self::strided(data, rows, cols, cols, 1)
    }

    /// A matrix at the front of `data` whose neighbours in a column lie `row_stride` apart and those in a row
    /// `col_stride`.
    ///
    /// # Panics
    ///
    /// If `data` does not hold it.
    #[inline]
    pub fn strided(data: &'a [T], rows: usize, cols: usize, row_stride: usize, col_stride: usize) -> Self {
        assert!(holds(data.len(), rows, cols, row_stride, col_stride), "a matrix of {rows} x {cols} beyond its data");
        Matrix { data, rows, cols, row_stride, col_stride }
    }

    /// The same numbers with rows and columns swapped; nothing is copied.
    #[inline]
    pub fn transposed(self) -> Self {
        Matrix { rows: self.cols, cols: self.rows, row_stride: self.col_stride, col_stride: self.row_stride, ..self }
    }

    /// The rows from `first` on, `rows` of them.
    #[inline]
    pub fn rows(self, first: usize, rows: usize) -> Self {
        let skip = if self.cols == 0 || rows == 0 { 0 } else { first * self.row_stride };
        Self::strided(&self.data[skip..], rows, self.cols, self.row_stride, self.col_stride)
    }

    /// The columns from `first` on, `cols` of them.
    #[inline]
    pub fn cols(self, first: usize, cols: usize) -> Self {
        self.transposed().rows(first, cols).transposed()
    }

    #[cfg(test)]
    fn at(&self, row: usize, col: usize) -> T {
        self.data[row * self.row_stride + col * self.col_stride]
    }
}

/// Whether `length` numbers hold a matrix of this form.
#[inline]
fn holds(length: usize, rows: usize, cols: usize, row_stride: usize, col_stride: usize) -> bool {
    if rows == 0 || cols == 0 {
        return true;
    }
    let last_row = (rows - 1).checked_mul(row_stride);
    let last_col = (cols - 1).checked_mul(col_stride);
    matches!((last_row, last_col), (Some(row), Some(col)) if row.checked_add(col).is_some_and(|last| last < length))
}

/// Where a product goes: rows of neighbours, `row_stride` apart.
#[derive(Debug)]
pub struct MatrixMut<'a, T> {
    data: &'a mut [T],
    rows: usize,
    cols: usize,
    row_stride: usize,
}

impl<'a, T: Float> MatrixMut<'a, T> {
    /// A row-major matrix at the front of `data`.
    #[inline]
    pub fn new(data: &'a mut [T], rows: usize, cols: usize) -> Self {
        Self::strided(data, rows, cols, cols)
    }

    /// A matrix at the front of `data` whose rows begin `row_stride` apart.
    ///
    /// # Panics
    ///
    /// If `data` does not hold it, or rows overlap.
    #[inline]
    pub fn strided(data: &'a mut [T], rows: usize, cols: usize, row_stride: usize) -> Self {
        assert!(
            holds(data.len(), rows, cols, row_stride, 1) && (row_stride >= cols || rows < 2),
            "a matrix of {rows} x {cols} beyond its data"
        );
        MatrixMut { data, rows, cols, row_stride }
    }
}

/// What a product begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// 0: `c = a @ b`; what was in `c` is not read.
    Zero,
    /// What is there: `c = c + a @ b`.
    Here,
}

/// `c = epilogue(a @ b)`, or `c = epilogue(c + a @ b)`, on as many threads as the work is worth.
///
/// # Panics
///
/// If the sizes do not fit, or neither stride of an operand is 1: bugs of the caller.
#[inline]
pub fn multiply<T: Float, E: Epilogue<T>>(a: Matrix<T>, b: Matrix<T>, c: MatrixMut<T>, start: Start, epilogue: &E) {
    multiply_from(PARALLEL, a, b, c, start, epilogue);
}

/// [`multiply`], for which other threads are woken only from so many floating-point operations on. In line: a small
/// product would notice that its matrices are handed on.
#[inline(always)]
pub(crate) fn multiply_from<T: Float, E: Epilogue<T>>(
    parallel: f64,
    a: Matrix<T>,
    b: Matrix<T>,
    c: MatrixMut<T>,
    start: Start,
    epilogue: &E,
) {
    assert!(a.cols == b.rows && a.rows == c.rows && b.cols == c.cols, "the sizes of a product do not fit");
    for (rows, cols, row_stride, col_stride) in
        [(a.rows, a.cols, a.row_stride, a.col_stride), (b.rows, b.cols, b.row_stride, b.col_stride)]
    {
        assert!(row_stride == 1 || col_stride == 1 || rows < 2 || cols < 2, "an operand without neighbours");
    }
    if c.rows == 0 || c.cols == 0 {
        return;
    }
    let mut product = Product {
        rows: a.rows,
        inner: a.cols,
        cols: b.cols,
        a: a.data.as_ptr(),
        a_row: a.row_stride,
        a_col: a.col_stride,
        b: b.data.as_ptr(),
        // A single row or column has neighbours whatever its stride says.
        b_row: if b.rows < 2 { b.cols } else { b.row_stride },
        b_col: if b.cols < 2 { 1 } else { b.col_stride },
        c: c.data.as_mut_ptr(),
        c_row: c.row_stride,
        accumulate: start == Start::Here,
        col: 0,
    };
    if E::PLACELESS && product.cols == 1 && product.c_row == 1 {
        product = product.transposed();
    }
    let flops = 2.0 * product.rows as f64 * product.inner as f64 * product.cols as f64;
    let parts = if flops < parallel { 1 } else { threads::threads() };
    if parts == 1 {
        return run(product, epilogue);
    }
    let work = Shared(product);
    threads::parallel(parts, |part| {
        let work = &work;
        if let Some(product) = work.0.part(part, parts) {
            run(product, epilogue);
        }
    });
}

/// Work below so many floating-point operations is not worth waking a thread for.
const PARALLEL: f64 = 2e6;

/// A product as addresses: what the other files work on. Only `multiply` makes one, after it has checked that the
/// matrices hold what it says, and it stands for a borrow of all three: so its user may read and write there.
#[derive(Debug, Clone, Copy)]
struct Product<T> {
    rows: usize,
    inner: usize,
    cols: usize,
    a: *const T,
    a_row: usize,
    a_col: usize,
    b: *const T,
    b_row: usize,
    b_col: usize,
    c: *mut T,
    c_row: usize,
    accumulate: bool,
    /// The place of `c` in the whole result.
    col: usize,
}

/// The size of equal blocks of at most about `limit`, in whole units: not one small block at the end.
pub(crate) fn even(length: usize, limit: usize, unit: usize) -> usize {
    length.div_ceil(length.div_ceil(limit).max(1)).max(1).next_multiple_of(unit)
}

/// How far apart rows of `length` numbers are to lie that a product goes down along: whole lines of cache, and an odd
/// number of them, or all rows would fall into a few sets of the cache.
pub(crate) fn apart(length: usize) -> usize {
    let whole = length.next_multiple_of(16);
    whole + 16 * usize::from(whole.is_multiple_of(32))
}

struct Shared<T>(Product<T>);

// SAFETY: threads read the operands, and write parts of `c` that do not overlap.
unsafe impl<T: Sync> Sync for Shared<T> {}

impl<T: Float> Product<T> {
    /// `c^T = b^T @ a^T`, for a single column: a row can be computed in vectors.
    fn transposed(self) -> Self {
        Product {
            rows: self.cols,
            cols: self.rows,
            a: self.b,
            a_row: self.b_col,
            a_col: self.b_row,
            b: self.a,
            b_row: self.a_col,
            b_col: if self.rows < 2 { 1 } else { self.a_row },
            c_row: self.rows,
            ..self
        }
    }

    /// Part `index` of `parts`: a band of rows or of columns, whichever there are more of.
    fn part(mut self, index: usize, parts: usize) -> Option<Self> {
        let by_rows = self.rows >= self.cols;
        // Whole tiles of any instruction set.
        let (length, unit) = if by_rows { (self.rows, 24) } else { (self.cols, 64) };
        let each = length.div_ceil(parts).next_multiple_of(unit);
        let first = index * each;
        if first >= length {
            return None;
        }
        let count = each.min(length - first);
        // SAFETY: `first` is a row, or a column, of the product.
        unsafe {
            if by_rows {
                self.rows = count;
                (self.a, self.c) = (self.a.add(first * self.a_row), self.c.add(first * self.c_row));
            } else {
                (self.cols, self.col) = (count, first);
                (self.b, self.c) = (self.b.add(first * self.b_col), self.c.add(first));
            }
        }
        Some(self)
    }
}

/// Chooses the form. Each is compiled by itself: what a small product enters is no larger than it needs.
#[inline]
fn run<T: Float, E: Epilogue<T>>(product: Product<T>, epilogue: &E) {
    if product.rows < 4 && vector::takes(&product) {
        few_rows(&product, epilogue);
    } else if small::takes(&product) {
        in_cache(&product, epilogue);
    } else {
        in_blocks(&product, epilogue);
    }
}

simd::dispatch! { fn few_rows<T: Float, E: Epilogue<T>>(product: &Product<T>, epilogue: &E) = vector::multiply; }
simd::dispatch! { fn in_cache<T: Float, E: Epilogue<T>>(product: &Product<T>, epilogue: &E) = small::multiply; }
simd::dispatch! { fn in_blocks<T: Float, E: Epilogue<T>>(product: &Product<T>, epilogue: &E) = large::multiply; }
