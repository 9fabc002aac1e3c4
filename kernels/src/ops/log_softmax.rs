//! The logarithm of softmax along one axis, without ever taking the logarithm of a rounded probability.
//!
//! | | reads | writes | flops |
//! |---|---|---|---|
//! | forward | `x` three times, twice from cache | `y` | about 4 an element and one `exp` |
//! | backward | `dy`, and what forward reads | `dx` twice | forward and 4 an element more |
//!
//! `y[i] = x[i] - m - log(sum_j exp(x[j] - m))` with `m = max_j x[j]`: the sum is at least 1, so its logarithm is
//! finite. `dx[i] = dy[i] - softmax(x)[i] * sum_j dy[j]`. Rows and columns are swept as in softmax; the exponentials of
//! forward are added and never written. A row too long for the cache is read from memory but twice: maximum and sum
//! are taken together, block by block, and the sum so far is scaled when a larger maximum turns up (Milakov and
//! Gimelshein 2018, arXiv 1805.02867).

use crate::array::{Lanes, Result, View};
use crate::float::Float;
use crate::job::{self, Job, Work};
use crate::math;
use crate::ops::softmax::Columns;
use crate::simd::{self, Register, Simd, Vector};

/// `y`, of the shape of `x`; `exp(y)` sums to 1 along `axis`.
pub fn forward<T: Float>(x: View<'_, T>, axis: isize) -> Result<Job<T, 1, impl Work<T, 1>>> {
    let op = "log_softmax";
    let lanes = Lanes::along(op, x.shape, axis, "maximum")?;
    let mut columns = Columns::new(op, lanes)?;
    let cost = job::EXP * x.data.len() as f64;
    Ok(Job::new([x.shape.into()], cost, move |[y]| {
        if lanes.stride == 1 { rows(lanes, x.data, y) } else { down(&mut columns, x.data, y) }
    }))
}

/// `dx`, the gradient of the loss by the scores, for `dy` of the shape of `x`.
pub fn backward<'a, T: Float>(dy: View<'a, T>, x: View<'a, T>, axis: isize) -> Result<Job<T, 1, impl Work<T, 1> + 'a>> {
    let op = "log_softmax.backward";
    let lanes = Lanes::along(op, x.shape, axis, "maximum")?;
    dy.expect(op, "dy", x.shape)?;
    let mut columns = Columns::new(op, lanes)?;
    let cost = (job::EXP + job::ELEMENT) * x.data.len() as f64;
    Ok(Job::new([x.shape.into()], cost, move |[dx]| {
        if lanes.stride == 1 {
            rows_backward(lanes, dy.data, x.data, dx);
        } else {
            down_backward(&mut columns, dy.data, x.data, dx);
        }
    }))
}

simd::dispatch! { fn rows<T: Float>(lanes: Lanes, x: &[T], y: &mut [T]) = rows_with; }
simd::dispatch! { fn rows_backward<T: Float>(lanes: Lanes, dy: &[T], x: &[T], dx: &mut [T]) = rows_backward_with; }
simd::dispatch! { fn down<T: Float>(columns: &mut Columns<T>, x: &[T], y: &mut [T]) = down_with; }
simd::dispatch! {
    fn down_backward<T: Float>(columns: &mut Columns<T>, dy: &[T], x: &[T], dx: &mut [T]) = down_backward_with;
}

/// `m`, the largest score of one row, and `sum_j exp(x[j] - m)`.
#[inline(always)]
pub(crate) fn log_sum_exp<S: Simd, T: Float>(s: S, x: &[T]) -> (T, f64) {
    let (mut highest, mut sum) = (T::NEG_INFINITY, 0.0);
    for block in x.chunks(4096) {
        let m = simd::maximum(s, block);
        if m > highest {
            sum *= (highest.wide() - m.wide()).exp();
            highest = m;
        }
        // As long as there is nothing but minus infinity, minus infinity must not be taken from it.
        let shift = if highest == T::NEG_INFINITY { T::ZERO } else { highest };
        let shift = Vector::<S, T>::splat(s, shift);
        let [more] = simd::totals_of_long(
            s,
            std::iter::once([block]),
            #[inline(always)]
            |[x]| [math::exp_negative(s, x - shift)],
        );
        sum += more;
    }
    (highest, sum)
}

#[inline(always)]
fn rows_with<S: Simd, T: Float>(s: S, lanes: Lanes, x: &[T], y: &mut [T]) {
    for (x, y) in x.chunks_exact(lanes.length).zip(y.chunks_exact_mut(lanes.length)) {
        let (m, sum) = log_sum_exp(s, x);
        let (m, log_sum) = (Vector::<S, T>::splat(s, m), Vector::<S, T>::constant(s, sum.ln()));
        simd::map(
            s,
            x,
            y,
            #[inline(always)]
            |x| x - m - log_sum,
        );
    }
}

#[inline(always)]
fn rows_backward_with<S: Simd, T: Float>(s: S, lanes: Lanes, dy: &[T], x: &[T], dx: &mut [T]) {
    let rows = dy.chunks_exact(lanes.length).zip(x.chunks_exact(lanes.length));
    for ((dy, x), dx) in rows.zip(dx.chunks_exact_mut(lanes.length)) {
        let highest = Vector::<S, T>::splat(s, simd::maximum(s, x));
        let [sum, all] = simd::map_totals(
            s,
            [dy, x],
            dx,
            #[inline(always)]
            |[dy, x]| {
                let e = math::exp_negative(s, x - highest);
                (e, [e, dy])
            },
        );
        let factor = Vector::<S, T>::constant(s, all / sum);
        simd::update(
            s,
            [dy],
            dx,
            #[inline(always)]
            |[dy], e| e.neg_mul_add(factor, dy),
        );
    }
}

#[inline(always)]
fn down_with<S: Simd, T: Float>(s: S, columns: &mut Columns<T>, x: &[T], y: &mut [T]) {
    let lanes = columns.lanes;
    for (start, width) in lanes.groups() {
        columns.find_highest(s, x, start, width);
        for k in 0..lanes.length {
            let rows = [&x[lanes.row(start, width, k)], &columns.highest[..width]];
            columns.sums.add(
                s,
                rows,
                #[inline(always)]
                |[x, highest]| math::exp_negative(s, x - highest),
            );
        }
        for (factor, sum) in columns.factor.iter_mut().zip(columns.sums.take()) {
            *factor = T::narrow(sum.ln());
        }
        for k in 0..lanes.length {
            let row = lanes.row(start, width, k);
            simd::map_many(
                s,
                [&x[row.clone()], &columns.highest[..width], &columns.factor[..width]],
                &mut y[row],
                #[inline(always)]
                |[x, highest, log_sum]| x - highest - log_sum,
            );
        }
    }
}

#[inline(always)]
fn down_backward_with<S: Simd, T: Float>(s: S, columns: &mut Columns<T>, dy: &[T], x: &[T], dx: &mut [T]) {
    let lanes = columns.lanes;
    for (start, width) in lanes.groups() {
        columns.exponentials(s, x, dx, start, width);
        for k in 0..lanes.length {
            columns.others.add(
                s,
                [&dy[lanes.row(start, width, k)]],
                #[inline(always)]
                |[dy]| dy,
            );
        }
        let sums = columns.sums.take().zip(columns.others.take());
        for (factor, (sum, all)) in columns.factor.iter_mut().zip(sums) {
            *factor = T::narrow(all / sum);
        }
        for k in 0..lanes.length {
            let row = lanes.row(start, width, k);
            simd::update(
                s,
                [&dy[row.clone()], &columns.factor[..width]],
                &mut dx[row],
                #[inline(always)]
                |[dy, factor], e| e.neg_mul_add(factor, dy),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::softmax;
    use crate::ops::testing::{array, assert_gradient};

    simd::dispatch! { fn log_sum_exp_of<T: Float>(x: &[T]) -> (T, f64) = log_sum_exp; }

    #[test]
    fn a_probability_of_zero_has_a_finite_logarithm() {
        let y = forward(View::new(&[0.0f32, -1000.0], &[2]), 0).unwrap().answer();
        assert_eq!(y.data, [0.0, -1000.0]);
    }

    #[test]
    fn its_exponential_is_softmax() {
        let x = array(&[3, 70, 75], 1);
        for axis in 0..3 {
            let (y, p) =
                (forward(x.view(), axis).unwrap().answer(), softmax::forward(x.view(), axis).unwrap().answer());
            assert!(y.data.iter().zip(&p.data).all(|(y, p)| (y.exp() - p).abs() < 1e-15));
        }
    }

    #[test]
    fn a_logarithm_of_a_long_sum_is_right_though_scores_rise_all_the_way() {
        let x: Vec<f32> = (0..50_000).map(|i| i as f32 * 1e-3).collect();
        let (m, sum) = log_sum_exp_of(&x);
        let truth: f64 = x.iter().map(|&x| (f64::from(x) - f64::from(m)).exp()).sum();
        assert_eq!(m, x[49_999]);
        assert!((sum / truth - 1.0).abs() < 1e-6, "{sum} is not {truth}");
    }

    #[test]
    fn infinities_and_nan_go_the_way_of_the_formula() {
        let infinity = f64::INFINITY;
        assert_eq!(forward(View::new(&[-infinity, 0.0], &[2]), 0).unwrap().answer().data, [-infinity, 0.0]);
        let mut late = [-infinity; 20_000];
        late[19_999] = 3.0;
        assert_eq!(log_sum_exp_of(&late), (3.0, 1.0));
        late[0] = f64::NAN;
        assert!(log_sum_exp_of(&late).1.is_nan());
        for row in [[infinity, 0.0], [-infinity, -infinity], [f64::NAN, 0.0]] {
            let pairs = row.map(|x| [x, x]).concat();
            for y in [
                forward(View::new(&row, &[2]), 0).unwrap().answer(),
                forward(View::new(&pairs, &[2, 2]), 0).unwrap().answer(),
            ] {
                assert!(y.data.iter().all(|y| y.is_nan()), "{row:?}: {:?}", y.data);
            }
        }
    }

    #[test]
    fn backward_is_the_slope_of_forward_along_either_axis() {
        let (x, dy) = (array(&[3, 4], 1), array(&[3, 4], 2));
        for axis in [0, 1] {
            let dx = backward(dy.view(), x.view(), axis).unwrap().answer();
            assert_gradient(&dx, &x, &dy, |x| forward(x, axis).unwrap().answer());
        }
    }
}
