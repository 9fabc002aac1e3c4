//! `exp`, `log` and their kin on vectors.
//!
//! | file | functions | worst error found, in units in the last place |
//! |---|---|---|
//! | `exp.rs` | [`exp`], [`exp_m1`] | 1.1; 2 |
//!
//! Every function takes any float: overflow is infinite, underflow gradual, NaN stays NaN. All are straight code
//! without a branch, so that a loop over them keeps the processor's pipes full. Coefficients are in f64 and are rounded
//! to the element type where they are used: the compiler does that, once.

mod exp;
#[cfg(test)]
mod testing;

#[allow(unused_imports, reason = "the next function uses it")]
use exp::exp_of_sum;
pub use exp::{exp, exp_m1};

use crate::simd::Register;

/// `c[0] + c[1] * x + c[2] * x^2 + ...`, Horner's way.
#[inline(always)]
fn polynomial<V: Register>(s: V::Token, x: V, coefficients: &[f64]) -> V {
    let mut sum = V::zero(s);
    for (i, c) in coefficients.iter().rev().enumerate() {
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
