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

/// The inputs of a recurrent layer: `x`, `h`, perhaps `c`, `w_ih`, `w_hh`, `b_ih`, `b_hh`.
pub(crate) struct Recurrent {
    pub arrays: Vec<Array<f64>>,
    sizes: [usize; 4],
    gates: usize,
    weights: usize,
}

impl Recurrent {
    /// With `Some(())` for a cell that has a `c`. A single step has `x [batch, features]` if it is to be a cell's.
    pub fn new(gates: usize, time: usize, [batch, features, hidden]: [usize; 3], c: Option<()>) -> Self {
        let wide = gates * hidden;
        let mut shapes = vec![vec![batch, time, features], vec![batch, hidden]];
        shapes.extend(c.map(|()| vec![batch, hidden]));
        let weights = shapes.len();
        shapes.extend([vec![wide, features], vec![wide, hidden], vec![wide], vec![wide]]);
        let arrays = shapes.iter().zip(1..).map(|(shape, seed)| array(shape, seed)).collect();
        Recurrent { arrays, sizes: [batch, time, features, hidden], gates, weights }
    }

    /// As the inputs of a cell.
    pub fn cell(mut self) -> Self {
        self.arrays[0].shape.remove(1);
        self
    }

    pub fn views(&self) -> Vec<View<'_, f64>> {
        self.arrays.iter().map(Array::view).collect()
    }

    /// One time of an array over batch and time.
    pub fn at(&self, of: &Array<f64>, t: usize) -> Array<f64> {
        let [batch, time, width] = of.shape[..] else { panic!("an array over time") };
        let rows = (0..batch).flat_map(|b| &of.data[(b * time + t) * width..][..width]);
        Array { data: rows.copied().collect(), shape: vec![batch, width] }
    }

    /// The input of one time.
    pub fn step(&self, t: usize) -> Array<f64> {
        self.at(&self.arrays[0], t)
    }

    /// Of sample `b` and gate `g`, for unit `j`: `x @ w_ih^T + b_ih` and `h @ w_hh^T + b_hh`.
    pub fn sums(&self, b: usize, g: usize, j: usize) -> (f64, f64) {
        let [_, time, features, hidden] = self.sizes;
        assert!(time == 1 && g < self.gates);
        let row = g * hidden + j;
        let [w_ih, w_hh, b_ih, b_hh] = &self.arrays[self.weights..] else { panic!("four weights") };
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let (x, h) = (&self.arrays[0].data[b * features..], &self.arrays[1].data[b * hidden..]);
        let by_x = dot(&x[..features], &w_ih.data[row * features..]) + b_ih.data[row];
        (by_x, dot(&h[..hidden], &w_hh.data[row * hidden..]) + b_hh.data[row])
    }
}

/// Asserts that `backward` finds the gradients of `forward` by all its inputs, where both have several answers.
pub(crate) fn check_gradients(
    inputs: &[Array<f64>],
    answers: &[&Array<f64>],
    forward: impl Fn(&[View<f64>]) -> Vec<Array<f64>>,
    backward: impl Fn(&[View<f64>], &[View<f64>]) -> Vec<Array<f64>>,
) {
    let joined = |parts: Vec<Array<f64>>| {
        let data: Vec<f64> = parts.into_iter().flat_map(|part| part.data).collect();
        Array { shape: vec![data.len()], data }
    };
    let slopes: Vec<_> = answers.iter().zip(20..).map(|(answer, seed)| array(&answer.shape, seed)).collect();
    let views: Vec<_> = inputs.iter().map(Array::view).collect();
    let found = backward(&slopes.iter().map(Array::view).collect::<Vec<_>>(), &views);
    assert_eq!(found.len(), inputs.len());
    let slopes = joined(slopes);
    for (i, found) in found.iter().enumerate() {
        assert_gradient(found, &inputs[i], &slopes, |x| {
            let mut views = views.clone();
            views[i] = View::new(x.data, x.shape);
            joined(forward(&views))
        });
    }
}
