//! The curves that squash: sigmoid, tanh, and softplus, whose slope is the sigmoid.

use super::{exp, exp_m1, log_1p};
use crate::simd::Register;

/// `1 / (1 + e^-x)`, within 2.5 units in the last place.
///
/// For negative `x` it is `e^x / (1 + e^x)`: the exponential never overflows, and a small answer keeps its digits.
#[inline(always)]
pub fn sigmoid<V: Register>(s: V::Token, x: V) -> V {
    let one = V::constant(s, 1.0);
    let e = exp(s, -x.abs());
    V::select(x.lt(V::zero(s)), e, one) / (one + e)
}

/// `(e^2x - 1) / (e^2x + 1)`, within 2.5 units in the last place (2.6 where `mul_add` rounds twice), however small `x` is.
#[inline(always)]
pub fn tanh<V: Register>(s: V::Token, x: V) -> V {
    // Beyond 20 it is 1 to the last digit.
    let x2 = V::constant(s, 20.0).min(x.abs());
    let e = exp_m1(s, x2 + x2);
    (e / (e + V::constant(s, 2.0))).copysign(x)
}

/// `log(1 + e^x)`, within 2.5 units in the last place: `max(x, 0) + log(1 + e^-|x|)`.
#[inline(always)]
pub fn softplus<V: Register>(s: V::Token, x: V) -> V {
    V::zero(s).max(x) + log_1p(s, exp(s, -x.abs()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::testing::{assert_golden, function};

    function!(
        sigmoid_is_right,
        sigmoid,
        |x| if x < 0.0 { x.exp() / (1.0 + x.exp()) } else { 1.0 / (1.0 + (-x).exp()) },
        2.5,
        3.0
    );
    function!(tanh_is_right, tanh, f64::tanh, 2.6, 3.0);
    function!(softplus_is_right, softplus, |x| x.max(x - x) + (-x.abs()).exp().ln_1p(), 2.5, 3.0);

    // Truth from an evaluation with 60 digits.
    const SIGMOID: &[(f64, f64)] = &[
        (-745.0, 5e-324),
        (-709.3, 9.014133506366503e-309),
        (-300.1, 4.658284196779334e-131),
        (-40.7, 2.1096702884774952e-18),
        (-3.3, 0.03557118927263618),
        (-0.9, 0.28905049737499605),
        (-0.001, 0.4997500000208333),
        (0.0, 0.5),
        (1e-08, 0.5000000025),
        (0.3, 0.574442516811659),
        (1.7, 0.8455347349164652),
        (5.5, 0.9959298622841039),
        (33.3, 0.9999999999999966),
        (700.1, 1.0),
    ];
    const SOFTPLUS: &[(f64, f64)] = &[
        (-745.0, 5e-324),
        (-709.3, 9.014133506366503e-309),
        (-300.1, 4.658284196779334e-131),
        (-40.7, 2.1096702884774952e-18),
        (-3.3, 0.036219258870659285),
        (-0.9, 0.3411538747320878),
        (-0.001, 0.6926473055599401),
        (0.0, std::f64::consts::LN_2),
        (1e-08, 0.6931471855599454),
        (0.3, 0.8543552444685271),
        (1.7, 1.8677860293862658),
        (5.5, 5.504078443270571),
        (33.3, 33.3),
        (700.1, 700.1),
    ];
    const TANH: &[(f64, f64)] = &[
        (-19.5, -1.0),
        (-3.3, -0.9972829600991421),
        (-0.9, -0.7162978701990245),
        (-0.2, -0.197375320224904),
        (-0.001, -0.0009999996666668),
        (-1e-300, -1e-300),
        (0.0, 0.0),
        (1e-08, 1e-08),
        (0.3, 0.2913126124515909),
        (0.55, 0.5005202111902353),
        (1.7, 0.935409070603099),
        (5.5, 0.9999665971563038),
        (18.1, 0.9999999999999997),
    ];

    #[test]
    fn f64_agrees_with_sixty_digits() {
        assert_golden(SIGMOID, sigmoid_is_right::of, 2.5);
        assert_golden(SOFTPLUS, softplus_is_right::of, 2.5);
        assert_golden(TANH, tanh_is_right::of, 2.5);
    }

    #[test]
    fn the_ends_of_the_range() {
        let inf = f64::INFINITY;
        assert_eq!(sigmoid_is_right::of(&[-inf, -800.0, 0.0, 800.0, inf]), [0.0, 0.0, 0.5, 1.0, 1.0]);
        assert_eq!(tanh_is_right::of(&[-inf, -30.0, 0.0, 30.0, inf]), [-1.0, -1.0, 0.0, 1.0, 1.0]);
        assert_eq!(softplus_is_right::of(&[-inf, -800.0, 800.0, inf]), [0.0, 0.0, 800.0, inf]);
    }
}
