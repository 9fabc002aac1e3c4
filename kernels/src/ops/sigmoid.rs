//! The logistic function, element by element.
//!
//! | | reads | writes | flops |
//! |---|---|---|---|
//! | forward | `x` | `y` | about 25 an element |
//! | backward | `dy`, `x` | `dx` | about 25 an element |
//!
//! `y = 1 / (1 + e^-x)`, written so that a small answer keeps its digits: `math/sigmoid.rs`.
//! `dx = dy * y * (1 - y)`. `1 - y` would lose every digit where `y` is close to 1; with `e = e^-|x|`, on either side of
//! 0, `y (1 - y) = e / (1 + e)^2`, and nothing cancels.

use crate::curve::{self, Curve};
use crate::elementwise::{Elementwise, Map};
use crate::simd::Register;
use crate::{Float, Result, View, job, math};

#[derive(Clone, Copy)]
struct Sigmoid;

impl Curve for Sigmoid {
    #[inline(always)]
    fn value<V: Register>(self, s: V::Token, x: V) -> V {
        math::sigmoid(s, x)
    }

    #[inline(always)]
    fn gradient<V: Register>(self, s: V::Token, dy: V, x: V) -> V {
        let e = math::exp(s, -x.abs());
        let sum = V::constant(s, 1.0) + e;
        dy * (e / (sum * sum))
    }
}

/// `y = 1 / (1 + e^-x)`, of any shape.
pub fn forward<'a, T: Float>(x: View<'a, T>) -> Result<Elementwise<'a, T, 1, 1, impl Map<T, 1, 1> + 'a>> {
    Ok(curve::forward(x, job::EXP, Sigmoid))
}

/// `dx = dy * y * (1 - y)`, for `dy` of the shape of `x`.
pub fn backward<'a, T: Float>(
    dy: View<'a, T>,
    x: View<'a, T>,
) -> Result<Elementwise<'a, T, 2, 1, impl Map<T, 2, 1> + 'a>> {
    curve::backward("sigmoid.backward", dy, x, job::EXP, Sigmoid)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::assert_curve;

    #[test]
    fn known_points_and_the_ends_of_the_range() {
        let x = [0.0, 3f64.ln(), -f64::INFINITY, f64::INFINITY];
        let y = forward(View::new(&x, &[4])).unwrap().answer();
        assert_eq!(y.data, [0.5, 0.75, 0.0, 1.0]);
        assert!(forward(View::new(&[f64::NAN], &[1])).unwrap().answer().data[0].is_nan());
    }

    #[test]
    fn a_slope_far_out_keeps_its_digits() {
        let x = [-40.0, 40.0, -f64::INFINITY, f64::INFINITY];
        let dx = backward(View::new(&[1.0; 4], &[4]), View::new(&x, &[4])).unwrap().answer();
        let truth = (-40f64).exp();
        assert!(dx.data[..2].iter().all(|dx| (dx / truth - 1.0).abs() < 1e-15), "{:?}", dx.data);
        assert_eq!(dx.data[2..], [0.0, 0.0]);
    }

    #[test]
    fn backward_is_the_slope_of_forward() {
        assert_curve(|x| forward(x).unwrap().answer(), |dy, x| backward(dy, x).unwrap().answer());
    }
}
