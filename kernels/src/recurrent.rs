//! What the recurrent layers share: the products around a cell, step after step, and the way back through time
//! (Werbos 1990). A cell is a sequence of one step.
//!
//! | | reads | writes | flops |
//! |---|---|---|---|
//! | forward | `x`, `w_ih` once, `w_hh` once a step | the state after each step | 2 * batch * time * gates * hidden * (features + hidden) |
//! | backward | the same, and the gradients by the states | gradients by everything | three times that |
//!
//! The inputs of all steps go through one product, `x @ w_ih^T + b_ih`; the state needs a product a step,
//! `h @ w_hh^T + b_hh`. The weights lie as PyTorch has them, `[gates * hidden, ...]`, so it is their columns that a
//! product would like as rows. Turning them round costs as much as half the product. A batch of states is smaller: so
//! the product is computed transposed, `w @ h^T`, where the weights are read as they lie, and the answer is turned.
//!
//! Backward computes forward again and keeps the gates of each step. Then it goes from the last step to the first: the
//! cell takes the gradient by its new state to those by its gates, and `dh = dgates @ w_hh` is the state's before. The
//! gradients by the weights are one product over all steps.

mod affine;
mod packed;

use std::marker::PhantomData;
use std::ops::Range;

use crate::Float;
use crate::array::{Result, View, refuse};
use crate::gemm::{Matrix, MatrixMut, Panels, Plain, Start, Workspace, multiply, multiply_from};
use crate::job;
use crate::ops::dense::column_sums;
use crate::simd::{self, Register, Simd, Vector};
use affine::{PARALLEL, Weights, affine, turned_rows};
pub(crate) use packed::Packed;

/// What differs between the layers. A row is one sample of the batch.
pub(crate) trait Cell: Copy + Send + Sync + 'static {
    /// How many gates, each as wide as the state.
    const GATES: usize;
    /// Whether a row of what `Forward::kept` holds is wanted again in backward.
    const KEEPS: bool;
    /// Whether gates have other gradients by the state's products than by the input's.
    const APART: bool;

    /// One step forward.
    fn forward<S: Simd, T: Float>(s: S, row: Forward<T>);
    /// One step back.
    fn backward<S: Simd, T: Float>(s: S, row: Backward<T>);
}

/// A row going forward; a gate's numbers are neighbours.
pub(crate) struct Forward<'a, T> {
    /// `x @ w_ih^T + b_ih`; then the gates.
    pub gates: &'a mut [T],
    /// `h @ w_hh^T + b_hh`.
    pub by_h: &'a [T],
    /// The state, old and then new.
    pub h: &'a mut [T],
    /// The second state, if the cell has one.
    pub c: &'a mut [T],
    /// What backward will ask for.
    pub kept: &'a mut [T],
}

/// A row going back.
pub(crate) struct Backward<'a, T> {
    /// The gates; then the gradients by the sums in them.
    pub gates: &'a mut [T],
    /// The gradients by `h @ w_hh^T + b_hh`, if they are others.
    pub by_h: &'a mut [T],
    pub kept: &'a [T],
    /// The states before this step.
    pub h: &'a [T],
    pub c: &'a [T],
    /// The gradient by the new state; then that by the old one, but for what goes through the product.
    pub dh: &'a mut [T],
    pub dc: &'a mut [T],
}

simd::dispatch! { fn forward_row<T: Float, C: Cell>(cell: C, row: Forward<T>) = forward_row_with; }
simd::dispatch! { fn backward_row<T: Float, C: Cell>(cell: C, row: Backward<T>) = backward_row_with; }

#[inline(always)]
fn forward_row_with<S: Simd, T: Float, C: Cell>(s: S, _: C, row: Forward<T>) {
    C::forward(s, row);
}

#[inline(always)]
fn backward_row_with<S: Simd, T: Float, C: Cell>(s: S, _: C, row: Backward<T>) {
    C::backward(s, row);
}

/// A checked call.
pub(crate) struct Layer<'a, T, C> {
    x: &'a [T],
    h0: &'a [T],
    /// Empty where the cell has no second state.
    c0: &'a [T],
    w_ih: &'a [T],
    w_hh: &'a [T],
    b_ih: &'a [T],
    b_hh: &'a [T],
    /// `w_ih` and `w_hh` where they stay; forward asks for nothing else.
    panels: Option<[&'a Panels<T>; 2]>,
    pub batch: usize,
    pub time: usize,
    features: usize,
    pub hidden: usize,
    cell: PhantomData<C>,
}

/// How much room a layer needs: the length of each of [`Parts`].
#[derive(Clone, Copy)]
pub(crate) struct Room([usize; 6]);

/// Where it works, with anything in it.
struct Parts<'a, T> {
    gates: &'a mut [T],
    by_h: &'a mut [T],
    kept: &'a mut [T],
    /// The gradients by `h @ w_hh^T + b_hh`, if they are not those by the gates' sums.
    apart: &'a mut [T],
    /// For products computed transposed.
    turned: &'a mut [T],
    /// The state after each step; in forward only the last.
    states: &'a mut [T],
}

impl Room {
    fn workspace<T: Float>(self) -> Workspace {
        Workspace::of::<T>(self.0.iter().sum())
    }

    fn parts<T: Float>(self, workspace: &mut Workspace) -> Parts<'_, T> {
        let mut rest = workspace.numbers(self.0.iter().sum());
        let [gates, by_h, kept, apart, turned, states] = self.0.map(|length| {
            let part;
            (part, rest) = std::mem::take(&mut rest).split_at_mut(length);
            part
        });
        Parts { gates, by_h, kept, apart, turned, states }
    }
}

/// The gradients that backward writes.
pub(crate) struct Gradients<'a, T> {
    pub x: &'a mut [T],
    pub h: &'a mut [T],
    pub c: &'a mut [T],
    pub w_ih: &'a mut [T],
    pub w_hh: &'a mut [T],
    pub b_ih: &'a mut [T],
    pub b_hh: &'a mut [T],
}

impl<'a, T: Float, C: Cell> Layer<'a, T, C> {
    /// One step: `x [batch, features]`, `h` and perhaps `c [batch, hidden]`, then the weights and biases.
    pub fn cell(
        op: &str,
        x: View<'a, T>,
        h: View<'a, T>,
        c: Option<View<'a, T>>,
        weights: [View<'a, T>; 4],
    ) -> Result<Self> {
        let [batch, features] = x.axes(op, "x", "[batch, features]")?;
        Self::of(op, x.data, [batch, 1, features], ("h", h), c.map(|c| ("c", c)), weights)
    }

    /// Many: `x [batch, time, features]`.
    pub fn sequence(
        op: &str,
        x: View<'a, T>,
        h0: View<'a, T>,
        c0: Option<View<'a, T>>,
        weights: [View<'a, T>; 4],
    ) -> Result<Self> {
        let sizes = x.axes(op, "x", "[batch, time, features]")?;
        Self::of(op, x.data, sizes, ("h0", h0), c0.map(|c| ("c0", c)), weights)
    }

    fn of(
        op: &str,
        x: &'a [T],
        [batch, time, features]: [usize; 3],
        (h_name, h): (&str, View<'a, T>),
        c: Option<(&str, View<'a, T>)>,
        [w_ih, w_hh, b_ih, b_hh]: [View<'a, T>; 4],
    ) -> Result<Self> {
        let [_, hidden] = h.axes(op, h_name, "[batch, hidden]")?;
        h.expect(op, h_name, &[batch, hidden])?;
        if let Some((name, c)) = c {
            c.expect(op, name, &[batch, hidden])?;
        }
        let Some(gates) = hidden.checked_mul(C::GATES) else {
            refuse!("{op}: {h_name} has shape {:?}: too wide", h.shape)
        };
        w_ih.expect(op, "w_ih", &[gates, features])?;
        w_hh.expect(op, "w_hh", &[gates, hidden])?;
        b_ih.expect(op, "b_ih", &[gates])?;
        b_hh.expect(op, "b_hh", &[gates])?;
        Ok(Layer {
            x,
            h0: h.data,
            c0: c.map_or(&[], |(_, c)| c.data),
            w_ih: w_ih.data,
            w_hh: w_hh.data,
            b_ih: b_ih.data,
            b_hh: b_hh.data,
            panels: None,
            batch,
            time,
            features,
            hidden,
            cell: PhantomData,
        })
    }

    /// Nanoseconds for that many products of the size of forward's.
    pub fn cost(&self, products: f64) -> f64 {
        let gates = self.batch as f64 * self.time as f64 * self.gates() as f64;
        gates * (job::EXP + products * 2.0 * job::FLOP * (self.features + self.hidden) as f64)
    }

    fn gates(&self) -> usize {
        C::GATES * self.hidden
    }

    /// Rows of `x`. (Too many to count only if they are empty.)
    fn rows(&self) -> usize {
        self.batch.saturating_mul(self.time)
    }

    /// How many steps there are something to do in.
    fn steps(&self) -> usize {
        if self.batch == 0 || self.hidden == 0 { 0 } else { self.time }
    }

    /// For forward; with the states of all steps if backward is to follow. Refuses what does not fit in memory.
    pub fn room(&self, op: &str, backward: bool) -> Result<Room> {
        let &Layer { batch, hidden, .. } = self;
        let size = |rows: usize, width: usize| rows.saturating_mul(width);
        let (all, turned) = (self.rows(), turned_rows(batch).max(turned_rows(self.rows())));
        let lengths = [
            size(all, self.gates()),
            size(batch, self.gates()),
            if backward && C::KEEPS { size(all, hidden) } else { hidden },
            if backward && C::APART { size(all, self.gates()) } else { 0 },
            if self.panels.is_some() { 0 } else { size(turned, self.gates()) },
            size(if backward { all } else { batch }, hidden),
        ];
        Workspace::reserve::<T>(op, lengths.iter().fold(0, |sum: usize, &length| sum.saturating_add(length)))?;
        Ok(Room(lengths))
    }

    /// Where a row of `width` numbers lies in an array over batch and time.
    fn row(&self, sample: usize, t: usize, width: usize) -> Range<usize> {
        let first = (sample * self.time + t) * width;
        first..first + width
    }

    /// Writes the last states to `h` and `c`, and all of `h` to `y` unless that is empty.
    pub fn forward(&self, cell: C, room: Room, y: &mut [T], h: &mut [T], c: &mut [T]) {
        self.onward(cell, &mut room.parts(&mut room.workspace::<T>()), y, h, c);
    }

    /// [`forward`](Layer::forward) where only `y` is wanted.
    pub fn states(&self, cell: C, room: Room, y: &mut [T]) {
        let mut workspace = room.workspace::<T>();
        let mut room = room.parts(&mut workspace);
        let h = std::mem::take(&mut room.states);
        self.onward(cell, &mut room, y, h, &mut []);
    }

    fn onward(&self, cell: C, room: &mut Parts<T>, y: &mut [T], h: &mut [T], c: &mut [T]) {
        h.copy_from_slice(self.h0);
        c.copy_from_slice(self.c0);
        let &Layer { batch, features, hidden, .. } = self;
        let [by_x, by_h] = match self.panels {
            Some([w_ih, w_hh]) => [Weights::Packed(w_ih), Weights::Packed(w_hh)],
            None => [Weights::Rows(self.w_ih), Weights::Rows(self.w_hh)],
        };
        let x = Matrix::new(self.x, self.rows(), features);
        affine(x, by_x, self.b_ih, room.gates, room.turned);
        let keeps = room.kept.len() > hidden;
        for t in 0..self.steps() {
            affine(Matrix::new(h, batch, hidden), by_h, self.b_hh, room.by_h, room.turned);
            for sample in 0..batch {
                let here = sample * hidden..(sample + 1) * hidden;
                let state = if c.is_empty() { 0..0 } else { here.clone() };
                let kept = if keeps { self.row(sample, t, hidden) } else { 0..hidden };
                let row = Forward {
                    gates: &mut room.gates[self.row(sample, t, self.gates())],
                    by_h: &room.by_h[sample * self.gates()..][..self.gates()],
                    h: &mut h[here.clone()],
                    c: &mut c[state],
                    kept: &mut room.kept[kept],
                };
                forward_row(cell, row);
                if !y.is_empty() {
                    y[self.row(sample, t, hidden)].copy_from_slice(&h[here]);
                }
            }
        }
    }

    /// From the gradients `dy` by all states, `dh` and `dc` by the last ones.
    pub fn backward(&self, cell: C, room: Room, dy: &[T], dh: Option<&[T]>, dc: Option<&[T]>, to: Gradients<T>) {
        let &Layer { batch, time, features, hidden, .. } = self;
        let gates = self.gates();
        let mut workspace = room.workspace::<T>();
        let mut room = room.parts(&mut workspace);
        let states = std::mem::take(&mut room.states);
        self.onward(cell, &mut room, states, to.h, to.c);
        // From here on: the state before each step.
        for (sample, states) in (0..batch).zip(states.chunks_exact_mut((time * hidden).max(1))) {
            states.copy_within(..(time - 1) * hidden, hidden);
            states[..hidden].copy_from_slice(&self.h0[sample * hidden..][..hidden]);
        }
        let start = |to: &mut [T], from: Option<&[T]>| match from {
            Some(from) => to.copy_from_slice(from),
            None => to.fill(T::ZERO),
        };
        start(to.h, dh);
        start(to.c, dc);
        let w_hh = Matrix::new(self.w_hh, gates, hidden);
        for t in (0..self.steps()).rev() {
            for sample in 0..batch {
                let here = sample * hidden..(sample + 1) * hidden;
                let (then, sums) = (self.row(sample, t, hidden), self.row(sample, t, gates));
                let dh = &mut to.h[here.clone()];
                for (dh, dy) in dh.iter_mut().zip(&dy[then.clone()]) {
                    *dh += *dy;
                }
                let (c, dc) = match (to.c.is_empty(), t) {
                    (true, _) => (&[][..], &mut to.c[..]),
                    (false, 0) => (&self.c0[here.clone()], &mut to.c[here]),
                    (false, _) => (&room.kept[self.row(sample, t - 1, hidden)], &mut to.c[here]),
                };
                let row = Backward {
                    gates: &mut room.gates[sums.clone()],
                    by_h: if C::APART { &mut room.apart[sums] } else { &mut [] },
                    kept: if C::KEEPS { &room.kept[then.clone()] } else { &[] },
                    h: &states[then],
                    c,
                    dh,
                    dc,
                };
                backward_row(cell, row);
            }
            let sums = if C::APART { &*room.apart } else { &*room.gates };
            let first = (t * gates).min(sums.len());
            let sums = Matrix::strided(&sums[first..], batch, gates, time * gates, 1);
            multiply_from(PARALLEL, sums, w_hh, MatrixMut::new(to.h, batch, hidden), Start::Here, &Plain);
        }
        let by_x = Matrix::new(room.gates, self.rows(), gates);
        let by_h = if C::APART { &*room.apart } else { &*room.gates };
        let (x, h) = (Matrix::new(self.x, self.rows(), features), Matrix::new(states, self.rows(), hidden));
        let w_ih = Matrix::new(self.w_ih, gates, features);
        multiply(by_x, w_ih, MatrixMut::new(to.x, self.rows(), features), Start::Zero, &Plain);
        multiply(by_x.transposed(), x, MatrixMut::new(to.w_ih, gates, features), Start::Zero, &Plain);
        let slopes = Matrix::new(by_h, self.rows(), gates).transposed();
        multiply(slopes, h, MatrixMut::new(to.w_hh, gates, hidden), Start::Zero, &Plain);
        column_sums(room.gates, to.b_ih);
        column_sums(by_h, to.b_hh);
    }
}

/// The range of each vector in a row of this width: whole ones, then what is left.
#[inline(always)]
pub(crate) fn vectors<S: Simd, T: Float>(width: usize) -> impl Iterator<Item = Range<usize>> {
    let lanes = Vector::<S, T>::LANES;
    (0..width).step_by(lanes).map(move |first| first..width.min(first + lanes))
}

/// The vector there.
#[inline(always)]
pub(crate) fn load<S: Simd, T: Float>(s: S, from: &[T], at: &Range<usize>) -> Vector<S, T> {
    Vector::<S, T>::load_partial(s, &from[at.clone()])
}
