//! `e^x`, and `e^x - 1`.
//!
//! `x = n log 2 + r` with a whole `n` and `|r| <= log(2) / 2`, so `e^x = 2^n e^r`. `log 2` is written as a sum of two
//! numbers, the first with so few digits that `n` times it is exact (Cody and Waite 1980): `r` is right to its last
//! digit. `e^r = 1 + r + r^2 q(r)`, where `q` is a polynomial that interpolates at Chebyshev's points; its error is a
//! sixth of a unit in the last place.
//!
//! `2^x`, what a softmax takes of scores that were multiplied with `log2 e` on their way, needs no `log 2`: `r = x - n` is
//! exact.

use super::{by_width, horner, polynomial};
use crate::simd::{Isa, Register, Simd};

/// `log 2` = `HIGH + LOW`.
pub(super) const HIGH: (f64, f64) = (0.693_359_375, 0.6931471803691238);
pub(super) const LOW: (f64, f64) = (-0.00021219444005469057, 1.9082149292705877e-10);

const NARROW: [f64; 5] = [0.5, 0.16666576666119928, 0.04166655421298415, 0.008363232883682618, 0.0013926250831497611];
const WIDE: [f64; 10] = [
    0.5000000000000001,
    0.16666666666666669,
    0.041666666666623824,
    0.008333333333330037,
    0.0013888888917367081,
    0.00019841269863171557,
    2.4801521057858205e-05,
    2.7557268276905696e-06,
    2.762020159103155e-07,
    2.5100472505694996e-08,
];

/// `(2^r - 1) / r` for `|r| <= 1/2`: errors of `2^r` 5e-9 and 8e-18.
const POWER: [f64; 6] = [
    0.6931471880262288,
    0.24022650760568126,
    0.05550357114219078,
    0.009618082557277852,
    0.0013390863364671234,
    0.0001545316294512069,
];
const WIDE_POWER: [f64; 11] = [
    std::f64::consts::LN_2,
    0.24022650695910097,
    0.0555041086648216,
    0.009618129107606888,
    0.0013333558146416936,
    0.0001540353044173605,
    1.525273382983612e-05,
    1.321544258792169e-06,
    1.0178062445847774e-07,
    7.072585949269223e-09,
    4.4549605981865186e-10,
];

/// `n` and `r` for `x`, which must not be far beyond where `e^x` is 0 or infinite.
#[inline(always)]
fn reduce<V: Register>(s: V::Token, x: V) -> (V, V) {
    let n = (x * V::constant(s, std::f64::consts::LOG2_E)).round();
    let r = n.neg_mul_add(V::constant(s, by_width::<V, _>(HIGH)), x);
    (n, n.neg_mul_add(V::constant(s, by_width::<V, _>(LOW)), r))
}

/// `e^r = 1 + r (1 + r q(r))`.
#[inline(always)]
fn mantissa<V: Register>(s: V::Token, r: V) -> V {
    let one = V::constant(s, 1.0);
    if V::Token::ISA == Isa::Scalar {
        // Where `mul_add` rounds twice, a step more keeps what the second rounding would take.
        return one + fraction(s, r);
    }
    q(s, r).mul_add(r, one).mul_add(r, one)
}

/// `e^r - 1`.
#[inline(always)]
fn fraction<V: Register>(s: V::Token, r: V) -> V {
    (r * r).mul_add(q(s, r), r)
}

#[inline(always)]
fn q<V: Register>(s: V::Token, r: V) -> V {
    polynomial(s, r, by_width::<V, &[f64]>((&NARROW, &WIDE)))
}

/// No lower than `lowest`, and no higher than where `e^x` just is infinite, and `2^(n - 1)` is not yet; NaN stays NaN.
#[inline(always)]
fn within_range<V: Register>(s: V::Token, x: V, lowest: (f64, f64)) -> V {
    let highest = V::constant(s, by_width::<V, _>((88.8, 709.9)));
    highest.min(V::constant(s, by_width::<V, _>(lowest)).max(x))
}

/// `e^x`, within 1.1 units in the last place.
#[inline(always)]
pub fn exp<V: Register>(s: V::Token, x: V) -> V {
    // Below, it is certainly 0.
    let (n, r) = reduce(s, within_range(s, x, (-110.0, -760.0)));
    mantissa(s, r).scale(n)
}

/// `e^x` for `x` up to 0, in half the steps: what a softmax takes of scores less the highest of them. Within 1.1 units in
/// the last place, in f32 and a twentieth of `|x|` more (a difference of scores is off by ten times that already), and 0
/// where `e^x` is below the normal numbers.
#[inline(always)]
pub fn exp_negative<V: Register>(s: V::Token, x: V) -> V {
    let (n, r) = if V::Token::ISA == Isa::Scalar || size_of::<V::Element>() == 8 {
        reduce(s, x)
    } else {
        // `log 2` in one number: `n` times it is never rounded, and what it lacks is 2e-9.
        let n = (x * V::constant(s, std::f64::consts::LOG2_E)).round();
        (n, n.neg_mul_add(V::constant(s, std::f64::consts::LN_2), x))
    };
    let y = mantissa(s, r).scale_normal(n);
    // Not the other way round: NaN stays NaN.
    V::select(x.lt(V::constant(s, by_width::<V, _>((-87.33, -708.39)))), V::zero(s), y)
}

/// `2^x` for `x` up to 0, in fewer steps still. Within 1.2 units in the last place (2 where `mul_add` rounds twice), and 0
/// where `2^x` is below the normal numbers.
#[inline(always)]
pub fn exp2_negative<V: Register>(s: V::Token, x: V) -> V {
    let n = x.round();
    let r = x - n;
    let y = horner(s, r, by_width::<V, &[f64]>((&POWER, &WIDE_POWER)).iter().rev()).mul_add(r, V::constant(s, 1.0));
    // Not the other way round: NaN stays NaN.
    V::select(x.lt(V::constant(s, by_width::<V, _>((-126.0, -1022.0)))), V::zero(s), y.scale_normal(n))
}

/// `2^lift e^(-a^2 / 2)`, which must be a normal number.
///
/// `a^2` has twice as many digits as a float holds. It is never rounded: `n log 2` is taken from the whole product.
#[inline(always)]
pub(super) fn exp_of_half_square<V: Register>(s: V::Token, a: V, lift: f64) -> V {
    let less_half = a * V::constant(s, -0.5);
    let n = (less_half * a * V::constant(s, std::f64::consts::LOG2_E)).round();
    let whole = n * V::constant(s, by_width::<V, _>(HIGH));
    let r = if V::Token::ISA == Isa::Scalar {
        // Where `mul_add` rounds twice. The grid leaves `high` half of a float's digits: its square is exact.
        let grid = by_width::<V, _>((256.0, 1_048_576.0));
        let high = (a * V::constant(s, grid)).round() * V::constant(s, 1.0 / grid);
        let rest = (a - high) * (a + high);
        (high * high * V::constant(s, -0.5) - whole) - rest * V::constant(s, 0.5)
    } else {
        less_half.mul_add(a, -whole)
    };
    let r = n.neg_mul_add(V::constant(s, by_width::<V, _>(LOW)), r);
    mantissa(s, r).scale_normal(n + V::constant(s, lift))
}

/// `e^x - 1`, within 2 units in the last place, also where `x` is so small that `e^x` rounds to 1.
#[inline(always)]
pub fn exp_m1<V: Register>(s: V::Token, x: V) -> V {
    // Below, it is -1 to the last digit.
    let (n, r) = reduce(s, within_range(s, x, (-50.0, -50.0)));
    let part = fraction(s, r);
    // 2^n (e^r - 1) + (2^n - 1): for n = 0 the second is nothing, and the first has all its digits. All of it is taken
    // by half and doubled at the end, for 2^n alone may overflow where the answer does not.
    let half = V::constant(s, 0.5);
    let power = half.scale_normal(n);
    let sum = part.mul_add(power, power - half);
    // The sign of zero is lost in a sum.
    (sum + sum).copysign(x)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Float;
    use crate::math::testing::function;
    use crate::simd;

    function!(exp_is_right, exp, f64::exp, 1.1, 1.1);
    function!(exp_negative_is_right, where_not_nought, |x| (-x.abs()).exp(), 5.0, 1.1);
    function!(
        exp_negative_of_little_is_right,
        of_little,
        |x| (-if x.abs() > 4.0 { 4.0 } else { x.abs() }).exp(),
        1.3,
        1.1
    );
    function!(exp_m1_is_right, exp_m1, f64::exp_m1, 2.0, 2.0);

    /// [`exp_negative`] of `-|x|`, and [`exp`] where it gives 0.
    #[inline(always)]
    fn where_not_nought<V: Register>(s: V::Token, x: V) -> V {
        let y = exp_negative(s, -x.abs());
        V::select(y.eq(V::zero(s)), exp(s, -x.abs()), y)
    }

    #[inline(always)]
    fn of_little<V: Register>(s: V::Token, x: V) -> V {
        exp_negative(s, -V::constant(s, 4.0).min(x.abs()))
    }

    function!(exp2_negative_is_right, power, |x| (-if x.abs() > 126.0 { 126.0 } else { x.abs() }).exp2(), 2.0, 2.0);

    /// [`exp2_negative`] of `-|x|`, as far as the powers of either type are normal numbers.
    #[inline(always)]
    fn power<V: Register>(s: V::Token, x: V) -> V {
        exp2_negative(s, -V::constant(s, 126.0).min(x.abs()))
    }

    simd::dispatch! { fn negative<T: Float>(x: &[T], y: &mut [T]) = negative_with; }
    simd::dispatch! { fn powers<T: Float>(x: &[T], y: &mut [T]) = powers_with; }

    #[inline(always)]
    fn negative_with<S: Simd, T: Float>(s: S, x: &[T], y: &mut [T]) {
        simd::map(
            s,
            x,
            y,
            #[inline(always)]
            |x| exp_negative(s, x),
        );
    }

    #[inline(always)]
    fn powers_with<S: Simd, T: Float>(s: S, x: &[T], y: &mut [T]) {
        simd::map(
            s,
            x,
            y,
            #[inline(always)]
            |x| exp2_negative(s, x),
        );
    }

    #[test]
    fn what_is_below_the_normal_numbers_is_nought() {
        for (narrow_of, wide_of, ends) in [
            (negative::<f32> as fn(&[f32], &mut [f32]), negative::<f64> as fn(&[f64], &mut [f64]), (-87.33, -708.3)),
            (powers, powers, (-126.0, -1022.0)),
        ] {
            let (mut y, mut wide) = ([1.0f32; 7], [1.0; 7]);
            narrow_of(&[0.0, -0.0, ends.0 * 1.001, -1e30, f32::MIN, f32::NEG_INFINITY, f32::NAN], &mut y);
            wide_of(&[0.0, -0.0, ends.1 * 1.001, -1e300, f64::MIN, f64::NEG_INFINITY, f64::NAN], &mut wide);
            for y in [y.map(f64::from), wide] {
                assert!(y[..6] == [1.0, 1.0, 0.0, 0.0, 0.0, 0.0] && y[6].is_nan(), "{y:?}");
            }
            narrow_of(&[ends.0; 7], &mut y);
            assert!(y.iter().all(|y| y.is_normal()));
        }
    }

    #[test]
    fn the_ends_of_the_range() {
        let inf = f32::INFINITY;
        let y = exp_is_right::of(&[inf, -inf, 88.8, -104.5, 0.0, -0.0, -103.2]);
        assert_eq!(y, [inf, 0.0, inf, 0.0, 1.0, 1.0, f32::from_bits(1)]);
        let y = exp_is_right::of(&[709.8, -745.2, -745.1]);
        assert_eq!(y, [f64::INFINITY, 0.0, f64::from_bits(1)]);
    }
}
