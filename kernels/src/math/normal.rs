//! The normal distribution, and the GELU that is made of it: `gelu(x) = x P(x)`, where `P(x)` is the share of a standard
//! normal variable below `x`, `P(x) = (1 + erf(x / sqrt 2)) / 2`.
//!
//! `1 + erf` would lose every digit of a small answer. Instead the tail itself is computed: `P(-a) = e^(-a^2 / 2) M(a)`
//! for `a >= 0`, where `M` (Mills' ratio but for a factor) falls like `1 / a`. In f32 it is a polynomial of degree 4 over
//! one of degree 5, all of whose coefficients are positive, so that nothing cancels. In f64 `(a + 4) M(a)` is nearly
//! level, and a polynomial in `t = (a - 4) / (a + 4)`, which makes the half-line short, is right to the last digit
//! (Shepherd and Laframboise 1981). `P(a) = 1 - P(-a)`.
//!
//! Far out both exponential and tail are below the normal numbers, where digits are lost: until the last step they are
//! kept `2^LIFT` times as large.

use super::exp::exp_of_half_square;
use super::{by_width, in_halves, polynomial, sigmoid};
use crate::simd::{Isa, Register, Simd};

const LIFT: (f64, f64) = (64.0, 128.0);

/// `M` of a float is one polynomial over another: error 7e-9.
const ABOVE: [f64; 5] =
    [0.5000000031245089, 0.4392969799718284, 0.18397886405805744, 0.04088429424433403, 0.0041536556958145145];
const BELOW: [f64; 6] =
    [1.0, 1.676478964410586, 1.2055893681610292, 0.47143422607342783, 0.10248783993662161, 0.010411559246884656];
const WIDE: [f64; 25] = [
    0.7552851304157515,
    -0.6078966419718921,
    0.38713740074221464,
    -0.18652185795965937,
    0.06039657489093021,
    -0.0075401889666598925,
    -0.0034796923672520807,
    0.0016308184566235734,
    0.0001333443107426556,
    -0.00023109492751462497,
    -1.9082467362071698e-06,
    3.514464951429032e-05,
    7.166136531522344e-07,
    -5.920063789109943e-06,
    -6.295418937455188e-07,
    1.0213461276683075e-06,
    2.7150648766883065e-07,
    -1.547220083448872e-07,
    -8.504053459156654e-08,
    1.3120878268311951e-08,
    1.9346558330767474e-08,
    1.964327680621977e-09,
    -2.4165480803189245e-09,
    -7.268553477210609e-10,
    -1.4280763756154861e-11,
];

/// `|x|`, no larger than where both of the others are 0; `2^LIFT e^(-x^2 / 2)`; `2^LIFT P(-|x|)`.
#[inline(always)]
fn tail<V: Register>(s: V::Token, x: V) -> (V, V, V) {
    let a = V::constant(s, by_width::<V, _>((15.0, 39.0))).min(x.abs());
    let e = exp_of_half_square(s, a, by_width::<V, _>(LIFT));
    if size_of::<V::Element>() == 4 {
        let m = match V::Token::ISA {
            // Where each step rounds twice: ten of them, with nothing to dampen their errors, are too many in f32.
            Isa::Scalar => V::narrow(a.widen().map(
                #[inline(always)]
                |a| mills(s, a),
            )),
            _ => mills(s, a),
        };
        return (a, e, e * m);
    }
    let inverse = V::constant(s, 1.0) / (a + V::constant(s, 4.0));
    // (a - 4) / (a + 4)
    let t = inverse.neg_mul_add(V::constant(s, 8.0), V::constant(s, 1.0));
    (a, e, e * inverse * polynomial(s, t, &WIDE))
}

/// `M(a)`, to the digits of a float. What `a^2` is off by, both halves share.
#[inline(always)]
fn mills<V: Register>(s: V::Token, a: V) -> V {
    in_halves(s, a, &ABOVE) / in_halves(s, a, &BELOW)
}

/// `2^-LIFT`.
#[inline(always)]
fn drop<V: Register>(s: V::Token) -> V {
    V::constant(s, f64::exp2(-by_width::<V, _>(LIFT)))
}

/// `P(x)`, the share of a standard normal variable below `x`, within 6 units in the last place, also far below 0.
#[inline(always)]
pub fn normal_cdf<V: Register>(s: V::Token, x: V) -> V {
    let (_, _, p) = tail(s, x);
    let p = p * drop(s);
    V::select(x.lt(V::zero(s)), p, V::constant(s, 1.0) - p)
}

/// `x P(x) = max(x, 0) - |x| P(-|x|)`, within 6 units in the last place; 0 at minus infinity.
#[inline(always)]
pub fn gelu<V: Register>(s: V::Token, x: V) -> V {
    let (a, _, p) = tail(s, x);
    (a * p).neg_mul_add(drop(s), V::zero(s).max(x))
}

/// The slope of [`gelu`]: `P(x) + x e^(-x^2 / 2) / sqrt(2 pi)`.
#[inline(always)]
pub fn gelu_slope<V: Register>(s: V::Token, x: V) -> V {
    let (a, e, p) = tail(s, x);
    let p = p * drop(s);
    let below = V::select(x.lt(V::zero(s)), p, V::constant(s, 1.0) - p);
    let density = e * V::constant(s, 0.3989422804014327 * f64::exp2(-by_width::<V, _>(LIFT)));
    a.copysign(x).mul_add(density, below)
}

/// `u = 2 sqrt(2 / pi) (x + 0.044715 x^3)`: the tanh form of GELU is `x sigmoid(u)`.
#[inline(always)]
fn twice_inner<V: Register>(s: V::Token, x: V) -> V {
    let cubic = V::constant(s, 0.044715 * 1.5957691216057308);
    x * (x * x).mul_add(cubic, V::constant(s, 1.5957691216057308))
}

/// `x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2`, GELU's older form.
///
/// Within 3 units in the last place for `x > -1`; below, an error of `u` counts `|u|` times.
#[inline(always)]
pub fn gelu_tanh<V: Register>(s: V::Token, x: V) -> V {
    x * sigmoid(s, twice_inner(s, x))
}

/// The slope of [`gelu_tanh`]: with `y = sigmoid(u)`, `y + x y (1 - y) du/dx`.
#[inline(always)]
pub fn gelu_tanh_slope<V: Register>(s: V::Token, x: V) -> V {
    // Beyond 30 it is 0 or 1; squares stay finite.
    let limit = V::constant(s, 30.0);
    let x = (-limit).max(limit.min(x));
    let y = sigmoid(s, twice_inner(s, x));
    let inner =
        (x * x).mul_add(V::constant(s, 3.0 * 0.044715 * 1.5957691216057308), V::constant(s, 1.5957691216057308));
    (x * inner).mul_add(y * (V::constant(s, 1.0) - y), y)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::testing::{assert_golden, function};
    use crate::simd::scalar::{F64, Scalar};

    /// The f64 form on plain code, which `f64_agrees_with_sixty_digits` holds against the truth.
    fn alone(f: impl Fn(Scalar, F64) -> F64, x: f64) -> f64 {
        let mut lanes = [0.0; F64::LANES];
        f(Scalar, F64::splat(Scalar, x)).store(&mut lanes);
        lanes[0]
    }

    function!(normal_cdf_is_right, normal_cdf, |x| super::alone(super::normal_cdf, x), 6.0, 6.0);
    function!(gelu_is_right, gelu, |x| super::alone(super::gelu, x), 6.0, 6.0);

    const NORMAL_CDF: &[(f64, f64)] = &[
        (-38.2, 1.40804e-319),
        (-37.0, 5.725571222524577e-300),
        (-20.3, 6.429244467698346e-92),
        (-9.7, 1.507493168810205e-22),
        (-5.1, 1.6982674071476014e-07),
        (-2.9, 0.0018658133003840384),
        (-1.3, 0.09680048458561033),
        (-0.7, 0.24196365222307303),
        (-0.1, 0.460172162722971),
        (-1e-09, 0.49999999960105773),
        (0.0, 0.5),
        (0.001, 0.500398942213911),
        (0.4, 0.6554217416103242),
        (1.1, 0.8643339390536173),
        (2.2, 0.9860965524865014),
        (4.4, 0.9999945874560923),
        (8.1, 0.9999999999999998),
        (30.0, 1.0),
    ];
    const GELU: &[(f64, f64)] = &[
        (-38.2, -5.378646e-318),
        (-37.0, -2.1184613523340935e-298),
        (-20.3, -1.3051366269427644e-90),
        (-9.7, -1.4622683737458985e-21),
        (-5.1, -8.661163776452767e-07),
        (-2.9, -0.005410858571113711),
        (-1.3, -0.12584062996129342),
        (-0.7, -0.1693745565561511),
        (-0.1, -0.0460172162722971),
        (-1e-09, -4.999999996010577e-10),
        (0.0, 0.0),
        (0.001, 0.000500398942213911),
        (0.4, 0.2621686966441297),
        (1.1, 0.9507673329589792),
        (2.2, 2.1694124154703034),
        (4.4, 4.399976184806807),
        (8.1, 8.099999999999998),
        (30.0, 30.0),
    ];
    const GELU_TANH: &[(f64, f64)] = &[
        (-14.1, -3.2241833187327064e-96),
        (-8.3, -2.804071904186669e-23),
        (-3.3, -0.0013112281183358045),
        (-0.9, -0.16577151129027945),
        (-0.001, -0.000499601057786418),
        (0.0, 0.0),
        (1e-08, 5.000000039894228e-09),
        (0.3, 0.18537092354275925),
        (1.7, 1.624105895551156),
        (5.5, 5.499999994072359),
        (33.3, 33.3),
    ];

    #[test]
    fn f64_agrees_with_sixty_digits() {
        assert_golden(NORMAL_CDF, normal_cdf_is_right::of, 6.0);
        assert_golden(GELU, gelu_is_right::of, 6.0);
        for (x, truth) in GELU_TANH {
            let bound = 3.0 + 4.0 * (x.powi(3) * 0.08).min(0.0).abs() + x.abs();
            let error = crate::math::testing::error(alone(gelu_tanh, *x), *truth);
            assert!(error <= bound, "{error} units at {x}");
        }
    }

    #[test]
    fn a_slope_is_that_of_its_curve() {
        let step = 1e-5;
        for i in -80..80 {
            let x = f64::from(i) * 0.1;
            for (f, slope) in
                [(gelu as fn(Scalar, F64) -> F64, gelu_slope as fn(Scalar, F64) -> F64), (gelu_tanh, gelu_tanh_slope)]
            {
                let truth = (alone(f, x + step) - alone(f, x - step)) / (2.0 * step);
                assert!((alone(slope, x) - truth).abs() < 1e-9, "{x}: {} is not {truth}", alone(slope, x));
            }
        }
        assert_eq!([f64::INFINITY, -f64::INFINITY].map(|x| alone(gelu_slope, x)), [1.0, 0.0]);
        assert_eq!([f64::INFINITY, -f64::INFINITY].map(|x| alone(gelu_tanh_slope, x)), [1.0, 0.0]);
    }

    #[test]
    fn the_ends_of_the_range() {
        let inf = f64::INFINITY;
        assert_eq!(normal_cdf_is_right::of(&[-inf, -50.0, 0.0, 50.0, inf]), [0.0, 0.0, 0.5, 1.0, 1.0]);
        assert_eq!(gelu_is_right::of(&[-50.0, 0.0, 50.0, inf]), [0.0, 0.0, 50.0, inf]);
    }
}
