//! A dense layer: matrix times matrix, plus a bias.
//!
//! | | reads | writes | flops |
//! |---|---|---|---|
//! | forward | `x`, `w`, `b` | `y` | 2 * batch * in * out |
//! | backward | `dy`, `x`, `w` | `dx`, `dw`, `db` | 4 * batch * in * out |
//!
//! `y[n, o] = sum_i x[n, i] * w[i, o] + b[o]`, `dx = dy @ w^T`, `dw = x^T @ dy`, `db[o] = sum_n dy[n, o]`.

use crate::array::{Array, Result, View};
use crate::float::Float;
use crate::gemm::{Matrix, gemm};

/// `[batch, in, out]`, or a refusal.
fn sizes<T: Float>(op: &str, x: View<T>, w: View<T>, b: View<T>) -> Result<[usize; 3]> {
    let [batch, inputs] = x.axes(op, "x", "[batch, in]")?;
    let [_, outputs] = w.axes(op, "w", "[in, out]")?;
    w.expect(op, "w", &[inputs, outputs])?;
    b.expect(op, "b", &[outputs])?;
    Ok([batch, inputs, outputs])
}

/// `y = x @ w + b`: `[batch, in] x [in, out] + [out] -> [batch, out]`.
pub fn forward<T: Float>(x: View<T>, w: View<T>, b: View<T>) -> Result<Array<T>> {
    let [batch, inputs, outputs] = sizes("dense", x, w, b)?;
    let mut y = Array::zeros("dense", &[batch, outputs])?;
    gemm(Matrix::new(x.data, batch, inputs), Matrix::new(w.data, inputs, outputs), &mut y.data);
    if outputs > 0 {
        for row in y.data.chunks_exact_mut(outputs) {
            for (y, b) in row.iter_mut().zip(b.data) {
                *y += *b;
            }
        }
    }
    Ok(y)
}

/// `(dx, dw, db)`, the gradients of the loss by input, weights and bias, for `dy` of shape `[batch, out]`.
pub fn backward<T: Float>(dy: View<T>, x: View<T>, w: View<T>, b: View<T>) -> Result<(Array<T>, Array<T>, Array<T>)> {
    let op = "dense.backward";
    let [batch, inputs, outputs] = sizes(op, x, w, b)?;
    dy.expect(op, "dy", &[batch, outputs])?;
    let (mut dx, mut dw) = (Array::zeros(op, x.shape)?, Array::zeros(op, w.shape)?);
    let slope = Matrix::new(dy.data, batch, outputs);
    gemm(slope, Matrix::new(w.data, inputs, outputs).transposed(), &mut dx.data);
    gemm(Matrix::new(x.data, batch, inputs).transposed(), slope, &mut dw.data);
    let mut sums = vec![0.0; outputs];
    if outputs > 0 {
        for row in dy.data.chunks_exact(outputs) {
            for (sum, dy) in sums.iter_mut().zip(row) {
                *sum += dy.wide();
            }
        }
    }
    let db = Array { data: sums.into_iter().map(T::narrow).collect(), shape: vec![outputs] };
    Ok((dx, dw, db))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{array, assert_gradient};

    #[test]
    fn one_row_by_hand() {
        let y = forward(
            View::new(&[1.0, 2.0], &[1, 2]),
            View::new(&[3.0, 4.0, 5.0, 6.0], &[2, 2]),
            View::new(&[10.0, 20.0], &[2]),
        );
        assert_eq!(y.unwrap().data, [23.0, 36.0]);
    }

    #[test]
    fn backward_is_the_slope_of_forward() {
        let (x, w, b, dy) = (array(&[3, 4], 1), array(&[4, 5], 2), array(&[5], 3), array(&[3, 5], 4));
        let (dx, dw, db) = backward(dy.view(), x.view(), w.view(), b.view()).unwrap();
        assert_gradient(&dx, &x, &dy, |x| forward(x, w.view(), b.view()).unwrap());
        assert_gradient(&dw, &w, &dy, |w| forward(x.view(), w, b.view()).unwrap());
        assert_gradient(&db, &b, &dy, |b| forward(x.view(), w.view(), b).unwrap());
    }

    #[test]
    fn without_inputs_the_bias_is_left_and_without_rows_nothing() {
        let b = View::new(&[1.0, 2.0], &[2]);
        assert_eq!(forward(View::new(&[], &[2, 0]), View::new(&[], &[0, 2]), b).unwrap().data, [1.0, 2.0, 1.0, 2.0]);
        let w = array(&[3, 2], 1);
        let (_, dw, db) = backward(View::new(&[], &[0, 2]), View::new(&[], &[0, 3]), w.view(), b).unwrap();
        assert!(dw.data.iter().chain(&db.data).all(|&gradient| gradient == 0.0));
    }

    #[test]
    fn a_bias_of_another_length_is_refused() {
        let (x, w, b) = (array(&[3, 4], 1), array(&[4, 5], 2), array(&[4], 3));
        assert!(
            forward(x.view(), w.view(), b.view()).unwrap_err().to_string().contains("b has shape [4], expected [5]")
        );
    }
}
