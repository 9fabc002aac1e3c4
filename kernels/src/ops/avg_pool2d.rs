//! The mean of each window of an image that is padded with zeros.
//!
//! | | reads | writes | flops |
//! |---|---|---|---|
//! | forward | `x` | `y` | size^2 an output |
//! | backward | `dy` | `dx` | 2 * size an output, and one a pixel and row of windows over it |
//!
//! `y[n, c, i, j] = sum_{u, v < size} x[n, c, i * stride + u - padding, j * stride + v - padding] / count`, stride 0
//! meaning size; `count` is size^2 or, where the padding is not counted, the pixels of the image in the window.
//! In backward each of these pixels gets `dy / count`.
//!
//! Vectors of windows, as in `max_pool2d`; backward first spreads a row of `dy` over the columns, and then adds that row
//! to each row of the image under it.

use crate::array::{Result, View};
use crate::float::Float;
use crate::job::{self, Job, Work};
use crate::ops::max_pool2d::windows::Windows;
use crate::simd::{self, Register, Simd, Vector};

/// `y`: `x [batch, channels, rows, cols]` -> `[batch, channels, out_rows, out_cols]`.
pub fn forward<T: Float>(
    x: View<'_, T>,
    size: isize,
    stride: isize,
    padding: isize,
    count_padding: bool,
) -> Result<Job<T, 1, impl Work<T, 1>>> {
    let windows = Windows::of("avg_pool2d", x, size, stride, padding)?;
    Ok(Job::new([windows.result()], cost(&windows, x), move |[y]| {
        for (x, y) in x.data.chunks_exact(windows.plane()).zip(y.chunks_exact_mut(windows.pixels())) {
            means(&windows, count_padding, x, y);
        }
    }))
}

/// `dx`, for `dy` of the shape of `y`.
pub fn backward<'a, T: Float>(
    dy: View<'a, T>,
    x: View<'a, T>,
    size: isize,
    stride: isize,
    padding: isize,
    count_padding: bool,
) -> Result<Job<T, 1, impl Work<T, 1> + 'a>> {
    let op = "avg_pool2d.backward";
    let windows = Windows::of(op, x, size, stride, padding)?;
    dy.expect(op, "dy", &windows.result())?;
    Ok(Job::new([x.shape.into()], cost(&windows, x), move |[dx]| {
        dx.fill(T::ZERO);
        for (dy, dx) in dy.data.chunks_exact(windows.pixels()).zip(dx.chunks_exact_mut(windows.plane())) {
            spread(&windows, count_padding, dy, dx);
        }
    }))
}

fn cost<T: Float>(windows: &Windows, x: View<T>) -> f64 {
    let taps = (windows.size as f64).powi(2) * windows.result().iter().map(|&axis| axis as f64).product::<f64>();
    job::ELEMENT * (x.data.len() as f64 + taps / 4.0)
}

/// How many pixels window `(i, j)` is divided by.
#[inline(always)]
fn count(windows: &Windows, count_padding: bool, i: usize, j: usize) -> f64 {
    if count_padding {
        return windows.size as f64 * windows.size as f64;
    }
    let (rows, cols) = (windows.inside(i, windows.rows), windows.inside(j, windows.cols));
    ((rows.1 - rows.0) * (cols.1 - cols.0)) as f64
}

simd::dispatch! {
    /// The means of a plane.
    fn means<T: Float>(windows: &Windows, count_padding: bool, x: &[T], y: &mut [T]) = means_with;
}

simd::dispatch! {
    /// Adds each window's part of `dy` to its pixels.
    fn spread<T: Float>(windows: &Windows, count_padding: bool, dy: &[T], dx: &mut [T]) = spread_with;
}

#[inline(always)]
fn means_with<S: Simd, T: Float>(s: S, windows: &Windows, count_padding: bool, x: &[T], y: &mut [T]) {
    let lanes = Vector::<S, T>::LANES;
    let all = Vector::<S, T>::constant(s, count(windows, true, 0, 0));
    windows.rows(
        s,
        x,
        T::ZERO,
        #[inline(always)]
        |i, split| {
            for (j, y) in y[i * windows.out_cols..][..windows.out_cols].chunks_mut(lanes).enumerate() {
                let mut sum = Vector::<S, T>::zero(s);
                split.each(
                    s,
                    j * lanes,
                    #[inline(always)]
                    |_, [x]| sum = sum + x,
                );
                if count_padding {
                    (sum / all).store_partial(y);
                } else {
                    sum.store_partial(y);
                    for (lane, y) in y.iter_mut().enumerate() {
                        *y = *y / T::narrow(count(windows, false, i, j * lanes + lane));
                    }
                }
            }
        },
    );
}

#[inline(always)]
fn spread_with<S: Simd, T: Float>(s: S, windows: &Windows, count_padding: bool, dy: &[T], dx: &mut [T]) {
    let mut row = vec![T::ZERO; windows.cols];
    for (i, dy) in dy.chunks_exact(windows.out_cols).enumerate() {
        row.fill(T::ZERO);
        for (j, dy) in dy.iter().enumerate() {
            let (first, end) = windows.inside(j, windows.cols);
            let share = *dy / T::narrow(count(windows, count_padding, i, j));
            let left = j * windows.stride + first - windows.padding;
            for to in &mut row[left..left + (end - first)] {
                *to += share;
            }
        }
        let (first, end) = windows.inside(i, windows.rows);
        let top = i * windows.stride + first - windows.padding;
        for dx in dx.chunks_exact_mut(windows.cols).skip(top).take(end - first) {
            let mut whole = dx.chunks_exact_mut(Vector::<S, T>::LANES);
            let mut from = row.chunks_exact(Vector::<S, T>::LANES);
            for (dx, row) in (&mut whole).zip(&mut from) {
                (Vector::<S, T>::load(s, dx) + Vector::<S, T>::load(s, row)).store(dx);
            }
            for (dx, row) in whole.into_remainder().iter_mut().zip(from.remainder()) {
                *dx += *row;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{array, assert_close, assert_gradient};
    use crate::{Array, Shape};

    #[test]
    fn means_agree_with_plain_loops_and_their_slopes_with_differences() {
        for shape in [[2, 3, 7, 6], [1, 2, 5, 37], [0, 2, 5, 5]] {
            let x = array(&shape, 1);
            for (size, stride, padding) in [1, 2, 3, 5].into_iter().flat_map(|size: usize| {
                (0..5).flat_map(move |stride| (0..=size / 2).map(move |padding| (size, stride, padding)))
            }) {
                for counted in [true, false] {
                    let step: usize = if stride == 0 { size } else { stride };
                    let out = |length: usize| (length + 2 * padding - size) / step + 1;
                    let y_shape = Shape::from([shape[0], shape[1], out(shape[2]), out(shape[3])]);
                    let mut y = Vec::new();
                    for at in 0..y_shape.elements().unwrap() {
                        let (plane, i, j) =
                            (at / y_shape[3] / y_shape[2], at / y_shape[3] % y_shape[2], at % y_shape[3]);
                        let (mut sum, mut count) = (0.0, 0);
                        for (u, v) in (0..size).flat_map(|u| (0..size).map(move |v| (u, v))) {
                            let (row, col) =
                                ((i * step + u).wrapping_sub(padding), (j * step + v).wrapping_sub(padding));
                            if row < shape[2] && col < shape[3] {
                                sum += x.data[(plane * shape[2] + row) * shape[3] + col];
                                count += 1;
                            }
                        }
                        y.push(sum / f64::from(if counted { (size * size) as i32 } else { count }));
                    }
                    let [k, s, p] = [size, stride, padding].map(usize::cast_signed);
                    let run = |x: View<f64>| forward(x, k, s, p, counted).unwrap().answer();
                    assert_close(&run(x.view()), &Array { data: y, shape: y_shape.to_vec() }, 1e-14);
                    let dy = array(&y_shape, 2);
                    let dx = backward(dy.view(), x.view(), k, s, p, counted).unwrap().answer();
                    assert_gradient(&dx, &x, &dy, run);
                }
            }
        }
    }
}
