//! The gradient by the weights: `dw[f, t] = sum over images and places of dy[f, p] * unfolded[t, p]`.

use super::correlate::Correlation;
use super::{Sizes, depthwise};
use crate::Float;
use crate::gemm::{Matrix, MatrixMut, Plain, Start, Workspace, multiply};
use crate::simd::{self, Simd};

/// Numbers of a block of the unfolded image: what a second-level cache holds.
const BLOCK: usize = 64 << 10;

/// `dw`, summed up image by image and block by block.
pub(super) fn by_weights<T: Float>(sizes: &Sizes, dy: &[T], x: &[T], dw: &mut [T]) {
    let (inputs, outputs, plane, pixels) = (sizes.inputs(), sizes.outputs(), sizes.plane(), sizes.pixels());
    let taps = sizes.kernel_rows * sizes.kernel_cols;
    let depth = inputs * taps;
    if sizes.is_pointwise() {
        for (part, (dy, x)) in dy.chunks_exact(outputs * pixels).zip(x.chunks_exact(inputs * pixels)).enumerate() {
            let dw = &mut dw[part % sizes.groups * outputs * depth..][..outputs * depth];
            let (dy, x) = (Matrix::new(dy, outputs, pixels), Matrix::new(x, inputs, pixels));
            let start = if part < sizes.groups { Start::Zero } else { Start::Here };
            multiply(dy, x.transposed(), MatrixMut::new(dw, outputs, depth), start, &Plain);
        }
        return;
    }
    if let Some(plane) = depthwise::Plane::of(sizes) {
        return plane.slopes(sizes, dy, x, dw);
    }
    let of = sizes.correlation();
    // Whole rows of places, which are neighbours in `dy`, or a part of one row.
    let cols = sizes.out_cols.min(BLOCK / 16);
    let rows = if cols < sizes.out_cols { 1 } else { sizes.out_rows.min((1024 / cols).max(1)) };
    let channels = inputs.min((BLOCK / (rows * cols * taps)).max(1));
    let length = channels * taps * rows * cols;
    let mut room = Workspace::of::<T>(length);
    // SAFETY: the room holds so many numbers, and it is this function's.
    let room = unsafe { std::slice::from_raw_parts_mut(room.start::<T>(), length) };
    for (part, (dy, x)) in dy.chunks_exact(outputs * pixels).zip(x.chunks_exact(inputs * plane)).enumerate() {
        let dw = &mut dw[part % sizes.groups * outputs * depth..][..outputs * depth];
        for row in (0..sizes.out_rows).step_by(rows) {
            for col in (0..sizes.out_cols).step_by(cols) {
                let (rows, cols) = (rows.min(sizes.out_rows - row), cols.min(sizes.out_cols - col));
                let places = rows * cols;
                let dy = Matrix::strided(&dy[row * sizes.out_cols + col..], outputs, places, pixels, 1);
                for c in (0..inputs).step_by(channels) {
                    let channels = channels.min(inputs - c);
                    let unfolded = &mut room[..channels * taps * places];
                    unfold(&of, [row, col, rows, cols], &x[c * plane..], unfolded);
                    let unfolded = Matrix::new(unfolded, channels * taps, places).transposed();
                    let dw = MatrixMut::strided(&mut dw[c * taps..], outputs, channels * taps, depth);
                    let first = part < sizes.groups && row == 0 && col == 0;
                    multiply(dy, unfolded, dw, if first { Start::Zero } else { Start::Here }, &Plain);
                }
            }
        }
    }
}

simd::dispatch! {
    /// What every tap of a few channels sees of some rows of places: a row a tap.
    fn unfold<T: Float>(of: &Correlation, places: [usize; 4], x: &[T], unfolded: &mut [T]) = unfold_with;
}

#[inline(always)]
fn unfold_with<S: Simd, T: Float>(s: S, of: &Correlation, places: [usize; 4], x: &[T], unfolded: &mut [T]) {
    let [row, col, rows, cols] = places;
    let plane = of.rows * of.cols;
    let taps = of.taps.len();
    for (k, to) in unfolded.chunks_exact_mut(rows * cols).enumerate() {
        let (tap_row, tap_col) = of.taps[k % taps];
        let from = &x[k / taps * plane..][..plane];
        for (i, to) in to.chunks_exact_mut(cols).enumerate() {
            let row = ((row + i) * of.step).cast_signed() + tap_row;
            of.copy(s, from, row, (col * of.step).cast_signed() + tap_col, to);
        }
    }
}
