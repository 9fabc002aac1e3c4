//! Cross-entropy of yes-or-no answers, given as scores `z` against targets `t` from 0 to 1; the mean over all.
//!
//! | | reads | writes | flops |
//! |---|---|---|---|
//! | forward | `logits`, `targets` | one number | about 55 an element |
//! | backward | `logits`, `targets` | `dlogits` | about 27 an element |
//!
//! `loss = mean(-t log p - (1 - t) log(1 - p))` with `p = sigmoid(z)`. The logarithms are never those of rounded chances:
//! `-log p = max(-z, 0) + l` and `-log(1 - p) = max(z, 0) + l` with `l = log(1 + e^-|z|)`, so that a term is
//! `l - t z` where `z < 0`, else `l + (1 - t) z`, and nothing cancels. `dz = dy / count * (p - t)`; targets are data.

use crate::array::{Result, View};
use crate::job::{self, Job, Work};
use crate::loss::{self, Loss, Names};
use crate::simd::Register;
use crate::{Float, math};

const NAMES: [&str; 2] = ["logits", "targets"];
const FORWARD: Names = ("binary_cross_entropy_with_logits", NAMES);
const BACKWARD: Names = ("binary_cross_entropy_with_logits.backward", NAMES);

#[derive(Clone, Copy)]
struct YesOrNo;

impl Loss for YesOrNo {
    #[inline(always)]
    fn term<V: Register>(self, s: V::Token, z: V, target: V) -> V {
        let zero = V::zero(s);
        let straight = V::select(z.lt(zero), -(target * z), (V::constant(s, 1.0) - target) * z);
        straight + math::log_1p(s, math::exp(s, -z.abs()))
    }

    #[inline(always)]
    fn slope<V: Register>(self, s: V::Token, z: V, target: V) -> V {
        math::sigmoid(s, z) - target
    }
}

/// The mean loss, a single number: `logits` and `targets` of any one shape.
pub fn forward<'a, T: Float>(logits: View<'a, T>, targets: View<'a, T>) -> Result<Job<T, 1, impl Work<T, 1> + 'a>> {
    loss::forward(FORWARD, logits, targets, 2.0 * job::EXP, YesOrNo)
}

/// `dlogits`, the gradient of the loss by the scores, for `dy` a single number.
pub fn backward<'a, T: Float>(
    dy: View<'a, T>,
    logits: View<'a, T>,
    targets: View<'a, T>,
) -> Result<Job<T, 1, impl Work<T, 1> + 'a>> {
    loss::backward(BACKWARD, dy, logits, targets, job::EXP, YesOrNo)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::assert_loss;

    fn of(z: f64, target: f64) -> f64 {
        forward(View::new(&[z], &[1]), View::new(&[target], &[1])).unwrap().answer().data[0]
    }

    #[test]
    fn a_score_of_log_3_is_three_to_one() {
        let z = 3f64.ln();
        assert!((of(z, 1.0) + 0.75f64.ln()).abs() < 1e-15);
        assert!((of(z, 0.0) + 0.25f64.ln()).abs() < 1e-15);
        assert!((of(z, 0.5) + (0.25f64.ln() + 0.75f64.ln()) / 2.0).abs() < 1e-15);
    }

    #[test]
    fn a_sure_answer_costs_little_and_a_wrong_one_what_its_score_is() {
        assert_eq!((of(1e300, 0.0), of(-1e300, 1.0), of(1e300, 1.0)), (1e300, 1e300, 0.0));
        assert!((of(-40.0, 0.0) / (-40f64).exp() - 1.0).abs() < 1e-14, "no digit is lost");
        assert!(of(f64::NAN, 0.5).is_nan());
        let z = View::new(&[-f64::INFINITY, f64::INFINITY, 0.0], &[3]);
        let dz = backward(View::new(&[3.0], &[]), z, View::new(&[1.0, 1.0, 0.0], &[3])).unwrap().answer();
        assert_eq!(dz.data, [-1.0, 0.0, 0.5]);
    }

    #[test]
    fn backward_is_the_slope_of_forward() {
        assert_loss(|x, t| forward(x, t).unwrap().answer(), |dy, x, t| backward(dy, x, t).unwrap().answer());
    }
}
