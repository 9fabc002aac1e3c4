//! What the tests of the operations share: numbers without symmetry, and gradients by central differences.

use crate::{Array, View, threads};

/// `count` numbers in [-1, 1), the same for the same seed: a multiplicative congruential generator (Knuth's MMIX
/// constants).
pub(crate) fn numbers(count: usize, seed: u64) -> Vec<f64> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(1);
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    };
    (0..count).map(|_| next()).collect()
}

/// An array of such numbers.
pub(crate) fn array(shape: &[usize], seed: u64) -> Array<f64> {
    Array { data: numbers(shape.iter().product(), seed), shape: shape.to_vec() }
}

/// Each f64 as f32, for tests that want the narrow type.
pub(crate) fn narrow(array: &Array<f64>) -> Array<f32> {
    Array { data: array.data.iter().map(|&x| x as f32).collect(), shape: array.shape.clone() }
}

/// Asserts that two arrays agree to `bound`, absolutely.
pub(crate) fn assert_close(found: &Array<f64>, expected: &Array<f64>, bound: f64) {
    assert_eq!(found.shape, expected.shape);
    for (i, (found, expected)) in found.data.iter().zip(&expected.data).enumerate() {
        assert!((found - expected).abs() <= bound, "[{i}]: {found} is not {expected}");
    }
}

/// Asserts that `dx` is the gradient of `sum(dy * f(x))` at `x`, by central differences.
pub(crate) fn assert_gradient(dx: &Array<f64>, x: &Array<f64>, dy: &Array<f64>, f: impl Fn(View<f64>) -> Array<f64>) {
    let step = 1e-5;
    let loss = |x: &Array<f64>| -> f64 { f(x.view()).data.iter().zip(&dy.data).map(|(y, dy)| y * dy).sum() };
    assert_eq!(dx.shape, x.shape);
    for i in 0..x.data.len() {
        let (mut above, mut below) = (x.clone(), x.clone());
        above.data[i] += step;
        below.data[i] -= step;
        let slope = (loss(&above) - loss(&below)) / (2.0 * step);
        assert!((dx.data[i] - slope).abs() <= 1e-7 * (1.0 + slope.abs()), "[{i}]: {} is not {slope}", dx.data[i]);
    }
}

/// Asserts that an element-wise `backward` is the gradient of `forward`, over more than a vector of numbers,
/// and that both take arrays without elements.
pub(crate) fn assert_curve(
    forward: impl Fn(View<f64>) -> Array<f64>,
    backward: impl Fn(View<f64>, View<f64>) -> Array<f64>,
) {
    for shape in [&[][..], &[0], &[1], &[3, 7], &[2, 0, 5]] {
        let (mut x, dy) = (array(shape, 1), array(shape, 2));
        x.data.iter_mut().for_each(|x| *x *= 3.0);
        assert_eq!(forward(x.view()).shape, shape);
        assert_gradient(&backward(dy.view(), x.view()), &x, &dy, &forward);
    }
}

/// Asserts that one thread and two find the same, to the last digit.
pub(crate) fn same_on_two_threads<R: PartialEq>(run: impl Fn() -> R) {
    let before = threads::threads();
    let [one, two] = [1, 2].map(|count| {
        threads::set_threads(count);
        run()
    });
    threads::set_threads(before);
    assert!(one == two, "two threads find something else");
}

/// Asserts that the `backward` of a loss is the gradient of `forward`, over more than a few vectors of numbers.
pub(crate) fn assert_loss(
    forward: impl Fn(View<f64>, View<f64>) -> Array<f64>,
    backward: impl Fn(View<f64>, View<f64>, View<f64>) -> Array<f64>,
) {
    for shape in [&[][..], &[1], &[5, 37]] {
        let (x, target, dy) = (array(shape, 1), array(shape, 2), Array::scalar(1.5));
        let dx = backward(dy.view(), x.view(), target.view());
        assert_gradient(&dx, &x, &dy, |x| forward(x, target.view()));
    }
}
