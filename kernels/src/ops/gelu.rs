//! The Gaussian error linear unit (Hendrycks and Gimpel 2016, arXiv 1606.08415), element by element.
//!
//! | | reads | writes | flops |
//! |---|---|---|---|
//! | forward, exact (tanh) | `x` | `y` | about 48 (30) an element |
//! | backward, exact (tanh) | `dy`, `x` | `dx` | about 55 (40) an element |
//!
//! `y = x P(x)`, where `P(x) = (1 + erf(x / sqrt 2)) / 2` is the chance that a normal number lies below `x`; or, with
//! [`Approximate::Tanh`], `y = x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2`. `dx = dy (P(x) + x P'(x))`, and the
//! slope of the approximation likewise. The functions: `math/normal.rs`.

use crate::array::Choice;
use crate::curve::{self, Curve};
use crate::elementwise::{Elementwise, Map};
use crate::simd::Register;
use crate::{Float, Result, View, job, math};

/// Which of the two curves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Approximate {
    /// `x P(x)` itself.
    None,
    /// The form with a tanh, which models trained before `erf` was cheap expect.
    Tanh,
}

impl Choice for Approximate {
    const WORDS: &[(&str, Self)] = &[("none", Approximate::None), ("tanh", Approximate::Tanh)];
}

#[derive(Clone, Copy)]
struct Gelu;

impl Curve for Gelu {
    #[inline(always)]
    fn value<V: Register>(self, s: V::Token, x: V) -> V {
        math::gelu(s, x)
    }

    #[inline(always)]
    fn gradient<V: Register>(self, s: V::Token, dy: V, x: V) -> V {
        dy * math::gelu_slope(s, x)
    }
}

#[derive(Clone, Copy)]
struct GeluTanh;

impl Curve for GeluTanh {
    #[inline(always)]
    fn value<V: Register>(self, s: V::Token, x: V) -> V {
        math::gelu_tanh(s, x)
    }

    #[inline(always)]
    fn gradient<V: Register>(self, s: V::Token, dy: V, x: V) -> V {
        dy * math::gelu_tanh_slope(s, x)
    }
}

/// `y = x P(x)`, of any shape.
pub fn forward<'a, T: Float>(
    x: View<'a, T>,
    approximate: Approximate,
) -> Result<Elementwise<'a, T, 1, 1, impl Map<T, 1, 1> + 'a>> {
    Ok(Elementwise::new([x], 2.0 * job::EXP, move |[x], [y]| match approximate {
        Approximate::None => curve::value(Gelu, x, y),
        Approximate::Tanh => curve::value(GeluTanh, x, y),
    }))
}

/// `dx = dy * (P(x) + x P'(x))`, for `dy` of the shape of `x`.
pub fn backward<'a, T: Float>(
    dy: View<'a, T>,
    x: View<'a, T>,
    approximate: Approximate,
) -> Result<Elementwise<'a, T, 2, 1, impl Map<T, 2, 1> + 'a>> {
    dy.expect("gelu.backward", "dy", x.shape)?;
    Ok(Elementwise::new([dy, x], 2.0 * job::EXP, move |[dy, x], [dx]| match approximate {
        Approximate::None => curve::gradient(Gelu, dy, x, dx),
        Approximate::Tanh => curve::gradient(GeluTanh, dy, x, dx),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::assert_curve;

    #[test]
    fn a_tenth_of_the_numbers_lies_below_the_first_decile() {
        let x = -1.281_551_565_544_600_4f64;
        let y = forward(View::new(&[x], &[1]), Approximate::None).unwrap().answer();
        assert!((y.data[0] / x - 0.1).abs() < 1e-16);
    }

    #[test]
    fn the_ends_of_the_range() {
        let x = View::new(&[0.0, 1e30f32, -1e30, f32::INFINITY], &[4]);
        for form in [Approximate::None, Approximate::Tanh] {
            let y = forward(x, form).unwrap().answer();
            assert_eq!(y.data, [0.0, 1e30, 0.0, f32::INFINITY], "{form:?}");
            let dx = backward(View::new(&[3.0; 4], &[4]), x, form).unwrap().answer();
            assert_eq!(dx.data, [1.5, 3.0, 0.0, 3.0], "{form:?}");
            assert!(forward(View::new(&[f32::NAN], &[1]), form).unwrap().answer().data[0].is_nan());
        }
    }

    #[test]
    fn backward_is_the_slope_of_forward() {
        for form in [Approximate::None, Approximate::Tanh] {
            assert_curve(|x| forward(x, form).unwrap().answer(), |dy, x| backward(dy, x, form).unwrap().answer());
        }
    }
}
