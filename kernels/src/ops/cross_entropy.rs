//! Cross-entropy of scores with labels, the mean over a batch.
//!
//! | | reads | writes | flops |
//! |---|---|---|---|
//! | forward | `logits` twice, once from cache | one number | about 3 an element and one `exp` |
//! | backward | `logits` three times, twice from cache | `dlogits` | about 4 an element and one `exp` |
//!
//! `loss = mean_n (log(sum_c exp(z[n, c] - m[n])) - (z[n, label[n]] - m[n]))` with `m[n] = max_c z[n, c]`.
//! The log-probabilities are never written, and none is the logarithm of a rounded zero: finite scores give a finite
//! loss. `dz[n, c] = dy / batch * (softmax(z)[n, c] - [c = label[n]])`. Sums run in f64.

use crate::Shape;
use crate::array::{Result, View, refuse};
use crate::float::Float;
use crate::job::{self, Job, Work};
use crate::ops::{log_softmax, softmax};

/// Refuses shapes that do not fit, an empty batch (it has no mean) and labels that name no class. Returns the number of
/// classes.
fn classes<T: Float>(op: &str, logits: View<T>, labels: View<i64>) -> Result<usize> {
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
    Ok(classes)
}

/// The mean loss, a single number: `logits [batch, classes]`, `labels [batch]`, each in `0..classes`.
pub fn forward<'a, T: Float>(logits: View<'a, T>, labels: View<'a, i64>) -> Result<Job<T, 1, impl Work<T, 1> + 'a>> {
    let classes = classes("cross_entropy", logits, labels)?;
    let cost = job::EXP * logits.data.len() as f64;
    Ok(Job::new([Shape::SCALAR], cost, move |[loss]| {
        let mut sum = 0.0;
        for (row, &label) in logits.data.chunks_exact(classes).zip(labels.data) {
            let (m, log_sum) = log_softmax::log_sum_exp(row);
            sum += log_sum - (row[label as usize].wide() - m);
        }
        loss[0] = T::narrow(sum / labels.data.len() as f64);
    }))
}

/// `dlogits`, the gradient of the loss by the scores, for `dy` a single number.
pub fn backward<'a, T: Float>(
    dy: View<'a, T>,
    logits: View<'a, T>,
    labels: View<'a, i64>,
) -> Result<Job<T, 1, impl Work<T, 1> + 'a>> {
    let op = "cross_entropy.backward";
    let classes = classes(op, logits, labels)?;
    dy.expect(op, "dy", &[])?;
    let share = dy.data[0].wide() / labels.data.len() as f64;
    let cost = (job::EXP + job::ELEMENT) * logits.data.len() as f64;
    Ok(Job::new([logits.shape.into()], cost, move |[dlogits]| {
        dlogits.copy_from_slice(logits.data);
        for (row, &label) in dlogits.chunks_exact_mut(classes).zip(labels.data) {
            softmax::row(row);
            for (c, p) in row.iter_mut().enumerate() {
                let target = if c == label as usize { 1.0 } else { 0.0 };
                *p = T::narrow(share * (p.wide() - target));
            }
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Array;
    use crate::ops::testing::{array, assert_gradient};

    #[test]
    fn equal_scores_cost_the_logarithm_of_the_number_of_classes() {
        let loss = forward(View::new(&[7.0; 6], &[2, 3]), View::new(&[0, 2], &[2])).unwrap().answer();
        assert!((loss.data[0] - 3f64.ln()).abs() < 1e-15);
    }

    #[test]
    fn a_sure_and_wrong_answer_costs_much_and_not_infinitely_much() {
        let loss = forward(View::new(&[0.0f32, 1000.0], &[1, 2]), View::new(&[0], &[1])).unwrap().answer();
        assert_eq!(loss.data, [1000.0]);
    }

    #[test]
    fn backward_is_the_slope_of_forward() {
        let (logits, labels, dy) = (array(&[3, 4], 1), [2, 0, 3], Array::scalar(1.5));
        let labels = View::new(&labels, &[3]);
        let dlogits = backward(dy.view(), logits.view(), labels).unwrap().answer();
        assert_gradient(&dlogits, &logits, &dy, |logits| forward(logits, labels).unwrap().answer());
    }

    #[test]
    fn a_label_that_names_no_class_is_refused() {
        let logits = array(&[2, 3], 1);
        for label in [-1, 3, i64::MAX, i64::MIN] {
            let error = forward(logits.view(), View::new(&[0, label], &[2])).unwrap_err();
            assert_eq!(error.to_string(), format!("cross_entropy: labels[1] is {label}, expected 0 to 2"));
        }
    }

    #[test]
    fn the_mean_of_nothing_is_refused() {
        assert!(forward(View::<f32>::new(&[], &[0, 3]), View::new(&[], &[0])).is_err());
        assert!(forward(View::<f32>::new(&[], &[2, 0]), View::new(&[0, 0], &[2])).is_err());
    }
}
