//! f32 against f64: the same operation on the same numbers differs by roundings, at odd sizes and extreme scales.

use nnkata_kernels::job::Task;
use nnkata_kernels::ops::*;
use nnkata_kernels::{Float, Result, View};

/// Numbers without symmetry, of about this size, that both types hold.
fn numbers<T: Float>(count: usize, seed: u64, scale: f64) -> Vec<T> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(1);
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    };
    (0..count).map(|_| T::narrow(f64::from((scale * next()) as f32))).collect()
}

fn answers<T: Float, J: Task<T>>(job: Result<J>) -> Vec<Vec<f64>> {
    let job = job.unwrap();
    let mut answers: Vec<Vec<T>> = job.floats().iter().map(|shape| vec![T::ZERO; shape.iter().product()]).collect();
    job.fill(&mut answers.iter_mut().map(|answer| &mut answer[..]).collect::<Vec<_>>());
    answers.into_iter().map(|answer| answer.into_iter().map(T::wide).collect()).collect()
}

/// Every operation that sums, over a matrix and its columns.
fn all<T: Float>(rows: usize, cols: usize, scale: f64) -> Vec<(&'static str, Vec<Vec<f64>>)> {
    let (x, dy) = (numbers::<T>(rows * cols, 1, scale), numbers::<T>(rows * cols, 2, 1.0));
    let (w, b) = (numbers::<T>(cols, 3, 1.0), numbers::<T>(cols, 4, 1.0));
    let labels: Vec<i64> = (0..rows as i64).map(|n| n * 5 % cols as i64).collect();
    let shape = [rows, cols];
    let stacked = [1, rows, cols];
    let (x3, dy3) = (View::new(&x, &stacked), View::new(&dy, &stacked));
    let (x, dy, w, b) =
        (View::new(&x, &shape), View::new(&dy, &shape), View::new(&w, &shape[1..]), View::new(&b, &shape[1..]));
    let (channel, one) = (numbers::<T>(rows, 5, 1.0), [T::ONE]);
    let (channel, one) = (View::new(&channel, &shape[..1]), View::new(&one, &[]));
    let labels = View::new(&labels, &shape[..1]);
    vec![
        ("softmax", answers(softmax::forward(x, 1))),
        ("softmax down", answers(softmax::forward(x, 0))),
        ("softmax.backward", answers(softmax::backward(dy, x, 1))),
        ("softmax.backward down", answers(softmax::backward(dy, x, 0))),
        ("log_softmax", answers(log_softmax::forward(x, 1))),
        ("log_softmax down", answers(log_softmax::forward(x, 0))),
        ("log_softmax.backward", answers(log_softmax::backward(dy, x, 1))),
        ("log_softmax.backward down", answers(log_softmax::backward(dy, x, 0))),
        ("cross_entropy", answers(cross_entropy::forward(x, labels, None, 0.1))),
        ("cross_entropy.backward", answers(cross_entropy::backward(one, x, labels, None, 0.1))),
        ("layer_norm", answers(layer_norm::forward(x, w, b, 1e-5))),
        ("layer_norm.backward", answers(layer_norm::backward(dy, x, w, b, 1e-5))),
        ("rms_norm", answers(rms_norm::forward(x, w, 1e-5))),
        ("rms_norm.backward", answers(rms_norm::backward(dy, x, w, 1e-5))),
        ("batch_norm", answers(batch_norm::forward(x, w, b, 1e-5))),
        ("batch_norm.backward", answers(batch_norm::backward(dy, x, w, b, 1e-5))),
        ("batch_norm of images", answers(batch_norm::forward(x3, channel, channel, 1e-5))),
        ("batch_norm.backward of images", answers(batch_norm::backward(dy3, x3, channel, channel, 1e-5))),
        ("variance", answers(variance::forward(x, 1, 0))),
        ("variance down", answers(variance::forward(x, 0, 0))),
        ("mse", answers(mse::forward(x, dy))),
        ("huber", answers(huber::forward(x, dy, 1.0))),
        ("binary_cross_entropy", answers(binary_cross_entropy_with_logits::forward(x, dy))),
    ]
}

#[test]
fn f32_agrees_with_f64_to_a_few_roundings() {
    for (rows, cols) in [(1, 1), (1, 7), (9, 16), (15, 33), (70, 129), (40, 5000), (700, 30)] {
        for scale in [1e-15, 1.0, 30.0, 1e15] {
            for ((name, narrow), (_, wide)) in
                all::<f32>(rows, cols, scale).into_iter().zip(all::<f64>(rows, cols, scale))
            {
                for (part, (narrow, wide)) in narrow.iter().zip(&wide).enumerate() {
                    // An exponential of a rounded difference is off by as much as the difference is.
                    let moved =
                        1.0 + if name.contains("softmax") || name.contains("cross") { scale.min(100.0) } else { 0.0 };
                    // A gradient may be the little that is left of what cancels: a probability that 1 is taken from, or
                    // a slope beside what a whole row of them would change.
                    let least = match name {
                        "cross_entropy.backward" => 1.0 / rows as f64,
                        _ if name.contains("norm.backward") => 4.0 / scale.max(3e-3),
                        _ => 1e-30,
                    };
                    let largest = wide.iter().fold(least, |m: f64, x| m.max(x.abs()));
                    let bound = 4.0 * f64::from(f32::EPSILON) * (rows.max(cols) as f64).sqrt() * largest * moved;
                    for (i, (found, truth)) in narrow.iter().zip(wide).enumerate() {
                        let off = (found - truth).abs();
                        assert!(
                            off <= bound,
                            "{name} {part} of [{rows}, {cols}] at {scale}: [{i}] {found} is not {truth}"
                        );
                    }
                }
            }
        }
    }
}
