//! `log x`, and `log (1 + x)`.
//!
//! `x = 2^e (1 + f)` with `1 + f` between `sqrt(1/2)` and `sqrt(2)`, so `log x = e log 2 + log(1 + f)`. With
//! `z = f / (2 + f)`, `log(1 + f) = 2 (z + z^3 / 3 + z^5 / 5 + ...)`: odd powers only, and `|z| < 0.172`. The form below
//! is that of fdlibm (Sun 1993): it adds the large terms last, and `f` itself without a rounding.

use super::exp::{HIGH, LOW};
use super::{by_width, polynomial};
use crate::simd::Register;

const NARROW: [f64; 4] = [0.66666662693, 0.40000972152, 0.28498786688, 0.24279078841];
const WIDE: [f64; 7] = [
    0.6666666666666735,
    0.3999999999940942,
    0.2857142874366239,
    0.22222198432149784,
    0.1818357216161805,
    0.15313837699209373,
    0.14798198605116586,
];

/// `log x`, within 1 unit in the last place; minus infinity at 0, NaN below.
#[inline(always)]
pub fn log<V: Register>(s: V::Token, x: V) -> V {
    let (zero, one) = (V::zero(s), V::constant(s, 1.0));
    // A number below the normal ones is made normal first.
    let (smallest, shift) = by_width::<V, _>(((f64::from(f32::MIN_POSITIVE), 24f64), (f64::MIN_POSITIVE, 54f64)));
    let small = x.lt(V::constant(s, smallest));
    let normal = V::select(small, x * V::constant(s, f64::exp2(shift)), x);
    let (m, e) = normal.split();
    let high = m.gt(V::constant(s, std::f64::consts::SQRT_2));
    let e = e - V::select(small, V::constant(s, shift), zero) + V::select(high, one, zero);
    let f = V::select(high, m * V::constant(s, 0.5), m) - one;

    let z = f / (f + V::constant(s, 2.0));
    let square = z * z;
    let rest = square * polynomial(s, square, by_width::<V, &[f64]>((&NARROW, &WIDE)));
    let half_square = V::constant(s, 0.5) * f * f;
    let low = z.mul_add(half_square + rest, e * V::constant(s, by_width::<V, _>(LOW)));
    let y = e.mul_add(V::constant(s, by_width::<V, _>(HIGH)), f - (half_square - low));

    let infinity = V::constant(s, f64::INFINITY);
    let y = V::select(x.lt(infinity), y, x);
    let below = V::select(x.eq(zero), -infinity, V::constant(s, f64::NAN));
    V::select(x.gt(zero), y, below)
}

/// `log (1 + x)`, within 2 units in the last place, also where `1 + x` rounds to 1.
#[inline(always)]
pub fn log_1p<V: Register>(s: V::Token, x: V) -> V {
    let one = V::constant(s, 1.0);
    let sum = x + one;
    // What rounding took from the sum comes back as the first term of the series around it.
    let lost = (x - (sum - one)) / sum;
    let y = (log(s, sum) + V::select(sum.eq(V::zero(s)), V::zero(s), lost)).copysign(x);
    V::select(x.lt(V::constant(s, f64::INFINITY)), y, x)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::testing::function;

    function!(log_is_right, log, f64::ln, 1.0, 1.0);
    function!(log_1p_is_right, log_1p, f64::ln_1p, 2.0, 2.0);

    #[test]
    fn the_ends_of_the_range() {
        let inf = f64::INFINITY;
        assert_eq!(log_is_right::of(&[0.0, -0.0, 1.0, inf]), [-inf, -inf, 0.0, inf]);
        assert!(log_is_right::of(&[-1.0, -inf, f64::NAN]).iter().all(|y| y.is_nan()));
        assert_eq!(log_1p_is_right::of(&[-1.0, 0.0, inf]), [-inf, 0.0, inf]);
        assert!(log_1p_is_right::of(&[-1.1, -inf, f64::NAN]).iter().all(|y| y.is_nan()));
    }
}
