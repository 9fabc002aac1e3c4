//! One step of gated recurrent units (Cho et al. 2014, arXiv 1406.1078; the reset gate behind the product, as PyTorch has
//! it).
//!
//! | | reads | writes | flops |
//! |---|---|---|---|
//! | forward | `x`, `h`, weights | `h` | 6 * batch * hidden * (features + hidden), and 3 `exp` a number |
//! | backward | `dh`, and what forward reads | a gradient for each | three times that |
//!
//! `r = sigmoid(xr + hr)`, `z = sigmoid(xz + hz)`, `n = tanh(xn + r * hn)`, `h' = (1 - z) * n + z * h`, where
//! `xr, xz, xn = x @ w_ih^T + b_ih` and `hr, hz, hn = h @ w_hh^T + b_hh`, each cut into three.
//!
//! `dn = dh' * (1 - z) * (1 - n^2)`, `dz = dh' * (h - n) * z * (1 - z)`, `dr = dn * hn * r * (1 - r)`: `dr, dz, dn` are
//! the gradients by the first three, `dr, dz, dn * r` those by the others.

use crate::array::{Result, View};
use crate::job::{Job, Work};
use crate::recurrent::{self, Backward, Cell, Forward, Gradients, Layer, load, vectors};
use crate::simd::{Register, Simd, Vector};
use crate::{Float, math};

/// The cell, for [`gru`](super::gru) too. Backward is kept `hn`.
#[derive(Clone, Copy)]
pub(crate) struct Gru;

impl Cell for Gru {
    const GATES: usize = 3;
    const KEEPS: bool = true;
    const APART: bool = true;

    #[inline(always)]
    fn forward<S: Simd, T: Float>(s: S, row: Forward<T>) {
        let hidden = row.h.len();
        let (xr, rest) = row.gates.split_at_mut(hidden);
        let (xz, xn) = rest.split_at_mut(hidden);
        let (hr, rest) = row.by_h.split_at(hidden);
        let (hz, hn) = rest.split_at(hidden);
        let one = Vector::<S, T>::constant(s, 1.0);
        for at in vectors::<S, T>(hidden) {
            let r = math::sigmoid(s, load(s, xr, &at) + load(s, hr, &at));
            let z = math::sigmoid(s, load(s, xz, &at) + load(s, hz, &at));
            let hn = load(s, hn, &at);
            let n = math::tanh(s, r.mul_add(hn, load(s, xn, &at)));
            let h = (one - z).mul_add(n, z * load(s, row.h, &at));
            r.store_partial(&mut xr[at.clone()]);
            z.store_partial(&mut xz[at.clone()]);
            n.store_partial(&mut xn[at.clone()]);
            hn.store_partial(&mut row.kept[at.clone()]);
            h.store_partial(&mut row.h[at]);
        }
    }

    #[inline(always)]
    fn backward<S: Simd, T: Float>(s: S, row: Backward<T>) {
        let hidden = row.dh.len();
        let (r_at, rest) = row.gates.split_at_mut(hidden);
        let (z_at, n_at) = rest.split_at_mut(hidden);
        let (hr, rest) = row.by_h.split_at_mut(hidden);
        let (hz, hn) = rest.split_at_mut(hidden);
        let one = Vector::<S, T>::constant(s, 1.0);
        for at in vectors::<S, T>(hidden) {
            let (r, z, n, dh) = (load(s, r_at, &at), load(s, z_at, &at), load(s, n_at, &at), load(s, row.dh, &at));
            let dn = dh * (one - z) * ((one - n) * (one + n));
            let dz = dh * (load(s, row.h, &at) - n) * (z * (one - z));
            let dr = dn * load(s, row.kept, &at) * (r * (one - r));
            for (slope, to) in [(dr, &mut *r_at), (dz, &mut *z_at), (dn, &mut *n_at)] {
                slope.store_partial(&mut to[at.clone()]);
            }
            for (slope, to) in [(dr, &mut *hr), (dz, &mut *hz), (dn * r, &mut *hn)] {
                slope.store_partial(&mut to[at.clone()]);
            }
            (dh * z).store_partial(&mut row.dh[at]);
        }
    }
}

/// `h`: `x [batch, features]`, `h [batch, hidden]`, weights `[3 * hidden, ...]`,
/// biases `[3 * hidden]`; the gates in the order r, z, n.
pub fn forward<'a, T: Float>(
    x: View<'a, T>,
    h: View<'a, T>,
    w_ih: View<'a, T>,
    w_hh: View<'a, T>,
    b_ih: View<'a, T>,
    b_hh: View<'a, T>,
) -> Result<Job<T, 1, impl Work<T, 1> + 'a>> {
    let op = "gru_cell";
    let layer = Layer::cell(op, x, h, None, [w_ih, w_hh, b_ih, b_hh])?;
    let room = layer.room(op, false)?;
    Ok(Job::new([h.shape.into()], layer.cost(1.0), move |[h]| layer.forward(Gru, room, &mut [], h, &mut [])))
}

/// The cell with weights that stay: checked, copied and packed once.
pub struct Packed<T>(recurrent::Packed<T, Gru>);

impl<T: Float> Packed<T> {
    /// Of weights and biases as [`forward`] takes them.
    pub fn new(w_ih: View<T>, w_hh: View<T>, b_ih: View<T>, b_hh: View<T>) -> Result<Self> {
        recurrent::Packed::new("PackedGruCell", [w_ih, w_hh, b_ih, b_hh]).map(Packed)
    }

    /// As [`forward`].
    pub fn forward<'a>(&'a self, x: View<'a, T>, h: View<'a, T>) -> Result<Job<T, 1, impl Work<T, 1> + 'a>> {
        let op = "PackedGruCell";
        let layer = self.0.step(op, x, h, None)?;
        let room = layer.room(op, false)?;
        Ok(Job::new([h.shape.into()], layer.cost(1.0), move |[h]| layer.forward(Gru, room, &mut [], h, &mut [])))
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
    let op = "gru_cell.backward";
    let layer = Layer::cell(op, x, h, None, [w_ih, w_hh, b_ih, b_hh])?;
    dh.expect(op, "dh", h.shape)?;
    let room = layer.room(op, true)?;
    let shapes = [x, h, w_ih, w_hh, b_ih, b_hh].map(|input| input.shape.into());
    Ok(Job::new(shapes, layer.cost(3.0), move |[x, h, w_ih, w_hh, b_ih, b_hh]| {
        let to = Gradients { x, h, c: &mut [], w_ih, w_hh, b_ih, b_hh };
        layer.backward(Gru, room, dh.data, None, None, to);
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
            let inputs = Recurrent::new(3, 1, sizes, None).cell();
            let of = inputs.views();
            let y = run(&of);
            let packed = Packed::new(of[2], of[3], of[4], of[5]).unwrap();
            assert_close(&packed.forward(of[0], of[1]).unwrap().answer(), &y, 1e-14);
            let truth = (0..y.data.len()).map(|place| {
                let (b, j) = (place / sizes[2], place % sizes[2]);
                let [(xr, hr), (xz, hz), (xn, hn)] = [0, 1, 2].map(|gate| inputs.sums(b, gate, j));
                let [r, z] = [xr + hr, xz + hz].map(|sum| 1.0 / (1.0 + (-sum).exp()));
                let n = (xn + r * hn).tanh();
                (1.0 - z) * n + z * inputs.arrays[1].data[place]
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
        let inputs = Recurrent::new(3, 1, [70, 90, 200], None).cell();
        let of = inputs.views();
        same_on_two_threads(|| backward(of[1], of[0], of[1], of[2], of[3], of[4], of[5]).unwrap().run());
    }

    #[test]
    fn weights_of_another_shape_are_refused() {
        let inputs = Recurrent::new(3, 1, [2, 3, 4], None).cell();
        let of = inputs.views();
        let words = forward(of[0], of[1], of[3], of[3], of[4], of[5]).unwrap_err().to_string();
        assert_eq!(words, "gru_cell: w_ih has shape [12, 4], expected [12, 3]");
    }
}
