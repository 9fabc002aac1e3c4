//! Cross-entropy of scores with labels, the weighted mean over a batch.
//!
//! | | reads | writes | flops |
//! |---|---|---|---|
//! | forward | `logits` twice, once from cache | one number | about 3 an element and one `exp` |
//! | backward | `logits` twice, once from cache | `dlogits` twice, once in cache | about 4 an element and one `exp` |
//!
//! `loss = sum_{n, c} t[n, c] * (l[n] - z[n, c]) / sum_n weight[label[n]]`, where `l[n] = log sum_c exp(z[n, c])` and the
//! target `t[n, c] = weight[c] * ((1 - smoothing) [c = label[n]] + smoothing / classes)` (smoothing: Szegedy et al. 2015,
//! arXiv 1512.00567). Without weights and smoothing a row costs `l[n] - z[n, label[n]]`.
//!
//! The log-probabilities are never written, and none is the logarithm of a rounded zero: finite scores give a finite
//! loss. `dz[n, c] = dy / sum_n weight[label[n]] * (softmax(z)[n, c] * sum_j t[n, j] - t[n, c])`: the first factor goes
//! into the scale of the softmax, and of `t` a single element is not 0, unless there is smoothing.

use crate::Shape;
use crate::array::{Result, View, refuse};
use crate::float::Float;
use crate::job::{self, Job, Work};
use crate::ops::{log_softmax, softmax};
use crate::simd::{self, Register, Simd, Vector};

/// A checked call, but for `dy`.
#[derive(Clone, Copy)]
struct Call<'a, T> {
    logits: View<'a, T>,
    labels: &'a [i64],
    classes: usize,
    weight: Option<&'a [T]>,
    smoothing: f64,
    /// `sum_c weight[c] * smoothing / classes`: what smoothing adds to the targets of a row.
    spread: f64,
    /// `sum_n weight[label[n]]`.
    total: f64,
}

impl<'a, T: Float> Call<'a, T> {
    /// Refuses shapes that do not fit, an empty batch (it has no mean) and labels that name no class.
    fn new(
        op: &str,
        logits: View<'a, T>,
        labels: View<'a, i64>,
        weight: Option<View<'a, T>>,
        smoothing: f64,
    ) -> Result<Self> {
        let [batch, classes] = logits.axes(op, "logits", "[batch, classes]")?;
        labels.expect(op, "labels", &[batch])?;
        if batch == 0 || classes == 0 {
            refuse!("{op}: logits has shape {:?}: the mean of nothing is not defined", logits.shape);
        }
        for (n, &label) in labels.data.iter().enumerate() {
            if usize::try_from(label).is_ok_and(|label| label < classes) {
                continue;
            }
            refuse!("{op}: labels[{n}] is {label}, expected 0 to {}", classes - 1);
        }
        if let Some(weight) = weight {
            weight.expect(op, "weight", &[classes])?;
        }
        if !(0.0..=1.0).contains(&smoothing) {
            refuse!("{op}: label_smoothing is {smoothing}, expected 0 to 1");
        }
        let mut call = Call {
            logits,
            labels: labels.data,
            classes,
            weight: weight.map(|w| w.data),
            smoothing,
            spread: smoothing,
            total: 0.0,
        };
        // Without smoothing a weight that is no label's may be anything.
        if let (Some(weight), true) = (call.weight, smoothing > 0.0) {
            call.spread = weight.iter().map(|w| w.wide()).sum::<f64>() * smoothing / classes as f64;
        }
        call.total = call.labels.iter().map(|&label| call.weight_of(label)).sum();
        Ok(call)
    }

    fn weight_of(&self, label: i64) -> f64 {
        self.weight.map_or(1.0, |weight| weight[label as usize].wide())
    }

    /// Each row with its label.
    fn rows(&self) -> impl Iterator<Item = (&'a [T], i64)> {
        self.logits.data.chunks_exact(self.classes).zip(self.labels.iter().copied())
    }
}

/// The mean loss, a single number: `logits [batch, classes]`, `labels [batch]`, each in `0..classes`, `weight [classes]`.
pub fn forward<'a, T: Float>(
    logits: View<'a, T>,
    labels: View<'a, i64>,
    weight: Option<View<'a, T>>,
    label_smoothing: f64,
) -> Result<Job<T, 1, impl Work<T, 1> + 'a>> {
    let call = Call::new("cross_entropy", logits, labels, weight, label_smoothing)?;
    let cost = job::EXP * logits.data.len() as f64;
    Ok(Job::new([Shape::SCALAR], cost, move |[loss]| loss[0] = T::narrow(sum(call) / call.total)))
}

/// `dlogits`, the gradient of the loss by the scores, for `dy` a single number. Weights are data.
pub fn backward<'a, T: Float>(
    dy: View<'a, T>,
    logits: View<'a, T>,
    labels: View<'a, i64>,
    weight: Option<View<'a, T>>,
    label_smoothing: f64,
) -> Result<Job<T, 1, impl Work<T, 1> + 'a>> {
    let op = "cross_entropy.backward";
    let call = Call::new(op, logits, labels, weight, label_smoothing)?;
    dy.expect(op, "dy", &[])?;
    let share = dy.data[0].wide() / call.total;
    let cost = (job::EXP + job::ELEMENT) * logits.data.len() as f64;
    Ok(Job::new([logits.shape.into()], cost, move |[dlogits]| slopes(call, share, dlogits)))
}

simd::dispatch! { fn sum<T: Float>(call: Call<'_, T>) -> f64 = sum_with; }
simd::dispatch! { fn slopes<T: Float>(call: Call<'_, T>, share: f64, dlogits: &mut [T]) = slopes_with; }

#[inline(always)]
fn sum_with<S: Simd, T: Float>(s: S, call: Call<'_, T>) -> f64 {
    let mut loss = 0.0;
    for (row, label) in call.rows() {
        let (m, sum) = log_softmax::log_sum_exp(s, row);
        let log_sum = sum.ln();
        let one = log_sum - (row[label as usize].wide() - m.wide());
        let hit = (1.0 - call.smoothing) * call.weight_of(label);
        // A target of nought counts for nothing, however unlikely its class is.
        if hit != 0.0 {
            loss += hit * one;
        }
        if call.smoothing > 0.0 {
            loss += call.spread * log_sum - call.smoothing / call.classes as f64 * weighted_sum(s, call.weight, row, m);
        }
    }
    loss
}

/// `sum_c weight[c] * (z[c] - m)`.
#[inline(always)]
fn weighted_sum<S: Simd, T: Float>(s: S, weight: Option<&[T]>, row: &[T], m: T) -> f64 {
    let m = Vector::<S, T>::splat(s, m);
    let [sum] = match weight {
        None => simd::totals(
            s,
            std::iter::once([row]),
            #[inline(always)]
            |[z]| [z - m],
        ),
        Some(weight) => simd::totals(
            s,
            std::iter::once([row, weight]),
            #[inline(always)]
            |[z, weight]| {
                let zero = Vector::<S, T>::zero(s);
                [Vector::<S, T>::select(weight.eq(zero), zero, weight * (z - m))]
            },
        ),
    };
    sum
}

#[inline(always)]
fn slopes_with<S: Simd, T: Float>(s: S, call: Call<'_, T>, share: f64, dlogits: &mut [T]) {
    let each = Vector::<S, T>::constant(s, share * call.smoothing / call.classes as f64);
    for ((row, label), dz) in call.rows().zip(dlogits.chunks_exact_mut(call.classes)) {
        let hit = (1.0 - call.smoothing) * call.weight_of(label);
        softmax::scaled_row(s, share * (hit + call.spread), row, dz);
        if call.smoothing > 0.0 {
            match call.weight {
                None => simd::map_in_place(
                    s,
                    dz,
                    #[inline(always)]
                    |dz| dz - each,
                ),
                Some(weight) => simd::update(
                    s,
                    [weight],
                    dz,
                    #[inline(always)]
                    |[weight], dz| weight.neg_mul_add(each, dz),
                ),
            }
        }
        let at = &mut dz[label as usize];
        *at = T::narrow(at.wide() - share * hit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Array;
    use crate::ops::testing::{array, assert_gradient};

    #[test]
    fn equal_scores_cost_the_logarithm_of_the_number_of_classes() {
        let loss = forward(View::new(&[7.0; 6], &[2, 3]), View::new(&[0, 2], &[2]), None, 0.0).unwrap().answer();
        assert!((loss.data[0] - 3f64.ln()).abs() < 1e-15);
    }

    #[test]
    fn a_sure_and_wrong_answer_costs_much_and_not_infinitely_much() {
        let loss = forward(View::new(&[0.0f32, 1000.0], &[1, 2]), View::new(&[0], &[1]), None, 0.0).unwrap().answer();
        assert_eq!(loss.data, [1000.0]);
    }

    #[test]
    fn weights_and_smoothing_by_hand() {
        // Row 0: log-probabilities log 1/4, log 3/4; row 1: log 1/2 twice.
        let (logits, labels, weight) = ([0.0, 3f64.ln(), 5.0, 5.0], [1, 0], [2.0, 0.5]);
        let (logits, labels) = (View::new(&logits, &[2, 2]), View::new(&labels, &[2]));
        let weight = View::new(&weight, &[2]);
        let costs = [(0.25f64, 0.75f64), (0.5, 0.5)].map(|(p, q)| (-p.ln(), -q.ln()));
        let weighted = (0.5 * costs[0].1 + 2.0 * costs[1].0) / 2.5;
        let loss = forward(logits, labels, Some(weight), 0.0).unwrap().answer().data[0];
        assert!((loss - weighted).abs() < 1e-15);
        let spread: f64 = costs.iter().map(|(first, second)| 2.0 * first + 0.5 * second).sum::<f64>() * 0.2 / 2.0 / 2.5;
        let loss = forward(logits, labels, Some(weight), 0.2).unwrap().answer().data[0];
        assert!((loss - (0.8 * weighted + spread)).abs() < 1e-15);
    }

    #[test]
    fn a_class_without_weight_may_be_impossible() {
        let (logits, weight) = ([-f64::INFINITY, 0.0, 0.0], [0.0, 1.0, 1.0]);
        let (logits, weight) = (View::new(&logits, &[1, 3]), View::new(&weight, &[3]));
        let loss = forward(logits, View::new(&[1], &[1]), Some(weight), 0.3).unwrap().answer().data[0];
        assert!((loss - (0.7 + 0.2) * 2f64.ln()).abs() < 1e-15);
    }

    #[test]
    fn backward_is_the_slope_of_forward() {
        let (logits, labels, dy) = (array(&[3, 70], 1), [2, 0, 67], Array::scalar(1.5));
        let labels = View::new(&labels, &[3]);
        let mut weight = array(&[70], 2);
        weight.data.iter_mut().for_each(|w| *w += 1.0);
        for weight in [None, Some(weight.view())] {
            for smoothing in [0.0, 0.3] {
                let dlogits = backward(dy.view(), logits.view(), labels, weight, smoothing).unwrap().answer();
                let loss = |logits: View<f64>| forward(logits, labels, weight, smoothing).unwrap().answer();
                assert_gradient(&dlogits, &logits, &dy, loss);
            }
        }
    }

    #[test]
    fn weights_for_other_classes_and_smoothing_beyond_1_are_refused() {
        let (logits, labels, weight) = (array(&[1, 3], 1), [0], array(&[2], 1));
        let labels = View::new(&labels, &[1]);
        let words = forward(logits.view(), labels, Some(weight.view()), 0.0).unwrap_err().to_string();
        assert_eq!(words, "cross_entropy: weight has shape [2], expected [3]");
        for smoothing in [-0.1, 1.1, f64::NAN] {
            let words = forward(logits.view(), labels, None, smoothing).unwrap_err().to_string();
            assert_eq!(words, format!("cross_entropy: label_smoothing is {smoothing}, expected 0 to 1"));
        }
    }

    #[test]
    fn a_label_that_names_no_class_is_refused() {
        let logits = array(&[2, 3], 1);
        for label in [-1, 3, i64::MAX, i64::MIN] {
            let error = forward(logits.view(), View::new(&[0, label], &[2]), None, 0.0).unwrap_err();
            assert_eq!(error.to_string(), format!("cross_entropy: labels[1] is {label}, expected 0 to 2"));
        }
    }

    #[test]
    fn the_mean_of_nothing_is_refused() {
        assert!(forward(View::<f32>::new(&[], &[0, 3]), View::new(&[], &[0]), None, 0.0).is_err());
        assert!(forward(View::<f32>::new(&[], &[2, 0]), View::new(&[0, 0], &[2]), None, 0.0).is_err());
    }
}
