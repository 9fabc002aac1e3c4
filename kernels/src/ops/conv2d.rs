//! Convolution of images with filters, as deep learning means it (cross-correlation: the filter is not flipped).
//!
//! | | reads | writes | flops |
//! |---|---|---|---|
//! | forward | `x`, `w` | `y` | 2 * taps an output |
//! | backward | forward's, and `dy` twice | `dx`, `dw`, `db` | 4 * taps an output |
//!
//! with taps = channels / groups * kernel_rows * kernel_cols.
//!
//! ```text
//! y[n, f, i, j] = b[f] + sum_{c, u, v} w[f, c, u, v]
//!                 * x[n, c, i * stride + u * dilation - padding, j * stride + v * dilation - padding]
//! ```
//!
//! where `x` is 0 outside the image. With groups, channels and filters are cut into as many parts, and a filter sees the
//! channels of its part.
//!
//! Everything is a product of matrices, `y = w @ unfolded` with a row a tap and a column an output pixel, and nothing
//! need be unfolded for it (Georganas et al. 2018, arXiv 1808.05567; Dukhan 2019, arXiv 1907.02129):
//!
//! | what | how |
//! |---|---|
//! | a kernel of 1 x 1 that takes every pixel | the product as it stands: an image is the matrix |
//! | each channel by itself, but for `dx` under a stride above 2 | bands of rows, tap by tap: `conv2d/depthwise.rs` |
//! | forward of 3 x 3, where it may round more | a quarter of the multiplications: `conv2d/winograd.rs` |
//! | any other forward | a correlation whose taps are shifts of the padded image: `conv2d/correlate.rs` |
//! | `dx` | the same of `dy` with the roles of filters and channels swapped; under a stride, one for each phase of pixels |
//! | `dw` | `dy @ unfolded^T`, a block at a time: `conv2d/weights.rs` |
//! | the innermost loop | sums in registers: `conv2d/tile.rs` |

mod correlate;
mod depthwise;
mod share;
#[cfg(test)]
mod tests;
mod tile;
mod unbounded;
mod weights;
mod winograd;

use crate::array::{Result, View, refuse};
use crate::float::Float;
use crate::gemm::{Matrix, MatrixMut, Plain, Start, Workspace, multiply};
use crate::job::{self, Job, Work};
use crate::simd::{self, Simd};
use correlate::{Correlation, Plan, Target, correlate};
use share::share;

/// The sizes of a call, all axes of it.
#[derive(Debug, Clone, Copy)]
struct Sizes {
    batch: usize,
    channels: usize,
    rows: usize,
    cols: usize,
    filters: usize,
    kernel_rows: usize,
    kernel_cols: usize,
    out_rows: usize,
    out_cols: usize,
    stride: usize,
    padding: usize,
    dilation: usize,
    groups: usize,
}

/// The parameters as they come.
#[derive(Debug, Clone, Copy)]
struct Parameters {
    stride: isize,
    padding: isize,
    dilation: isize,
    groups: isize,
}

impl Sizes {
    fn of<T: Float>(op: &str, x: View<T>, w: View<T>, b: Option<View<T>>, p: Parameters) -> Result<Self> {
        let [batch, channels, rows, cols] = x.axes(op, "x", "[batch, channels, rows, cols]")?;
        let [filters, _, kernel_rows, kernel_cols] =
            w.axes(op, "w", "[filters, channels / groups, kernel_rows, kernel_cols]")?;
        let [stride, dilation, groups] =
            [("stride", p.stride), ("dilation", p.dilation), ("groups", p.groups)].map(|(name, value)| {
                match usize::try_from(value) {
                    Ok(value) if value > 0 => Ok(value),
                    _ => refuse!("{op}: {name} is {value}, expected 1 or more"),
                }
            });
        let (stride, dilation, groups) = (stride?, dilation?, groups?);
        let Ok(padding) = usize::try_from(p.padding) else {
            refuse!("{op}: padding is {}, expected 0 or more", p.padding)
        };
        for (count, name) in [(channels, "channels"), (filters, "filters")] {
            if count % groups != 0 {
                refuse!("{op}: groups is {groups}, expected a divisor of the {count} {name}");
            }
        }
        w.expect(op, "w", &[filters, channels / groups, kernel_rows, kernel_cols])?;
        if let Some(b) = b {
            b.expect(op, "b", &[filters])?;
        }
        if kernel_rows == 0 || kernel_cols == 0 {
            refuse!("{op}: w has shape {:?}, expected a kernel of at least 1 x 1", w.shape);
        }
        let places = |length: usize, kernel: usize, axis: &str| {
            let padded = padding.checked_mul(2).and_then(|both| both.checked_add(length));
            let Some(padded) = padded.filter(|&padded| padded <= isize::MAX.cast_unsigned() / 4) else {
                refuse!("{op}: padding {padding} is too large")
            };
            match (kernel - 1).checked_mul(dilation) {
                Some(reach) if reach < padded => Ok((padded - reach - 1) / stride + 1),
                _ if dilation == 1 => refuse!("{op}: the kernel has {kernel} {axis}, x has {padded} with its padding"),
                _ => refuse!("{op}: the kernel has {kernel} {axis} {dilation} apart, x has {padded} with its padding"),
            }
        };
        let (out_rows, out_cols) = (places(rows, kernel_rows, "rows")?, places(cols, kernel_cols, "cols")?);
        Ok(Sizes {
            batch,
            channels,
            rows,
            cols,
            filters,
            kernel_rows,
            kernel_cols,
            out_rows,
            out_cols,
            stride,
            padding,
            dilation,
            groups,
        })
    }

    fn result(&self) -> [usize; 4] {
        [self.batch, self.filters, self.out_rows, self.out_cols]
    }

    /// Channels of a group.
    fn inputs(&self) -> usize {
        self.channels / self.groups
    }

    /// Filters of a group.
    fn outputs(&self) -> usize {
        self.filters / self.groups
    }

    fn plane(&self) -> usize {
        self.rows * self.cols
    }

    fn pixels(&self) -> usize {
        self.out_rows * self.out_cols
    }

    fn flops(&self) -> f64 {
        let taps = (self.inputs() * self.kernel_rows * self.kernel_cols) as f64;
        2.0 * taps * self.result().iter().map(|&axis| axis as f64).product::<f64>()
    }

    /// Whether the columns of the product are the pixels of the image as they lie.
    fn is_pointwise(&self) -> bool {
        (self.kernel_rows, self.kernel_cols, self.stride, self.padding) == (1, 1, 1, 0)
    }

    /// Forward, over one group of one image.
    fn correlation(&self) -> Correlation {
        let at = |tap: usize| (tap * self.dilation).cast_signed() - self.padding.cast_signed();
        let taps = (0..self.kernel_rows).flat_map(|u| (0..self.kernel_cols).map(move |v| (at(u), at(v))));
        Correlation {
            channels: self.inputs(),
            rows: self.rows,
            cols: self.cols,
            step: self.stride,
            taps: taps.collect(),
            out_rows: self.out_rows,
            out_cols: self.out_cols,
        }
    }
}

/// `y`: `x [batch, channels, rows, cols]`, `w [filters, channels / groups, kernel_rows, kernel_cols]`, `b [filters]` if
/// there is a bias. `winograd` allows fewer multiplications and larger errors, for a kernel of 3 x 3.
#[allow(clippy::too_many_arguments, reason = "they are the operation's")]
pub fn forward<'a, T: Float>(
    x: View<'a, T>,
    w: View<'a, T>,
    b: Option<View<'a, T>>,
    stride: isize,
    padding: isize,
    dilation: isize,
    groups: isize,
    winograd: bool,
) -> Result<Job<T, 1, impl Work<T, 1> + 'a>> {
    let sizes = Sizes::of("conv2d", x, w, b, Parameters { stride, padding, dilation, groups })?;
    let winograd = if winograd { Some(winograd::Plan::new::<T>("conv2d", &sizes)?) } else { None };
    Ok(Job::new([sizes.result().into()], job::FLOP * sizes.flops(), move |[y]| {
        let bias = b.map_or(&[][..], |b| b.data);
        if y.is_empty() {
            return;
        }
        if w.data.is_empty() || x.data.is_empty() {
            fill_planes(y, bias, sizes.pixels());
        } else if let Some(plan) = winograd {
            winograd::forward(&plan, x.data, w.data, bias, y);
        } else if sizes.is_pointwise() {
            let start = if bias.is_empty() { Start::Zero } else { Start::Here };
            if start == Start::Here {
                fill_planes(y, bias, sizes.pixels());
            }
            pointwise(&sizes, x.data, w.data, false, start, y);
        } else if let Some(plane) = depthwise::Plane::of(&sizes) {
            plane.forward(&sizes, x.data, w.data, bias, y);
        } else {
            let (of, size) = (sizes.correlation(), sizes.pixels());
            let target = Target { plane: size, first: 0, row: sizes.out_cols, col: 1 };
            let depth = of.channels * of.taps.len();
            let plan = Plan::new(of, target, sizes.outputs());
            share(y, sizes.outputs() * size, size, sizes.flops(), |part, first, y| {
                let (group, filters) = (part % sizes.groups, y.len() / size);
                let x = &x.data[part * sizes.inputs() * sizes.plane()..][..sizes.inputs() * sizes.plane()];
                let filter = group * sizes.outputs() + first;
                let bias = if bias.is_empty() { bias } else { &bias[filter..][..filters] };
                correlate(&plan, x, &w.data[filter * depth..][..filters * depth], bias, y);
            });
        }
    }))
}

/// `(dx, dw, db)`, the gradients of the loss by input, weights and bias, for `dy [batch, filters, out_rows, out_cols]`;
/// no `db` where there is no bias.
#[allow(clippy::too_many_arguments, reason = "they are the operation's")]
pub fn backward<'a, T: Float>(
    dy: View<'a, T>,
    x: View<'a, T>,
    w: View<'a, T>,
    b: Option<View<'a, T>>,
    stride: isize,
    padding: isize,
    dilation: isize,
    groups: isize,
) -> Result<Job<T, 3, impl Work<T, 3> + 'a>> {
    let op = "conv2d.backward";
    let sizes = Sizes::of(op, x, w, b, Parameters { stride, padding, dilation, groups })?;
    dy.expect(op, "dy", &sizes.result())?;
    let pointwise = sizes.is_pointwise();
    if !pointwise {
        Workspace::reserve::<T>(op, w.data.len())?;
    }
    let shapes = [x.shape.into(), w.shape.into(), [sizes.filters].into()];
    let job = Job::new(shapes, 2.0 * job::FLOP * sizes.flops(), move |[dx, dw, db]| {
        if dy.data.is_empty() || w.data.is_empty() || x.data.is_empty() {
            dx.fill(T::ZERO);
            dw.fill(T::ZERO);
        } else {
            if pointwise {
                self::pointwise(&sizes, dy.data, w.data, true, Start::Zero, dx);
            } else if let Some(plane) = depthwise::Plane::of(&sizes).filter(|_| sizes.stride <= 2) {
                plane.by_input(&sizes, dy.data, w.data, dx);
            } else {
                by_input(&sizes, dy.data, w.data, dx);
            }
            weights::by_weights(&sizes, dy.data, x.data, dw);
        }
        for (f, db) in db.iter_mut().enumerate() {
            let planes = dy.data.chunks_exact(sizes.pixels().max(1)).skip(f).step_by(sizes.filters);
            *db = T::narrow(planes.map(total).sum());
        }
    });
    Ok(job.only(if b.is_some() { 3 } else { 2 }))
}

/// `dx`: for each phase of pixels under the stride, a correlation of `dy` with those taps that such a pixel is seen by.
///
/// Pixel `r` is what tap `u` sees of output `i` where `r + padding = i * stride + u * dilation`. So the pixels with
/// `r + padding = q * stride + phase` are seen by the taps with `u * dilation = k * stride + phase`, of output `q - k`.
fn by_input<T: Float>(sizes: &Sizes, dy: &[T], w: &[T], dx: &mut [T]) {
    let stride = sizes.stride;
    // The taps of a phase along one axis: which, and where they look from; the first pixel, and how many there are.
    let axis = |phase: usize, kernel: usize, length: usize| {
        let first = (phase + stride - sizes.padding % stride) % stride;
        let count = length.saturating_sub(first).div_ceil(stride);
        let q = ((first + sizes.padding) / stride).cast_signed();
        let seen = move |u: usize| {
            (u * sizes.dilation % stride == phase).then(|| q - (u * sizes.dilation / stride).cast_signed())
        };
        let taps: Vec<_> = (0..kernel).filter_map(|u| seen(u).map(|shift| (u, shift))).collect();
        (first, count, taps)
    };
    // Phases without a tap: pixels that no output sees.
    dx.fill(T::ZERO);
    let mut phases = Vec::new();
    let mut room = Workspace::of::<T>(w.len());
    // SAFETY: the room holds so many numbers, and it is this function's.
    let mut free = unsafe { std::slice::from_raw_parts_mut(room.start::<T>(), w.len()) };
    for row_phase in 0..stride.min(sizes.rows) {
        let (first_row, rows, row_taps) = axis((row_phase + sizes.padding) % stride, sizes.kernel_rows, sizes.rows);
        if row_taps.is_empty() {
            continue;
        }
        for col_phase in 0..stride.min(sizes.cols) {
            let (first_col, cols, col_taps) = axis((col_phase + sizes.padding) % stride, sizes.kernel_cols, sizes.cols);
            let taps: Vec<_> = row_taps.iter().flat_map(|row| col_taps.iter().map(move |col| (row.1, col.1))).collect();
            if taps.is_empty() {
                continue;
            }
            let weights;
            (weights, free) = std::mem::take(&mut free).split_at_mut(sizes.channels * sizes.outputs() * taps.len());
            turn(sizes, w, &row_taps, &col_taps, weights);
            let depth = sizes.outputs() * taps.len();
            let target = Target {
                plane: sizes.plane(),
                first: first_row * sizes.cols + first_col,
                row: stride * sizes.cols,
                col: stride,
            };
            let of = Correlation {
                channels: sizes.outputs(),
                rows: sizes.out_rows,
                cols: sizes.out_cols,
                step: 1,
                taps,
                out_rows: rows,
                out_cols: cols,
            };
            phases.push((Plan::new(of, target, sizes.inputs()), &*weights, depth));
        }
    }
    share(dx, sizes.inputs() * sizes.plane(), sizes.plane(), sizes.flops(), |part, first, dx| {
        let (group, channels) = (part % sizes.groups, dx.len() / sizes.plane());
        let dy = &dy[part * sizes.outputs() * sizes.pixels()..][..sizes.outputs() * sizes.pixels()];
        let channel = group * sizes.inputs() + first;
        for (plan, weights, depth) in &phases {
            correlate(plan, dy, &weights[channel * depth..][..channels * depth], &[], dx);
        }
    });
    unbounded::add(sizes, dy, w, dx);
}

/// The weights with the roles of channels and filters swapped, only some taps, and
/// [finite](unbounded): `[groups, inputs, outputs, taps]`.
fn turn<T: Float>(sizes: &Sizes, w: &[T], row_taps: &[(usize, isize)], col_taps: &[(usize, isize)], turned: &mut [T]) {
    let (inputs, outputs, kernel) = (sizes.inputs(), sizes.outputs(), sizes.kernel_rows * sizes.kernel_cols);
    let taps = row_taps.len() * col_taps.len();
    for (row, turned) in turned.chunks_exact_mut(outputs * taps).enumerate() {
        let (group, c) = (row / inputs, row % inputs);
        for (f, turned) in turned.chunks_exact_mut(taps).enumerate() {
            let from = &w[((group * outputs + f) * inputs + c) * kernel..][..kernel];
            let places = row_taps.iter().flat_map(|row| col_taps.iter().map(|col| row.0 * sizes.kernel_cols + col.0));
            for (to, place) in turned.iter_mut().zip(places) {
                *to = unbounded::stand_in(from[place]);
            }
        }
    }
}

/// A kernel of 1 x 1 over every pixel of `x`: a product an image and group. Turned round it takes `dy` to `dx`.
fn pointwise<T: Float>(sizes: &Sizes, x: &[T], w: &[T], turned: bool, start: Start, y: &mut [T]) {
    let (inputs, outputs, pixels) = (sizes.inputs(), sizes.outputs(), sizes.pixels());
    let (from, to) = if turned { (outputs, inputs) } else { (inputs, outputs) };
    for (part, (x, y)) in x.chunks_exact(from * pixels).zip(y.chunks_exact_mut(to * pixels)).enumerate() {
        let w = Matrix::new(&w[part % sizes.groups * outputs * inputs..], outputs, inputs);
        let w = if turned { w.transposed() } else { w };
        multiply(w, Matrix::new(x, from, pixels), MatrixMut::new(y, to, pixels), start, &Plain);
    }
}

simd::dispatch! { fn total<T: Float>(plane: &[T]) -> f64 = total_with; }

#[inline(always)]
fn total_with<S: Simd, T: Float>(s: S, plane: &[T]) -> f64 {
    let [sum] = simd::totals(
        s,
        std::iter::once([plane]),
        #[inline(always)]
        |[dy]| [dy],
    );
    sum
}

/// Each plane filled with its bias, if there is one.
fn fill_planes<T: Float>(y: &mut [T], bias: &[T], plane: usize) {
    if bias.is_empty() {
        return y.fill(T::ZERO);
    }
    for (y, bias) in y.chunks_exact_mut(plane).zip(bias.iter().cycle()) {
        y.fill(*bias);
    }
}
