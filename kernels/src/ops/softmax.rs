//! Softmax along one axis: scores to probabilities.
//!
//! | | reads | writes | flops |
//! |---|---|---|---|
//! | forward | `x` three times, twice from cache | `y` twice | about 4 an element and one `exp` |
//! | backward | `dy`, and what forward reads | `dx` | forward and 4 an element more |
//!
//! `y[i] = exp(x[i] - m) / sum_j exp(x[j] - m)` with `m = max_j x[j]`: the shift changes nothing and keeps `exp` from
//! overflowing. `dx[i] = y[i] * (dy[i] - sum_j dy[j] * y[j])`. Both sums run in f64, so long rows do not drift.

use crate::array::{Lanes, Result, View, zeros};
use crate::float::Float;
use crate::job::{self, Job, Work};

/// The probabilities of one row of scores, in place. Returns `(m, sum)`.
pub(crate) fn row<T: Float>(x: &mut [T]) -> (T, f64) {
    let m = x.iter().fold(T::NEG_INFINITY, |m, &x| if x > m { x } else { m });
    let mut sum = 0.0;
    for x in x.iter_mut() {
        *x = (*x - m).exp();
        sum += x.wide();
    }
    for x in x.iter_mut() {
        *x = T::narrow(x.wide() / sum);
    }
    (m, sum)
}

/// The gradient by one row of scores, in place of `dy`: `dy[i] = y[i] * (dy[i] - sum_j dy[j] * y[j])`.
pub(crate) fn row_backward<T: Float>(dy: &mut [T], y: &[T]) {
    let mean: f64 = dy.iter().zip(y).map(|(dy, y)| dy.wide() * y.wide()).sum();
    for (dy, y) in dy.iter_mut().zip(y) {
        *dy = T::narrow(y.wide() * (dy.wide() - mean));
    }
}

/// `y`, of the shape of `x`; each lane along `axis` sums to 1.
pub fn forward<T: Float>(x: View<'_, T>, axis: isize) -> Result<Job<T, 1, impl Work<T, 1>>> {
    let op = "softmax";
    let lanes = Lanes::along(op, x.shape, axis)?;
    let mut scores = zeros(op, &[lanes.length])?;
    let cost = job::EXP * x.data.len() as f64;
    Ok(Job::new([x.shape.into()], cost, move |[y]| {
        for start in lanes.starts() {
            lanes.gather(x.data, start, &mut scores);
            row(&mut scores);
            lanes.scatter(&scores, y, start);
        }
    }))
}

/// `dx`, the gradient of the loss by the scores, for `dy` of the shape of `x`.
pub fn backward<'a, T: Float>(dy: View<'a, T>, x: View<'a, T>, axis: isize) -> Result<Job<T, 1, impl Work<T, 1> + 'a>> {
    let op = "softmax.backward";
    let lanes = Lanes::along(op, x.shape, axis)?;
    dy.expect(op, "dy", x.shape)?;
    let (mut y, mut slope) = (zeros(op, &[lanes.length])?, zeros(op, &[lanes.length])?);
    let cost = (job::EXP + job::ELEMENT) * x.data.len() as f64;
    Ok(Job::new([x.shape.into()], cost, move |[dx]| {
        for start in lanes.starts() {
            lanes.gather(x.data, start, &mut y);
            lanes.gather(dy.data, start, &mut slope);
            row(&mut y);
            row_backward(&mut slope, &y);
            lanes.scatter(&slope, dx, start);
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Array;
    use crate::ops::testing::{array, assert_close, assert_gradient, narrow};

    #[test]
    fn equal_scores_share_equally_whatever_their_size() {
        for score in [0.0, 1e3, -1e3, 1e300] {
            let y = forward(View::new(&[score; 4], &[1, 4]), -1).unwrap().answer();
            assert_eq!(y.data, [0.25; 4]);
        }
    }

    #[test]
    fn every_axis_agrees_with_the_formula() {
        let x = array(&[3, 5, 4], 7);
        let y = forward(x.view(), 1).unwrap().answer();
        let at = |i: usize, j: usize, k: usize| (i * 5 + j) * 4 + k;
        let truth = (0..60).map(|n| {
            let (i, j, k) = (n / 20, n / 4 % 5, n % 4);
            x.data[at(i, j, k)].exp() / (0..5).map(|j| x.data[at(i, j, k)].exp()).sum::<f64>()
        });
        assert_close(&y, &Array { data: truth.collect(), shape: vec![3, 5, 4] }, 1e-15);
    }

    #[test]
    fn backward_is_the_slope_of_forward_along_either_axis() {
        let (x, dy) = (array(&[3, 4], 1), array(&[3, 4], 2));
        for axis in [0, 1, -1] {
            let dx = backward(dy.view(), x.view(), axis).unwrap().answer();
            assert_gradient(&dx, &x, &dy, |x| forward(x, axis).unwrap().answer());
        }
    }

    #[test]
    fn a_long_row_of_f32_does_not_drift() {
        let x = array(&[1, 100_000], 5);
        let x32 = narrow(&x);
        let (y, truth) = (forward(x32.view(), 1).unwrap().answer(), forward(x.view(), 1).unwrap().answer());
        let worst = y.data.iter().zip(&truth.data).map(|(y, t)| (f64::from(*y) / t - 1.0).abs()).fold(0.0, f64::max);
        assert!(worst < 4.0 * f64::from(f32::EPSILON), "{worst}");
    }

    #[test]
    fn infinities_and_nan_go_the_way_of_the_formula() {
        let infinity = f64::INFINITY;
        assert_eq!(forward(View::new(&[-infinity, 0.0], &[2]), 0).unwrap().answer().data, [0.0, 1.0]);
        for row in [[infinity, 0.0], [-infinity, -infinity], [f64::NAN, 0.0]] {
            assert!(forward(View::new(&row, &[2]), 0).unwrap().answer().data.iter().all(|y| y.is_nan()), "{row:?}");
        }
    }
}
