//! The variance along one axis.
//!
//! | | reads | writes | flops |
//! |---|---|---|---|
//! | forward | `x` | `y` | 4 an element |
//! | backward | `x` twice, once from cache | `dx` | 5 an element |
//!
//! `y = sum_i (x[i] - mean)^2 / (n - ddof)`; nothing is left to divide by where `n <= ddof`, and the answer is NaN or
//! infinite. `dx[i] = dy * 2 / (n - ddof) * (x[i] - mean)`. How the digits are kept: `moments.rs`.

use crate::Shape;
use crate::array::{Lanes, Result, View};
use crate::float::Float;
use crate::job::{self, Job, Work};
use crate::moments::{ColumnMoments, moments};
use crate::simd::{self, Register, Simd, Vector};

/// The lanes along `axis`, the shape without it, and `n / (n - ddof)`.
fn checked(op: &str, shape: &[usize], axis: isize, ddof: isize) -> Result<(Lanes, Shape, f64)> {
    let lanes = Lanes::along(op, shape, axis, "variance")?;
    let axis = if axis < 0 { axis + shape.len() as isize } else { axis } as usize;
    let rest = Shape::join(op, "y", &[&shape[..axis], &shape[axis + 1..]])?;
    let n = lanes.length as f64;
    Ok((lanes, rest, n / (n - ddof as f64).max(0.0)))
}

/// `y`, of the shape of `x` without `axis`.
pub fn forward<T: Float>(x: View<'_, T>, axis: isize, ddof: isize) -> Result<Job<T, 1, impl Work<T, 1>>> {
    let op = "variance";
    let (lanes, shape, scale) = checked(op, x.shape, axis, ddof)?;
    let mut columns = ColumnMoments::new(op, lanes)?;
    let cost = job::ELEMENT * x.data.len() as f64;
    Ok(Job::new([shape], cost, move |[y]| variances(lanes, &mut columns, scale, x.data, y)))
}

/// `dx`, for `dy` of the shape of `y`.
pub fn backward<'a, T: Float>(
    dy: View<'a, T>,
    x: View<'a, T>,
    axis: isize,
    ddof: isize,
) -> Result<Job<T, 1, impl Work<T, 1> + 'a>> {
    let op = "variance.backward";
    let (lanes, shape, scale) = checked(op, x.shape, axis, ddof)?;
    dy.expect(op, "dy", &shape)?;
    let mut columns = ColumnMoments::new(op, lanes)?;
    let cost = 2.0 * job::ELEMENT * x.data.len() as f64;
    let scale = 2.0 * scale / lanes.length as f64;
    Ok(Job::new([x.shape.into()], cost, move |[dx]| slopes(lanes, &mut columns, scale, dy.data, x.data, dx)))
}

simd::dispatch! {
    fn variances<T: Float>(
        lanes: Lanes, columns: &mut ColumnMoments<T>, scale: f64, x: &[T], y: &mut [T],
    ) = variances_with;
}
simd::dispatch! {
    fn slopes<T: Float>(
        lanes: Lanes, columns: &mut ColumnMoments<T>, scale: f64, dy: &[T], x: &[T], dx: &mut [T],
    ) = slopes_with;
}

#[inline(always)]
fn variances_with<S: Simd, T: Float>(
    s: S,
    lanes: Lanes,
    columns: &mut ColumnMoments<T>,
    scale: f64,
    x: &[T],
    y: &mut [T],
) {
    if lanes.stride == 1 {
        for (x, y) in x.chunks_exact(lanes.length).zip(y) {
            *y = T::narrow(moments(s, lanes.length, std::iter::once(x)).1 * scale);
        }
        return;
    }
    let mut at = 0;
    for (start, width) in lanes.groups() {
        columns.find(s, x, start, width);
        for (y, variance) in y[at..at + width].iter_mut().zip(&columns.variance) {
            *y = T::narrow(variance * scale);
        }
        at += width;
    }
}

#[inline(always)]
fn slopes_with<S: Simd, T: Float>(
    s: S,
    lanes: Lanes,
    columns: &mut ColumnMoments<T>,
    scale: f64,
    dy: &[T],
    x: &[T],
    dx: &mut [T],
) {
    if lanes.stride == 1 {
        for ((dy, x), dx) in dy.iter().zip(x.chunks_exact(lanes.length)).zip(dx.chunks_exact_mut(lanes.length)) {
            let (mean, _) = moments(s, lanes.length, std::iter::once(x));
            let [mean, slope] = [mean, dy.wide() * scale].map(
                #[inline(always)]
                |x| Vector::<S, T>::constant(s, x),
            );
            simd::map(
                s,
                x,
                dx,
                #[inline(always)]
                |x| (x - mean) * slope,
            );
        }
        return;
    }
    let (mut at, scale) = (0, Vector::<S, T>::constant(s, scale));
    for (start, width) in lanes.groups() {
        columns.find(s, x, start, width);
        for k in 0..lanes.length {
            let row = lanes.row(start, width, k);
            simd::map_many(
                s,
                [&x[row.clone()], &columns.mean[..width], &dy[at..at + width]],
                &mut dx[row],
                #[inline(always)]
                |[x, mean, dy]| (x - mean) * (dy * scale),
            );
        }
        at += width;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{array, assert_gradient};

    #[test]
    fn eight_numbers_by_hand() {
        let x = [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0];
        let y = forward(View::new(&x, &[8]), -1, 0).unwrap().answer();
        assert_eq!((y.shape, y.data), (vec![], vec![4.0]));
        assert_eq!(forward(View::new(&x, &[1, 8]), 1, 1).unwrap().answer().data, [32.0 / 7.0]);
        assert_eq!(forward(View::new(&x, &[2, 4]), 0, 0).unwrap().answer().data, [2.25, 0.25, 2.25, 6.25]);
    }

    #[test]
    fn far_from_nought_no_digit_is_lost() {
        let x = [1e9, 1e9 + 1.0, 1e9 + 2.0];
        for shape in [[1, 3, 1], [3, 1, 1]] {
            let axis = shape.iter().position(|&n| n == 3).unwrap() as isize;
            assert_eq!(forward(View::new(&x, &shape), axis, 1).unwrap().answer().data, [1.0]);
        }
    }

    #[test]
    fn without_a_degree_of_freedom_there_is_no_variance() {
        let y = forward(View::new(&[1.0, 2.0], &[2]), 0, 2).unwrap().answer();
        assert_eq!(y.data, [f64::INFINITY]);
        assert!(forward(View::new(&[1.0f64], &[1]), 0, 1).unwrap().answer().data[0].is_nan());
        let words = forward(View::<f64>::new(&[], &[2, 0]), 1, 0).unwrap_err().to_string();
        assert_eq!(words, "variance: axis 1 of x has length 0 in shape [2, 0]: an empty slice has no variance");
    }

    #[test]
    fn backward_is_the_slope_of_forward_along_any_axis() {
        let x = array(&[3, 4, 5], 1);
        for (axis, shape) in [(0, [4, 5]), (1, [3, 5]), (-1, [3, 4])] {
            let dy = array(&shape, 2);
            let dx = backward(dy.view(), x.view(), axis, 1).unwrap().answer();
            assert_gradient(&dx, &x, &dy, |x| forward(x, axis, 1).unwrap().answer());
        }
    }
}
