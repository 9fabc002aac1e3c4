//! One step of a plain recurrent network (Elman 1990).
//!
//! | | reads | writes | flops |
//! |---|---|---|---|
//! | forward | `x`, `h`, weights | `h` | 2 * batch * hidden * (features + hidden), and a `tanh` a number |
//! | backward | `dh`, and what forward reads | a gradient for each | three times that |
//!
//! `h' = tanh(s)` with `s = x @ w_ih^T + b_ih + h @ w_hh^T + b_hh`; `ds = dh' * (1 - h'^2)`.

use crate::array::{Result, View};
use crate::job::{Job, Work};
use crate::recurrent::{self, Backward, Cell, Forward, Gradients, Layer, load, vectors};
use crate::simd::{Register, Simd, Vector};
use crate::{Float, math};

/// The cell, for [`rnn`](super::rnn) too.
#[derive(Clone, Copy)]
pub(crate) struct Rnn;

impl Cell for Rnn {
    const GATES: usize = 1;
    const KEEPS: bool = false;
    const APART: bool = false;

    #[inline(always)]
    fn forward<S: Simd, T: Float>(s: S, row: Forward<T>) {
        for at in vectors::<S, T>(row.h.len()) {
            let h = math::tanh(s, load(s, row.gates, &at) + load(s, row.by_h, &at));
            h.store_partial(&mut row.gates[at.clone()]);
            h.store_partial(&mut row.h[at]);
        }
    }

    #[inline(always)]
    fn backward<S: Simd, T: Float>(s: S, row: Backward<T>) {
        let one = Vector::<S, T>::constant(s, 1.0);
        for at in vectors::<S, T>(row.dh.len()) {
            let h = load(s, row.gates, &at);
            let ds = load(s, row.dh, &at) * ((one - h) * (one + h));
            ds.store_partial(&mut row.gates[at.clone()]);
            Vector::<S, T>::zero(s).store_partial(&mut row.dh[at]);
        }
    }
}

/// `h`: `x [batch, features]`, `h [batch, hidden]`, `w_ih [hidden, features]`, `w_hh [hidden, hidden]`, biases `[hidden]`.
pub fn forward<'a, T: Float>(
    x: View<'a, T>,
    h: View<'a, T>,
    w_ih: View<'a, T>,
    w_hh: View<'a, T>,
    b_ih: View<'a, T>,
    b_hh: View<'a, T>,
) -> Result<Job<T, 1, impl Work<T, 1> + 'a>> {
    let op = "rnn_cell";
    let layer = Layer::cell(op, x, h, None, [w_ih, w_hh, b_ih, b_hh])?;
    let room = layer.room(op, false)?;
    Ok(Job::new([h.shape.into()], layer.cost(1.0), move |[h]| layer.forward(Rnn, room, &mut [], h, &mut [])))
}

/// The cell with weights that stay: checked, copied and packed once.
pub struct Packed<T>(recurrent::Packed<T, Rnn>);

impl<T: Float> Packed<T> {
    /// Of weights and biases as [`forward`] takes them.
    pub fn new(w_ih: View<T>, w_hh: View<T>, b_ih: View<T>, b_hh: View<T>) -> Result<Self> {
        recurrent::Packed::new("PackedRnnCell", [w_ih, w_hh, b_ih, b_hh]).map(Packed)
    }

    /// As [`forward`].
    pub fn forward<'a>(&'a self, x: View<'a, T>, h: View<'a, T>) -> Result<Job<T, 1, impl Work<T, 1> + 'a>> {
        let op = "PackedRnnCell";
        let layer = self.0.step(op, x, h, None)?;
        let room = layer.room(op, false)?;
        Ok(Job::new([h.shape.into()], layer.cost(1.0), move |[h]| layer.forward(Rnn, room, &mut [], h, &mut [])))
    }
}

/// `(dx, dh, dw_ih, dw_hh, db_ih, db_hh)`, for `dh [batch, hidden]`, the gradient by forward's answer.
pub fn backward<'a, T: Float>(
    dh: View<'a, T>,
    x: View<'a, T>,
    h: View<'a, T>,
    w_ih: View<'a, T>,
    w_hh: View<'a, T>,
    b_ih: View<'a, T>,
    b_hh: View<'a, T>,
) -> Result<Job<T, 6, impl Work<T, 6> + 'a>> {
    let op = "rnn_cell.backward";
    let layer = Layer::cell(op, x, h, None, [w_ih, w_hh, b_ih, b_hh])?;
    dh.expect(op, "dh", h.shape)?;
    let room = layer.room(op, true)?;
    let shapes = [x, h, w_ih, w_hh, b_ih, b_hh].map(|input| input.shape.into());
    Ok(Job::new(shapes, layer.cost(3.0), move |[x, h, w_ih, w_hh, b_ih, b_hh]| {
        let to = Gradients { x, h, c: &mut [], w_ih, w_hh, b_ih, b_hh };
        layer.backward(Rnn, room, dh.data, None, None, to);
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Array;
    use crate::ops::testing::{Recurrent, assert_close, check_gradients, same_on_two_threads};

    fn run(of: &[View<f64>]) -> Array<f64> {
        forward(of[0], of[1], of[2], of[3], of[4], of[5]).unwrap().answer()
    }

    #[test]
    fn forward_and_backward_agree_with_the_formula() {
        for sizes in [[1, 1, 1], [2, 3, 5], [5, 4, 9], [0, 2, 3], [2, 0, 3], [2, 3, 0]] {
            let inputs = Recurrent::new(1, 1, sizes, None).cell();
            let of = inputs.views();
            let y = run(&of);
            let packed = Packed::new(of[2], of[3], of[4], of[5]).unwrap();
            assert_close(&packed.forward(of[0], of[1]).unwrap().answer(), &y, 1e-14);
            let truth = (0..y.data.len()).map(|place| {
                let (by_x, by_h) = inputs.sums(place / sizes[2], 0, place % sizes[2]);
                (by_x + by_h).tanh()
            });
            assert_close(&y, &Array { data: truth.collect(), shape: y.shape.clone() }, 1e-14);
            check_gradients(
                &inputs.arrays,
                &[&y],
                |of| vec![run(of)],
                |dy, of| backward(dy[0], of[0], of[1], of[2], of[3], of[4], of[5]).unwrap().run().into(),
            );
        }
    }

    #[test]
    fn the_number_of_threads_changes_no_digit() {
        let inputs = Recurrent::new(1, 1, [70, 90, 200], None).cell();
        let of = inputs.views();
        same_on_two_threads(|| backward(of[1], of[0], of[1], of[2], of[3], of[4], of[5]).unwrap().run());
    }

    #[test]
    fn weights_of_another_shape_are_refused() {
        let inputs = Recurrent::new(1, 1, [2, 3, 4], None).cell();
        let of = inputs.views();
        let words = forward(of[0], of[1], of[3], of[3], of[4], of[5]).unwrap_err().to_string();
        assert_eq!(words, "rnn_cell: w_ih has shape [4, 4], expected [4, 3]");
    }
}
