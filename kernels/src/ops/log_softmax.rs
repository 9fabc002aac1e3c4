//! The logarithm of softmax along one axis, without ever taking the logarithm of a rounded probability.
//!
//! | | reads | writes | flops |
//! |---|---|---|---|
//! | forward | `x` three times, twice from cache | `y` | about 4 an element and one `exp` |
//! | backward | `dy`, and what forward reads | `dx` | forward and 4 an element more |
//!
//! `y[i] = x[i] - m - log(sum_j exp(x[j] - m))` with `m = max_j x[j]`: the sum is at least 1, so its logarithm is
//! finite. `dx[i] = dy[i] - softmax(x)[i] * sum_j dy[j]`. The sums and the last subtraction run in f64.

use crate::array::{Lanes, Result, View, zeros};
use crate::float::Float;
use crate::job::{self, Job, Work};
use crate::ops::softmax;

/// The largest score of one row, and `log(sum_j exp(x[j] - m))`.
pub(crate) fn log_sum_exp<T: Float>(x: &[T]) -> (f64, f64) {
    let m = x.iter().fold(T::NEG_INFINITY, |m, &x| if x > m { x } else { m });
    let sum: f64 = x.iter().map(|&x| (x - m).exp().wide()).sum();
    (m.wide(), sum.ln())
}

/// `y`, of the shape of `x`; `exp(y)` sums to 1 along `axis`.
pub fn forward<T: Float>(x: View<'_, T>, axis: isize) -> Result<Job<T, 1, impl Work<T, 1>>> {
    let op = "log_softmax";
    let lanes = Lanes::along(op, x.shape, axis)?;
    let mut scores = zeros(op, &[lanes.length])?;
    let cost = job::EXP * x.data.len() as f64;
    Ok(Job::new([x.shape.into()], cost, move |[y]| {
        for start in lanes.starts() {
            lanes.gather(x.data, start, &mut scores);
            let (m, log_sum) = log_sum_exp(&scores);
            for x in &mut scores {
                *x = T::narrow(x.wide() - m - log_sum);
            }
            lanes.scatter(&scores, y, start);
        }
    }))
}

/// `dx`, the gradient of the loss by the scores, for `dy` of the shape of `x`.
pub fn backward<'a, T: Float>(dy: View<'a, T>, x: View<'a, T>, axis: isize) -> Result<Job<T, 1, impl Work<T, 1> + 'a>> {
    let op = "log_softmax.backward";
    let lanes = Lanes::along(op, x.shape, axis)?;
    dy.expect(op, "dy", x.shape)?;
    let (mut y, mut slope) = (zeros(op, &[lanes.length])?, zeros(op, &[lanes.length])?);
    let cost = (job::EXP + job::ELEMENT) * x.data.len() as f64;
    Ok(Job::new([x.shape.into()], cost, move |[dx]| {
        for start in lanes.starts() {
            lanes.gather(x.data, start, &mut y);
            lanes.gather(dy.data, start, &mut slope);
            softmax::row(&mut y);
            let sum: f64 = slope.iter().map(|dy| dy.wide()).sum();
            for (dy, y) in slope.iter_mut().zip(&y) {
                *dy = T::narrow(dy.wide() - y.wide() * sum);
            }
            lanes.scatter(&slope, dx, start);
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{array, assert_gradient};

    #[test]
    fn a_probability_of_zero_has_a_finite_logarithm() {
        let y = forward(View::new(&[0.0f32, -1000.0], &[2]), 0).unwrap().answer();
        assert_eq!(y.data, [0.0, -1000.0]);
    }

    #[test]
    fn its_exponential_is_softmax() {
        let x = array(&[3, 5], 1);
        let (y, p) = (forward(x.view(), 0).unwrap().answer(), softmax::forward(x.view(), 0).unwrap().answer());
        assert!(y.data.iter().zip(&p.data).all(|(y, p)| (y.exp() - p).abs() < 1e-15));
    }

    #[test]
    fn backward_is_the_slope_of_forward_along_either_axis() {
        let (x, dy) = (array(&[3, 4], 1), array(&[3, 4], 2));
        for axis in [0, 1] {
            let dx = backward(dy.view(), x.view(), axis).unwrap().answer();
            assert_gradient(&dx, &x, &dy, |x| forward(x, axis).unwrap().answer());
        }
    }
}
