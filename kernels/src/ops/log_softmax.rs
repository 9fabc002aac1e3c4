//! The logarithm of softmax along one axis, without ever taking the logarithm of a rounded probability.
//!
//! | | reads | writes | flops |
//! |---|---|---|---|
//! | forward | `x` three times, twice from cache | `y` | about 4 an element and one `exp` |
//! | backward | `dy`, and what forward reads | `dx` | forward and 4 an element more |
//!
//! `y[i] = x[i] - m - log(sum_j exp(x[j] - m))` with `m = max_j x[j]`: the sum is at least 1, so its logarithm is
//! finite. `dx[i] = dy[i] - softmax(x)[i] * sum_j dy[j]`. The sums and the last subtraction run in f64.

use crate::array::{Array, Lanes, Result, View};
use crate::float::Float;
use crate::ops::softmax;

/// The largest score of one row, and `log(sum_j exp(x[j] - m))`.
pub(crate) fn log_sum_exp<T: Float>(x: &[T]) -> (f64, f64) {
    let m = x.iter().fold(T::NEG_INFINITY, |m, &x| if x > m { x } else { m });
    let sum: f64 = x.iter().map(|&x| (x - m).exp().wide()).sum();
    (m.wide(), sum.ln())
}

/// `y`, of the shape of `x`; `exp(y)` sums to 1 along `axis`.
pub fn forward<T: Float>(x: View<T>, axis: isize) -> Result<Array<T>> {
    let lanes = Lanes::along("log_softmax", x.shape, axis)?;
    let mut y = Array::zeros("log_softmax", x.shape)?;
    let mut scores = vec![T::ZERO; lanes.length];
    for start in lanes.starts() {
        lanes.gather(x.data, start, &mut scores);
        let (m, log_sum) = log_sum_exp(&scores);
        for x in &mut scores {
            *x = T::narrow(x.wide() - m - log_sum);
        }
        lanes.scatter(&scores, &mut y.data, start);
    }
    Ok(y)
}

/// `dx`, the gradient of the loss by the scores, for `dy` of the shape of `x`.
pub fn backward<T: Float>(dy: View<T>, x: View<T>, axis: isize) -> Result<Array<T>> {
    let op = "log_softmax.backward";
    let lanes = Lanes::along(op, x.shape, axis)?;
    dy.expect(op, "dy", x.shape)?;
    let mut dx = Array::zeros(op, x.shape)?;
    let (mut y, mut slope) = (vec![T::ZERO; lanes.length], vec![T::ZERO; lanes.length]);
    for start in lanes.starts() {
        lanes.gather(x.data, start, &mut y);
        lanes.gather(dy.data, start, &mut slope);
        softmax::row(&mut y);
        let sum: f64 = slope.iter().map(|dy| dy.wide()).sum();
        for (dy, y) in slope.iter_mut().zip(&y) {
            *dy = T::narrow(dy.wide() - y.wide() * sum);
        }
        lanes.scatter(&slope, &mut dx.data, start);
    }
    Ok(dx)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{array, assert_gradient};

    #[test]
    fn a_probability_of_zero_has_a_finite_logarithm() {
        let y = forward(View::new(&[0.0f32, -1000.0], &[2]), 0).unwrap();
        assert_eq!(y.data, [0.0, -1000.0]);
    }

    #[test]
    fn its_exponential_is_softmax() {
        let x = array(&[3, 5], 1);
        let (y, p) = (forward(x.view(), 0).unwrap(), softmax::forward(x.view(), 0).unwrap());
        assert!(y.data.iter().zip(&p.data).all(|(y, p)| (y.exp() - p).abs() < 1e-15));
    }

    #[test]
    fn backward_is_the_slope_of_forward_along_either_axis() {
        let (x, dy) = (array(&[3, 4], 1), array(&[3, 4], 2));
        for axis in [0, 1] {
            let dx = backward(dy.view(), x.view(), axis).unwrap();
            assert_gradient(&dx, &x, &dy, |x| forward(x, axis).unwrap());
        }
    }
}
