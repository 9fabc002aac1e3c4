//! Against the formula as it stands, and against central differences.

use super::*;
use crate::Array;
use crate::ops::testing::{array, assert_close, assert_gradient, narrow};
use crate::threads;

/// A call: the shapes of `x` and `w`, then stride, padding, dilation, groups.
type Call = ([usize; 4], [usize; 4], [isize; 4]);

fn run<T: Float>(x: View<T>, w: View<T>, b: Option<View<T>>, [s, p, d, g]: [isize; 4]) -> Array<T> {
    forward(x, w, b, s, p, d, g, false).unwrap().answer()
}

/// Visits every product of the formula: places in `y`, `x`, `w`.
fn products((x, w, [s, p, d, g]): Call, mut visit: impl FnMut(usize, usize, usize)) -> Vec<usize> {
    let [s, p, d, g] = [s, p, d, g].map(isize::unsigned_abs);
    let out = |axis: usize| (x[axis] + 2 * p - (w[axis] - 1) * d - 1) / s + 1;
    let y = vec![x[0], w[0], out(2), out(3)];
    let mut at = 0;
    for n in 0..y[0] {
        for f in 0..y[1] {
            for i in 0..y[2] {
                for j in 0..y[3] {
                    for c in 0..w[1] {
                        for u in 0..w[2] {
                            for v in 0..w[3] {
                                let (row, col) = ((i * s + u * d).wrapping_sub(p), (j * s + v * d).wrapping_sub(p));
                                if row < x[2] && col < x[3] {
                                    let channel = n * x[1] + f / (w[0] / g) * w[1] + c;
                                    let tap = ((f * w[1] + c) * w[2] + u) * w[3] + v;
                                    visit(at, (channel * x[2] + row) * x[3] + col, tap);
                                }
                            }
                        }
                    }
                    at += 1;
                }
            }
        }
    }
    y
}

/// Sizes around every edge: of a vector, of a tile, of a block; every layout; every parameter.
fn calls() -> Vec<Call> {
    let mut calls = Vec::new();
    for stride in 1..4 {
        for padding in 0..4 {
            for dilation in 1..3 {
                calls.push(([2, 3, 7, 6], [4, 3, 3, 2], [stride, padding, dilation, 1]));
            }
        }
        for groups in [2isize, 6] {
            calls.push(([2, 6, 9, 8], [12, 6 / groups.unsigned_abs(), 3, 3], [stride, 1, 2, groups]));
            calls.push(([1, 6, 20, 31], [6, 6 / groups.unsigned_abs(), 5, 3], [stride, 2, 1, groups]));
        }
        for (channels, size) in [(5isize, 3usize), (3, 4), (2, 11)] {
            let count = channels.unsigned_abs();
            for padding in [0, size.cast_signed() / 2] {
                calls.push(([2, count, 12, 75], [count, 1, size, size], [stride, padding, 1, channels]));
            }
        }
        calls.push(([1, 5, 30, 70], [13, 5, 3, 3], [stride, 1, 1, 1]));
        calls.push(([1, 40, 7, 7], [200, 40, 3, 3], [stride, 1, 1, 1]));
        calls.push(([3, 2, 4, 4], [3, 2, 1, 1], [stride, 0, 1, 1]));
        calls.push(([1, 2, 4, 4], [3, 2, 1, 1], [stride, 1, 1, 1]));
    }
    calls.push(([3, 70, 5, 5], [9, 70, 1, 1], [1, 0, 1, 1]));
    calls.push(([1, 1, 3, 5000], [2, 1, 3, 3], [1, 1, 1, 1]));
    calls.push(([1, 1, 1, 1], [1, 1, 1, 1], [7, 100, 1, 1]));
    calls.push(([1, 1, 1, 1], [1, 1, 2, 2], [1, 3, 6, 1]));
    calls.push(([1, 3, 33, 33], [64, 3, 7, 7], [2, 3, 1, 1]));
    calls.push(([0, 2, 4, 4], [3, 2, 3, 3], [1, 1, 1, 1]));
    calls.push(([2, 2, 3, 0], [3, 2, 3, 1], [2, 1, 1, 1]));
    for channels in [1, 2] {
        calls.push(([2, 2, 3, 0], [2, channels, 3, 3], [1, 2, 1, 2 / channels.cast_signed()]));
    }
    calls.push(([2, 2, 4, 4], [0, 1, 3, 3], [1, 1, 1, 2]));
    calls.push(([2, 0, 4, 4], [3, 0, 3, 3], [1, 1, 1, 1]));
    for filters in 1..14 {
        calls.push(([1, 2, 3, 19], [filters, 2, 3, 3], [1, 1, 1, 1]));
    }
    // Each channel by itself: every count of rows and of columns about the widths of vectors, and of bands.
    let sides = (1..=40).map(|rows| (rows, rows * 7 % 41)).chain((62..68).map(|cols| (36, cols))).chain([(75, 131)]);
    for (rows, cols) in sides {
        for (size, stride) in
            [(3usize, 1), (3, 2), (3, 3), (5, 1), (5, 2), (5, 3), (2, 1), (2, 2), (4, 2), (1, 2), (7, 1), (7, 2)]
        {
            for padding in (0..3).filter(|&padding| size <= rows.min(cols) + 2 * padding) {
                let shapes = ([2, 2, rows, cols], [2, 1, size, size]);
                calls.push((shapes.0, shapes.1, [stride, padding.cast_signed(), 1, 2]));
            }
        }
    }
    calls
}

#[test]
fn forward_agrees_with_seven_plain_loops() {
    for call in calls() {
        let (x, w, b) = (array(&call.0, 1), array(&call.1, 2), array(&call.1[..1], 3));
        let mut expected = Vec::new();
        let shape = products(call, |y, x_at, w_at| {
            expected.resize(expected.len().max(y + 1), 0.0);
            expected[y] += x.data[x_at] * w.data[w_at];
        });
        expected.resize(shape.iter().product(), 0.0);
        let mut expected = Array { data: expected, shape };
        assert_close(&run(x.view(), w.view(), None, call.2), &expected, 1e-12);
        let plane = expected.shape[2] * expected.shape[3];
        for (y, bias) in expected.data.chunks_exact_mut(plane).zip(b.data.iter().cycle()) {
            y.iter_mut().for_each(|y| *y += bias);
        }
        assert_close(&run(x.view(), w.view(), Some(b.view()), call.2), &expected, 1e-12);
        let (x, w, b) = (narrow(&x), narrow(&w), narrow(&b));
        let y = run(x.view(), w.view(), Some(b.view()), call.2);
        let y = Array { data: y.data.iter().map(|y| f64::from(*y)).collect(), shape: y.shape };
        assert_close(&y, &expected, 1e-4);
    }
}

#[test]
fn backward_is_the_transpose_of_forward() {
    for call in calls() {
        let (x, w, b) = (array(&call.0, 1), array(&call.1, 2), array(&call.1[..1], 3));
        let dy = array(&products(call, |_, _, _| {}), 4);
        let (mut dx, mut dw) = (vec![0.0; x.data.len()], vec![0.0; w.data.len()]);
        products(call, |y_at, x_at, w_at| {
            dx[x_at] += dy.data[y_at] * w.data[w_at];
            dw[w_at] += dy.data[y_at] * x.data[x_at];
        });
        let (dx, dw) = (Array { data: dx, shape: x.shape.clone() }, Array { data: dw, shape: w.shape.clone() });
        let [s, p, d, g] = call.2;
        let found = backward(dy.view(), x.view(), w.view(), Some(b.view()), s, p, d, g).unwrap().run();
        assert_close(&found[0], &dx, 1e-11);
        assert_close(&found[1], &dw, 1e-11);
        let mut db = Array { data: vec![0.0; b.data.len()], shape: b.shape.clone() };
        let plane = dy.shape[2] * dy.shape[3];
        for (i, dy) in dy.data.iter().enumerate() {
            db.data[i / plane % b.data.len()] += dy;
        }
        assert_close(&found[2], &db, 1e-11);
        assert!(backward(dy.view(), x.view(), w.view(), None, s, p, d, g).unwrap().run()[2].data.is_empty());
        let (dy, x, w) = (narrow(&dy), narrow(&x), narrow(&w));
        let found = backward(dy.view(), x.view(), w.view(), None, s, p, d, g).unwrap().run();
        for (found, expected) in found.iter().zip([&dx, &dw]) {
            let data = found.data.iter().map(|&gradient| f64::from(gradient)).collect();
            assert_close(&Array { data, shape: found.shape.clone() }, expected, 1e-3);
        }
    }
}

#[test]
fn what_is_not_finite_reaches_the_pixels_of_the_formula_and_no_others() {
    for call in calls() {
        let [s, p, d, g] = call.2;
        let mut met = Vec::new();
        let shape = products(call, |y, _, w| met.push((y, w)));
        // The first weight of all, one from the middle, and an output that it meets.
        let Some(&(dy_at, w_at)) = met.get(met.len() / 2) else { continue };
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let (x, mut w, mut dy) = (array(&call.0, 1), array(&call.1, 2), array(&shape, 4));
            (w.data[w_at], w.data[0], dy.data[dy_at]) = (value, value, value);
            let mut dx = vec![0.0; x.data.len()];
            products(call, |y_at, x_at, w_at| dx[x_at] += dy.data[y_at] * w.data[w_at]);
            let found = backward(dy.view(), x.view(), w.view(), None, s, p, d, g).unwrap().run();
            let kind = |x: &f64| (x.is_nan(), x.is_infinite(), x.is_infinite() && *x > 0.0);
            assert!(found[0].data.iter().map(kind).eq(dx.iter().map(kind)), "dx of {call:?}");
        }
    }
}

#[test]
fn backward_is_the_slope_of_forward() {
    let (x, w, b) = (array(&[2, 4, 5, 6], 1), array(&[6, 2, 3, 2], 2), array(&[6], 3));
    for parameters in [[1, 0, 1, 2], [2, 1, 1, 2], [3, 2, 2, 2], [1, 3, 2, 2]] {
        let [s, p, d, g] = parameters;
        let y = |x: View<f64>, w: View<f64>, b: View<f64>| run(x, w, Some(b), parameters);
        let dy = array(&y(x.view(), w.view(), b.view()).shape, 4);
        let [dx, dw, db] = backward(dy.view(), x.view(), w.view(), Some(b.view()), s, p, d, g).unwrap().run();
        assert_gradient(&dx, &x, &dy, |x| y(x, w.view(), b.view()));
        assert_gradient(&dw, &w, &dy, |w| y(x.view(), w, b.view()));
        assert_gradient(&db, &b, &dy, |b| y(x.view(), w.view(), b));
    }
}

#[test]
fn the_number_of_threads_changes_no_digit() {
    for call in [
        ([1, 8, 40, 40], [32, 8, 3, 3], [1, 1, 1, 1]),
        ([3, 8, 21, 20], [64, 4, 5, 5], [2, 2, 1, 2]),
        ([2, 11, 80, 80], [11, 1, 3, 3], [1, 1, 1, 11]),
        ([3, 8, 101, 99], [8, 1, 5, 5], [2, 2, 1, 8]),
    ] {
        let (x, w) = (narrow(&array(&call.0, 1)), narrow(&array(&call.1, 2)));
        let [s, p, d, g] = call.2;
        let [one, two] = [1, 2].map(|count| {
            threads::set_threads(count);
            let y = run(x.view(), w.view(), None, call.2);
            let [dx, dw, _] = backward(y.view(), x.view(), w.view(), None, s, p, d, g).unwrap().run();
            [y.data, dx.data, dw.data]
        });
        threads::set_threads(0);
        assert_eq!(one, two);
    }
}

#[test]
fn a_kernel_larger_than_the_image_is_refused() {
    let (x, w) = (array(&[1, 1, 2, 2], 1), array(&[1, 1, 3, 3], 2));
    let words = forward(x.view(), w.view(), None, 1, 0, 1, 1, false).unwrap_err().to_string();
    assert_eq!(words, "conv2d: the kernel has 3 rows, x has 2 with its padding");
    assert_eq!(run(x.view(), w.view(), None, [1, 1, 1, 1]).shape, [1, 1, 2, 2]);
    assert!(forward(x.view(), w.view(), None, 1, 1, 2, 1, false).is_err());
}

#[test]
fn parameters_without_a_meaning_are_refused() {
    let (x, w) = (array(&[1, 2, 3, 3], 1), array(&[2, 2, 2, 2], 2));
    let accepted = |[s, p, d, g]: [isize; 4]| forward(x.view(), w.view(), None, s, p, d, g, false).is_ok();
    assert!(accepted([1, 0, 1, 1]));
    for parameters in [
        [0, 0, 1, 1],
        [-1, 0, 1, 1],
        [1, -1, 1, 1],
        [1, isize::MAX, 1, 1],
        [1, isize::MAX / 4, 1, 1],
        [1, 0, 0, 1],
        [1, 0, isize::MAX, 1],
        [1, 0, 1, 0],
        [1, 0, 1, 2],
        [1, 0, 1, 3],
    ] {
        assert!(!accepted(parameters), "{parameters:?}");
    }
}
