//! A cell whose weights stay: turned round and cut into panels once, as its products read them fastest.

use std::marker::PhantomData;

use super::{Cell, Layer};
use crate::Float;
use crate::array::{Result, View, refuse, zeros};
use crate::gemm::{Matrix, Panels};

pub(crate) struct Packed<T, C> {
    panels: [Panels<T>; 2],
    biases: [Vec<T>; 2],
    cell: PhantomData<C>,
}

impl<T: Float, C: Cell> Packed<T, C> {
    /// Copies the weights `[gates * hidden, ...]` and the biases `[gates * hidden]`.
    pub fn new(op: &str, [w_ih, w_hh, b_ih, b_hh]: [View<T>; 4]) -> Result<Self> {
        let [_, features] = w_ih.axes(op, "w_ih", "[gates * hidden, features]")?;
        let [_, hidden] = w_hh.axes(op, "w_hh", "[gates * hidden, hidden]")?;
        let Some(gates) = hidden.checked_mul(C::GATES) else {
            refuse!("{op}: w_hh has shape {:?}: too wide", w_hh.shape)
        };
        w_hh.expect(op, "w_hh", &[gates, hidden])?;
        w_ih.expect(op, "w_ih", &[gates, features])?;
        let turned = |w: View<T>, inputs| Panels::new(op, Matrix::new(w.data, gates, inputs).transposed());
        let bias = |name, b: View<T>| {
            b.expect(op, name, &[gates])?;
            let mut own = zeros(op, &[gates])?;
            own.copy_from_slice(b.data);
            Ok(own)
        };
        let biases = [bias("b_ih", b_ih)?, bias("b_hh", b_hh)?];
        Ok(Packed { panels: [turned(w_ih, features)?, turned(w_hh, hidden)?], biases, cell: PhantomData })
    }

    /// One step, as [`Layer::cell`].
    pub fn step<'a>(
        &'a self,
        op: &str,
        x: View<'a, T>,
        h: View<'a, T>,
        c: Option<View<'a, T>>,
    ) -> Result<Layer<'a, T, C>> {
        let [w_ih, w_hh] = &self.panels;
        let (features, hidden) = (w_ih.inner(), w_hh.inner());
        let [batch, _] = x.axes(op, "x", "[batch, features]")?;
        x.expect(op, "x", &[batch, features])?;
        h.expect(op, "h", &[batch, hidden])?;
        if let Some(c) = c {
            c.expect(op, "c", &[batch, hidden])?;
        }
        let [b_ih, b_hh] = &self.biases;
        Ok(Layer {
            x: x.data,
            h0: h.data,
            c0: c.map_or(&[], |c| c.data),
            w_ih: &[],
            w_hh: &[],
            b_ih,
            b_hh,
            panels: Some([w_ih, w_hh]),
            batch,
            time: 1,
            features,
            hidden,
            cell: PhantomData,
        })
    }
}
