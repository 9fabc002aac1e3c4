//! The exponential function, element by element.
//!
//! | | reads | writes | flops |
//! |---|---|---|---|
//! | forward | `x` | `y` | about 20 an element |
//! | backward | `dy`, `x` | `dx` | one more |
//!
//! `y = e^x`, infinite where that is too large for the type; `dx = dy * e^x`. How a vector of exponentials is computed:
//! `math/exp.rs`.

use crate::curve::{self, Curve};
use crate::elementwise::{Elementwise, Map};
use crate::simd::Register;
use crate::{Float, Result, View, job, math};

#[derive(Clone, Copy)]
struct Exp;

impl Curve for Exp {
    const LONG: bool = false;

    #[inline(always)]
    fn value<V: Register>(self, s: V::Token, x: V) -> V {
        math::exp(s, x)
    }

    #[inline(always)]
    fn gradient<V: Register>(self, s: V::Token, dy: V, x: V) -> V {
        dy * math::exp(s, x)
    }
}

/// `y = e^x`, of any shape.
pub fn forward<'a, T: Float>(x: View<'a, T>) -> Result<Elementwise<'a, T, 1, 1, impl Map<T, 1, 1> + 'a>> {
    Ok(curve::forward(x, job::EXP, Exp))
}

/// `dx = dy * e^x`, for `dy` of the shape of `x`.
pub fn backward<'a, T: Float>(
    dy: View<'a, T>,
    x: View<'a, T>,
) -> Result<Elementwise<'a, T, 2, 1, impl Map<T, 2, 1> + 'a>> {
    curve::backward("exp.backward", dy, x, job::EXP, Exp)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::assert_curve;

    #[test]
    fn known_points_and_the_ends_of_the_range() {
        let x = [0.0, 1.0, -1.0, 100.0, f32::NEG_INFINITY, f32::INFINITY];
        let y = forward(View::new(&x, &[2, 3])).unwrap().answer();
        assert_eq!(y.shape, [2, 3]);
        assert_eq!(y.data, [1.0, std::f32::consts::E, 0.367_879_44, f32::INFINITY, 0.0, f32::INFINITY]);
    }

    #[test]
    fn backward_is_the_slope_of_forward() {
        assert_curve(|x| forward(x).unwrap().answer(), |dy, x| backward(dy, x).unwrap().answer());
    }
}
