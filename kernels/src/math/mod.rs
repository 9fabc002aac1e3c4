//! `exp`, `log` and their kin on vectors.
//!
//! | file | functions | promised, in units in the last place |
//! |---|---|---|
//! | `exp.rs` | [`exp`], [`exp_negative`], [`exp2_negative`], [`exp_m1`] | 1.1; 1.1 and `\|x\| / 20`; 2; 2 |
//! | `log.rs` | [`log`], [`log_1p`] | 1; 2 |
//! | `sigmoid.rs` | [`sigmoid`], [`tanh`], [`softplus`] | 2.5; 2.6; 2.5 |
//! | `normal.rs` | [`normal_cdf`], [`gelu`], [`gelu_tanh`] and the slopes of the last two | 6; 6; 3 above -1 |
//!
//! The promises hold for every f32 (tests that try them all are `#[ignore]`d) and for a sample of f64.
//!
//! Every function but [`exp_negative`] and [`exp2_negative`] takes any float: overflow is infinite, underflow gradual, NaN stays NaN. All are
//! straight code without a branch, so that a loop over them keeps the processor's pipes full. Coefficients are in f64 and
//! are rounded to the element type where they are used: the compiler does that, once.

mod exp;
mod log;
mod normal;
mod sigmoid;
#[cfg(test)]
mod testing;

pub use exp::{exp, exp_m1, exp_negative, exp2_negative};
pub use log::{log, log_1p};
pub use normal::{gelu, gelu_slope, gelu_tanh, gelu_tanh_slope, normal_cdf};
pub use sigmoid::{sigmoid, softplus, tanh};

use crate::simd::Register;

/// `c[0] + c[1] * x + c[2] * x^2 + ...`; a long one as `even(x^2) + x * odd(x^2)`, of which each waits for itself only.
/// (In the longest, those of f64, the two are large and nearly cancel: digits are worth more there.)
#[inline(always)]
fn polynomial<V: Register>(s: V::Token, x: V, coefficients: &[f64]) -> V {
    if !(8..16).contains(&coefficients.len()) {
        return horner(s, x, coefficients.iter().rev());
    }
    in_halves(s, x, coefficients)
}

/// `even(x^2) + x * odd(x^2)`: half as many steps, one after the other, and their errors.
#[inline(always)]
fn in_halves<V: Register>(s: V::Token, x: V, coefficients: &[f64]) -> V {
    let odd = horner(s, x * x, coefficients[1..].iter().step_by(2).rev());
    odd.mul_add(x, horner(s, x * x, coefficients.iter().step_by(2).rev()))
}

/// The highest power first.
#[inline(always)]
fn horner<'a, V: Register>(s: V::Token, x: V, coefficients: impl Iterator<Item = &'a f64>) -> V {
    let mut sum = V::zero(s);
    for (i, c) in coefficients.enumerate() {
        let c = V::constant(s, *c);
        sum = if i == 0 { c } else { sum.mul_add(x, c) };
    }
    sum
}

/// The first if the elements are f32, the second if they are f64; decided while compiling.
#[inline(always)]
fn by_width<V: Register, C>((narrow, wide): (C, C)) -> C {
    if size_of::<V::Element>() == 8 { wide } else { narrow }
}
