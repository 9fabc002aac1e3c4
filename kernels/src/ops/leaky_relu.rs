//! The leaky rectifier (Maas, Hannun and Ng 2013), element by element.
//!
//! | | reads | writes | flops |
//! |---|---|---|---|
//! | forward | `x` | `y` | 2 an element |
//! | backward | `dy`, `x` | `dx` | 2 an element |
//!
//! `y = x` where `x > 0`, else `slope * x`: a unit that is never on still learns. `dx = dy` or `slope * dy`, likewise.

use crate::curve::{self, Curve};
use crate::elementwise::{Elementwise, Map};
use crate::simd::Register;
use crate::{Float, Result, View, job};

#[derive(Clone, Copy)]
struct LeakyRelu {
    slope: f64,
}

impl Curve for LeakyRelu {
    const LONG: bool = false;

    #[inline(always)]
    fn value<V: Register>(self, s: V::Token, x: V) -> V {
        self.gradient(s, x, x)
    }

    #[inline(always)]
    fn gradient<V: Register>(self, s: V::Token, dy: V, x: V) -> V {
        V::select(x.gt(V::zero(s)), dy, V::constant(s, self.slope) * dy)
    }
}

/// `y = x where x > 0 else slope * x`, of any shape.
pub fn forward<'a, T: Float>(x: View<'a, T>, slope: f64) -> Result<Elementwise<'a, T, 1, 1, impl Map<T, 1, 1> + 'a>> {
    Ok(curve::forward(x, job::ELEMENT, LeakyRelu { slope }))
}

/// `dx = dy where x > 0 else slope * dy`, for `dy` of the shape of `x`.
pub fn backward<'a, T: Float>(
    dy: View<'a, T>,
    x: View<'a, T>,
    slope: f64,
) -> Result<Elementwise<'a, T, 2, 1, impl Map<T, 2, 1> + 'a>> {
    curve::backward("leaky_relu.backward", dy, x, job::ELEMENT, LeakyRelu { slope })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::assert_curve;

    #[test]
    fn what_is_below_nought_leaks() {
        let infinity = f32::INFINITY;
        let x = [-2.0, 0.0, 3.0, -infinity, infinity];
        let x = View::new(&x, &[5]);
        assert_eq!(forward(x, 0.25).unwrap().answer().data, [-0.5, 0.0, 3.0, -infinity, infinity]);
        let dx = backward(View::new(&[4.0; 5], &[5]), x, 0.25).unwrap().answer();
        assert_eq!(dx.data, [1.0, 1.0, 4.0, 1.0, 4.0]);
        assert!(forward(View::new(&[f64::NAN], &[1]), 0.25).unwrap().answer().data[0].is_nan());
    }

    #[test]
    fn backward_is_the_slope_of_forward() {
        for slope in [0.01, -0.5] {
            assert_curve(|x| forward(x, slope).unwrap().answer(), |dy, x| backward(dy, x, slope).unwrap().answer());
        }
    }
}
