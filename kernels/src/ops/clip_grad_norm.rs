//! Gradients scaled down so that the norm of all of them together is at most `max_norm` (Pascanu et al. 2013, arXiv
//! 1211.5063).
//!
//! | reads | writes | flops |
//! |---|---|---|
//! | all gradients twice | each of them, and the norm before | 3 an element |
//!
//! `norm = sqrt(sum over all numbers of g^2)`, `g' = g * min(1, max_norm / (norm + 1e-6))`. The answers may be written
//! over the gradients.
//!
//! The squares of f32 are taken in f64, which holds each of them exactly: a gradient that explodes is what this is for,
//! and its square must not.

use crate::Shape;
use crate::array::{Result, View};
use crate::elementwise::{ListJob, ListWork, Sink, Source, vectors};
use crate::simd::{self, Register, Simd, Vector};
use crate::{Float, job};

/// Each of the gradients, scaled, and last the norm, a single number.
pub fn forward<'a, T: Float>(grads: Vec<View<'a, T>>, max_norm: f64) -> Result<ListJob<'a, T, impl ListWork<T> + 'a>> {
    let shapes = grads.iter().map(|grad| grad.shape.into()).chain([Shape::SCALAR]).collect();
    let cost = 2.0 * job::ELEMENT * grads.iter().map(|grad| grad.data.len()).sum::<usize>() as f64;
    Ok(ListJob::new(grads, shapes, cost, move |grads, answers| {
        let norm = grads.iter().map(|&grad| squares(grad)).sum::<f64>().sqrt();
        // `min` would make 1 of NaN.
        let factor = if norm.is_nan() { norm } else { (max_norm / (norm + 1e-6)).min(1.0) };
        let (scaled, last) = answers.split_at_mut(grads.len());
        for (&grad, answer) in grads.iter().zip(scaled) {
            scale(factor, grad, answer.lend());
        }
        last[0].set(0, T::narrow(norm));
    }))
}

simd::dispatch! { fn squares<T: Float>(x: Source<'_, T>) -> f64 = squares_with; }
simd::dispatch! { fn scale<T: Float>(factor: f64, x: Source<'_, T>, y: Sink<'_, T>) = scale_with; }

#[inline(always)]
fn squares_with<S: Simd, T: Float>(s: S, x: Source<'_, T>) -> f64 {
    let lanes = Vector::<S, T>::LANES;
    // Two vectors of two halves: four chains.
    let mut sums = [[S::F64::zero(s); 2]; 2];
    let mut i = 0;
    while i < x.len() {
        for chain in &mut sums {
            // SAFETY: as many numbers as are left; zeros behind them.
            let x = unsafe { Vector::<S, T>::load_first(s, x.at().add(i.min(x.len())), x.len().saturating_sub(i)) };
            for (sum, half) in chain.iter_mut().zip(x.widen()) {
                *sum = half.mul_add(half, *sum);
            }
            i += lanes;
        }
    }
    let [[a, b], [c, d]] = sums;
    ((a + b) + (c + d)).reduce_add()
}

#[inline(always)]
fn scale_with<S: Simd, T: Float>(s: S, factor: f64, x: Source<'_, T>, y: Sink<'_, T>) {
    let factor = Vector::<S, T>::constant(s, factor);
    vectors(
        s,
        [x],
        [y],
        #[inline(always)]
        |[x]| [x * factor],
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clipped(grads: &[&[f32]], max_norm: f64) -> Vec<Vec<f32>> {
        let shapes: Vec<_> = grads.iter().map(|grad| [grad.len()]).collect();
        let views = grads.iter().zip(&shapes).map(|(grad, shape)| View::new(grad, shape)).collect();
        forward(views, max_norm).unwrap().run().into_iter().map(|answer| answer.data).collect()
    }

    #[test]
    fn three_and_four_have_the_norm_five() {
        assert_eq!(clipped(&[&[3.0], &[0.0, 4.0]], 10.0), [vec![3.0], vec![0.0, 4.0], vec![5.0]]);
        let half = clipped(&[&[3.0], &[0.0, 4.0]], 2.5);
        assert!((half[0][0] - 1.5).abs() < 1e-6 && (half[1][1] - 2.0).abs() < 1e-6, "{half:?}");
        assert_eq!(clipped(&[], 1.0), [vec![0.0]]);
    }

    #[test]
    fn a_gradient_that_explodes_is_scaled_and_not_lost() {
        let answers = clipped(&[&[1e30; 40], &[]], 1.0);
        let truth = 1.0 / 40f32.sqrt();
        assert!(answers[0].iter().all(|g| (g / truth - 1.0).abs() < 1e-6), "{answers:?}");
        assert!((answers[2][0] / (1e30 * 40f32.sqrt()) - 1.0).abs() < 1e-6);
    }

    #[test]
    fn nan_and_infinity_show() {
        assert!(clipped(&[&[1.0, f32::NAN]], 1.0).concat().iter().all(|g| g.is_nan()));
        let answers = clipped(&[&[1.0, f32::INFINITY]], 1.0);
        assert!(answers[0][0] == 0.0 && answers[0][1].is_nan() && answers[1][0] == f32::INFINITY, "{answers:?}");
    }
}
