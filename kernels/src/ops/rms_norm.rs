//! Normalisation by the root mean square over the last axis (Zhang and Sennrich 2019, arXiv 1910.07467).
//!
//! | | reads | writes | flops |
//! |---|---|---|---|
//! | forward | `x` twice, once from cache | `y` | 4 an element |
//! | backward | `x` and `dy` several times, from cache but for the first | `dx`; `dweight` once | about 16 an element |
//!
//! `y = normal * weight` with `normal = x * factor`, `factor = 1 / sqrt(mean(x^2) + eps)`, one a row.
//! With `g = dy * weight`: `dx = factor * (g - normal * mean(g * normal))`, and `dweight = sum dy * normal` down the
//! columns. It is layer normalisation without the mean, at half its cost.

use crate::array::{Result, View};
use crate::float::Float;
use crate::job::{self, Job, Work};
use crate::moments::mean_square;
use crate::ops::layer_norm::features;
use crate::simd::{self, ColumnSums, Register, Simd, Vector};

/// `y`, of the shape of `x [..., features]`, for `weight [features]`.
pub fn forward<'a, T: Float>(x: View<'a, T>, weight: View<'a, T>, eps: f64) -> Result<Job<T, 1, impl Work<T, 1> + 'a>> {
    features("rms_norm", x, weight)?;
    let cost = job::ELEMENT * x.data.len() as f64;
    Ok(Job::new([x.shape.into()], cost, move |[y]| rows(x.data, weight.data, eps, y)))
}

/// `(dx, dweight)`, for `dy` of the shape of `x`.
pub fn backward<'a, T: Float>(
    dy: View<'a, T>,
    x: View<'a, T>,
    weight: View<'a, T>,
    eps: f64,
) -> Result<Job<T, 2, impl Work<T, 2> + 'a>> {
    let op = "rms_norm.backward";
    let features = features(op, x, weight)?;
    dy.expect(op, "dy", x.shape)?;
    let mut sums = ColumnSums::new(op, features)?;
    let cost = 2.0 * job::ELEMENT * x.data.len() as f64;
    Ok(Job::new([x.shape.into(), weight.shape.into()], cost, move |[dx, dweight]| {
        rows_backward(dy.data, x.data, weight.data, eps, dx, &mut sums);
        for (dweight, sum) in dweight.iter_mut().zip(sums.take()) {
            *dweight = T::narrow(sum);
        }
    }))
}

simd::dispatch! { fn rows<T: Float>(x: &[T], weight: &[T], eps: f64, y: &mut [T]) = rows_with; }
simd::dispatch! {
    fn rows_backward<T: Float>(
        dy: &[T], x: &[T], weight: &[T], eps: f64, dx: &mut [T], sums: &mut ColumnSums<T>,
    ) = rows_backward_with;
}

/// The factor that brings the mean square of a row to 1.
#[inline(always)]
fn factor<S: Simd, T: Float>(s: S, x: &[T], eps: f64) -> Vector<S, T> {
    Vector::<S, T>::constant(s, 1.0 / (mean_square(s, x) + eps).sqrt())
}

#[inline(always)]
fn rows_with<S: Simd, T: Float>(s: S, x: &[T], weight: &[T], eps: f64, y: &mut [T]) {
    let features = weight.len();
    for (x, y) in x.chunks_exact(features).zip(y.chunks_exact_mut(features)) {
        let factor = factor(s, x, eps);
        simd::map_many(
            s,
            [x, weight],
            y,
            #[inline(always)]
            |[x, weight]| x * factor * weight,
        );
    }
}

#[inline(always)]
fn rows_backward_with<S: Simd, T: Float>(
    s: S,
    dy: &[T],
    x: &[T],
    weight: &[T],
    eps: f64,
    dx: &mut [T],
    dweight: &mut ColumnSums<T>,
) {
    let features = weight.len();
    let rows = dy.chunks_exact(features).zip(x.chunks_exact(features));
    for ((dy, x), dx) in rows.zip(dx.chunks_exact_mut(features)) {
        let factor = factor(s, x, eps);
        let [along] = simd::totals(
            s,
            std::iter::once([dy, x, weight]),
            #[inline(always)]
            |[dy, x, weight]| [dy * weight * (x * factor)],
        );
        let along = Vector::<S, T>::constant(s, along / features as f64);
        simd::map_many(
            s,
            [dy, x, weight],
            dx,
            #[inline(always)]
            |[dy, x, weight]| factor * (x * factor).neg_mul_add(along, dy * weight),
        );
        dweight.add(
            s,
            [dy, x],
            #[inline(always)]
            |[dy, x]| dy * (x * factor),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{array, assert_gradient};

    #[test]
    fn one_and_seven_have_the_root_mean_square_five() {
        let (x, weight) = (View::new(&[1.0, 7.0], &[1, 2]), View::new(&[5.0, 10.0], &[2]));
        let y = forward(x, weight, 0.0).unwrap().answer();
        assert!(y.data.iter().zip([1.0, 14.0f64]).all(|(y, truth)| (y - truth).abs() < 1e-14));
    }

    #[test]
    fn neither_huge_nor_tiny_numbers_are_too_much() {
        for scale in [1e-30f32, 1e30] {
            let y = forward(View::new(&[scale, -scale], &[2]), View::new(&[1.0, 1.0], &[2]), 0.0).unwrap().answer();
            assert!((y.data[0] - 1.0).abs() < 1e-6 && (y.data[1] + 1.0).abs() < 1e-6, "{:?}", y.data);
        }
    }

    #[test]
    fn backward_is_the_slope_of_forward() {
        for shape in [&[3, 37][..], &[2, 2, 5], &[4]] {
            let (x, dy, w) = (array(shape, 1), array(shape, 2), array(&shape[shape.len() - 1..], 3));
            let [dx, dw] = backward(dy.view(), x.view(), w.view(), 1e-2).unwrap().run();
            assert_gradient(&dx, &x, &dy, |x| forward(x, w.view(), 1e-2).unwrap().answer());
            assert_gradient(&dw, &w, &dy, |w| forward(x.view(), w, 1e-2).unwrap().answer());
        }
    }
}
