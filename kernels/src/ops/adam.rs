//! One step of Adam, with the decay as part of the gradient (Kingma and Ba 2014, arXiv 1412.6980).
//!
//! | reads | writes | flops |
//! |---|---|---|
//! | `param`, `grad`, `m`, `v` | `param`, `m`, `v` | about 12 an element, a root and a division among them |
//!
//! `g = grad + weight_decay * param`, `m' = beta1 * m + (1 - beta1) * g`, `v' = beta2 * v + (1 - beta2) * g^2`,
//! `param' = param - lr * (m' / (1 - beta1^step)) / (sqrt(v' / (1 - beta2^step)) + eps)`.
//!
//! All of it in one pass: seven numbers an element go over the bus, and that is the time it takes. The corrections are
//! numbers of the step, not of the element: `lr / (1 - beta1^step)` and `1 / sqrt(1 - beta2^step)` are taken once. The
//! answers may be written over `param`, `m` and `v`.

use crate::array::{Result, View, refuse};
use crate::elementwise::{Elementwise, Map, Sink, Source, vectors};
use crate::simd::{self, Register, Simd, Vector};
use crate::{Float, job};

/// What an update needs but for the arrays.
#[derive(Clone, Copy)]
pub(crate) struct Rule {
    pub beta1: f64,
    pub beta2: f64,
    pub eps: f64,
    /// `lr / (1 - beta1^step)`.
    pub rate: f64,
    /// `1 / sqrt(1 - beta2^step)`.
    pub root: f64,
    /// What `param` is multiplied by to be added to the gradient,
    pub decay: f64,
    /// and before the update.
    pub shrink: f64,
}

impl Rule {
    /// Without decay. Refuses a step before the first.
    pub fn new(op: &str, step: isize, lr: f64, beta1: f64, beta2: f64, eps: f64) -> Result<Self> {
        if step < 1 {
            refuse!("{op}: step is {step}, expected 1 or more: it is the number of this update");
        }
        // 1 - beta^step without cancellation where beta is close to 1: beta^step is e^(step log beta).
        let left = |beta: f64| -(step as f64 * beta.ln()).exp_m1();
        let (rate, root) = (lr / left(beta1), 1.0 / left(beta2).sqrt());
        Ok(Rule { beta1, beta2, eps, rate, root, decay: 0.0, shrink: 1.0 })
    }
}

/// The new `(param, m, v)`, of the shape of all four arrays; `step` counts from 1.
#[allow(clippy::too_many_arguments, reason = "they are Adam's")]
pub fn forward<'a, T: Float>(
    param: View<'a, T>,
    grad: View<'a, T>,
    m: View<'a, T>,
    v: View<'a, T>,
    step: isize,
    lr: f64,
    beta1: f64,
    beta2: f64,
    eps: f64,
    weight_decay: f64,
) -> Result<Elementwise<'a, T, 4, 3, impl Map<T, 4, 3> + 'a>> {
    let op = "adam";
    let rule = Rule { decay: weight_decay, ..Rule::new(op, step, lr, beta1, beta2, eps)? };
    update(op, rule, [param, grad, m, v])
}

/// The job that follows a rule over `[param, grad, m, v]`.
pub(crate) fn update<'a, T: Float>(
    op: &str,
    rule: Rule,
    inputs: [View<'a, T>; 4],
) -> Result<Elementwise<'a, T, 4, 3, impl Map<T, 4, 3> + 'a>> {
    for (input, name) in inputs.iter().zip(["param", "grad", "m", "v"]).skip(1) {
        input.expect(op, name, inputs[0].shape)?;
    }
    Ok(Elementwise::new(inputs, 4.0 * job::ELEMENT, move |x, y| step_of(rule, x, y)))
}

simd::dispatch! { fn step_of<T: Float>(rule: Rule, x: [Source<'_, T>; 4], y: [Sink<'_, T>; 3]) = step_with; }

#[inline(always)]
fn step_with<S: Simd, T: Float>(s: S, rule: Rule, x: [Source<'_, T>; 4], y: [Sink<'_, T>; 3]) {
    let Rule { beta1, beta2, eps, rate, root, decay, shrink } = rule;
    // A parameter that is NaN or infinite has no decay to spoil its gradient with.
    let decays = decay != 0.0;
    let [beta1, rest1, beta2, rest2, eps] = [beta1, 1.0 - beta1, beta2, 1.0 - beta2, eps].map(
        #[inline(always)]
        |x| Vector::<S, T>::constant(s, x),
    );
    let [rate, root, decay, shrink] = [rate, root, decay, shrink].map(
        #[inline(always)]
        |x| Vector::<S, T>::constant(s, x),
    );
    vectors(
        s,
        x,
        y,
        #[inline(always)]
        |[param, grad, m, v]| {
            let grad = if decays { decay.mul_add(param, grad) } else { grad };
            let m = beta1.mul_add(m, rest1 * grad);
            let v = beta2.mul_add(v, rest2 * grad * grad);
            [shrink * param - rate * m / v.sqrt().mul_add(root, eps), m, v]
        },
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::Task;
    use crate::ops::testing::{array, assert_close};

    #[test]
    fn the_first_step_goes_lr_against_the_sign() {
        let (zero, grad) = ([0.0f64; 3], [4.0, -1e-3, 0.0]);
        let [zero, grad] = [&zero, &grad].map(|data| View::new(data, &[3]));
        let [param, m, v] = forward(zero, grad, zero, zero, 1, 0.5, 0.9, 0.999, 0.0, 0.0).unwrap().run();
        assert!((param.data[0] + 0.5).abs() < 1e-15 && (param.data[1] - 0.5).abs() < 1e-15, "{:?}", param.data);
        assert!(param.data[2].is_nan(), "0 / 0 without eps");
        assert!((m.data[0] - 0.4).abs() < 1e-15 && (v.data[0] - 0.016).abs() < 1e-15);
    }

    #[test]
    fn a_later_step_follows_the_formula_with_decay_and_in_place() {
        let [param, grad, m] = [1, 2, 3].map(|seed| array(&[3, 7], seed));
        let mut v = array(&[3, 7], 4);
        v.data.iter_mut().for_each(|v| *v = v.abs());
        fn third<'a>(x: [View<'a, f64>; 4]) -> Elementwise<'a, f64, 4, 3, impl Map<f64, 4, 3> + 'a> {
            let [param, grad, m, v] = x;
            forward(param, grad, m, v, 3, 0.1, 0.8, 0.95, 1e-3, 0.2).unwrap()
        }
        let found = third([param.view(), grad.view(), m.view(), v.view()]).run();
        let mut truth = [param.clone(), m.clone(), v.clone()];
        for i in 0..21 {
            let g = grad.data[i] + 0.2 * param.data[i];
            let (m, v) = (0.8 * m.data[i] + 0.2 * g, 0.95 * v.data[i] + 0.05 * g * g);
            let move_by = 0.1 * (m / (1.0 - 0.8f64.powi(3))) / ((v / (1.0 - 0.95f64.powi(3))).sqrt() + 1e-3);
            for (truth, value) in truth.iter_mut().zip([param.data[i] - move_by, m, v]) {
                truth.data[i] = value;
            }
        }
        found.iter().zip(&truth).for_each(|(found, truth)| assert_close(found, truth, 1e-14));

        let mut state = [param, m, v];
        let [p, m, v] = state.each_mut().map(|array| array.data.as_mut_ptr());
        // SAFETY: arrays of 21 elements that nobody else looks at until the job is done.
        let views = [p, m, v].map(|at| unsafe { std::slice::from_raw_parts(at, 21) });
        let [vp, vm, vv] = views.map(|data| View::new(data, &[3, 7]));
        // SAFETY: exactly the memory of the inputs.
        unsafe { third([vp, grad.view(), vm, vv]).write(&[p, m, v], &[]) };
        assert_eq!(state, found);
    }

    #[test]
    fn there_is_no_step_before_the_first() {
        let one = View::new(&[1.0], &[1]);
        let words = forward(one, one, one, one, 0, 0.1, 0.9, 0.999, 1e-8, 0.0).unwrap_err().to_string();
        assert_eq!(words, "adam: step is 0, expected 1 or more: it is the number of this update");
        let two = View::new(&[1.0, 2.0], &[2]);
        let words = forward(one, one, two, one, 1, 0.1, 0.9, 0.999, 1e-8, 0.0).unwrap_err().to_string();
        assert_eq!(words, "adam: m has shape [2], expected [1]");
    }
}
