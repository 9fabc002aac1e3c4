//! From images and filters to matrices a point, and back. Within, vectors hold neighbouring channels or filters, so
//! every one is full; what lies in rows of pixels is turned round on its way, in [`turn_squares`].

use super::transform::{self, IN, OUT, TAPS};
use super::{Block, GROUP, PANEL, Plan};
use crate::Float;
use crate::simd::{self, Register, Simd, Vector};
use crate::turn::turn_squares;

/// Channels whose taps are turned round at once.
const CHANNELS: usize = 8;

simd::dispatch! {
    /// `G w G^T` for the filters of a panel: `to[point, channel, filter]`.
    pub(super) fn weights<T: Float>(plan: &Plan, w: &[T], to: &mut [T]) = weights_with;
}

#[inline(always)]
fn weights_with<S: Simd, T: Float>(s: S, plan: &Plan, w: &[T], to: &mut [T]) {
    let (lanes, size, depth) = (Vector::<S, T>::LANES, TAPS * TAPS, plan.sizes.inputs() * TAPS * TAPS);
    let filters = w.len() / depth;
    let mut taps = [T::ZERO; CHANNELS * TAPS * TAPS * GROUP];
    for f in (0..filters).step_by(GROUP) {
        let together = GROUP.min(filters - f);
        for c in (0..plan.sizes.inputs()).step_by(CHANNELS) {
            let count = CHANNELS.min(plan.sizes.inputs() - c);
            turn_squares(s, &w[f * depth + c * size..], depth, (together, count * size), &mut taps, GROUP, same);
            for (i, taps) in taps.chunks_exact(size * GROUP).enumerate().take(count) {
                for lane in (0..together).step_by(lanes) {
                    let mut rows = [[Vector::<S, T>::zero(s); TAPS]; IN];
                    for col in 0..TAPS {
                        let column = read(s, &taps[col * GROUP + lane..], TAPS * GROUP);
                        for (row, value) in rows.iter_mut().zip(transform::weights::<S, T>(s, column)) {
                            row[col] = value;
                        }
                    }
                    let at = (c + i) * PANEL + f + lane;
                    for (row, to) in rows.into_iter().zip(to.chunks_exact_mut(IN * plan.weights_point)) {
                        write(transform::weights::<S, T>(s, row), &mut to[at..], plan.weights_point);
                    }
                }
            }
        }
    }
}

simd::dispatch! {
    /// `B^T x B` for the tiles of a block: `to[point, tile, channel]`.
    pub(super) fn tiles<T: Float>(plan: &Plan, block: Block, x: &[T], strip: &mut [T], to: &mut [T]) = tiles_with;
}

#[inline(always)]
fn tiles_with<S: Simd, T: Float>(s: S, plan: &Plan, block: Block, x: &[T], strip: &mut [T], to: &mut [T]) {
    let (lanes, sizes) = (Vector::<S, T>::LANES, &plan.sizes);
    // The columns that a run of tiles sees: so many before the image, then some of its own, then others behind.
    let cols = block.cols * OUT + IN - OUT;
    let before = sizes.padding.saturating_sub(block.col * OUT).min(cols);
    let first = (block.col * OUT).saturating_sub(sizes.padding);
    let inside = sizes.cols.saturating_sub(first).min(cols - before);
    for c in (0..sizes.inputs()).step_by(GROUP) {
        let together = GROUP.min(sizes.inputs() - c);
        let wide = together.next_multiple_of(lanes);
        let row_length = cols * wide;
        for i in 0..block.rows {
            for (r, strip) in strip.chunks_exact_mut(row_length).take(IN).enumerate() {
                let row = ((block.row + i) * OUT + r).checked_sub(sizes.padding).filter(|&row| row < sizes.rows);
                let Some(row) = row.filter(|_| inside > 0) else {
                    strip.fill(T::ZERO);
                    continue;
                };
                strip[..before * wide].fill(T::ZERO);
                strip[(before + inside) * wide..].fill(T::ZERO);
                let x = &x[c * sizes.plane() + row * sizes.cols + first..];
                turn_squares(s, x, sizes.plane(), (together, inside), &mut strip[before * wide..], wide, same);
            }
            // Tiles overlap: down the columns, what two of them share is computed once.
            for at in (0..row_length).step_by(lanes) {
                let column = transform::input::<S, T>(s, read(s, &strip[at..], row_length));
                write(column, &mut strip[at..], row_length);
            }
            for j in 0..block.cols {
                let at = (i * block.cols + j) * plan.channels + c;
                let rows = strip.chunks_exact(row_length).zip(to.chunks_exact_mut(IN * plan.tiles_point));
                for (strip, to) in rows.take(IN) {
                    for lane in (0..wide).step_by(lanes) {
                        let row = read(s, &strip[j * OUT * wide + lane..], wide);
                        write(transform::input::<S, T>(s, row), &mut to[at + lane..], plan.tiles_point);
                    }
                }
            }
        }
    }
}

simd::dispatch! {
    /// `A^T sums A + bias` for the tiles of a block, `sums[point, tile, filter]`, as far as they lie in the image.
    pub(super) fn images<T: Float>(
        plan: &Plan, block: Block, sums: &[T], bias: &[T], strip: &mut [T], y: &mut [T]
    ) = images_with;
}

#[inline(always)]
fn images_with<S: Simd, T: Float>(
    s: S,
    plan: &Plan,
    block: Block,
    sums: &[T],
    bias: &[T],
    strip: &mut [T],
    y: &mut [T],
) {
    let (lanes, sizes) = (Vector::<S, T>::LANES, &plan.sizes);
    let (filters, col) = (y.len() / sizes.pixels(), block.col * OUT);
    let inside = (block.cols * OUT).min(sizes.out_cols - col);
    for f in (0..filters).step_by(GROUP) {
        let together = GROUP.min(filters - f);
        let wide = together.next_multiple_of(lanes);
        let row_length = block.cols * OUT * wide;
        let mut biases = [T::ZERO; GROUP];
        for (to, bias) in biases.iter_mut().zip(bias.iter().skip(f)) {
            *to = *bias;
        }
        for i in 0..block.rows {
            for j in 0..block.cols {
                let at = (i * block.cols + j) * plan.filters + f;
                for lane in (0..wide).step_by(lanes) {
                    let bias = Vector::<S, T>::load(s, &biases[lane..]);
                    let mut columns = [[Vector::<S, T>::zero(s); IN]; OUT];
                    for (r, sums) in sums.chunks_exact(IN * plan.sums_point).enumerate().take(IN) {
                        let row = transform::outputs::<S, T>(s, read(s, &sums[at + lane..], plan.sums_point));
                        for (column, value) in columns.iter_mut().zip(row) {
                            column[r] = value;
                        }
                    }
                    for (k, column) in columns.into_iter().enumerate() {
                        let pixels = transform::outputs::<S, T>(s, column).map(
                            #[inline(always)]
                            |pixel| pixel + bias,
                        );
                        write(pixels, &mut strip[(j * OUT + k) * wide + lane..], row_length);
                    }
                }
            }
            let row = (block.row + i) * OUT;
            for (r, strip) in (row..sizes.out_rows.min(row + OUT)).zip(strip.chunks_exact(row_length)) {
                let y = &mut y[f * sizes.pixels() + r * sizes.out_cols + col..];
                turn_squares(s, strip, wide, (inside, together), y, sizes.pixels(), same);
            }
        }
    }
}

/// Vectors that begin `step` apart.
#[inline(always)]
fn read<S: Simd, T: Float, const N: usize>(s: S, from: &[T], step: usize) -> [Vector<S, T>; N] {
    assert!(from.len() >= (N - 1) * step + Vector::<S, T>::LANES);
    let mut vectors = [Vector::<S, T>::zero(s); N];
    for (i, vector) in vectors.iter_mut().enumerate() {
        // SAFETY: the last of them ends within the slice.
        *vector = unsafe { Vector::<S, T>::load_from(s, from.as_ptr().add(i * step)) };
    }
    vectors
}

/// To places that begin `step` apart.
#[inline(always)]
fn write<V: Register, const N: usize>(vectors: [V; N], to: &mut [V::Element], step: usize) {
    assert!(to.len() >= (N - 1) * step + V::LANES);
    for (i, vector) in vectors.into_iter().enumerate() {
        // SAFETY: the last of them ends within the slice.
        unsafe { vector.store_to(to.as_mut_ptr().add(i * step)) };
    }
}

/// Turned round and nothing else.
#[inline(always)]
fn same<V: Register>(x: V) -> V {
    x
}
