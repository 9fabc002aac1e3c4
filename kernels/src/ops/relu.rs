//! The rectifier (Nair and Hinton 2010), element by element.
//!
//! | | reads | writes | flops |
//! |---|---|---|---|
//! | forward | `x` | `y` | 1 an element |
//! | backward | `dy`, `x` | `dx` | 1 an element |
//!
//! `y = max(x, 0)`; `dx = dy` where `x > 0`, else 0. At 0, where there is no slope, it is taken as 0. NaN goes through
//! both ways, as in NumPy and PyTorch. Nothing is computed: the time is that of the memory.

use crate::curve::{self, Curve};
use crate::elementwise::{Elementwise, Map};
use crate::simd::Register;
use crate::{Float, Result, View, job};

#[derive(Clone, Copy)]
struct Relu;

impl Curve for Relu {
    const LONG: bool = false;

    #[inline(always)]
    fn value<V: Register>(self, s: V::Token, x: V) -> V {
        // In this order a NaN is kept.
        V::zero(s).max(x)
    }

    #[inline(always)]
    fn gradient<V: Register>(self, s: V::Token, dy: V, x: V) -> V {
        // A choice, not a product with 0: an infinite `dy` must not become NaN.
        V::select(x.le(V::zero(s)), V::zero(s), dy)
    }
}

/// `y = max(x, 0)`, of any shape.
pub fn forward<'a, T: Float>(x: View<'a, T>) -> Result<Elementwise<'a, T, 1, 1, impl Map<T, 1, 1> + 'a>> {
    Ok(curve::forward(x, job::ELEMENT, Relu))
}

/// `dx = dy where x > 0`, for `dy` of the shape of `x`.
pub fn backward<'a, T: Float>(
    dy: View<'a, T>,
    x: View<'a, T>,
) -> Result<Elementwise<'a, T, 2, 1, impl Map<T, 2, 1> + 'a>> {
    curve::backward("relu.backward", dy, x, job::ELEMENT, Relu)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::assert_curve;

    #[test]
    fn what_is_below_nought_is_nought() {
        let (x, infinity) = ([-2.0, 0.0, 3.0, f32::NEG_INFINITY, f32::INFINITY], f32::INFINITY);
        assert_eq!(forward(View::new(&x, &[5])).unwrap().answer().data, [0.0, 0.0, 3.0, 0.0, infinity]);
        let dx = backward(View::new(&[infinity; 5], &[5]), View::new(&x, &[5])).unwrap().answer();
        assert_eq!(dx.data, [0.0, 0.0, infinity, 0.0, infinity]);
    }

    #[test]
    fn nan_goes_through() {
        let (x, dy) = (View::new(&[f64::NAN], &[1]), View::new(&[2.0], &[1]));
        assert!(forward(x).unwrap().answer().data[0].is_nan());
        assert_eq!(backward(dy, x).unwrap().answer().data, [2.0]);
    }

    #[test]
    fn backward_is_the_slope_of_forward() {
        assert_curve(|x| forward(x).unwrap().answer(), |dy, x| backward(dy, x).unwrap().answer());
    }
}
