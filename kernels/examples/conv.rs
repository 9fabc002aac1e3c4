//! Times convolutions and pools on one thread, a line each: `cargo run --release --example conv -- [words]` runs those
//! whose name, or verb, holds one of the words.

use std::hint::black_box;
use std::time::Instant;

use nnkata_kernels::job::Task;
use nnkata_kernels::ops::{avg_pool2d, conv2d, max_pool2d};
use nnkata_kernels::{View, threads};

/// Name; batch, channels, rows and cols; filters, kernel, stride, padding, groups.
const CONVOLUTIONS: [(&str, [usize; 4], [usize; 5]); 17] = [
    ("resnet 56", [1, 64, 56, 56], [64, 3, 1, 1, 1]),
    ("resnet 28", [1, 128, 28, 28], [128, 3, 1, 1, 1]),
    ("resnet 14", [1, 256, 14, 14], [256, 3, 1, 1, 1]),
    ("resnet 7", [1, 512, 7, 7], [512, 3, 1, 1, 1]),
    ("resnet down", [1, 128, 56, 56], [128, 3, 2, 1, 1]),
    ("pointwise 56", [1, 256, 56, 56], [64, 1, 1, 0, 1]),
    ("pointwise 14", [1, 256, 14, 14], [1024, 1, 1, 0, 1]),
    ("stem", [1, 3, 224, 224], [64, 7, 2, 3, 1]),
    ("few 28", [32, 1, 28, 28], [8, 3, 1, 1, 1]),
    ("few 32", [8, 3, 32, 32], [16, 3, 1, 1, 1]),
    ("depthwise 112", [1, 32, 112, 112], [32, 3, 1, 1, 32]),
    ("depthwise 56", [1, 128, 56, 56], [128, 3, 1, 1, 128]),
    ("depthwise halved", [1, 128, 56, 56], [128, 3, 2, 1, 128]),
    ("depthwise 28", [1, 256, 28, 28], [256, 3, 1, 1, 256]),
    ("depthwise 5x5", [1, 240, 28, 28], [240, 5, 1, 2, 240]),
    ("depthwise 7x7", [1, 96, 56, 56], [96, 7, 1, 3, 96]),
    ("depthwise down", [1, 64, 112, 112], [64, 3, 2, 1, 64]),
];

/// Name; batch, channels, rows and cols; size, stride, padding.
const POOLS: [(&str, [usize; 4], [usize; 3]); 3] = [
    ("pool stem", [1, 64, 112, 112], [3, 2, 1]),
    ("pool halves", [8, 16, 28, 28], [2, 2, 0]),
    ("pool inception", [1, 256, 28, 28], [3, 1, 1]),
];

fn numbers(count: usize) -> Vec<f32> {
    (0..count).map(|i| (i * 7919 % 2048) as f32 / 1024.0 - 1.0).collect()
}

/// The best of some runs within a quarter of a second, in microseconds.
fn best(mut run: impl FnMut()) -> f64 {
    run();
    let (start, mut best) = (Instant::now(), f64::INFINITY);
    while start.elapsed().as_millis() < 250 {
        let begin = Instant::now();
        run();
        best = best.min(begin.elapsed().as_secs_f64());
    }
    best * 1e6
}

fn main() {
    threads::set_threads(1);
    let words: Vec<String> = std::env::args().skip(1).collect();
    let wanted = |name: &str| words.is_empty() || words.iter().any(|word| name.contains(word.as_str()));
    for (name, x_shape, [filters, kernel, stride, padding, groups]) in CONVOLUTIONS {
        let w_shape = [filters, x_shape[1] / groups, kernel, kernel];
        let (x, w) = (numbers(x_shape.iter().product()), numbers(w_shape.iter().product()));
        let (x, w) = (View::new(&x, &x_shape), View::new(&w, &w_shape));
        let parameters = [stride, padding, 1, groups].map(usize::cast_signed);
        let [s, p, d, g] = parameters;
        let y = conv2d::forward(x, w, None, s, p, d, g, false).expect("a convolution").answer();
        let flops = 2.0 * y.data.len() as f64 * (w.data.len() / filters) as f64;
        let print = |verb: &str, time: f64, flops: f64| {
            println!("{name:16} {verb:9} {time:9.1} us {:7.1} GF/s", flops / time * 1e-3);
        };
        if wanted(name) || wanted("forward") {
            let mut y = vec![0.0; y.data.len()];
            let time = best(|| {
                conv2d::forward(x, w, None, s, p, d, g, false).expect("a convolution").fill(&mut [black_box(&mut y)]);
            });
            print("forward", time, flops);
        }
        if (kernel, stride) == (3, 1) && (wanted(name) || wanted("winograd")) {
            let time = best(|| {
                black_box(conv2d::forward(x, w, None, s, p, d, g, true).expect("a convolution").run());
            });
            print("winograd", time, flops);
        }
        if wanted(name) || wanted("backward") {
            let (mut dx, mut dw) = (vec![0.0; x.data.len()], vec![0.0; w.data.len()]);
            let time = best(|| {
                let job = conv2d::backward(y.view(), x, w, None, s, p, d, g).expect("a convolution");
                job.fill(&mut [black_box(&mut dx), black_box(&mut dw)]);
            });
            print("backward", time, 2.0 * flops);
        }
    }
    for (name, shape, parameters) in POOLS {
        let x = numbers(shape.iter().product());
        let x = View::new(&x, &shape);
        let [k, s, p] = parameters.map(usize::cast_signed);
        let dy = max_pool2d::forward(x, k, s, p).expect("a pool").answer();
        let print = |verb: &str, time: f64| println!("{name:16} {verb:9} {time:9.1} us");
        if wanted(name) || wanted("max") {
            print("max", best(|| drop(black_box(max_pool2d::forward(x, k, s, p).expect("a pool").run()))));
            print("indices", best(|| drop(black_box(max_pool2d::with_indices(x, k, s, p).expect("a pool").run()))));
            let backward = || max_pool2d::backward(dy.view(), x, k, s, p).expect("a pool").run();
            print("backward", best(|| drop(black_box(backward()))));
        }
        if wanted(name) || wanted("avg") {
            print("avg", best(|| drop(black_box(avg_pool2d::forward(x, k, s, p, true).expect("a pool").run()))));
            let backward = || avg_pool2d::backward(dy.view(), x, k, s, p, true).expect("a pool").run();
            print("backward", best(|| drop(black_box(backward()))));
        }
    }
}
