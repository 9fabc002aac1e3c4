//! How long products, attention and the recurrent layers take: microseconds, the best of many runs.
//!
//! `cargo run --release --example attention [-- WORD]`: the lines that have the word in them; `NNKATA_ISA` and
//! `NNKATA_THREADS` count.

use std::time::Duration;

use nnkata_kernels::job::{Task, Work};
use nnkata_kernels::ops::{gru_cell, lstm, lstm_cell, matmul, scaled_dot_product_attention};
use nnkata_kernels::{Array, Job, Result, roofline};

const MOMENT: Duration = Duration::from_millis(500);

fn main() {
    let wanted = std::env::args().nth(1).unwrap_or_default();
    let show = |name: &str, work: &mut dyn FnMut()| {
        if name.contains(&wanted) {
            println!("{name:40} {:12.2}", 1e6 * roofline::best(MOMENT, work));
        }
    };
    for n in [4, 8, 16, 32, 64, 128] {
        let (a, b) = (some(&[n, n]), some(&[n, n]));
        let mut y = room();
        show(&format!("matmul {n}^3, twenty"), &mut || {
            (0..20).for_each(|_| into(&mut y, matmul::forward(a.view(), b.view(), false, false)));
        });
    }
    let (a, b, mut y) = (some(&[64, 64, 64]), some(&[64, 64, 64]), room());
    show("matmul 64 of 64^3", &mut || into(&mut y, matmul::forward(a.view(), b.view(), false, false)));
    for (name, heads, queries, keys, dim) in [
        ("512", 1, 512, 512, 64),
        ("1024", 1, 1024, 1024, 64),
        ("tiny 16", 4, 16, 16, 32),
        ("tiny 64", 4, 64, 64, 32),
        ("decode", 8, 1, 4096, 64),
    ] {
        let (q, k, v) = (some(&[heads, queries, dim]), some(&[heads, keys, dim]), some(&[heads, keys, dim]));
        let (mut y, mut gradients) = (room(), room());
        for (causal, word) in [(false, ""), (true, " causal")] {
            if causal && queries < 512 {
                continue;
            }
            let mut there = || {
                let (q, k, v) = (q.view(), k.view(), v.view());
                into(&mut y, scaled_dot_product_attention::forward(q, k, v, None, causal));
            };
            show(&format!("attention {name}{word}"), &mut there);
            if keys == 1024 {
                show(&format!("attention {name}{word} and back"), &mut || {
                    there();
                    let (q, k, v) = (q.view(), k.view(), v.view());
                    into(&mut gradients, scaled_dot_product_attention::backward(q, q, k, v, None, causal));
                });
            }
        }
    }
    let [batch, features, hidden] = [32, 128, 256];
    let layer = |gates: usize, hidden: usize| {
        let wide = gates * hidden;
        [some(&[wide, features]), some(&[wide, hidden]), some(&[wide]), some(&[wide])]
    };
    let (x, h, c, mut y) = (some(&[batch, features]), some(&[batch, hidden]), some(&[batch, hidden]), room());
    let [w_ih, w_hh, b_ih, b_hh] = &layer(4, hidden);
    show("lstm_cell", &mut || {
        let (w_ih, w_hh, b_ih, b_hh) = (w_ih.view(), w_hh.view(), b_ih.view(), b_hh.view());
        into(&mut y, lstm_cell::forward(x.view(), h.view(), c.view(), w_ih, w_hh, b_ih, b_hh));
    });
    let [w_ih, w_hh, b_ih, b_hh] = &layer(3, hidden);
    show("gru_cell", &mut || {
        let (w_ih, w_hh, b_ih, b_hh) = (w_ih.view(), w_hh.view(), b_ih.view(), b_hh.view());
        into(&mut y, gru_cell::forward(x.view(), h.view(), w_ih, w_hh, b_ih, b_hh));
    });
    let (x, h) = (some(&[batch, 16, features]), some(&[batch, 128]));
    let [w_ih, w_hh, b_ih, b_hh] = &layer(4, 128);
    show("lstm", &mut || {
        let (w_ih, w_hh, b_ih, b_hh) = (w_ih.view(), w_hh.view(), b_ih.view(), b_hh.view());
        into(&mut y, lstm::forward(x.view(), h.view(), h.view(), w_ih, w_hh, b_ih, b_hh));
    });
}

/// Memory for up to three answers, that is there before the clock runs.
fn room() -> Vec<Vec<f32>> {
    vec![vec![0.0; 1 << 20]; 3]
}

fn into<const N: usize, F: Work<f32, N>>(room: &mut [Vec<f32>], job: Result<Job<f32, N, F>>) {
    let job = job.expect("shapes that fit");
    assert!(job.shapes.iter().all(|shape| shape.elements().is_some_and(|length| length <= 1 << 20)));
    let pointers: [*mut f32; N] = std::array::from_fn(|i| room[i].as_mut_ptr());
    // SAFETY: as many vectors as answers, none of them shorter.
    unsafe { job.write(&pointers, &[]) };
}

/// Numbers between -1 and 1.
fn some(shape: &[usize]) -> Array<f32> {
    let length = shape.iter().product();
    let data = (0..length).map(|i: usize| (i * 7919 % 2003) as f32 / 1001.5 - 1.0).collect();
    Array { data, shape: shape.to_vec() }
}
