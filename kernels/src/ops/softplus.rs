//! The smooth rectifier (Dugas et al. 2001), element by element.
//!
//! | | reads | writes | flops |
//! |---|---|---|---|
//! | forward | `x` | `y` | about 50 an element |
//! | backward | `dy`, `x` | `dx` | about 25 an element |
//!
//! `y = log(1 + e^x)`, written as `max(x, 0) + log(1 + e^-|x|)`, so that the exponential never overflows.
//! `dx = dy / (1 + e^-x)`: the slope is the sigmoid.

use crate::curve::{self, Curve};
use crate::elementwise::{Elementwise, Map};
use crate::simd::Register;
use crate::{Float, Result, View, job, math};

#[derive(Clone, Copy)]
struct Softplus;

impl Curve for Softplus {
    #[inline(always)]
    fn value<V: Register>(self, s: V::Token, x: V) -> V {
        math::softplus(s, x)
    }

    #[inline(always)]
    fn gradient<V: Register>(self, s: V::Token, dy: V, x: V) -> V {
        dy * math::sigmoid(s, x)
    }
}

/// `y = log(1 + e^x)`, of any shape.
pub fn forward<'a, T: Float>(x: View<'a, T>) -> Result<Elementwise<'a, T, 1, 1, impl Map<T, 1, 1> + 'a>> {
    Ok(curve::forward(x, 2.0 * job::EXP, Softplus))
}

/// `dx = dy * sigmoid(x)`, for `dy` of the shape of `x`.
pub fn backward<'a, T: Float>(
    dy: View<'a, T>,
    x: View<'a, T>,
) -> Result<Elementwise<'a, T, 2, 1, impl Map<T, 2, 1> + 'a>> {
    curve::backward("softplus.backward", dy, x, job::EXP, Softplus)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::assert_curve;

    #[test]
    fn known_points_and_the_ends_of_the_range() {
        let x = [0.0, 1e300, -1e300, f64::NEG_INFINITY, f64::INFINITY];
        let y = forward(View::new(&x, &[5])).unwrap().answer();
        assert_eq!(y.data, [std::f64::consts::LN_2, 1e300, 0.0, 0.0, f64::INFINITY]);
        assert!(forward(View::new(&[f64::NAN], &[1])).unwrap().answer().data[0].is_nan());
    }

    #[test]
    fn backward_is_the_slope_of_forward() {
        assert_curve(|x| forward(x).unwrap().answer(), |dy, x| backward(dy, x).unwrap().answer());
    }
}
