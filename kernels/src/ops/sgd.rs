//! One step of stochastic gradient descent, with momentum (Polyak 1964), Nesterov's if asked (Sutskever et al. 2013).
//!
//! | reads | writes | flops |
//! |---|---|---|
//! | `param`, `grad`, `velocity` | `param`, `velocity` | 6 an element |
//!
//! `g = grad + weight_decay * param`, `velocity' = momentum * velocity + g`,
//! `param' = param - lr * velocity'`, or with Nesterov's look ahead `param - lr * (g + momentum * velocity')`. The first
//! velocity is 0. One pass; the answers may be written over `param` and `velocity`.

use crate::array::{Result, View};
use crate::elementwise::{Elementwise, Map, Sink, Source, vectors};
use crate::simd::{self, Register, Simd, Vector};
use crate::{Float, job};

/// What a step needs but for the arrays.
#[derive(Clone, Copy)]
struct Rule {
    lr: f64,
    momentum: f64,
    decay: f64,
    nesterov: bool,
}

/// The new `(param, velocity)`, of the shape of all three arrays.
pub fn forward<'a, T: Float>(
    param: View<'a, T>,
    grad: View<'a, T>,
    velocity: View<'a, T>,
    lr: f64,
    momentum: f64,
    weight_decay: f64,
    nesterov: bool,
) -> Result<Elementwise<'a, T, 3, 2, impl Map<T, 3, 2> + 'a>> {
    let op = "sgd";
    grad.expect(op, "grad", param.shape)?;
    velocity.expect(op, "velocity", param.shape)?;
    let rule = Rule { lr, momentum, decay: weight_decay, nesterov };
    Ok(Elementwise::new([param, grad, velocity], 2.0 * job::ELEMENT, move |x, y| step(rule, x, y)))
}

simd::dispatch! { fn step<T: Float>(rule: Rule, x: [Source<'_, T>; 3], y: [Sink<'_, T>; 2]) = step_with; }

#[inline(always)]
fn step_with<S: Simd, T: Float>(s: S, rule: Rule, x: [Source<'_, T>; 3], y: [Sink<'_, T>; 2]) {
    // What is NaN or infinite spoils nothing that it is no part of.
    let (decays, goes_on) = (rule.decay != 0.0, rule.momentum != 0.0);
    let [lr, momentum, decay] = [rule.lr, rule.momentum, rule.decay].map(
        #[inline(always)]
        |x| Vector::<S, T>::constant(s, x),
    );
    vectors(
        s,
        x,
        y,
        #[inline(always)]
        |[param, grad, velocity]| {
            let grad = if decays { decay.mul_add(param, grad) } else { grad };
            let velocity = if goes_on { momentum.mul_add(velocity, grad) } else { grad };
            let way = if rule.nesterov { momentum.mul_add(velocity, grad) } else { velocity };
            [lr.neg_mul_add(way, param), velocity]
        },
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one_step(momentum: f64, decay: f64, nesterov: bool) -> [f64; 2] {
        let (param, grad, velocity) = (View::new(&[2.0], &[1]), View::new(&[1.0], &[1]), View::new(&[4.0], &[1]));
        forward(param, grad, velocity, 0.5, momentum, decay, nesterov).unwrap().run().map(|array| array.data[0])
    }

    #[test]
    fn each_form_by_hand() {
        assert_eq!(one_step(0.0, 0.0, false), [1.5, 1.0]);
        assert_eq!(one_step(0.5, 0.0, false), [0.5, 3.0]);
        assert_eq!(one_step(0.5, 0.25, false), [0.25, 3.5]);
        assert_eq!(one_step(0.5, 0.0, true), [2.0 - 0.5 * (1.0 + 0.5 * 3.0), 3.0]);
    }

    #[test]
    fn another_shape_is_refused() {
        let (one, two) = (View::new(&[1.0f32], &[1]), View::new(&[1.0, 2.0], &[2]));
        let words = forward(one, one, two, 0.1, 0.0, 0.0, false).unwrap_err().to_string();
        assert_eq!(words, "sgd: velocity has shape [2], expected [1]");
    }
}
