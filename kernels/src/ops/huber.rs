//! A loss that is square near 0 and straight beyond `delta`, so that outliers pull less (Huber 1964).
//!
//! | | reads | writes | flops |
//! |---|---|---|---|
//! | forward | `x`, `target` | one number | 7 an element |
//! | backward | `x`, `target` | `dx` | 4 an element |
//!
//! With `d = x - target`: `loss = mean(d^2 / 2 where |d| <= delta, else delta * (|d| - delta / 2))`, and
//! `dx = dy / count * d`, `d` cut off at `delta` on either side. A target is data.

use crate::Float;
use crate::array::{Result, View, refuse};
use crate::job::{self, Job, Work};
use crate::loss::{self, Loss};
use crate::simd::Register;

#[derive(Clone, Copy)]
struct Huber {
    delta: f64,
}

impl Huber {
    /// Refuses a width that is none.
    fn new(op: &str, delta: f64) -> Result<Self> {
        if delta > 0.0 {
            return Ok(Huber { delta });
        }
        refuse!("{op}: delta is {delta}, expected more than 0")
    }
}

impl Loss for Huber {
    #[inline(always)]
    fn term<V: Register>(self, s: V::Token, x: V, target: V) -> V {
        let (d, delta, half) = ((x - target).abs(), V::constant(s, self.delta), V::constant(s, 0.5));
        V::select(d.le(delta), half * d * d, delta * half.neg_mul_add(delta, d))
    }

    #[inline(always)]
    fn slope<V: Register>(self, s: V::Token, x: V, target: V) -> V {
        // In this order a NaN is kept.
        let delta = V::constant(s, self.delta);
        (-delta).max(delta.min(x - target))
    }
}

/// The mean loss, a single number: `x` and `target` of any one shape.
pub fn forward<'a, T: Float>(
    x: View<'a, T>,
    target: View<'a, T>,
    delta: f64,
) -> Result<Job<T, 1, impl Work<T, 1> + 'a>> {
    let op = "huber";
    loss::forward((op, ["x", "target"]), x, target, job::ELEMENT, Huber::new(op, delta)?)
}

/// `dx`, the gradient of the loss by `x`, for `dy` a single number.
pub fn backward<'a, T: Float>(
    dy: View<'a, T>,
    x: View<'a, T>,
    target: View<'a, T>,
    delta: f64,
) -> Result<Job<T, 1, impl Work<T, 1> + 'a>> {
    let op = "huber.backward";
    loss::backward((op, ["x", "target"]), dy, x, target, job::ELEMENT, Huber::new(op, delta)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::assert_loss;

    #[test]
    fn near_and_far_by_hand() {
        let (x, target) = (View::new(&[1.0f64, 5.0, -f64::INFINITY], &[3]), View::new(&[0.0; 3], &[3]));
        let (near, far) = (View::new(&x.data[..1], &[1]), View::new(&x.data[1..2], &[1]));
        let zero = View::new(&[0.0], &[1]);
        assert_eq!(forward(near, zero, 2.0).unwrap().answer().data, [0.5]);
        assert_eq!(forward(far, zero, 2.0).unwrap().answer().data, [8.0]);
        assert_eq!(forward(x, target, 2.0).unwrap().answer().data, [f64::INFINITY]);
        let dx = backward(View::new(&[3.0], &[]), x, target, 2.0).unwrap().answer();
        assert_eq!(dx.data, [1.0, 2.0, -2.0]);
        let nan = View::new(&[f64::NAN], &[1]);
        assert!(forward(nan, zero, 2.0).unwrap().answer().data[0].is_nan());
        assert!(backward(View::new(&[3.0], &[]), nan, zero, 2.0).unwrap().answer().data[0].is_nan());
    }

    #[test]
    fn a_width_that_is_none_is_refused() {
        let one = View::new(&[1.0], &[1]);
        let words = forward(one, one, 0.0).unwrap_err().to_string();
        assert_eq!(words, "huber: delta is 0, expected more than 0");
    }

    #[test]
    fn backward_is_the_slope_of_forward() {
        for delta in [0.3, 3.0] {
            assert_loss(
                |x, t| forward(x, t, delta).unwrap().answer(),
                |dy, x, t| backward(dy, x, t, delta).unwrap().answer(),
            );
        }
    }
}
