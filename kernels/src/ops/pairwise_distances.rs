//! The Euclidean distance of each row of `x` from each row of `y`.
//!
//! | | reads | writes | flops |
//! |---|---|---|---|
//! | forward | `x`, `y` | `d` | 3 * n * m * features |
//! | backward | `dd`, `x`, `y` | `dx`, `dy` | 8 * n * m * features |
//!
//! `d[i, j] = sqrt(sum_k (x[i, k] - y[j, k])^2)`; with `s[i, j] = dd[i, j] / d[i, j]`, 0 where the distance is 0, which
//! has no slope: `dx[i] = sum_j s[i, j] * (x[i] - y[j])`, `dy[j] = -sum_i s[i, j] * (x[i] - y[j])`.
//!
//! **Why not by a product of matrices**, `|x|^2 + |y|^2 - 2 x y`? Its error is a few units of the largest of the three:
//! of two points that are near each other but far from 0 no digit would be left, where the difference itself is exact
//! or nearly so. Nor is there much to win. The tile is that of a product, with a subtraction before each fused
//! multiply-add: processors that add beside their multipliers (Zen) take as long for both, others up to twice as long.
//! Backward sums differences, too, for the same reason.

use crate::array::{Result, View, zeros};
use crate::float::Float;
use crate::gemm::Workspace;
use crate::job::{self, Job, Work};
use crate::simd::{self, Register, Simd, Vector};

/// `d`: `[n, features], [m, features] -> [n, m]`.
pub fn forward<'a, T: Float>(x: View<'a, T>, y: View<'a, T>) -> Result<Job<T, 1, impl Work<T, 1> + 'a>> {
    let [n, m, features] = sizes("pairwise_distances", x, y)?;
    let cost = 2.0 * job::FLOP * flops(n, m, features);
    Ok(Job::new([[n, m].into()], cost, move |[d]| distances(x.data, y.data, features, m, d)))
}

/// `(dx, dy)`, the gradients of the loss by both sets of points; the first argument is that by the distances.
pub fn backward<'a, T: Float>(
    dd: View<'a, T>,
    x: View<'a, T>,
    y: View<'a, T>,
) -> Result<Job<T, 2, impl Work<T, 2> + 'a>> {
    let op = "pairwise_distances.backward";
    let [n, m, features] = sizes(op, x, y)?;
    dd.expect(op, "dy", &[n, m])?;
    let mut slopes = zeros(op, &[n, m])?;
    Ok(Job::new([x.shape.into(), y.shape.into()], 4.0 * job::FLOP * flops(n, m, features), move |[dx, dy]| {
        dx.fill(T::ZERO);
        dy.fill(T::ZERO);
        if features == 0 || m == 0 {
            return;
        }
        distances(x.data, y.data, features, m, &mut slopes);
        for (slope, dd) in slopes.iter_mut().zip(dd.data) {
            *slope = if *slope == T::ZERO { T::ZERO } else { *dd / *slope };
        }
        for ((slopes, x), dx) in
            slopes.chunks_exact(m).zip(x.data.chunks_exact(features)).zip(dx.chunks_exact_mut(features))
        {
            pull(slopes, x, y.data, dx, dy);
        }
    }))
}

fn sizes<T: Float>(op: &str, x: View<T>, y: View<T>) -> Result<[usize; 3]> {
    let [n, features] = x.axes(op, "x", "[n, features]")?;
    let [m, _] = y.axes(op, "y", "[m, features]")?;
    y.expect(op, "y", &[m, features])?;
    Ok([n, m, features])
}

fn flops(n: usize, m: usize, features: usize) -> f64 {
    2.0 * n as f64 * m as f64 * features as f64
}

/// Rows of `x` a tile.
const ROWS: usize = 4;
/// Vectors of rows of `y` a tile.
const VECTORS: usize = 2;

simd::dispatch! {
    fn distances<T: Float>(x: &[T], y: &[T], features: usize, m: usize, d: &mut [T]) = distances_with;
}

simd::dispatch! {
    /// What one point of `x` adds to its own gradient and to those of all `y`.
    fn pull<T: Float>(slopes: &[T], x: &[T], y: &[T], dx: &mut [T], dy: &mut [T]) = pull_with;
}

#[inline(always)]
fn distances_with<S: Simd, T: Float>(s: S, x: &[T], y: &[T], features: usize, m: usize, d: &mut [T]) {
    if features == 0 || d.is_empty() {
        return d.fill(T::ZERO);
    }
    let width = VECTORS * Vector::<S, T>::LANES;
    let mut room = Workspace::of::<T>(features * width);
    // SAFETY: the room holds so many numbers, and it is this function's.
    let panel = unsafe { std::slice::from_raw_parts_mut(room.start::<T>(), features * width) };
    for (j, points) in y.chunks(width * features).enumerate() {
        // Points side by side, feature after feature; what is beside the last point is computed and not written.
        let count = points.len() / features;
        for (place, point) in points.chunks_exact(features).enumerate() {
            for (to, from) in panel[place..].iter_mut().step_by(width).zip(point) {
                *to = *from;
            }
        }
        for (x, d) in x.chunks(ROWS * features).zip(d.chunks_mut(ROWS * m)) {
            if x.len() == ROWS * features {
                tile::<S, T, ROWS>(s, x, panel, features, &mut d[j * width..], m, count);
            } else {
                for (x, d) in x.chunks_exact(features).zip(d.chunks_mut(m)) {
                    tile::<S, T, 1>(s, x, panel, features, &mut d[j * width..], m, count);
                }
            }
        }
    }
}

/// The distances of `TALL` rows of `x` from the points of a panel.
#[inline(always)]
fn tile<S: Simd, T: Float, const TALL: usize>(
    s: S,
    x: &[T],
    panel: &[T],
    features: usize,
    d: &mut [T],
    m: usize,
    count: usize,
) {
    let lanes = Vector::<S, T>::LANES;
    let rows: [&[T]; TALL] = std::array::from_fn(|i| &x[i * features..][..features]);
    let mut sums = [[Vector::<S, T>::zero(s); VECTORS]; TALL];
    for (k, y) in panel.chunks_exact(VECTORS * lanes).enumerate().take(features) {
        let y: [_; VECTORS] = std::array::from_fn(
            #[inline(always)]
            |v| Vector::<S, T>::load(s, &y[v * lanes..]),
        );
        for (sums, x) in sums.iter_mut().zip(rows) {
            let x = Vector::<S, T>::splat(s, x[k]);
            for (sum, y) in sums.iter_mut().zip(y) {
                let way = x - y;
                *sum = way.mul_add(way, *sum);
            }
        }
    }
    for (i, sums) in sums.iter().enumerate() {
        for (d, sum) in d[i * m..][..count].chunks_mut(lanes).zip(sums) {
            sum.sqrt().store_partial(d);
        }
    }
}

#[inline(always)]
fn pull_with<S: Simd, T: Float>(s: S, slopes: &[T], x: &[T], y: &[T], dx: &mut [T], dy: &mut [T]) {
    let lanes = Vector::<S, T>::LANES;
    for (col, (x, dx)) in x.chunks(lanes).zip(dx.chunks_mut(lanes)).enumerate() {
        let (point, mut sum) = (Vector::<S, T>::load_partial(s, x), Vector::<S, T>::zero(s));
        let features = col * lanes..col * lanes + x.len();
        let length = y.len() / slopes.len();
        for ((slope, y), dy) in slopes.iter().zip(y.chunks_exact(length)).zip(dy.chunks_exact_mut(length)) {
            let way = point - Vector::<S, T>::load_partial(s, &y[features.clone()]);
            let slope = Vector::<S, T>::splat(s, *slope);
            let dy = &mut dy[features.clone()];
            sum = slope.mul_add(way, sum);
            slope.neg_mul_add(way, Vector::<S, T>::load_partial(s, dy)).store_partial(dy);
        }
        sum.store_partial(dx);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Array;
    use crate::ops::testing::{array, assert_close, assert_gradient};

    fn plain(x: &Array<f64>, y: &Array<f64>) -> Array<f64> {
        let [n, m, features] = [x.shape[0], y.shape[0], x.shape[1]];
        let distance = |i: usize, j: usize| {
            (0..features).map(|k| (x.data[i * features + k] - y.data[j * features + k]).powi(2)).sum::<f64>().sqrt()
        };
        let data = (0..n).flat_map(|i| (0..m).map(move |j| (i, j))).map(|(i, j)| distance(i, j)).collect();
        Array { data, shape: vec![n, m] }
    }

    #[test]
    fn every_size_agrees_with_plain_loops_and_its_slope_with_differences() {
        for [n, m, features] in
            [[1, 1, 1], [3, 5, 2], [9, 33, 3], [4, 16, 17], [7, 8, 64], [0, 3, 2], [3, 0, 2], [2, 3, 0]]
        {
            let (x, y) = (array(&[n, features], 1), array(&[m, features], 2));
            let run = |x: View<f64>, y: View<f64>| forward(x, y).unwrap().answer();
            assert_close(&run(x.view(), y.view()), &plain(&x, &y), 1e-13);
            if n * m * features < 1000 && features != 1 {
                let dd = array(&[n, m], 3);
                let [dx, dy] = backward(dd.view(), x.view(), y.view()).unwrap().run();
                assert_gradient(&dx, &x, &dd, |x| run(x, y.view()));
                assert_gradient(&dy, &y, &dd, |y| run(x.view(), y));
            }
        }
    }

    #[test]
    fn near_points_far_from_zero_keep_their_digits_and_equal_ones_have_no_slope() {
        let x = [1e6f32, 1e6, 1e6 + 1.0, 1e6];
        let view = View::new(&x, &[2, 2]);
        assert_eq!(forward(view, view).unwrap().answer().data, [0.0, 1.0, 1.0, 0.0]);
        let [dx, dy] = backward(View::new(&[5.0, 1.0, 2.0, 7.0], &[2, 2]), view, view).unwrap().run();
        assert_eq!((dx.data, dy.data), (vec![-1.0, 0.0, 2.0, 0.0], vec![-2.0, 0.0, 1.0, 0.0]));
    }

    #[test]
    fn features_that_differ_are_refused_in_words() {
        let (x, y) = (array(&[2, 3], 1), array(&[4, 2], 2));
        let words = forward(x.view(), y.view()).unwrap_err().to_string();
        assert_eq!(words, "pairwise_distances: y has shape [4, 2], expected [4, 3]");
    }
}
