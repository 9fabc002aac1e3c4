//! What is done to a sum before it is written: while it is still in a register, it costs next to nothing.

use crate::Float;
use crate::simd::{Register, Simd, Vector};

/// The last step of a product. A kernel of its own is compiled for each, with `apply` in line.
pub trait Epilogue<T: Float>: Sync {
    /// Whether it does the same everywhere: then a single column may be computed as a row.
    const PLACELESS: bool = false;

    /// What becomes of `sum`, whose first `count` lanes are elements `col..col + count` of a row of the result.
    fn apply<S: Simd>(&self, s: S, sum: Vector<S, T>, col: usize, count: usize) -> Vector<S, T>;
}

/// The product as it is.
#[derive(Debug, Clone, Copy)]
pub struct Plain;

impl<T: Float> Epilogue<T> for Plain {
    const PLACELESS: bool = true;

    #[inline(always)]
    fn apply<S: Simd>(&self, _: S, sum: Vector<S, T>, _: usize, _: usize) -> Vector<S, T> {
        sum
    }
}

/// Plus a bias a column: `a @ b + bias`.
#[derive(Debug, Clone, Copy)]
pub struct ColumnBias<'a, T>(pub &'a [T]);

impl<T: Float> Epilogue<T> for ColumnBias<'_, T> {
    #[inline(always)]
    fn apply<S: Simd>(&self, s: S, sum: Vector<S, T>, col: usize, count: usize) -> Vector<S, T> {
        sum + Vector::<S, T>::load_partial(s, &self.0[col..col + count])
    }
}
