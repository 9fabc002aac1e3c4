//! Attention against the formula, written down plainly, and its gradients against differences.

use super::*;
use crate::Array;
use crate::ops::testing::{array, assert_close, assert_gradient, narrow, numbers, same_on_two_threads};

/// One call, with a mask of either kind.
struct Call {
    q: Array<f64>,
    k: Array<f64>,
    v: Array<f64>,
    takes_part: Option<Array<u8>>,
    added: Option<Array<f64>>,
    causal: bool,
}

impl Call {
    fn new(leading: &[usize], [queries, keys, head_dim, value_dim]: [usize; 4]) -> Self {
        let array = |last: [usize; 2], seed| array(&[leading, &last].concat(), seed);
        let (q, k, v) = (array([queries, head_dim], 1), array([keys, head_dim], 2), array([keys, value_dim], 3));
        Call { q, k, v, takes_part: None, added: None, causal: false }
    }

    /// A mask with holes; the first query and the second tile of keys see nothing of each other.
    fn hide(mut self, by_head: bool, in_words: bool) -> Self {
        let [leading @ .., queries, _] = &self.q.shape[..] else { panic!("a shape") };
        let keys = self.k.shape[self.k.shape.len() - 2];
        let shape = [if by_head { leading } else { &[] }, &[*queries, keys]].concat();
        let noise = numbers(shape.iter().product(), 9);
        let hidden = |i: usize| {
            let (query, key) = (i / keys % queries, i % keys);
            query == 0 || noise[i] < -0.4 || (KEYS..2 * KEYS).contains(&key) && query < QUERIES_BACK
        };
        if in_words {
            let data = (0..noise.len()).map(|i| if hidden(i) { 0 } else { 1 + (i % 3) as u8 }).collect();
            self.takes_part = Some(Array { data, shape });
        } else {
            let data = (0..noise.len()).map(|i| if hidden(i) { f64::NEG_INFINITY } else { noise[i] }).collect();
            self.added = Some(Array { data, shape });
        }
        self
    }

    fn mask(&self) -> Option<Mask<'_, f64>> {
        let takes_part = self.takes_part.as_ref().map(|mask| Mask::TakesPart(mask.view()));
        takes_part.or(self.added.as_ref().map(|mask| Mask::Added(mask.view())))
    }

    fn run(&self, q: View<f64>, k: View<f64>, v: View<f64>) -> Array<f64> {
        forward(q, k, v, self.mask(), self.causal).unwrap().answer()
    }

    fn forward(&self) -> Array<f64> {
        self.run(self.q.view(), self.k.view(), self.v.view())
    }

    fn backward(&self, dy: &Array<f64>) -> [Array<f64>; 3] {
        let (q, k, v) = (self.q.view(), self.k.view(), self.v.view());
        backward(dy.view(), q, k, v, self.mask(), self.causal).unwrap().run()
    }

    /// The formula, query by query.
    fn plain(&self) -> Array<f64> {
        let [leading @ .., queries, head_dim] = &self.q.shape[..] else { panic!("a shape") };
        let [.., keys, value_dim] = self.v.shape[..] else { panic!("a shape") };
        let at = |mask_length: usize, row: usize, key| (row * keys + key) % mask_length;
        let mut data = Vec::new();
        for row in 0..leading.iter().product::<usize>() * queries {
            let (head, query) = (row / queries, row % queries);
            let score = |key: usize| {
                let (q, k) = (&self.q.data[row * head_dim..], &self.k.data[(head * keys + key) * head_dim..]);
                let dot: f64 = q.iter().zip(&k[..*head_dim]).map(|(q, k)| q * k).sum();
                let taken = self.takes_part.as_ref().is_none_or(|mask| mask.data[at(mask.data.len(), row, key)] != 0);
                let added = self.added.as_ref().map_or(0.0, |mask| mask.data[at(mask.data.len(), row, key)]);
                let seen = taken && !(self.causal && key > query);
                if seen { dot / (*head_dim as f64).sqrt() + added } else { f64::NEG_INFINITY }
            };
            let scores: Vec<f64> = (0..keys).map(score).collect();
            let highest = scores.iter().copied().fold(f64::MIN, f64::max);
            let weights: Vec<f64> = scores.iter().map(|score| (score - highest).exp()).collect();
            let sum: f64 = weights.iter().sum();
            for c in 0..value_dim {
                let of = |key: usize| weights[key] * self.v.data[(head * keys + key) * value_dim + c];
                data.push(if sum == 0.0 { 0.0 } else { (0..keys).map(of).sum::<f64>() / sum });
            }
        }
        Array { data, shape: [leading, &[*queries, value_dim]].concat() }
    }

    fn check_forward(&self) {
        assert_close(&self.forward(), &self.plain(), 1e-13);
    }

    fn check(&self) {
        self.check_forward();
        let dy = array(&self.forward().shape, 4);
        let [dq, dk, dv] = self.backward(&dy);
        assert_gradient(&dq, &self.q, &dy, |q| self.run(q, self.k.view(), self.v.view()));
        assert_gradient(&dk, &self.k, &dy, |k| self.run(self.q.view(), k, self.v.view()));
        assert_gradient(&dv, &self.v, &dy, |v| self.run(self.q.view(), self.k.view(), v));
    }
}

#[test]
fn heads_lengths_and_widths_of_every_kind() {
    for (leading, sizes) in [
        (&[][..], [1, 1, 1, 1]),
        (&[], [5, 3, 4, 2]),
        (&[2], [3, 5, 4, 7]),
        (&[2, 2], [4, 4, 3, 3]),
        (&[1, 3], [1, 9, 5, 2]),
    ] {
        for causal in [false, true] {
            Call { causal, ..Call::new(leading, sizes) }.check();
            for (by_head, in_words) in [(false, false), (false, true), (true, false), (true, true)] {
                Call { causal, ..Call::new(leading, sizes).hide(by_head, in_words) }.check();
            }
        }
    }
}

#[test]
fn tiles_leave_no_seam() {
    for sizes in [[QUERIES_BACK + 2, KEYS + 7, 3, 5], [2 * QUERIES_BACK, 3 * KEYS, 8, 8], [3, 2 * KEYS + 1, 5, 17]] {
        for causal in [false, true] {
            Call { causal, ..Call::new(&[2], sizes) }.check_forward();
            Call { causal, ..Call::new(&[2], sizes).hide(true, true) }.check_forward();
            Call { causal, ..Call::new(&[2], sizes).hide(false, false) }.check_forward();
        }
    }
}

#[test]
fn gradients_over_several_tiles_are_the_slopes_of_forward() {
    let sizes = [QUERIES_BACK + 2, KEYS + 3, 1, 1];
    Call { causal: true, ..Call::new(&[], sizes) }.check();
    Call::new(&[], [QUERIES_BACK + 1, 2 * KEYS + 3, 1, 1]).hide(false, true).check();
}

#[test]
fn who_sees_nothing_answers_zero_and_learns_nothing() {
    let mut call = Call::new(&[], [2, 3, 4, 5]);
    call.takes_part = Some(Array { data: vec![0, 0, 0, 1, 0, 1], shape: vec![2, 3] });
    assert_eq!(call.forward().data[..5], [0.0; 5]);
    let [dq, dk, dv] = call.backward(&array(&[2, 5], 4));
    assert_eq!(dq.data[..4], [0.0; 4]);
    assert_eq!((&dk.data[4..8], &dv.data[5..10]), (&[0.0; 4][..], &[0.0; 5][..]));
}

#[test]
fn scores_of_any_size_do_not_overflow() {
    let (q, k) = (View::new(&[1e4f32], &[1, 1]), View::new(&[-1.0, 1.0, 0.0], &[3, 1]));
    let v = View::new(&[5.0, 6.0, 7.0], &[3, 1]);
    assert_eq!(forward(q, k, v, None, false).unwrap().answer().data, [6.0]);
    let mut call = Call::new(&[], [QUERIES_BACK, 2 * KEYS, 4, 4]);
    call.q.data.iter_mut().for_each(|q| *q *= 1e5);
    let [q, k, v] = [&call.q, &call.k, &call.v].map(narrow);
    let y = forward(q.view(), k.view(), v.view(), None, true).unwrap().answer();
    assert!(y.data.iter().all(|y| y.abs() <= 1.0));
    let [dq, ..] = call.backward(&array(&[QUERIES_BACK, 4], 4));
    assert!(dq.data.iter().all(|dq| dq.is_finite()));
}

#[test]
fn a_nan_is_not_taken_for_a_key_out_of_sight() {
    let nan = [f64::NAN];
    let y = forward(View::new(&nan, &[1, 1]), View::new(&[1.0], &[1, 1]), View::new(&[1.0], &[1, 1]), None, false);
    assert!(y.unwrap().answer().data[0].is_nan());
}

#[test]
fn the_number_of_threads_changes_no_digit() {
    for leading in [&[][..], &[3]] {
        let call = Call { causal: true, ..Call::new(leading, [250, 250, 33, 20]) };
        same_on_two_threads(|| call.forward());
        same_on_two_threads(|| call.backward(&call.v));
    }
}

#[test]
fn without_queries_or_width_there_is_nothing_and_without_keys_no_score() {
    for sizes in [[0, 3, 2, 2], [2, 3, 2, 0]] {
        let call = Call::new(&[2], sizes);
        let y = call.forward();
        assert_eq!(y.shape, [2, sizes[0], sizes[3]]);
        assert!(call.backward(&y).iter().all(|gradient| gradient.data.iter().all(|x| *x == 0.0)));
    }
    assert!(Call::new(&[0], [2, 3, 2, 2]).forward().data.is_empty());
    let q = array(&[2, 3], 1);
    assert!(forward(q.view(), View::new(&[], &[0, 3]), View::new(&[], &[0, 3]), None, false).is_err());
}

#[test]
fn a_mask_of_another_shape_is_refused_in_words() {
    let (call, mask) = (Call::new(&[2], [3, 5, 4, 4]), array(&[3, 4], 1));
    let refused = forward(call.q.view(), call.k.view(), call.v.view(), Some(Mask::Added(mask.view())), false);
    let words = "scaled_dot_product_attention: mask has shape [3, 4], expected [3, 5] or [2, 3, 5]";
    assert_eq!(refused.unwrap_err().to_string(), words);
}
