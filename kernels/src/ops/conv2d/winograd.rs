//! A kernel of 3 x 3 with a quarter of the multiplications (Winograd 1980; Lavin and Gray 2015, arXiv 1509.09308). Only
//! where it is asked for, since it rounds more.
//!
//! Four outputs in a row need six pixels and three weights: twelve products as they stand, six once both have been
//! [transformed](transform). Over rows and columns a tile of 4 x 4 outputs takes 36 instead of 144:
//!
//! ```text
//! y = A^T [sum over channels of (G w G^T) * (B^T x B)] A        * number by number
//! ```
//!
//! At each of the 36 points, a place in these small matrices, the sum is a product of matrices, `[tiles, channels]` and
//! `[channels, filters]`. Weights are transformed once a call; then, a block of tiles at a time that about fits the
//! second-level cache, pixels are, all products follow, and sums become pixels (`winograd/layout.rs`).
//!
//! # How far it is off
//!
//! Largest error over the sum of `|x| |w|` of its pixel, and root of the mean squares over that of `y`, of standard
//! normal numbers, in rounding errors of f32 (2^-23); and the time on one core with AVX2:
//!
//! | form | 64 channels, 56^2 | | 128 channels, 28^2 | |
//! |---|---|---|---|---|
//! | direct | 2.8, 3.6 | 2630 us | 2.5, 5.0 | 2700 us |
//! | tiles of 2 x 2 | 1.0, 2.2 | 1480 us | 1.1, 3.0 | 1450 us |
//! | **tiles of 4 x 4** | 7.4, 6.9 | 960 us | 6.1, 9.4 | 895 us |
//! | the same at Lavin and Gray's points | 37, 14 | as above | 26, 19 | as above |
//!
//! Sums run over channels alone, where the direct form's run over channels and taps. But a tile is one: its numbers are
//! off relative to the largest of its 6 x 6 pixels, and a NaN or an infinity among these may reach all 16 outputs. What
//! may be relied on is `4 eps sqrt(channels + 1) * sum_c max_tile |x[c]| * sum_taps |w[f, c]|`: so tests and benchmark
//! judge it, by `error_scale` in `references/oracle/conv2d.py`.

mod layout;
#[cfg(test)]
mod tests;
mod transform;

use super::Sizes;
use super::share::share_planes;
use crate::Float;
use crate::array::{Result, refuse};
use crate::gemm::{Matrix, MatrixMut, Plain, Start, Workspace, even, multiply};
use transform::{IN, OUT, TAPS};

/// Values that stand for a tile: so many products of matrices.
const POINTS: usize = IN * IN;
/// Filters whose transformed weights lie together: what a product takes at once.
const PANEL: usize = 32;
/// Channels or filters that are transformed together: lines of cache are written whole.
const GROUP: usize = 16;
/// Tiles of a block along a row: the strip of image that they see, of a group, stays in the first-level cache.
const RUN: usize = 16;
/// Tiles of a block.
const TILES: usize = 56;
/// Numbers that transformed weights may take; where they are more, some filters go after the others.
const WEIGHTS: usize = 4 << 20;

/// How a call is cut.
#[derive(Debug)]
pub(super) struct Plan {
    sizes: Sizes,
    /// Tiles of a block.
    block_rows: usize,
    block_cols: usize,
    /// From one tile to the next: channels and filters of a group, and some more.
    channels: usize,
    filters: usize,
    /// From one point to the next in the tiles, the sums, and a panel of weights.
    tiles_point: usize,
    sums_point: usize,
    weights_point: usize,
    /// Panels of a group that are transformed at once.
    panels: usize,
}

/// Tiles `row..row + rows` and `col..col + cols`.
#[derive(Debug, Clone, Copy)]
struct Block {
    row: usize,
    col: usize,
    rows: usize,
    cols: usize,
}

impl Plan {
    /// Refuses what this form cannot do, and where there is no memory for the transformed weights.
    pub(super) fn new<T: Float>(op: &str, sizes: &Sizes) -> Result<Self> {
        let kernel = [sizes.kernel_rows, sizes.kernel_cols];
        if kernel != [TAPS, TAPS] {
            refuse!("{op}: the kernel is {} x {}, expected 3 x 3 with winograd", kernel[0], kernel[1])
        }
        for (name, found) in [("stride", sizes.stride), ("dilation", sizes.dilation)] {
            if found != 1 {
                refuse!("{op}: {name} is {found}, expected 1 with winograd")
            }
        }
        let (rows, cols) = (sizes.out_rows.div_ceil(OUT), sizes.out_cols.div_ceil(OUT));
        let block_cols = even(cols, RUN, 1);
        let block_rows = even(rows, (TILES / block_cols).max(1), 1);
        let [channels, filters] = [sizes.inputs(), sizes.outputs()].map(|count| count.next_multiple_of(GROUP));
        // A line more than whole rows: points must not all want the same places of the cache.
        let point = |rows: usize, cols: usize| rows.saturating_mul(cols).saturating_add(GROUP);
        let tiles = block_rows * block_cols;
        let weights_point = point(sizes.inputs(), PANEL);
        let panels = WEIGHTS / sizes.groups.saturating_mul(POINTS).saturating_mul(weights_point);
        let plan = Plan {
            sizes: *sizes,
            block_rows,
            block_cols,
            channels,
            filters,
            tiles_point: point(tiles, channels),
            sums_point: point(tiles, filters),
            weights_point,
            panels: panels.max(1).min(sizes.outputs().div_ceil(PANEL)),
        };
        Workspace::reserve::<T>(op, plan.weights())?;
        Ok(plan)
    }

    /// Numbers of the transformed weights.
    fn weights(&self) -> usize {
        (self.sizes.groups * self.panels * POINTS).saturating_mul(self.weights_point)
    }
}

/// All of `y`; there are channels, and `y` is not empty.
pub(super) fn forward<T: Float>(plan: &Plan, x: &[T], w: &[T], bias: &[T], y: &mut [T]) {
    let sizes = &plan.sizes;
    let (outputs, depth, panel) = (sizes.outputs(), sizes.inputs() * TAPS * TAPS, POINTS * plan.weights_point);
    let (image, size) = (sizes.inputs() * sizes.plane(), sizes.pixels());
    let mut room = Workspace::of::<T>(plan.weights());
    let weights = room.numbers::<T>(plan.weights());
    for first in (0..outputs).step_by(plan.panels * PANEL) {
        let filters = first..outputs.min(first + plan.panels * PANEL);
        share_planes(weights, panel, panel, 0..1, 1, sizes.flops(), |part, _, to| {
            let (group, first) = (part / plan.panels, first + part % plan.panels * PANEL);
            let count = PANEL.min(outputs.saturating_sub(first));
            layout::weights(plan, &w[(group * outputs + first.min(outputs)) * depth..][..count * depth], to);
        });
        let weights = &*weights;
        share_planes(y, outputs * size, size, filters, PANEL, sizes.flops(), |part, filter, y| {
            let (group, filters) = (part % sizes.groups, y.len() / size);
            let bias = if bias.is_empty() { bias } else { &bias[group * outputs + filter..][..filters] };
            let at = group * plan.panels + (filter - first) / PANEL;
            image_of(plan, &x[part * image..][..image], &weights[at * panel..], bias, y);
        });
    }
}

/// Some filters' planes of one image.
fn image_of<T: Float>(plan: &Plan, x: &[T], weights: &[T], bias: &[T], y: &mut [T]) {
    let (sizes, filters) = (&plan.sizes, y.len() / plan.sizes.pixels());
    let strip = IN * (plan.block_cols * OUT + IN - OUT) * GROUP;
    let (tiles, sums) = (POINTS * plan.tiles_point, POINTS * plan.sums_point);
    let mut room = Workspace::of::<T>(strip + tiles + sums);
    let (tiles, rest) = room.numbers::<T>(strip + tiles + sums).split_at_mut(tiles);
    let (sums, strip) = rest.split_at_mut(sums);
    let (rows, cols) = (sizes.out_rows.div_ceil(OUT), sizes.out_cols.div_ceil(OUT));
    for row in (0..rows).step_by(plan.block_rows) {
        for col in (0..cols).step_by(plan.block_cols) {
            let block =
                Block { row, col, rows: plan.block_rows.min(rows - row), cols: plan.block_cols.min(cols - col) };
            layout::tiles(plan, block, x, strip, tiles);
            let count = block.rows * block.cols;
            for (f, weights) in (0..filters).step_by(PANEL).zip(weights.chunks(POINTS * plan.weights_point)) {
                let filters = PANEL.min(filters - f);
                for point in 0..POINTS {
                    let tiles = &tiles[point * plan.tiles_point..];
                    let tiles = Matrix::strided(tiles, count, sizes.inputs(), plan.channels, 1);
                    let weights = &weights[point * plan.weights_point..];
                    let weights = Matrix::strided(weights, sizes.inputs(), filters, PANEL, 1);
                    let sums = &mut sums[point * plan.sums_point + f..];
                    let sums = MatrixMut::strided(sums, count, filters, plan.filters);
                    multiply(tiles, weights, sums, Start::Zero, &Plain);
                }
            }
            layout::images(plan, block, sums, bias, strip, y);
        }
    }
}
