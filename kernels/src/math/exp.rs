//! `e^x`, and `e^x - 1`.
//!
//! `x = n log 2 + r` with a whole `n` and `|r| <= log(2) / 2`, so `e^x = 2^n e^r`. `log 2` is written as a sum of two
//! numbers, the first with so few digits that `n` times it is exact (Cody and Waite 1980): `r` is right to its last
//! digit. `e^r = 1 + r + r^2 q(r)`, where `q` is a polynomial that interpolates at Chebyshev's points; its error is a
//! sixth of a unit in the last place.

use super::{by_width, polynomial};
use crate::simd::Register;

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

/// `n` and `e^r - 1` for `x + tail`, where `tail` is small beside 1. `x` must not be far beyond where `e^x` is 0 or
/// infinite.
#[inline(always)]
fn reduce<V: Register>(s: V::Token, x: V, tail: V) -> (V, V) {
    let n = (x * V::constant(s, std::f64::consts::LOG2_E)).round();
    let r = n.neg_mul_add(V::constant(s, by_width::<V, _>(HIGH)), x);
    let r = n.neg_mul_add(V::constant(s, by_width::<V, _>(LOW)), r) + tail;
    let q = polynomial(s, r, by_width::<V, &[f64]>((&NARROW, &WIDE)));
    (n, (r * r).mul_add(q, r))
}

/// From where `e^x` is certainly 0 to where it just is infinite, and `2^(n - 1)` is not yet; NaN stays NaN.
#[inline(always)]
fn within_range<V: Register>(s: V::Token, x: V) -> V {
    let lowest = V::constant(s, by_width::<V, _>((-110.0, -760.0)));
    let highest = V::constant(s, by_width::<V, _>((88.8, 709.9)));
    highest.min(lowest.max(x))
}

/// `e^x`, within 1.1 units in the last place.
#[inline(always)]
pub fn exp<V: Register>(s: V::Token, x: V) -> V {
    let (m, n) = parts_of_sum(s, x, V::zero(s));
    m.scale(n)
}

/// `e^(x + tail)` as `m 2^n`, where `tail` holds what `x` could not, and is small beside 1: `(m, n)`.
#[inline(always)]
pub(super) fn parts_of_sum<V: Register>(s: V::Token, x: V, tail: V) -> (V, V) {
    let (n, part) = reduce(s, within_range(s, x), tail);
    (V::constant(s, 1.0) + part, n)
}

/// `e^x - 1`, within 2 units in the last place, also where `x` is so small that `e^x` rounds to 1.
#[inline(always)]
pub fn exp_m1<V: Register>(s: V::Token, x: V) -> V {
    let (n, part) = reduce(s, within_range(s, x), V::zero(s));
    // 2^n (e^r - 1) + (2^n - 1): for n = 0 the second is nothing, and the first has all its digits. All of it is taken
    // by half and doubled at the end, for 2^n alone may overflow where the answer does not.
    let half = V::constant(s, 0.5);
    let power = half.scale(n);
    let sum = part.mul_add(power, power - half);
    // The sign of zero is lost in a sum.
    (sum + sum).copysign(x)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::testing::function;

    function!(exp_is_right, exp, f64::exp, 1.1, 1.1);
    function!(exp_m1_is_right, exp_m1, f64::exp_m1, 2.0, 2.0);

    #[test]
    fn the_ends_of_the_range() {
        let inf = f32::INFINITY;
        let y = exp_is_right::of(&[inf, -inf, 88.8, -104.5, 0.0, -0.0, -103.2]);
        assert_eq!(y, [inf, 0.0, inf, 0.0, 1.0, 1.0, f32::from_bits(1)]);
        let y = exp_is_right::of(&[709.8, -745.2, -745.1]);
        assert_eq!(y, [f64::INFINITY, 0.0, f64::from_bits(1)]);
    }
}
