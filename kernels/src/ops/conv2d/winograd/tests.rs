//! Against plain loops and against the direct form, how far it is off, and what is refused.

use super::*;
use crate::ops::conv2d::{Parameters, forward};
use crate::ops::testing::{array, narrow};
use crate::{Array, View, threads};

/// Shapes of `x` and `w`, padding, groups.
type Call = ([usize; 4], [usize; 4], usize, usize);

fn run<T: Float>(
    x: View<T>,
    w: View<T>,
    b: Option<View<T>>,
    padding: usize,
    groups: usize,
    winograd: bool,
) -> Array<T> {
    forward(x, w, b, 1, padding.cast_signed(), 1, groups.cast_signed(), winograd).unwrap().answer()
}

/// The formula in plain loops; and the same of sizes without their signs, which errors are relative to.
fn expected(x: &Array<f64>, w: &Array<f64>, b: &Array<f64>, padding: usize, groups: usize) -> Vec<(f64, f64)> {
    let ([batch, channels, rows, cols], [filters, inputs]) = (sizes(x), [w.shape[0], w.shape[1]]);
    let mut answer = Vec::new();
    for n in 0..batch {
        for f in 0..filters {
            for i in 0..rows + 2 * padding - 2 {
                for j in 0..cols + 2 * padding - 2 {
                    let (mut sum, mut size) = (b.data[f], b.data[f].abs());
                    for c in 0..inputs {
                        let channel = f / (filters / groups) * inputs + c;
                        for (u, v) in (0..3).flat_map(|u| (0..3).map(move |v| (u, v))) {
                            let (row, col) = ((i + u).wrapping_sub(padding), (j + v).wrapping_sub(padding));
                            if row < rows && col < cols {
                                let x = x.data[((n * channels + channel) * rows + row) * cols + col];
                                let product = x * w.data[((f * inputs + c) * 3 + u) * 3 + v];
                                (sum, size) = (sum + product, size + product.abs());
                            }
                        }
                    }
                    answer.push((sum, size));
                }
            }
        }
    }
    answer
}

fn sizes(x: &Array<f64>) -> [usize; 4] {
    x.shape[..].try_into().unwrap()
}

/// The largest error, over the largest sum of sizes.
fn off(found: &[f64], expected: &[(f64, f64)]) -> f64 {
    assert_eq!(found.len(), expected.len());
    let scale = expected.iter().map(|expected| expected.1).fold(f64::MIN_POSITIVE, f64::max);
    let errors = found.iter().zip(expected).map(|(found, (expected, _))| (found - expected).abs());
    // A NaN must not be passed over.
    errors.fold(0.0, |most, error| if error <= most { most } else { error }) / scale
}

fn calls() -> Vec<Call> {
    let mut calls = Vec::new();
    for size in 1..=33usize {
        let (rows, cols, padding) = (size, 1 + size * 7 % 33, size % 4);
        let padding = padding.max(3usize.saturating_sub(rows.min(cols)));
        let (channels, filters) = (1 + size * 5 % 19, 1 + size * 3 % 17);
        calls.push(([1 + size % 2, channels, rows, cols], [filters, channels, 3, 3], padding, 1));
        calls.push(([1, 6, cols, rows], [9, 2, 3, 3], padding, 3));
    }
    for padding in 0..4 {
        calls.push(([2, 19, 9, 70], [40, 19, 3, 3], padding, 1));
        calls.push(([1, 5, 6, 7], [5, 1, 3, 3], padding, 5));
    }
    calls.extend([([1, 3, 0, 2], [2, 3, 3, 3], 2, 1), ([1, 2, 3, 300], [2, 2, 3, 3], 1, 1)]);
    calls
}

#[test]
fn it_agrees_with_plain_loops_at_any_scale() {
    for (x_shape, w_shape, padding, groups) in calls() {
        let (x, w, b) = (array(&x_shape, 1), array(&w_shape, 2), array(&w_shape[..1], 3));
        for (x_scale, w_scale) in [(1.0, 1.0), (1e20, 1e-20), (1e-20, 1e20), (1e20, 1.0), (1.0, 1e-20)] {
            let scaled = |of: &Array<f64>, by: f64| Array {
                data: of.data.iter().map(|x| x * by).collect(),
                shape: of.shape.clone(),
            };
            let (x, w, b) = (scaled(&x, x_scale), scaled(&w, w_scale), scaled(&b, x_scale * w_scale));
            let truth = expected(&x, &w, &b, padding, groups);
            let found = run(x.view(), w.view(), Some(b.view()), padding, groups, true);
            let error = off(&found.data, &truth);
            assert!(error <= 16.0 * f64::EPSILON, "{x_shape:?} {w_shape:?}, padding {padding}: {error}");
            let (x, w, b) = (narrow(&x), narrow(&w), narrow(&b));
            let found = run(x.view(), w.view(), Some(b.view()), padding, groups, true);
            let found: Vec<f64> = found.data.iter().map(|y| f64::from(*y)).collect();
            let error = off(&found, &truth);
            assert!(error <= 16.0 * f64::from(f32::EPSILON), "{x_shape:?} {w_shape:?}, padding {padding}: {error}");
        }
    }
}

/// What `winograd.rs` says of the error.
#[test]
fn it_is_off_by_little_more_than_the_direct_form() {
    for (channels, side) in [(64, 56), (128, 28)] {
        let (x, w) = (array(&[1, channels, side, side], 1), array(&[channels, channels, 3, 3], 2));
        let (x, w) = (narrow(&x), narrow(&w));
        let wide =
            |of: &Array<f32>| Array { data: of.data.iter().map(|&x| f64::from(x)).collect(), shape: of.shape.clone() };
        let size = |of: &Array<f64>| Array { data: of.data.iter().map(|x| x.abs()).collect(), shape: of.shape.clone() };
        let (exact_x, exact_w) = (wide(&x), wide(&w));
        let truth = run(exact_x.view(), exact_w.view(), None, 1, 1, false);
        let sizes = run(size(&exact_x).view(), size(&exact_w).view(), None, 1, 1, false);
        let errors = [false, true].map(|winograd| {
            let found = run(x.view(), w.view(), None, 1, 1, winograd);
            let (mut worst, mut squares) = (0.0f64, 0.0);
            for ((found, truth), size) in found.data.iter().zip(&truth.data).zip(&sizes.data) {
                let error = (f64::from(*found) - truth).abs() / f64::from(f32::EPSILON);
                worst = worst.max(error / size);
                squares += error * error;
            }
            let square = truth.data.iter().map(|truth| truth * truth).sum::<f64>();
            (worst, (squares / square).sqrt())
        });
        let [direct, winograd] = errors;
        println!("{channels} channels: direct {direct:.2?}, winograd {winograd:.2?}");
        assert!(winograd.0 < 8.0 && winograd.1 < 4.0 * direct.1, "{direct:?} {winograd:?}");
    }
}

#[test]
fn what_is_not_finite_reaches_the_tiles_that_see_it_and_no_others() {
    let (mut x, w) = (array(&[1, 3, 21, 22], 1), array(&[5, 3, 3, 3], 2));
    let clean = run(x.view(), w.view(), None, 1, 1, true);
    let (row, col) = (9usize, 14usize);
    for value in [f64::NAN, f64::INFINITY] {
        x.data[(21 + row) * 22 + col] = value;
        let found = run(x.view(), w.view(), None, 1, 1, true);
        let sees = |tile: usize, at: usize| (tile * OUT..tile * OUT + IN).contains(&(at + 1));
        for (place, (found, clean)) in found.data.iter().zip(&clean.data).enumerate() {
            let (i, j) = (place / 22 % 21, place % 22);
            let met = i.abs_diff(row) <= 1 && j.abs_diff(col) <= 1;
            if met {
                assert!(!found.is_finite());
            } else if !(sees(i / OUT, row) && sees(j / OUT, col)) {
                assert_eq!(found, clean);
            }
        }
    }
}

#[test]
fn the_number_of_threads_changes_no_digit() {
    for (x, w, groups) in [([1, 24, 40, 40], [70, 24, 3, 3], 1), ([3, 8, 21, 20], [64, 4, 3, 3], 2)] {
        let (x, w) = (narrow(&array(&x, 1)), narrow(&array(&w, 2)));
        let [one, two] = [1, 2].map(|count| {
            threads::set_threads(count);
            run(x.view(), w.view(), None, 1, groups, true).data
        });
        threads::set_threads(0);
        assert_eq!(one, two);
    }
}

#[test]
fn weights_that_take_much_room_go_one_part_after_the_other() {
    let (x_shape, w_shape) = ([2, 250, 3, 4], [550, 250, 3, 3]);
    let (x, w, b) = (array(&x_shape, 1), array(&w_shape, 2), array(&w_shape[..1], 3));
    let parameters = Parameters { stride: 1, padding: 1, dilation: 1, groups: 1 };
    let sizes = Sizes::of("conv2d", x.view(), w.view(), None, parameters).unwrap();
    assert!(Plan::new::<f64>("conv2d", &sizes).unwrap().panels * PANEL < 550);
    let found = run(x.view(), w.view(), Some(b.view()), 1, 1, true);
    assert!(off(&found.data, &expected(&x, &w, &b, 1, 1)) <= 16.0 * f64::EPSILON);
}

#[test]
fn other_kernels_strides_and_dilations_are_refused() {
    let x = array(&[1, 2, 9, 9], 1);
    let refused = |size: usize, stride: isize, dilation: isize| {
        let w = array(&[2, 2, 3, size], 2);
        forward(x.view(), w.view(), None, stride, 1, dilation, 1, true).map(|_| ()).map_err(|error| error.to_string())
    };
    assert_eq!(refused(3, 1, 1), Ok(()));
    assert_eq!(refused(5, 1, 1), Err("conv2d: the kernel is 3 x 5, expected 3 x 3 with winograd".into()));
    assert_eq!(refused(3, 2, 1), Err("conv2d: stride is 2, expected 1 with winograd".into()));
    assert_eq!(refused(3, 1, 2), Err("conv2d: dilation is 2, expected 1 with winograd".into()));
}
