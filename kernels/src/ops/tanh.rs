//! The hyperbolic tangent, element by element.
//!
//! | | reads | writes | flops |
//! |---|---|---|---|
//! | forward | `x` | `y` | about 25 an element |
//! | backward | `dy`, `x` | `dx` | about 25 an element |
//!
//! `y = (e^2x - 1) / (e^2x + 1)`, right however small `x` is: `math/sigmoid.rs`.
//! `dx = dy * (1 - y^2)`. Where `y` is close to 1 or -1 the difference would lose every digit; with `e = e^-2|x|`, it is
//! `4 e / (1 + e)^2`, and nothing cancels.

use crate::curve::{self, Curve};
use crate::elementwise::{Elementwise, Map};
use crate::simd::Register;
use crate::{Float, Result, View, job, math};

#[derive(Clone, Copy)]
struct Tanh;

impl Curve for Tanh {
    #[inline(always)]
    fn value<V: Register>(self, s: V::Token, x: V) -> V {
        math::tanh(s, x)
    }

    #[inline(always)]
    fn gradient<V: Register>(self, s: V::Token, dy: V, x: V) -> V {
        let e = math::exp(s, V::constant(s, -2.0) * x.abs());
        let sum = V::constant(s, 1.0) + e;
        dy * (V::constant(s, 4.0) * e / (sum * sum))
    }
}

/// `y = tanh(x)`, of any shape.
pub fn forward<'a, T: Float>(x: View<'a, T>) -> Result<Elementwise<'a, T, 1, 1, impl Map<T, 1, 1> + 'a>> {
    Ok(curve::forward(x, job::EXP, Tanh))
}

/// `dx = dy * (1 - y^2)`, for `dy` of the shape of `x`.
pub fn backward<'a, T: Float>(
    dy: View<'a, T>,
    x: View<'a, T>,
) -> Result<Elementwise<'a, T, 2, 1, impl Map<T, 2, 1> + 'a>> {
    curve::backward("tanh.backward", dy, x, job::EXP, Tanh)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::assert_curve;

    #[test]
    fn known_points_and_the_ends_of_the_range() {
        let x = [0.0, 2f64.ln(), 1e-300, -f64::INFINITY, f64::INFINITY];
        let y = forward(View::new(&x, &[5])).unwrap().answer();
        assert_eq!(y.data, [0.0, 0.6, 1e-300, -1.0, 1.0]);
        assert!(forward(View::new(&[f64::NAN], &[1])).unwrap().answer().data[0].is_nan());
    }

    #[test]
    fn a_slope_far_out_keeps_its_digits() {
        let x = [-20.0, 20.0, -f64::INFINITY, f64::INFINITY];
        let dx = backward(View::new(&[1.0; 4], &[4]), View::new(&x, &[4])).unwrap().answer();
        let truth = 4.0 * (-40f64).exp();
        assert!(dx.data[..2].iter().all(|dx| (dx / truth - 1.0).abs() < 1e-15), "{:?}", dx.data);
        assert_eq!(dx.data[2..], [0.0, 0.0]);
    }

    #[test]
    fn backward_is_the_slope_of_forward() {
        assert_curve(|x| forward(x).unwrap().answer(), |dy, x| backward(dy, x).unwrap().answer());
    }
}
