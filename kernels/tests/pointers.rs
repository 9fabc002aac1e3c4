//! Small calls of everything that works on addresses: products of every form, packed weights, convolutions, windows,
//! tiles of attention, rows, states. f32 is compared with f64; what matters more, Miri reads along (`tox -e miri`).

use nnkata_kernels::job::Task;
use nnkata_kernels::ops::*;
use nnkata_kernels::{Float, Mask, Result, View};

/// An array of numbers without symmetry that both types hold.
struct Numbers<T>(Vec<T>, Vec<usize>);

impl<T: Float> Numbers<T> {
    fn new(shape: &[usize]) -> Self {
        let count: usize = shape.iter().product();
        let number = |i: usize| T::narrow(f64::from(((i * i * 37 + i * 11 + count) % 61) as u8) / 32.0 - 0.9);
        Numbers((0..count).map(number).collect(), shape.to_vec())
    }

    fn view(&self) -> View<'_, T> {
        View::new(&self.0, &self.1)
    }
}

fn answers<T: Float, J: Task<T>>(job: Result<J>) -> Vec<f64> {
    let job = job.unwrap();
    let mut answers: Vec<Vec<T>> = job.floats().iter().map(|shape| vec![T::ZERO; shape.iter().product()]).collect();
    job.fill(&mut answers.iter_mut().map(|answer| &mut answer[..]).collect::<Vec<_>>());
    answers.into_iter().flatten().map(T::wide).collect()
}

/// Runs a list of calls in both types.
macro_rules! agree {
    ($name:ident, |$new:ident| $calls:block) => {
        #[test]
        fn $name() {
            fn run<T: Float>() -> Vec<Vec<f64>> {
                let $new = |shape: &[usize]| Numbers::<T>::new(shape);
                $calls
            }
            for (call, (narrow, wide)) in run::<f32>().iter().zip(run::<f64>()).enumerate() {
                assert!(!wide.is_empty() && narrow.len() == wide.len());
                for (i, (narrow, wide)) in narrow.iter().zip(wide).enumerate() {
                    assert!((narrow - wide).abs() <= 1e-4 * (1.0 + wide.abs()), "call {call}: [{i}] {narrow}, {wide}");
                }
            }
        }
    };
}

agree!(products_of_every_form, |new| {
    let mut found = Vec::new();
    for [rows, inner, cols] in [[1, 5, 9], [1, 4, 1], [2, 3, 5], [3, 7, 4], [5, 6, 19], [7, 3, 1]] {
        for [turned_a, turned_b] in [[false, false], [true, false], [false, true], [true, true]] {
            let (mut a, mut b) = ([rows, inner], [inner, cols]);
            if turned_a {
                a.reverse();
            }
            if turned_b {
                b.reverse();
            }
            found.push(answers(matmul::forward(new(&a).view(), new(&b).view(), turned_a, turned_b)));
        }
    }
    found
});

agree!(convolutions_there_and_back, |new| {
    let mut found = Vec::new();
    for (x, w, [s, p, d, g]) in [
        ([1, 2, 4, 5], [3, 2, 3, 3], [1, 1, 1, 1]),
        ([2, 2, 5, 4], [2, 1, 2, 3], [2, 1, 1, 2]),
        ([1, 1, 6, 6], [2, 1, 2, 2], [2, 2, 2, 1]),
        ([1, 2, 3, 3], [2, 2, 1, 1], [1, 0, 1, 1]),
        ([1, 3, 2, 2], [24, 3, 2, 2], [1, 1, 1, 1]),
    ] {
        let (x, w, b) = (new(&x), new(&w), new(&w[..1]));
        let (x, w, b) = (x.view(), w.view(), Some(b.view()));
        let y = conv2d::forward(x, w, b, s, p, d, g, false).unwrap();
        let dy = new(&y.shapes[0]);
        found.push(answers(Ok(y)));
        found.push(answers(conv2d::backward(dy.view(), x, w, b, s, p, d, g)));
    }
    for (x, w, padding, groups) in [([1, 2, 4, 5], [3, 2, 3, 3], 1, 1), ([2, 4, 6, 3], [6, 2, 3, 3], 0, 2)] {
        let (x, w, b) = (new(&x), new(&w), new(&w[..1]));
        found.push(answers(conv2d::forward(x.view(), w.view(), Some(b.view()), 1, padding, 1, groups, true)));
    }
    found
});

agree!(windows, |new| {
    let mut found = Vec::new();
    let x = new(&[1, 2, 5, 7]);
    for (size, stride, padding, [rows, cols]) in [(2, 2, 0, [2, 3]), (3, 1, 1, [5, 7]), (3, 2, 1, [3, 4])] {
        let dy = new(&[1, 2, rows, cols]);
        found.push(answers(max_pool2d::forward(x.view(), size, stride, padding)));
        found.push(answers(max_pool2d::backward(dy.view(), x.view(), size, stride, padding)));
        found.push(answers(avg_pool2d::forward(x.view(), size, stride, padding, false)));
        found.push(answers(avg_pool2d::backward(dy.view(), x.view(), size, stride, padding, true)));
        let ([y], [at]) = max_pool2d::with_indices(x.view(), size, stride, padding).unwrap().run();
        let plane = |i: usize| i / (rows * cols) * 35;
        assert!(y.data.iter().zip(at.data).enumerate().all(|(i, (y, at))| *y == x.0[plane(i) + at as usize]));
    }
    found
});

agree!(attention, |new| {
    let (q, k, v, dy) = (new(&[2, 5, 3]), new(&[2, 6, 3]), new(&[2, 6, 4]), new(&[2, 5, 4]));
    let (q, k, v, dy) = (q.view(), k.view(), v.view(), dy.view());
    let added = new(&[5, 6]);
    let taking: Vec<u8> = (0..30).map(|i| u8::from(i % 4 != 1)).collect();
    let mut found = Vec::new();
    let taking = View::new(&taking, &[5, 6]);
    for (mask, causal) in [(Mask::Added(added.view()), false), (Mask::TakesPart(taking), true)] {
        let mask = Some(mask);
        found.push(answers(scaled_dot_product_attention::forward(q, k, v, mask, causal)));
        found.push(answers(scaled_dot_product_attention::backward(dy, q, k, v, mask, causal)));
    }
    found
});

agree!(rows_and_columns, |new| {
    let (x, dy, w, b, one) = (new(&[3, 19]), new(&[3, 19]), new(&[19]), new(&[19]), [T::ONE]);
    let (x, dy, w, b) = (x.view(), dy.view(), w.view(), b.view());
    let labels = [3, 0, 18];
    let (one, labels) = (View::new(&one, &[]), View::new(&labels, &[3]));
    vec![
        answers(softmax::forward(x, 1)),
        answers(softmax::backward(dy, x, 0)),
        answers(log_softmax::forward(x, 0)),
        answers(log_softmax::backward(dy, x, 1)),
        answers(cross_entropy::forward(x, labels, Some(w), 0.1)),
        answers(cross_entropy::backward(one, x, labels, None, 0.1)),
        answers(layer_norm::forward(x, w, b, 1e-2)),
        answers(layer_norm::backward(dy, x, w, b, 1e-2)),
        answers(rms_norm::backward(dy, x, w, 1e-2)),
        answers(batch_norm::forward(x, w, b, 1e-2)),
        answers(batch_norm::backward(dy, x, w, b, 1e-2)),
        answers(variance::forward(x, 0, 0)),
        answers(pairwise_distances::forward(x, dy)),
        answers(gelu::forward(x, gelu::Approximate::None)),
    ]
});

agree!(states, |new| {
    let (x, h, c) = (new(&[5, 2]), new(&[5, 3]), new(&[5, 3]));
    let (x, h, c) = (x.view(), h.view(), c.view());
    let mut found = Vec::new();
    let weights = |gates: usize| [vec![gates * 3, 2], vec![gates * 3, 3], vec![gates * 3], vec![gates * 3]];
    let four = weights(4).map(|shape| new(&shape));
    let [w, u, b, d] = four.each_ref().map(Numbers::view);
    found.push(answers(lstm_cell::forward(x, h, c, w, u, b, d)));
    found.push(answers(lstm_cell::backward(h, c, x, h, c, w, u, b, d)));
    found.push(answers(lstm_cell::Packed::new(w, u, b, d).unwrap().forward(x, h, c)));
    let three = weights(3).map(|shape| new(&shape));
    let [w, u, b, d] = three.each_ref().map(Numbers::view);
    found.push(answers(gru_cell::backward(h, x, h, w, u, b, d)));
    found.push(answers(gru_cell::Packed::new(w, u, b, d).unwrap().forward(x, h)));
    found
});
