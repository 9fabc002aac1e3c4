//! One step of long short-term memory (Hochreiter and Schmidhuber 1997; the forget gate: Gers et al. 2000).
//!
//! | | reads | writes | flops |
//! |---|---|---|---|
//! | forward | `x`, `h`, `c`, weights | `h`, `c` | 8 * batch * hidden * (features + hidden), and 5 `exp` a number |
//! | backward | `dh`, `dc`, and what forward reads | a gradient for each | three times that |
//!
//! `i, f, g, o = x @ w_ih^T + b_ih + h @ w_hh^T + b_hh`, cut into four; `i`, `f`, `o` through the sigmoid, `g` through
//! the tanh. `c' = f * c + i * g`, `h' = o * tanh(c')`.
//!
//! With `t = tanh(c')` and all of the gradient by `c'`, `d = dc' + dh' * o * (1 - t^2)`: `di = d * g * i * (1 - i)`,
//! `df = d * c * f * (1 - f)`, `dg = d * i * (1 - g^2)`, `do = dh' * t * o * (1 - o)`, `dc = d * f`.

use crate::array::{Result, View};
use crate::job::{Job, Work};
use crate::recurrent::{self, Backward, Cell, Forward, Gradients, Layer, load, vectors};
use crate::simd::{Register, Simd, Vector};
use crate::{Float, math};

/// The cell, for [`lstm`](super::lstm) too. Backward is kept `c'`.
#[derive(Clone, Copy)]
pub(crate) struct Lstm;

/// The rows of four gates.
fn four<T>(gates: &mut [T], hidden: usize) -> [&mut [T]; 4] {
    let (i, rest) = gates.split_at_mut(hidden);
    let (f, rest) = rest.split_at_mut(hidden);
    let (g, o) = rest.split_at_mut(hidden);
    [i, f, g, o]
}

impl Cell for Lstm {
    const GATES: usize = 4;
    const KEEPS: bool = true;
    const APART: bool = false;

    #[inline(always)]
    fn forward<S: Simd, T: Float>(s: S, row: Forward<T>) {
        let hidden = row.h.len();
        let [i_at, f_at, g_at, o_at] = four(row.gates, hidden);
        let by_h: [&[T]; 4] = std::array::from_fn(|gate| &row.by_h[gate * hidden..][..hidden]);
        for at in vectors::<S, T>(hidden) {
            let i = math::sigmoid(s, load(s, i_at, &at) + load(s, by_h[0], &at));
            let f = math::sigmoid(s, load(s, f_at, &at) + load(s, by_h[1], &at));
            let g = math::tanh(s, load(s, g_at, &at) + load(s, by_h[2], &at));
            let o = math::sigmoid(s, load(s, o_at, &at) + load(s, by_h[3], &at));
            let c = f.mul_add(load(s, row.c, &at), i * g);
            i.store_partial(&mut i_at[at.clone()]);
            f.store_partial(&mut f_at[at.clone()]);
            g.store_partial(&mut g_at[at.clone()]);
            o.store_partial(&mut o_at[at.clone()]);
            c.store_partial(&mut row.c[at.clone()]);
            c.store_partial(&mut row.kept[at.clone()]);
            (o * math::tanh(s, c)).store_partial(&mut row.h[at]);
        }
    }

    #[inline(always)]
    fn backward<S: Simd, T: Float>(s: S, row: Backward<T>) {
        let hidden = row.dh.len();
        let [i_at, f_at, g_at, o_at] = four(row.gates, hidden);
        let one = Vector::<S, T>::constant(s, 1.0);
        for at in vectors::<S, T>(hidden) {
            let (i, f, g, o, dh) =
                (load(s, i_at, &at), load(s, f_at, &at), load(s, g_at, &at), load(s, o_at, &at), load(s, row.dh, &at));
            let t = math::tanh(s, load(s, row.kept, &at));
            let d = (dh * o).mul_add((one - t) * (one + t), load(s, row.dc, &at));
            (d * g * (i * (one - i))).store_partial(&mut i_at[at.clone()]);
            (d * load(s, row.c, &at) * (f * (one - f))).store_partial(&mut f_at[at.clone()]);
            (d * i * ((one - g) * (one + g))).store_partial(&mut g_at[at.clone()]);
            (dh * t * (o * (one - o))).store_partial(&mut o_at[at.clone()]);
            (d * f).store_partial(&mut row.dc[at.clone()]);
            Vector::<S, T>::zero(s).store_partial(&mut row.dh[at]);
        }
    }
}

/// `(h, c)`: `x [batch, features]`, `h` and `c [batch, hidden]`, weights `[4 * hidden, ...]`, biases `[4 * hidden]`; the
/// gates in the order i, f, g, o.
pub fn forward<'a, T: Float>(
    x: View<'a, T>,
    h: View<'a, T>,
    c: View<'a, T>,
    w_ih: View<'a, T>,
    w_hh: View<'a, T>,
    b_ih: View<'a, T>,
    b_hh: View<'a, T>,
) -> Result<Job<T, 2, impl Work<T, 2> + 'a>> {
    let op = "lstm_cell";
    let layer = Layer::cell(op, x, h, Some(c), [w_ih, w_hh, b_ih, b_hh])?;
    let room = layer.room(op, false)?;
    let shapes = [h.shape.into(), c.shape.into()];
    Ok(Job::new(shapes, layer.cost(1.0), move |[h, c]| layer.forward(Lstm, room, &mut [], h, c)))
}

/// The cell with weights that stay: checked, copied and packed once.
pub struct Packed<T>(recurrent::Packed<T, Lstm>);

impl<T: Float> Packed<T> {
    /// Of weights and biases as [`forward`] takes them.
    pub fn new(w_ih: View<T>, w_hh: View<T>, b_ih: View<T>, b_hh: View<T>) -> Result<Self> {
        recurrent::Packed::new("PackedLstmCell", [w_ih, w_hh, b_ih, b_hh]).map(Packed)
    }

    /// As [`forward`].
    pub fn forward<'a>(
        &'a self,
        x: View<'a, T>,
        h: View<'a, T>,
        c: View<'a, T>,
    ) -> Result<Job<T, 2, impl Work<T, 2> + 'a>> {
        let op = "PackedLstmCell";
        let layer = self.0.step(op, x, h, Some(c))?;
        let room = layer.room(op, false)?;
        Ok(Job::new([h.shape.into(), c.shape.into()], layer.cost(1.0), move |[h, c]| {
            layer.forward(Lstm, room, &mut [], h, c)
        }))
    }
}

/// `(dx, dh, dc, dw_ih, dw_hh, db_ih, db_hh)`, for `dh` and `dc [batch, hidden]`, the gradients by forward's answers.
#[allow(clippy::too_many_arguments, reason = "as many as a cell has")]
pub fn backward<'a, T: Float>(
    dh: View<'a, T>,
    dc: View<'a, T>,
    x: View<'a, T>,
    h: View<'a, T>,
    c: View<'a, T>,
    w_ih: View<'a, T>,
    w_hh: View<'a, T>,
    b_ih: View<'a, T>,
    b_hh: View<'a, T>,
) -> Result<Job<T, 7, impl Work<T, 7> + 'a>> {
    let op = "lstm_cell.backward";
    let layer = Layer::cell(op, x, h, Some(c), [w_ih, w_hh, b_ih, b_hh])?;
    dh.expect(op, "dh", h.shape)?;
    dc.expect(op, "dc", c.shape)?;
    let room = layer.room(op, true)?;
    let shapes = [x, h, c, w_ih, w_hh, b_ih, b_hh].map(|input| input.shape.into());
    Ok(Job::new(shapes, layer.cost(3.0), move |[x, h, c, w_ih, w_hh, b_ih, b_hh]| {
        let to = Gradients { x, h, c, w_ih, w_hh, b_ih, b_hh };
        layer.backward(Lstm, room, dh.data, None, Some(dc.data), to);
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Array;
    use crate::ops::testing::{Recurrent, assert_close, check_gradients, same_on_two_threads};

    fn run(of: &[View<f64>]) -> [Array<f64>; 2] {
        forward(of[0], of[1], of[2], of[3], of[4], of[5], of[6]).unwrap().run()
    }

    #[test]
    fn forward_and_backward_agree_with_the_formula() {
        for sizes in [[1, 1, 1], [2, 3, 5], [5, 4, 9], [0, 2, 3], [2, 0, 3], [2, 3, 0]] {
            let inputs = Recurrent::new(4, 1, sizes, Some(())).cell();
            let of = inputs.views();
            let [h, c] = run(&of);
            let packed = Packed::new(of[3], of[4], of[5], of[6]).unwrap();
            let [h_packed, c_packed] = packed.forward(of[0], of[1], of[2]).unwrap().run();
            assert_close(&h_packed, &h, 1e-14);
            assert_close(&c_packed, &c, 1e-14);
            let truth = (0..h.data.len()).map(|place| {
                let gate = |gate| inputs.sums(place / sizes[2], gate, place % sizes[2]);
                let [i, f, g, o] = [0, 1, 2, 3].map(|number| gate(number).0 + gate(number).1);
                let [i, f, o] = [i, f, o].map(|sum| 1.0 / (1.0 + (-sum).exp()));
                let c = f * inputs.arrays[2].data[place] + i * g.tanh();
                (o * c.tanh(), c)
            });
            let (h_truth, c_truth): (Vec<_>, Vec<_>) = truth.unzip();
            assert_close(&h, &Array { data: h_truth, shape: h.shape.clone() }, 1e-14);
            assert_close(&c, &Array { data: c_truth, shape: c.shape.clone() }, 1e-14);
            check_gradients(
                &inputs.arrays,
                &[&h, &c],
                |of| run(of).into(),
                |d, of| backward(d[0], d[1], of[0], of[1], of[2], of[3], of[4], of[5], of[6]).unwrap().run().into(),
            );
        }
    }

    #[test]
    fn the_number_of_threads_changes_no_digit() {
        let inputs = Recurrent::new(4, 1, [70, 90, 100], Some(())).cell();
        let of = inputs.views();
        same_on_two_threads(|| backward(of[1], of[2], of[0], of[1], of[2], of[3], of[4], of[5], of[6]).unwrap().run());
    }
}
