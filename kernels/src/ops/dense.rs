//! A dense layer: matrix times matrix, plus a bias.
//!
//! | | reads | writes | flops |
//! |---|---|---|---|
//! | forward | `x`, `w`, `b` | `y` | 2 * batch * in * out |
//! | backward | `dy`, `x`, `w` | `dx`, `dw`, `db` | 4 * batch * in * out |
//!
//! `y[n, o] = sum_i x[n, i] * w[i, o] + b[o]`, `dx = dy @ w^T`, `dw = x^T @ dy`, `db[o] = sum_n dy[n, o]`.
//! The bias is added to each sum while it is still in a register.

use crate::array::{Result, View, zeros};
use crate::float::Float;
use crate::gemm::{ColumnBias, Matrix, MatrixMut, Panels, Plain, Start, multiply};
use crate::job::{self, Job, Work};

/// `[batch, in, out]`, or a refusal.
fn sizes<T: Float>(op: &str, x: View<T>, w: View<T>, b: View<T>) -> Result<[usize; 3]> {
    let [batch, inputs] = x.axes(op, "x", "[batch, in]")?;
    let [_, outputs] = w.axes(op, "w", "[in, out]")?;
    w.expect(op, "w", &[inputs, outputs])?;
    b.expect(op, "b", &[outputs])?;
    Ok([batch, inputs, outputs])
}

/// `y = x @ w + b`: `[batch, in] x [in, out] + [out] -> [batch, out]`.
pub fn forward<'a, T: Float>(
    x: View<'a, T>,
    w: View<'a, T>,
    b: View<'a, T>,
) -> Result<Job<T, 1, impl Work<T, 1> + 'a>> {
    let [batch, inputs, outputs] = sizes("dense", x, w, b)?;
    let cost = job::FLOP * 2.0 * x.data.len() as f64 * outputs as f64;
    Ok(Job::new([[batch, outputs].into()], cost, move |[y]| {
        let (x, w) = (Matrix::new(x.data, batch, inputs), Matrix::new(w.data, inputs, outputs));
        multiply(x, w, MatrixMut::new(y, batch, outputs), Start::Zero, &ColumnBias(b.data));
    }))
}

/// `sums[c] = sum_r rows[r, c]`, in f64: the gradient by a bias.
pub(crate) fn column_sums<T: Float>(rows: &[T], sums: &mut [T]) {
    const BLOCK: usize = 64;
    let cols = sums.len();
    for (block, sums) in sums.chunks_mut(BLOCK).enumerate() {
        let mut wide = [0.0; BLOCK];
        for row in rows.chunks_exact(cols) {
            for (wide, x) in wide.iter_mut().zip(&row[block * BLOCK..][..sums.len()]) {
                *wide += x.wide();
            }
        }
        for (sum, wide) in sums.iter_mut().zip(wide) {
            *sum = T::narrow(wide);
        }
    }
}

/// A layer whose weights stay: checked once, and kept as its product reads them fastest.
pub struct Packed<T> {
    w: Panels<T>,
    b: Vec<T>,
}

impl<T: Float> Packed<T> {
    /// Copies `w [in, out]` and `b [out]`.
    pub fn new(w: View<T>, b: View<T>) -> Result<Self> {
        let op = "PackedDense";
        let [inputs, outputs] = w.axes(op, "w", "[in, out]")?;
        b.expect(op, "b", &[outputs])?;
        let mut own = zeros(op, b.shape)?;
        own.copy_from_slice(b.data);
        Ok(Packed { w: Panels::new(op, Matrix::new(w.data, inputs, outputs))?, b: own })
    }

    /// As [`forward`]: `x [batch, in] -> y [batch, out]`.
    pub fn forward<'a>(&'a self, x: View<'a, T>) -> Result<Job<T, 1, impl Work<T, 1> + 'a>> {
        let (op, inputs, outputs) = ("PackedDense", self.w.inner(), self.b.len());
        let [batch, _] = x.axes(op, "x", "[batch, in]")?;
        x.expect(op, "x", &[batch, inputs])?;
        let cost = job::FLOP * 2.0 * x.data.len() as f64 * outputs as f64;
        Ok(Job::new([[batch, outputs].into()], cost, move |[y]| {
            self.w.multiply(
                Matrix::new(x.data, batch, inputs),
                MatrixMut::new(y, batch, outputs),
                &ColumnBias(&self.b),
            );
        }))
    }
}

/// `(dx, dw, db)`, the gradients of the loss by input, weights and bias, for `dy` of shape `[batch, out]`.
pub fn backward<'a, T: Float>(
    dy: View<'a, T>,
    x: View<'a, T>,
    w: View<'a, T>,
    b: View<'a, T>,
) -> Result<Job<T, 3, impl Work<T, 3> + 'a>> {
    let op = "dense.backward";
    let [batch, inputs, outputs] = sizes(op, x, w, b)?;
    dy.expect(op, "dy", &[batch, outputs])?;
    let cost = job::FLOP * 4.0 * x.data.len() as f64 * outputs as f64;
    Ok(Job::new([x.shape.into(), w.shape.into(), b.shape.into()], cost, move |[dx, dw, db]| {
        let slope = Matrix::new(dy.data, batch, outputs);
        let (x, w) = (Matrix::new(x.data, batch, inputs), Matrix::new(w.data, inputs, outputs));
        multiply(slope, w.transposed(), MatrixMut::new(dx, batch, inputs), Start::Zero, &Plain);
        multiply(x.transposed(), slope, MatrixMut::new(dw, inputs, outputs), Start::Zero, &Plain);
        column_sums(dy.data, db);
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Array;
    use crate::ops::testing::{array, assert_close, assert_gradient, same_on_two_threads};

    #[test]
    fn one_row_by_hand() {
        let y = forward(
            View::new(&[1.0, 2.0], &[1, 2]),
            View::new(&[3.0, 4.0, 5.0, 6.0], &[2, 2]),
            View::new(&[10.0, 20.0], &[2]),
        );
        assert_eq!(y.unwrap().answer().data, [23.0, 36.0]);
    }

    #[test]
    fn backward_is_the_slope_of_forward() {
        let (x, w, b, dy) = (array(&[3, 4], 1), array(&[4, 5], 2), array(&[5], 3), array(&[3, 5], 4));
        let [dx, dw, db] = backward(dy.view(), x.view(), w.view(), b.view()).unwrap().run();
        assert_gradient(&dx, &x, &dy, |x| forward(x, w.view(), b.view()).unwrap().answer());
        assert_gradient(&dw, &w, &dy, |w| forward(x.view(), w, b.view()).unwrap().answer());
        assert_gradient(&db, &b, &dy, |b| forward(x.view(), w.view(), b).unwrap().answer());
    }

    #[test]
    fn odd_sizes_agree_with_plain_loops_and_threads_change_no_digit() {
        for [batch, inputs, outputs] in [[1, 1, 1], [1, 70, 65], [5, 3, 17], [131, 80, 129]] {
            let (x, w, b) = (array(&[batch, inputs], 1), array(&[inputs, outputs], 2), array(&[outputs], 3));
            let truth = (0..batch * outputs).map(|place| {
                let (n, o) = (place / outputs, place % outputs);
                b.data[o] + (0..inputs).map(|i| x.data[n * inputs + i] * w.data[i * outputs + o]).sum::<f64>()
            });
            let truth = Array { data: truth.collect(), shape: vec![batch, outputs] };
            assert_close(&forward(x.view(), w.view(), b.view()).unwrap().answer(), &truth, 1e-13);
            same_on_two_threads(|| backward(truth.view(), x.view(), w.view(), b.view()).unwrap().run());
        }
    }

    #[test]
    fn without_inputs_the_bias_is_left_and_without_rows_nothing() {
        let b = View::new(&[1.0, 2.0], &[2]);
        let y = forward(View::new(&[], &[2, 0]), View::new(&[], &[0, 2]), b).unwrap().answer();
        assert_eq!(y.data, [1.0, 2.0, 1.0, 2.0]);
        let w = array(&[3, 2], 1);
        let [_, dw, db] = backward(View::new(&[], &[0, 2]), View::new(&[], &[0, 3]), w.view(), b).unwrap().run();
        assert!(dw.data.iter().chain(&db.data).all(|&gradient| gradient == 0.0));
    }

    #[test]
    fn packed_weights_give_the_same_and_are_copies() {
        let (x, mut w, b) = (array(&[3, 4], 1), array(&[4, 5], 2), array(&[5], 3));
        let y = forward(x.view(), w.view(), b.view()).unwrap().answer();
        let packed = Packed::new(w.view(), b.view()).unwrap();
        w.data.fill(0.0);
        assert_eq!(packed.forward(x.view()).unwrap().answer(), y);
        let words = packed.forward(w.view()).unwrap_err().to_string();
        assert_eq!(words, "PackedDense: x has shape [4, 5], expected [4, 4]");
    }

    #[test]
    fn a_bias_of_another_length_is_refused() {
        let (x, w, b) = (array(&[3, 4], 1), array(&[4, 5], 2), array(&[4], 3));
        assert!(
            forward(x.view(), w.view(), b.view()).unwrap_err().to_string().contains("b has shape [4], expected [5]")
        );
    }
}
