//! Layer normalisation over the last axis (Ba, Kiros and Hinton 2016, arXiv 1607.06450).
//!
//! | | reads | writes | flops |
//! |---|---|---|---|
//! | forward | `x` three times, twice from cache | `y` | about 8 an element |
//! | backward | `x` and `dy` several times, from cache but for the first | `dx`; `dweight`, `dbias` once | about 25 an element |
//!
//! `y = normal * weight + bias` with `normal = (x - mean) * factor`, `factor = 1 / sqrt(variance + eps)`, both of a row.
//! With `g = dy * weight`: `dx = factor * (g - mean(g) - normal * mean(g * normal))`, for what moves a whole row, or
//! stretches it, leaves `y` as it is. `dweight = sum dy * normal` and `dbias = sum dy`, down the columns.
//!
//! A row stays in the nearest cache while it is swept: mean, variance (`moments.rs`), then the answer.

use crate::array::{Result, View, refuse};
use crate::float::Float;
use crate::job::{self, Job, Work};
use crate::moments::moments;
use crate::simd::{self, ColumnSums, Register, Simd, Vector};

/// The length of a row of `x`, which is that of `weight` too, or a refusal.
pub(crate) fn features<T: Float>(op: &str, x: View<T>, weight: View<T>) -> Result<usize> {
    let Some(&features) = x.shape.last() else { refuse!("{op}: x has shape [], expected [..., features]") };
    if features == 0 {
        refuse!("{op}: x has shape {:?}: the mean of nothing is not defined", x.shape);
    }
    weight.expect(op, "weight", &[features])?;
    Ok(features)
}

/// `y`, of the shape of `x [..., features]`, for `weight [features]` and `bias [features]`.
pub fn forward<'a, T: Float>(
    x: View<'a, T>,
    weight: View<'a, T>,
    bias: View<'a, T>,
    eps: f64,
) -> Result<Job<T, 1, impl Work<T, 1> + 'a>> {
    let op = "layer_norm";
    let features = features(op, x, weight)?;
    bias.expect(op, "bias", &[features])?;
    let cost = job::ELEMENT * x.data.len() as f64;
    Ok(Job::new([x.shape.into()], cost, move |[y]| rows(x.data, weight.data, bias.data, eps, y)))
}

/// `(dx, dweight, dbias)`, for `dy` of the shape of `x`.
pub fn backward<'a, T: Float>(
    dy: View<'a, T>,
    x: View<'a, T>,
    weight: View<'a, T>,
    bias: View<'a, T>,
    eps: f64,
) -> Result<Job<T, 3, impl Work<T, 3> + 'a>> {
    let op = "layer_norm.backward";
    let features = features(op, x, weight)?;
    bias.expect(op, "bias", &[features])?;
    dy.expect(op, "dy", x.shape)?;
    let mut sums = [ColumnSums::new(op, features)?, ColumnSums::new(op, features)?];
    let cost = 3.0 * job::ELEMENT * x.data.len() as f64;
    Ok(Job::new([x.shape.into(), weight.shape.into(), bias.shape.into()], cost, move |[dx, dweight, dbias]| {
        rows_backward(dy.data, x.data, weight.data, eps, dx, &mut sums);
        for (out, sums) in [dweight, dbias].into_iter().zip(&mut sums) {
            for (out, sum) in out.iter_mut().zip(sums.take()) {
                *out = T::narrow(sum);
            }
        }
    }))
}

simd::dispatch! { fn rows<T: Float>(x: &[T], weight: &[T], bias: &[T], eps: f64, y: &mut [T]) = rows_with; }
simd::dispatch! {
    fn rows_backward<T: Float>(
        dy: &[T], x: &[T], weight: &[T], eps: f64, dx: &mut [T], sums: &mut [ColumnSums<T>; 2],
    ) = rows_backward_with;
}

/// The mean of a row, and the factor that brings its variance to 1.
#[inline(always)]
fn mean_and_factor<S: Simd, T: Float>(s: S, x: &[T], eps: f64) -> [Vector<S, T>; 2] {
    let (mean, variance) = moments(s, x.len(), std::iter::once(x));
    [mean, 1.0 / (variance + eps).sqrt()].map(
        #[inline(always)]
        |x| Vector::<S, T>::constant(s, x),
    )
}

#[inline(always)]
fn rows_with<S: Simd, T: Float>(s: S, x: &[T], weight: &[T], bias: &[T], eps: f64, y: &mut [T]) {
    let features = weight.len();
    for (x, y) in x.chunks_exact(features).zip(y.chunks_exact_mut(features)) {
        let [mean, factor] = mean_and_factor(s, x, eps);
        simd::map_many(
            s,
            [x, weight, bias],
            y,
            #[inline(always)]
            |[x, weight, bias]| ((x - mean) * factor).mul_add(weight, bias),
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
    [dweight, dbias]: &mut [ColumnSums<T>; 2],
) {
    let features = weight.len();
    let rows = dy.chunks_exact(features).zip(x.chunks_exact(features));
    for ((dy, x), dx) in rows.zip(dx.chunks_exact_mut(features)) {
        let [mean, factor] = mean_and_factor(s, x, eps);
        let [all, along] = simd::totals(
            s,
            std::iter::once([dy, x, weight]),
            #[inline(always)]
            |[dy, x, weight]| [dy * weight, dy * weight * ((x - mean) * factor)],
        );
        let [all, along] = [all, along].map(
            #[inline(always)]
            |sum| Vector::<S, T>::constant(s, sum / features as f64),
        );
        simd::map_many(
            s,
            [dy, x, weight],
            dx,
            #[inline(always)]
            |[dy, x, weight]| factor * ((x - mean) * factor).neg_mul_add(along, dy * weight - all),
        );
        dweight.add(
            s,
            [dy, x],
            #[inline(always)]
            |[dy, x]| dy * ((x - mean) * factor),
        );
        dbias.add(
            s,
            [dy],
            #[inline(always)]
            |[dy]| dy,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{array, assert_gradient};

    #[test]
    fn two_numbers_lie_one_spread_to_either_side() {
        let (weight, bias) = (View::new(&[2.0, 10.0], &[2]), View::new(&[1.0, -1.0], &[2]));
        let x = View::new(&[3.0, 7.0, -1e6, 1e6], &[2, 2]);
        assert_eq!(forward(x, weight, bias, 0.0).unwrap().answer().data, [-1.0, 9.0, -1.0, 9.0]);
    }

    #[test]
    fn backward_is_the_slope_of_forward() {
        for shape in [&[3, 37][..], &[2, 2, 5], &[4]] {
            let n = shape[shape.len() - 1];
            let (x, dy, w, b) = (array(shape, 1), array(shape, 2), array(&[n], 3), array(&[n], 4));
            let [dx, dw, db] = backward(dy.view(), x.view(), w.view(), b.view(), 1e-2).unwrap().run();
            assert_gradient(&dx, &x, &dy, |x| forward(x, w.view(), b.view(), 1e-2).unwrap().answer());
            assert_gradient(&dw, &w, &dy, |w| forward(x.view(), w, b.view(), 1e-2).unwrap().answer());
            assert_gradient(&db, &b, &dy, |b| forward(x.view(), w.view(), b, 1e-2).unwrap().answer());
        }
    }

    #[test]
    fn neither_huge_numbers_nor_equal_ones_are_too_much() {
        let one = View::new(&[1.0f32, 1.0], &[2]);
        let x = View::new(&[1e30f32, 3e30, 7.0, 7.0], &[2, 2]);
        let y = forward(x, one, one, 1e-5).unwrap().answer();
        assert!((y.data[0] - 0.0).abs() < 1e-6 && (y.data[1] - 2.0).abs() < 1e-6, "{:?}", y.data);
        assert_eq!(y.data[2..], [1.0, 1.0]);
    }

    #[test]
    fn rows_without_number_are_refused_and_no_rows_are_not() {
        let none = View::<f64>::new(&[], &[0]);
        assert!(forward(View::new(&[], &[2, 0]), none, none, 1e-5).is_err());
        assert!(forward(View::new(&[1.0], &[]), none, none, 1e-5).is_err());
        let one = View::new(&[1.0], &[1]);
        let [dx, dw, _] = backward(View::new(&[], &[0, 1]), View::new(&[], &[0, 1]), one, one, 1e-5).unwrap().run();
        assert_eq!((dx.data, dw.data), (vec![], vec![0.0]));
    }
}
