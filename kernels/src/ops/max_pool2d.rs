//! The largest number of each window of an image; padding is never the largest.
//!
//! | | reads | writes | comparisons |
//! |---|---|---|---|
//! | forward | `x` | `y` | size an output, and size a pixel and row of windows over it |
//! | with_indices | `x` | `y`, `indices` | as many |
//! | backward | `dy`, `x` | `dx` | as many |
//!
//! `y[n, c, i, j] = max_{u, v < size} x[n, c, i * stride + u - padding, j * stride + v - padding]`, stride 0 meaning size.
//! The first of equal numbers wins, and NaN over any number. An index counts the pixels of a plane, as PyTorch's do. In
//! backward each `dy` goes to where its maximum was found; where windows overlap they add up.
//!
//! Rows and columns of a window are gone over one after the other: `2 * size` comparisons, not `size^2`. Vectors find the
//! largest number only where all are numbers: a row of windows that holds a NaN is done again, window by window.
//!
//! | file | what it teaches |
//! |---|---|
//! | `max_pool2d/windows.rs` | how neighbouring windows become neighbours in memory |
//! | `max_pool2d/values.rs` | the maxima alone |
//! | `max_pool2d/places.rs` | the maxima and where they are |

mod places;
mod values;
pub(in crate::ops) mod windows;

use crate::array::{Result, View, refuse};
use crate::float::Float;
use crate::job::{self, IndexJob, Job, Work};
use crate::simd;
use windows::Windows;

/// `y`: `x [batch, channels, rows, cols]` -> `[batch, channels, out_rows, out_cols]`.
pub fn forward<T: Float>(
    x: View<'_, T>,
    size: isize,
    stride: isize,
    padding: isize,
) -> Result<Job<T, 1, impl Work<T, 1>>> {
    let windows = Windows::of("max_pool2d", x, size, stride, padding)?;
    Ok(Job::new([windows.result()], cost(&windows, x), move |[y]| {
        for (x, y) in x.data.chunks_exact(windows.plane()).zip(y.chunks_exact_mut(windows.pixels())) {
            maxima(&windows, x, y);
        }
    }))
}

/// `(y, indices)`.
#[allow(clippy::type_complexity, reason = "the kind of job, said once")]
pub fn with_indices<T: Float>(
    x: View<'_, T>,
    size: isize,
    stride: isize,
    padding: isize,
) -> Result<IndexJob<T, 1, 1, impl FnOnce([&mut [T]; 1], [&mut [i64]; 1]) + Send>> {
    let windows = countable::<T>("max_pool2d.with_indices", x, size, stride, padding)?;
    Ok(IndexJob::new([windows.result()], [windows.result()], cost(&windows, x), move |[y], [indices]| {
        let pixels = windows.pixels();
        let answers = y.chunks_exact_mut(pixels).zip(indices.chunks_exact_mut(pixels));
        for (x, (y, indices)) in x.data.chunks_exact(windows.plane()).zip(answers) {
            maxima_and_places(&windows, x, y, indices);
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
) -> Result<Job<T, 1, impl Work<T, 1> + 'a>> {
    let op = "max_pool2d.backward";
    let windows = countable::<T>(op, x, size, stride, padding)?;
    dy.expect(op, "dy", &windows.result())?;
    Ok(Job::new([x.shape.into()], cost(&windows, x), move |[dx]| {
        dx.fill(T::ZERO);
        let (plane, pixels) = (windows.plane(), windows.pixels());
        let (mut y, mut indices) = (vec![T::ZERO; pixels], vec![0; pixels]);
        for ((x, dy), dx) in
            x.data.chunks_exact(plane).zip(dy.data.chunks_exact(pixels)).zip(dx.chunks_exact_mut(plane))
        {
            maxima_and_places(&windows, x, &mut y, &mut indices);
            for (dy, at) in dy.iter().zip(&indices) {
                dx[usize::try_from(*at).expect("a place in the plane")] += *dy;
            }
        }
    }))
}

fn cost<T: Float>(windows: &Windows, x: View<T>) -> f64 {
    let taps = (windows.size as f64).powi(2) * windows.result().iter().map(|&axis| axis as f64).product::<f64>();
    job::ELEMENT * (x.data.len() as f64 + taps / 4.0)
}

/// Taps are numbered in the element type, so `size` rows of the image must be countable in it.
fn countable<T: Float>(op: &str, x: View<T>, size: isize, stride: isize, padding: isize) -> Result<Windows> {
    let windows = Windows::of(op, x, size, stride, padding)?;
    match windows.size.min(windows.rows).checked_mul(windows.cols) {
        Some(count) if count < 1 << 22 && windows.size < 1 << 10 => Ok(windows),
        _ => refuse!(
            "{op}: windows of {} rows of {} pixels are larger than indices are found for",
            windows.size,
            windows.cols
        ),
    }
}

simd::dispatch! {
    /// The maxima of a plane.
    fn maxima<T: Float>(windows: &Windows, x: &[T], y: &mut [T]) = values::pool;
}

simd::dispatch! {
    /// The maxima of a plane, and where they are.
    fn maxima_and_places<T: Float>(windows: &Windows, x: &[T], y: &mut [T], indices: &mut [i64]) = places::pool;
}

/// A row of windows as the definition says it: where there are NaN.
fn window_by_window<T: Float>(windows: &Windows, i: usize, x: &[T], y: &mut [T], indices: &mut [i64]) {
    let (first_row, end_row) = windows.inside(i, windows.rows);
    for (j, y) in y.iter_mut().enumerate() {
        let (first_col, end_col) = windows.inside(j, windows.cols);
        let mut best = None;
        for u in first_row..end_row {
            for v in first_col..end_col {
                let (row, col) = (i * windows.stride + u - windows.padding, j * windows.stride + v - windows.padding);
                let (at, x) = (row * windows.cols + col, x[row * windows.cols + col].wide());
                if best.is_none_or(|(best, _): (f64, usize)| x > best || x.is_nan() && !best.is_nan()) {
                    best = Some((x, at));
                }
            }
        }
        let (value, at) = best.expect("a window over the image");
        *y = T::narrow(value);
        if let Some(index) = indices.get_mut(j) {
            *index = at.cast_signed() as i64;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Array;
    use crate::ops::testing::{array, narrow};

    /// The formula as it stands: value and place of each window.
    fn plain(x: &Array<f64>, size: usize, stride: usize, padding: usize) -> Vec<(f64, usize)> {
        let [_, _, rows, cols] = x.shape[..] else { panic!("four axes") };
        let stride = if stride == 0 { size } else { stride };
        let [out_rows, out_cols] = [rows, cols].map(|length| (length + 2 * padding - size) / stride + 1);
        let mut answers = Vec::new();
        for plane in x.data.chunks(rows * cols) {
            for (i, j) in (0..out_rows).flat_map(|i| (0..out_cols).map(move |j| (i, j))) {
                let mut best: Option<(f64, usize)> = None;
                for (u, v) in (0..size).flat_map(|u| (0..size).map(move |v| (u, v))) {
                    let (row, col) = ((i * stride + u).wrapping_sub(padding), (j * stride + v).wrapping_sub(padding));
                    if row < rows && col < cols {
                        let (x, at) = (plane[row * cols + col], row * cols + col);
                        if best.is_none_or(|(best, _)| x > best || x.is_nan() && !best.is_nan()) {
                            best = Some((x, at));
                        }
                    }
                }
                answers.push(best.expect("a window over the image"));
            }
        }
        answers
    }

    #[test]
    fn values_places_and_slopes_agree_with_plain_loops_over_ties_infinities_and_nan() {
        for shape in [[2, 3, 7, 6], [1, 2, 5, 37], [1, 1, 70, 3], [3, 1, 9, 9], [0, 2, 4, 4]] {
            let mut x = array(&shape, 1);
            for (i, x) in x.data.iter_mut().enumerate() {
                *x = match i % 23 {
                    5 if shape[1] == 3 => f64::NAN,
                    3..12 => f64::NEG_INFINITY,
                    _ => (*x * 3.0).round(),
                };
            }
            for (size, stride, padding) in [1, 2, 3, 5].into_iter().flat_map(|size| {
                (0..5).flat_map(move |stride| (0..=size / 2).map(move |padding| (size, stride, padding)))
            }) {
                let [k, s, p] = [size, stride, padding].map(usize::cast_signed);
                if size > shape[3].min(shape[2]) + 2 * padding {
                    assert!(forward(x.view(), k, s, p).is_err());
                    continue;
                }
                let expected = plain(&x, size, stride, padding);
                let same = |found: f64, expected: f64| found == expected || found.is_nan() && expected.is_nan();
                let y = forward(x.view(), k, s, p).unwrap().answer();
                assert!(y.data.iter().zip(&expected).all(|(y, expected)| same(*y, expected.0)));
                let ([z], [at]) = with_indices(narrow(&x).view(), k, s, p).unwrap().run();
                assert!(z.data.iter().zip(&expected).all(|(z, expected)| same(f64::from(*z), expected.0)));
                let places: Vec<_> = expected.iter().map(|expected| expected.1 as i64).collect();
                assert_eq!(at.data, places, "{shape:?} {size} {stride} {padding}");
                let dy = array(&y.shape, 2);
                let mut dx = vec![0.0; x.data.len()];
                let pixels = y.shape[2] * y.shape[3];
                for (i, dy) in dy.data.iter().enumerate() {
                    dx[i / pixels * shape[2] * shape[3] + expected[i].1] += dy;
                }
                assert_eq!(backward(dy.view(), x.view(), k, s, p).unwrap().answer().data, dx);
            }
        }
    }

    #[test]
    fn windows_without_a_meaning_are_refused_in_words() {
        let x = array(&[1, 1, 4, 4], 1);
        let words = |size, stride, padding| forward(x.view(), size, stride, padding).unwrap_err().to_string();
        assert_eq!(words(0, 1, 0), "max_pool2d: size is 0, expected 1 or more");
        assert_eq!(words(2, -1, 0), "max_pool2d: stride is -1, expected 0 (the size) or more");
        assert_eq!(words(3, 1, 2), "max_pool2d: padding is 2, expected 0 to half of the size 3");
        assert_eq!(words(5, 1, 0), "max_pool2d: the window has 5 rows, x has 4 and 0 of padding on each side");
        assert!(forward(x.view(), isize::MAX, 1, isize::MAX / 2).is_err());
    }
}
