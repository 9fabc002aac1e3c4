//! Matrix times matrix, over any number of equal leading axes.
//!
//! | | reads | writes | flops |
//! |---|---|---|---|
//! | forward | `a`, `b` | `y` | 2 * rows * inner * cols |
//! | backward | `dy`, `a`, `b` | `da`, `db` | 4 * rows * inner * cols |
//!
//! `y[r, c] = sum_k a[r, k] * b[k, c]`, `da = dy @ b^T`, `db = a^T @ dy`.

use crate::Shape;
use crate::array::{Result, View, refuse};
use crate::float::Float;
use crate::gemm::{Matrix, gemm};
use crate::job::{self, Job, Work};

/// The sizes of one product; `leading` axes of both operands are equal and simply looped over.
struct Sizes<'a> {
    leading: &'a [usize],
    rows: usize,
    inner: usize,
    cols: usize,
}

impl<'a> Sizes<'a> {
    fn of<T: Float>(op: &str, a: View<'a, T>, b: View<'a, T>) -> Result<Self> {
        let [leading @ .., rows, inner] = a.shape else {
            refuse!("{op}: a has shape {:?}, expected [rows, inner] behind any leading axes", a.shape)
        };
        match b.shape {
            [before @ .., depth, cols] if before == leading && depth == inner => {
                Ok(Sizes { leading, rows: *rows, inner: *inner, cols: *cols })
            }
            _ => {
                let expected: String = leading.iter().chain([inner]).map(|axis| format!("{axis}, ")).collect();
                refuse!("{op}: b has shape {:?}, expected [{expected}cols] for a with shape {:?}", b.shape, a.shape)
            }
        }
    }

    fn result(&self) -> Shape {
        Shape::join("matmul", "y", &[self.leading, &[self.rows, self.cols]]).expect("no longer than a's")
    }

    fn flops(&self) -> f64 {
        2.0 * self.leading.iter().chain([&self.rows, &self.inner, &self.cols]).map(|&axis| axis as f64).product::<f64>()
    }

    fn count(&self) -> usize {
        self.leading.iter().product()
    }
}

/// `y = a @ b`: `[..., rows, inner] x [..., inner, cols] -> [..., rows, cols]`.
pub fn forward<'a, T: Float>(a: View<'a, T>, b: View<'a, T>) -> Result<Job<T, 1, impl Work<T, 1> + 'a>> {
    let sizes = Sizes::of("matmul", a, b)?;
    let Sizes { rows, inner, cols, .. } = sizes;
    Ok(Job::new([sizes.result()], job::FLOP * sizes.flops(), move |[y]| {
        if y.is_empty() {
            return;
        }
        y.fill(T::ZERO);
        for i in 0..sizes.count() {
            let a = Matrix::new(&a.data[i * rows * inner..], rows, inner);
            let b = Matrix::new(&b.data[i * inner * cols..], inner, cols);
            gemm(a, b, &mut y[i * rows * cols..][..rows * cols]);
        }
    }))
}

/// `(da, db)`, the gradients of the loss by both operands, for `dy` of the shape of `a @ b`.
pub fn backward<'a, T: Float>(
    dy: View<'a, T>,
    a: View<'a, T>,
    b: View<'a, T>,
) -> Result<Job<T, 2, impl Work<T, 2> + 'a>> {
    let op = "matmul.backward";
    let sizes = Sizes::of(op, a, b)?;
    let Sizes { rows, inner, cols, .. } = sizes;
    dy.expect(op, "dy", &sizes.result())?;
    Ok(Job::new([a.shape.into(), b.shape.into()], 2.0 * job::FLOP * sizes.flops(), move |[da, db]| {
        if da.is_empty() && db.is_empty() {
            return;
        }
        da.fill(T::ZERO);
        db.fill(T::ZERO);
        for i in 0..sizes.count() {
            let dy = Matrix::new(&dy.data[i * rows * cols..], rows, cols);
            let a = Matrix::new(&a.data[i * rows * inner..], rows, inner);
            let b = Matrix::new(&b.data[i * inner * cols..], inner, cols);
            gemm(dy, b.transposed(), &mut da[i * rows * inner..][..rows * inner]);
            gemm(a.transposed(), dy, &mut db[i * inner * cols..][..inner * cols]);
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;
    use crate::ops::testing::{array, assert_gradient};

    #[test]
    fn two_by_two_by_hand() {
        let (a, b) = ([1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]);
        let y = forward(View::new(&a, &[2, 2]), View::new(&b, &[2, 2])).unwrap().answer();
        assert_eq!(y.data, [19.0, 22.0, 43.0, 50.0]);
    }

    #[test]
    fn backward_is_the_slope_of_forward_for_a_batch_too() {
        let (a, b, dy) = (array(&[2, 3, 4], 1), array(&[2, 4, 5], 2), array(&[2, 3, 5], 3));
        let [da, db] = backward(dy.view(), a.view(), b.view()).unwrap().run();
        assert_gradient(&da, &a, &dy, |a| forward(a, b.view()).unwrap().answer());
        assert_gradient(&db, &b, &dy, |b| forward(a.view(), b).unwrap().answer());
    }

    #[test]
    fn a_sum_over_nothing_is_zero() {
        let y = forward(View::<f32>::new(&[], &[2, 0]), View::new(&[], &[0, 3])).unwrap().answer();
        assert_eq!((y.shape, y.data), (vec![2, 3], vec![0.0; 6]));
    }

    #[test]
    fn a_long_row_of_empty_matrices_costs_nothing() {
        let none = View::<f32>::new(&[], &[1 << 60, 0, 0]);
        assert_eq!(forward(none, none).unwrap().answer().shape, [1 << 60, 0, 0]);
        assert!(backward(none, none, none).unwrap().run().iter().all(|gradient| gradient.data.is_empty()));
    }

    #[test]
    fn shapes_that_do_not_fit_are_refused_in_words() {
        let (a, b) = (array(&[2, 4, 3], 1), array(&[2, 5, 3], 2));
        let Err(Error::Value(message)) = forward(a.view(), b.view()) else { panic!("was accepted") };
        assert_eq!(message, "matmul: b has shape [2, 5, 3], expected [2, 3, cols] for a with shape [2, 4, 3]");
        assert!(forward(View::new(&[1.0], &[1]), View::new(&[1.0], &[1, 1])).is_err());
    }
}
