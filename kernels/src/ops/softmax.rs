//! Softmax along one axis: scores to probabilities (Bridle 1990).
//!
//! | | reads | writes | flops |
//! |---|---|---|---|
//! | forward | `x` twice, `y` once, from cache but for the first | `y` twice | about 4 an element and one `exp` |
//! | backward | `dy`, and what forward reads | `dx` twice | forward and 4 an element more |
//!
//! `y[i] = exp(x[i] - m) / sum_j exp(x[j] - m)` with `m = max_j x[j]`: the shift changes nothing and keeps `exp` from
//! overflowing. `dx[i] = y[i] * (dy[i] - sum_j dy[j] * y[j])`, with `e = exp(x - m)` for `y` until the sums are known.
//!
//! A lane of neighbours is swept three times: maximum, exponentials and sums, scale. Other lanes are the columns of a
//! matrix, and are swept side by side, a row of the matrix at a time: three sweeps again, with a maximum and a sum a
//! column. Sums run in f32 over short stretches and in f64 across them (`simd/rows.rs`): long lanes do not drift.

use crate::array::{Lanes, Result, View, zeros};
use crate::float::Float;
use crate::job::{self, Job, Work};
use crate::math;
use crate::simd::{self, ColumnSums, Register, Simd, Vector};

/// `y`, of the shape of `x`; each lane along `axis` sums to 1.
pub fn forward<T: Float>(x: View<'_, T>, axis: isize) -> Result<Job<T, 1, impl Work<T, 1>>> {
    let op = "softmax";
    let lanes = Lanes::along(op, x.shape, axis, "maximum")?;
    let mut columns = Columns::new(op, lanes)?;
    let cost = job::EXP * x.data.len() as f64;
    Ok(Job::new([x.shape.into()], cost, move |[y]| {
        if lanes.stride == 1 { rows(lanes, x.data, y) } else { down(&mut columns, x.data, y) }
    }))
}

/// `dx`, the gradient of the loss by the scores, for `dy` of the shape of `x`.
pub fn backward<'a, T: Float>(dy: View<'a, T>, x: View<'a, T>, axis: isize) -> Result<Job<T, 1, impl Work<T, 1> + 'a>> {
    let op = "softmax.backward";
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

#[inline(always)]
fn rows_with<S: Simd, T: Float>(s: S, lanes: Lanes, x: &[T], y: &mut [T]) {
    for (x, y) in x.chunks_exact(lanes.length).zip(y.chunks_exact_mut(lanes.length)) {
        scaled_row(s, 1.0, x, y);
    }
}

/// `y = scale * softmax(x)` of one row.
#[inline(always)]
pub(crate) fn scaled_row<S: Simd, T: Float>(s: S, scale: f64, x: &[T], y: &mut [T]) {
    let highest = Vector::<S, T>::splat(s, simd::maximum(s, x));
    let [sum] = simd::map_totals(
        s,
        [x],
        y,
        #[inline(always)]
        |[x]| {
            let e = math::exp_negative(s, x - highest);
            (e, [e])
        },
    );
    let scale = Vector::<S, T>::constant(s, scale / sum);
    simd::map_in_place(
        s,
        y,
        #[inline(always)]
        |e| e * scale,
    );
}

#[inline(always)]
fn rows_backward_with<S: Simd, T: Float>(s: S, lanes: Lanes, dy: &[T], x: &[T], dx: &mut [T]) {
    let rows = dy.chunks_exact(lanes.length).zip(x.chunks_exact(lanes.length));
    for ((dy, x), dx) in rows.zip(dx.chunks_exact_mut(lanes.length)) {
        let highest = Vector::<S, T>::splat(s, simd::maximum(s, x));
        let [sum, along] = simd::map_totals(
            s,
            [dy, x],
            dx,
            #[inline(always)]
            |[dy, x]| {
                let e = math::exp_negative(s, x - highest);
                (e, [e, dy * e])
            },
        );
        let (scale, mean) = (Vector::<S, T>::constant(s, 1.0 / sum), Vector::<S, T>::constant(s, along / sum));
        simd::update(
            s,
            [dy],
            dx,
            #[inline(always)]
            |[dy], e| e * scale * (dy - mean),
        );
    }
}

/// What is kept for each column of a group.
pub(crate) struct Columns<T> {
    pub lanes: Lanes,
    pub highest: Vec<T>,
    pub factor: Vec<T>,
    pub sums: ColumnSums<T>,
    pub others: ColumnSums<T>,
}

impl<T: Float> Columns<T> {
    /// For the widest group; for nothing where the lanes are rows.
    pub fn new(op: &str, lanes: Lanes) -> Result<Self> {
        let width = if lanes.stride == 1 { 0 } else { lanes.widest() };
        Ok(Columns {
            lanes,
            highest: zeros(op, &[width])?,
            factor: zeros(op, &[width])?,
            sums: ColumnSums::new(op, width)?,
            others: ColumnSums::new(op, width)?,
        })
    }

    /// The largest number of each column of a group into `highest`.
    #[inline(always)]
    pub fn find_highest<S: Simd>(&mut self, s: S, x: &[T], start: usize, width: usize) {
        self.highest.fill(T::NEG_INFINITY);
        for k in 0..self.lanes.length {
            simd::update(
                s,
                [&x[self.lanes.row(start, width, k)]],
                &mut self.highest[..width],
                #[inline(always)]
                |[x], highest| x.max(highest),
            );
        }
    }

    /// `e = exp(x - highest)` of a group, and its sums.
    #[inline(always)]
    pub fn exponentials<S: Simd>(&mut self, s: S, x: &[T], e: &mut [T], start: usize, width: usize) {
        self.find_highest(s, x, start, width);
        for k in 0..self.lanes.length {
            let row = self.lanes.row(start, width, k);
            let e = &mut e[row.clone()];
            simd::map_many(
                s,
                [&x[row], &self.highest[..width]],
                e,
                #[inline(always)]
                |[x, highest]| math::exp_negative(s, x - highest),
            );
            self.sums.add(
                s,
                [e],
                #[inline(always)]
                |[e]| e,
            );
        }
    }
}

#[inline(always)]
fn down_with<S: Simd, T: Float>(s: S, columns: &mut Columns<T>, x: &[T], y: &mut [T]) {
    let lanes = columns.lanes;
    for (start, width) in lanes.groups() {
        columns.exponentials(s, x, y, start, width);
        for (factor, sum) in columns.factor.iter_mut().zip(columns.sums.take()) {
            *factor = T::narrow(1.0 / sum);
        }
        for k in 0..lanes.length {
            simd::update(
                s,
                [&columns.factor[..width]],
                &mut y[lanes.row(start, width, k)],
                #[inline(always)]
                |[factor], e| e * factor,
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
            let row = lanes.row(start, width, k);
            columns.others.add(
                s,
                [&dy[row.clone()], &dx[row]],
                #[inline(always)]
                |[dy, e]| dy * e,
            );
        }
        let sums = columns.sums.take().zip(columns.others.take());
        for ((factor, mean), (sum, along)) in columns.factor.iter_mut().zip(&mut columns.highest).zip(sums) {
            (*factor, *mean) = (T::narrow(1.0 / sum), T::narrow(along / sum));
        }
        for k in 0..lanes.length {
            let row = lanes.row(start, width, k);
            simd::update(
                s,
                [&dy[row.clone()], &columns.factor[..width], &columns.highest[..width]],
                &mut dx[row],
                #[inline(always)]
                |[dy, factor, mean], e| e * factor * (dy - mean),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Array;
    use crate::ops::testing::{array, assert_close, assert_gradient, narrow};

    #[test]
    fn equal_scores_share_equally_whatever_their_size() {
        for score in [0.0, 1e3, -1e3, 1e300] {
            let y = forward(View::new(&[score; 4], &[1, 4]), -1).unwrap().answer();
            assert_eq!(y.data, [0.25; 4]);
        }
    }

    #[test]
    fn every_axis_agrees_with_the_formula() {
        let x = array(&[3, 5, 4], 7);
        let y = forward(x.view(), 1).unwrap().answer();
        let at = |i: usize, j: usize, k: usize| (i * 5 + j) * 4 + k;
        let truth = (0..60).map(|n| {
            let (i, j, k) = (n / 20, n / 4 % 5, n % 4);
            x.data[at(i, j, k)].exp() / (0..5).map(|j| x.data[at(i, j, k)].exp()).sum::<f64>()
        });
        assert_close(&y, &Array { data: truth.collect(), shape: vec![3, 5, 4] }, 1e-15);
    }

    #[test]
    fn backward_is_the_slope_of_forward_along_either_axis() {
        let (x, dy) = (array(&[3, 4], 1), array(&[3, 4], 2));
        for axis in [0, 1, -1] {
            let dx = backward(dy.view(), x.view(), axis).unwrap().answer();
            assert_gradient(&dx, &x, &dy, |x| forward(x, axis).unwrap().answer());
        }
    }

    #[test]
    fn columns_are_rows_of_the_transpose_whatever_their_number() {
        for [length, width] in [[1, 3], [3, 2], [5, 65], [70, 130], [600, 70]] {
            let x = array(&[length, width], 3);
            let dy = array(&[length, width], 4);
            let turned = |x: &Array<f64>| {
                let data = (0..x.data.len()).map(|i| x.data[i % length * width + i / length]);
                Array { data: data.collect(), shape: vec![width, length] }
            };
            let y = forward(x.view(), 0).unwrap().answer();
            let rows = forward(turned(&x).view(), 1).unwrap().answer();
            assert_close(&turned(&y), &rows, 1e-15);
            let dx = backward(dy.view(), x.view(), 0).unwrap().answer();
            let rows = backward(turned(&dy).view(), turned(&x).view(), 1).unwrap().answer();
            assert_close(&turned(&dx), &rows, 1e-15);
        }
    }

    #[test]
    fn a_long_row_of_f32_does_not_drift() {
        let x = array(&[1, 100_000], 5);
        let x32 = narrow(&x);
        let (y, truth) = (forward(x32.view(), 1).unwrap().answer(), forward(x.view(), 1).unwrap().answer());
        let worst = y.data.iter().zip(&truth.data).map(|(y, t)| (f64::from(*y) / t - 1.0).abs()).fold(0.0, f64::max);
        assert!(worst < 4.0 * f64::from(f32::EPSILON), "{worst}");
    }

    #[test]
    fn infinities_and_nan_go_the_way_of_the_formula() {
        let infinity = f64::INFINITY;
        assert_eq!(forward(View::new(&[-infinity, 0.0], &[2]), 0).unwrap().answer().data, [0.0, 1.0]);
        for row in [[infinity, 0.0], [-infinity, -infinity], [f64::NAN, 0.0]] {
            let pairs = row.map(|x| [x, x]).concat();
            let (rows, columns) = (forward(View::new(&row, &[2]), 0), forward(View::new(&pairs, &[2, 2]), 0));
            assert!(rows.unwrap().answer().data.iter().all(|y| y.is_nan()), "{row:?}");
            assert!(columns.unwrap().answer().data.iter().all(|y| y.is_nan()), "{row:?}");
        }
    }
}
