//! The product of a step, `x @ w^T + b`, in the form that its number of rows asks for.

use std::ops::RangeInclusive;

use crate::Float;
use crate::gemm::{ColumnBias, Matrix, MatrixMut, Panels, Plain, Start, multiply, multiply_from};
use crate::turn::turn;

/// So many rows are worth a transposed product; more are worth turning the weights round, fewer need neither.
const FEW: RangeInclusive<usize> = 4..=128;

/// Of so many rows, how many are turned.
pub(super) fn turned_rows(rows: usize) -> usize {
    if FEW.contains(&rows) { rows } else { 0 }
}

/// The weights `[outputs, inputs]` of a product.
#[derive(Clone, Copy)]
pub(super) enum Weights<'a, T> {
    Rows(&'a [T]),
    Packed(&'a Panels<T>),
}

/// A product of fewer floating-point operations stays on its thread: one is done a step, and the next step waits for it.
pub(super) const PARALLEL: f64 = 1e7;

/// `to = x @ w^T + b`, row-major.
pub(super) fn affine<T: Float>(x: Matrix<T>, w: Weights<T>, b: &[T], to: &mut [T], room: &mut [T]) {
    let (rows, outputs) = (x.rows, b.len());
    match w {
        Weights::Packed(w) => w.multiply(x, MatrixMut::new(to, rows, outputs), &ColumnBias(b)),
        Weights::Rows(w) if FEW.contains(&rows) => {
            let (w, turned) = (Matrix::new(w, outputs, x.cols), &mut room[..outputs * rows]);
            for (row, b) in turned.chunks_exact_mut(rows).zip(b) {
                row.fill(*b);
            }
            multiply_from(PARALLEL, w, x.transposed(), MatrixMut::new(turned, outputs, rows), Start::Here, &Plain);
            turn(turned, outputs, rows, T::ONE, to, outputs);
        }
        Weights::Rows(w) => {
            let w = Matrix::new(w, outputs, x.cols).transposed();
            multiply(x, w, MatrixMut::new(to, rows, outputs), Start::Zero, &ColumnBias(b));
        }
    }
}
