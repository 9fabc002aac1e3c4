//! Against numbers worked out by hand, and central differences.

use super::*;
use crate::Array;
use crate::ops::testing::{array, assert_close, assert_gradient};

#[test]
fn two_rows_lie_one_spread_to_either_side() {
    let x = View::new(&[3.0, 10.0, 5.0, -10.0], &[2, 2]);
    let (weight, bias) = (View::new(&[2.0, 1.0], &[2]), View::new(&[0.0, 7.0], &[2]));
    let y = forward(x, weight, bias, 0.0).unwrap().answer();
    assert_eq!(y.data, [-2.0, 8.0, 2.0, 6.0]);
    let y = inference(x, weight, bias, View::new(&[1.0, 0.0], &[2]), View::new(&[3.0, 24.0], &[2]), 1.0);
    assert_eq!(y.unwrap().answer().data, [2.0, 9.0, 4.0, 5.0]);
}

#[test]
fn images_are_rows_with_the_pixels_among_them() {
    let x = array(&[5, 3, 2, 4], 1);
    let turned = |x: &Array<f64>| {
        let data = (0..120).map(|i| x.data[i / 3 / 8 * 24 + i % 3 * 8 + i / 3 % 8]);
        Array { data: data.collect(), shape: vec![40, 3] }
    };
    let (w, b) = (array(&[3], 2), array(&[3], 3));
    let y = forward(x.view(), w.view(), b.view(), 1e-5).unwrap().answer();
    let rows = forward(turned(&x).view(), w.view(), b.view(), 1e-5).unwrap().answer();
    assert_close(&turned(&y), &rows, 1e-14);
    let of = |x: &Array<f64>| {
        inference(x.view(), w.view(), b.view(), b.view(), View::new(&[1.0, 2.0, 3.0], &[3]), 0.0).unwrap().answer()
    };
    assert_close(&turned(&of(&x)), &of(&turned(&x)), 1e-14);
}

#[test]
fn backward_is_the_slope_of_forward() {
    for shape in [&[5, 70][..], &[3, 1], &[2, 3, 5], &[2, 3, 2, 2], &[1, 2, 9]] {
        let n = shape[1];
        let (x, dy, w, b) = (array(shape, 1), array(shape, 2), array(&[n], 3), array(&[n], 4));
        let [dx, dw, db] = backward(dy.view(), x.view(), w.view(), b.view(), 1e-2).unwrap().run();
        assert_gradient(&dx, &x, &dy, |x| forward(x, w.view(), b.view(), 1e-2).unwrap().answer());
        assert_gradient(&dw, &w, &dy, |w| forward(x.view(), w, b.view(), 1e-2).unwrap().answer());
        assert_gradient(&db, &b, &dy, |b| forward(x.view(), w.view(), b, 1e-2).unwrap().answer());
    }
}

#[test]
fn huge_numbers_are_not_too_much() {
    let one = View::new(&[1.0f32], &[1]);
    for shape in [&[2, 1][..], &[1, 1, 2]] {
        let y = forward(View::new(&[1e30f32, 3e30], shape), one, one, 1e-5).unwrap().answer();
        assert!(y.data[0].abs() < 1e-6 && (y.data[1] - 2.0).abs() < 1e-6, "{:?}", y.data);
    }
}

#[test]
fn nothing_has_no_mean_and_no_channels_no_answer() {
    let (one, none) = (View::new(&[1.0f64], &[1]), View::<f64>::new(&[], &[0]));
    for shape in [&[0, 1][..], &[2, 1, 0]] {
        assert!(forward(View::new(&[], shape), one, one, 1e-5).is_err());
        assert!(inference(View::new(&[], shape), one, one, one, one, 1e-5).unwrap().answer().data.is_empty());
    }
    assert!(forward(View::new(&[], &[2, 0]), none, none, 1e-5).unwrap().answer().data.is_empty());
    assert!(forward(View::new(&[1.0], &[1]), one, one, 1e-5).is_err());
}
