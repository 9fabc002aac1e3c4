//! How long the operations on rows and elements take, on one thread: `cargo run --release --example ops [name]`.
//!
//! Time is the best of many runs over the same arrays, so those that fit stay in cache; GB/s counts every input and
//! answer once.

use std::time::{Duration, Instant};

use nnkata_kernels::job::Task;
use nnkata_kernels::ops::*;
use nnkata_kernels::{Result, View};

/// Arrays of f32 that know their shape.
struct Input {
    data: Vec<f32>,
    shape: Vec<usize>,
}

impl Input {
    fn new(shape: &[usize], seed: u32) -> Self {
        let mut state = seed.wrapping_mul(747_796_405).wrapping_add(1);
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1 << 23) as f32 - 1.0
        };
        Input { data: (0..shape.iter().product()).map(|_| next()).collect(), shape: shape.to_vec() }
    }

    fn view(&self) -> View<'_, f32> {
        View::new(&self.data, &self.shape)
    }
}

struct Table {
    only: Option<String>,
}

impl Table {
    /// Times a job over `inputs` floats that is made anew for each run, and prints a line.
    fn row<J: Task<f32>>(&self, name: &str, inputs: usize, make: impl Fn() -> Result<J>) {
        if self.only.as_ref().is_some_and(|only| !name.starts_with(only.as_str())) {
            return;
        }
        let shapes = make().expect("a job").floats().to_vec();
        let mut answers: Vec<Vec<f32>> = shapes.iter().map(|shape| vec![0.0; shape.iter().product()]).collect();
        let mut run = |times: u32| {
            let start = Instant::now();
            for _ in 0..times {
                let mut slices: Vec<_> = answers.iter_mut().map(|answer| &mut answer[..]).collect();
                make().expect("a job").fill(&mut slices);
            }
            start.elapsed() / times
        };
        let once = run(2).as_nanos().max(1);
        let times = (2_000_000 / once).clamp(1, 10_000) as u32;
        let begin = Instant::now();
        let mut best = Duration::MAX;
        while begin.elapsed() < Duration::from_millis(150) {
            best = best.min(run(times));
        }
        let floats = inputs + shapes.iter().map(|shape| shape.iter().product::<usize>()).sum::<usize>();
        let nanoseconds = best.as_nanos() as f64;
        println!(
            "{name:44} {:10.2} us {:8.3} ns/element {:7.1} GB/s",
            nanoseconds / 1e3,
            nanoseconds / inputs as f64,
            4.0 * floats as f64 / nanoseconds
        );
    }
}

fn main() {
    let table = Table { only: std::env::args().nth(1) };
    curves(&table);
    softmaxes(&table);
    norms(&table);
    optimisers(&table);
    sequences(&table);
}

fn curves(table: &Table) {
    for n in [4096, 1 << 20] {
        let (x, dy) = (Input::new(&[n], 1), Input::new(&[n], 2));
        let (x, dy) = (x.view(), dy.view());
        let none = gelu::Approximate::None;
        let tanh_form = gelu::Approximate::Tanh;
        table.row(&format!("exp {n}"), n, || exp::forward(x));
        table.row(&format!("tanh {n}"), n, || tanh::forward(x));
        table.row(&format!("sigmoid {n}"), n, || sigmoid::forward(x));
        table.row(&format!("softplus {n}"), n, || softplus::forward(x));
        table.row(&format!("gelu {n}"), n, || gelu::forward(x, none));
        table.row(&format!("gelu_tanh {n}"), n, || gelu::forward(x, tanh_form));
        table.row(&format!("relu {n}"), n, || relu::forward(x));
        table.row(&format!("leaky_relu {n}"), n, || leaky_relu::forward(x, 0.01));
        table.row(&format!("tanh.backward {n}"), 2 * n, || tanh::backward(dy, x));
        table.row(&format!("sigmoid.backward {n}"), 2 * n, || sigmoid::backward(dy, x));
        table.row(&format!("gelu.backward {n}"), 2 * n, || gelu::backward(dy, x, none));
        table.row(&format!("relu.backward {n}"), 2 * n, || relu::backward(dy, x));
    }
}

fn softmaxes(table: &Table) {
    for (shape, axis) in [
        (&[64, 10][..], -1),
        (&[128, 128], -1),
        (&[512, 1024], -1),
        (&[4096, 1024], -1),
        (&[8, 131_072], -1),
        (&[1024, 1024], 0),
        (&[64, 128, 49], 1),
    ] {
        let (x, dy) = (Input::new(shape, 1), Input::new(shape, 2));
        let (x, dy, n) = (x.view(), dy.view(), x.data.len());
        table.row(&format!("softmax {shape:?} {axis}"), n, || softmax::forward(x, axis));
        table.row(&format!("softmax.backward {shape:?} {axis}"), 2 * n, || softmax::backward(dy, x, axis));
        table.row(&format!("log_softmax {shape:?} {axis}"), n, || log_softmax::forward(x, axis));
        table.row(&format!("log_softmax.backward {shape:?} {axis}"), 2 * n, || log_softmax::backward(dy, x, axis));
    }
    for [batch, classes] in [[64, 10], [128, 1000], [4096, 1000], [256, 32_000]] {
        let z = Input::new(&[batch, classes], 1);
        let labels: Vec<i64> = (0..batch as i64).map(|n| n * 7 % classes as i64).collect();
        let (one, rows) = (Input::new(&[], 1), [batch]);
        let (z, labels, dy, n) = (z.view(), View::new(&labels, &rows), one.view(), z.data.len());
        let name = format!("[{batch}, {classes}]");
        table.row(&format!("cross_entropy {name}"), n, || cross_entropy::forward(z, labels, None, 0.0));
        table.row(&format!("cross_entropy.backward {name}"), n, || cross_entropy::backward(dy, z, labels, None, 0.0));
    }
}

fn norms(table: &Table) {
    for shape in [[32, 10], [128, 128], [4096, 768]] {
        let (x, dy, w, b) =
            (Input::new(&shape, 1), Input::new(&shape, 2), Input::new(&shape[1..], 3), Input::new(&shape[1..], 4));
        let (x, dy, w, b, n) = (x.view(), dy.view(), w.view(), b.view(), x.data.len());
        table.row(&format!("layer_norm {shape:?}"), n, || layer_norm::forward(x, w, b, 1e-5));
        table.row(&format!("layer_norm.backward {shape:?}"), 2 * n, || layer_norm::backward(dy, x, w, b, 1e-5));
        table.row(&format!("rms_norm {shape:?}"), n, || rms_norm::forward(x, w, 1e-5));
        table.row(&format!("rms_norm.backward {shape:?}"), 2 * n, || rms_norm::backward(dy, x, w, 1e-5));
        table.row(&format!("variance {shape:?} -1"), n, || variance::forward(x, -1, 0));
        table.row(&format!("variance {shape:?} 0"), n, || variance::forward(x, 0, 0));
    }
    for shape in [&[32, 64, 56, 56][..], &[32, 256, 14, 14], &[64, 512, 7, 7], &[128, 256]] {
        let channels = &shape[1..2];
        let (x, dy, w, b) =
            (Input::new(shape, 1), Input::new(shape, 2), Input::new(channels, 3), Input::new(channels, 4));
        let (x, dy, w, b, n) = (x.view(), dy.view(), w.view(), b.view(), x.data.len());
        table.row(&format!("batch_norm {shape:?}"), n, || batch_norm::forward(x, w, b, 1e-5));
        table.row(&format!("batch_norm.inference {shape:?}"), n, || batch_norm::inference(x, w, b, w, b, 1e-5));
        table.row(&format!("batch_norm.backward {shape:?}"), 2 * n, || batch_norm::backward(dy, x, w, b, 1e-5));
    }
}

/// Optimisers, and losses on arrays of the same sizes.
fn optimisers(table: &Table) {
    for n in [1000, 1_000_000] {
        let arrays = [1, 2, 3, 4].map(|seed| Input::new(&[n], seed));
        let [p, g, m, v] = arrays.each_ref().map(Input::view);
        table.row(&format!("adam {n}"), 4 * n, || adam::forward(p, g, m, v, 3, 1e-3, 0.9, 0.999, 1e-8, 0.0));
        table.row(&format!("adamw {n}"), 4 * n, || adamw::forward(p, g, m, v, 3, 1e-3, 0.9, 0.999, 1e-8, 0.01));
        table.row(&format!("sgd {n}"), 3 * n, || sgd::forward(p, g, m, 1e-3, 0.9, 0.0, false));
        let one = Input::new(&[], 5);
        let dy = one.view();
        table.row(&format!("mse {n}"), 2 * n, || mse::forward(p, g));
        table.row(&format!("mse.backward {n}"), 2 * n, || mse::backward(dy, p, g));
        table.row(&format!("huber {n}"), 2 * n, || huber::forward(p, g, 1.0));
        table.row(&format!("huber.backward {n}"), 2 * n, || huber::backward(dy, p, g, 1.0));
        let name = "binary_cross_entropy";
        table.row(&format!("{name} {n}"), 2 * n, || binary_cross_entropy_with_logits::forward(p, g));
        table.row(&format!("{name}.backward {n}"), 2 * n, || binary_cross_entropy_with_logits::backward(dy, p, g));
        let quarters: Vec<_> = (0..4).map(|seed| Input::new(&[n / 4], seed)).collect();
        table.row(&format!("clip_grad_norm {n}"), n, || {
            clip_grad_norm::forward(quarters.iter().map(Input::view).collect(), 1.0)
        });
    }
}

fn sequences(table: &Table) {
    let (words, dy) = (Input::new(&[10_000, 256], 1), Input::new(&[4096, 256], 2));
    let ids: Vec<i64> = (0..4096).map(|n| n * 7919 % 10_000).collect();
    let (ids, words, dy, n) = (View::new(&ids, &[4096]), words.view(), dy.view(), dy.data.len());
    table.row("embedding [10000, 256] 4096", n, || embedding::forward(ids, words));
    table.row("embedding.backward [10000, 256] 4096", n, || embedding::backward(dy, ids, words));
    let x = Input::new(&[2, 8, 512, 64], 1);
    let (x, n) = (x.view(), x.data.len());
    table.row("rotary_embedding [2, 8, 512, 64]", n, || rotary_embedding::forward(x, 1e4, 0));
}
