//! One step of Adam with the decay beside it, not in the gradient (Loshchilov and Hutter 2017, arXiv 1711.05101).
//!
//! | reads | writes | flops |
//! |---|---|---|
//! | `param`, `grad`, `m`, `v` | `param`, `m`, `v` | about 12 an element, a root and a division among them |
//!
//! `param' = (1 - lr * weight_decay) * param - lr * (m' / (1 - beta1^step)) / (sqrt(v' / (1 - beta2^step)) + eps)`, with
//! `m'` and `v'` as in `adam.rs`, of the gradient alone: a weight shrinks at the same pace however large its gradients
//! were. The answers may be written over `param`, `m` and `v`.

use crate::Float;
use crate::array::{Result, View};
use crate::elementwise::{Elementwise, Map};
use crate::ops::adam::{Rule, update};

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
    let op = "adamw";
    let rule = Rule { shrink: 1.0 - lr * weight_decay, ..Rule::new(op, step, lr, beta1, beta2, eps)? };
    update(op, rule, [param, grad, m, v])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::adam;
    use crate::ops::testing::{array, assert_close};

    #[test]
    fn it_is_adam_on_shrunk_parameters() {
        let [param, grad, m] = [1, 2, 3].map(|seed| array(&[19], seed));
        let mut shrunk = param.clone();
        shrunk.data.iter_mut().for_each(|p| *p *= 0.98);
        let v = grad.view();
        let mut square = array(&[19], 4);
        square.data.iter_mut().for_each(|x| *x *= *x);
        let [p, ..] = forward(param.view(), v, m.view(), square.view(), 2, 0.1, 0.9, 0.999, 1e-8, 0.2).unwrap().run();
        let [truth, ..] =
            adam::forward(shrunk.view(), v, m.view(), square.view(), 2, 0.1, 0.9, 0.999, 1e-8, 0.0).unwrap().run();
        assert_close(&p, &truth, 1e-15);
    }

    #[test]
    fn where_there_is_no_gradient_it_only_decays() {
        let (one, zero) = (View::new(&[1.0], &[1]), View::new(&[0.0], &[1]));
        let [param, m, v] = forward(one, zero, zero, zero, 1, 0.5, 0.9, 0.999, 1e-8, 0.5).unwrap().run();
        assert_eq!((param.data, m.data, v.data), (vec![0.75], vec![0.0], vec![0.0]));
    }
}
