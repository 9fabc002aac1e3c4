//! Correlation: sums over taps, block by block. Forward is one of these, and the gradient by the input is one for each
//! pixel phase of the stride.
//!
//! `y[f, i, j] = sum_{c, t} w[f, c, t] * x[c, i * step + row[t], j * step + col[t]]`, where `x` is 0 outside the image.
//!
//! A block of places of `y`, and of channels, at a time: what the block's taps see is copied into the second-level cache
//! in one of two layouts, and all filters go over it. The layouts:
//!
//! * **planes**: the padded image, split into phases of the step (even and odd rows and columns where it is 2), so that
//!   neighbouring places see neighbouring numbers. Each plane is read as one flat row: place `(i, j)` of the block is
//!   number `i * width + j`, and a tap is a shift. Between the rows, where a window would hang over the edge, some sums
//!   are computed that mean nothing: `width / cols` times the work. A [`tile`](super::tile) at a time.
//! * **unfolded**: a row a tap, only places that count: a product of matrices as it stands. Every number is copied as
//!   often as taps see it, which takes about as long as sixteen filters' multiplications: for small images with many
//!   filters.

use super::tile::{self, Tile};
use crate::Float;
use crate::gemm::{Matrix, MatrixMut, Plain, Start, Workspace, apart, even, multiply};
use crate::simd::{self, Register, Simd, Vector};

/// The sizes of a correlation over one image.
#[derive(Debug, Clone)]
pub(super) struct Correlation {
    pub channels: usize,
    pub rows: usize,
    pub cols: usize,
    pub step: usize,
    /// Row and column of each tap, seen from `(i * step, j * step)`.
    pub taps: Vec<(isize, isize)>,
    pub out_rows: usize,
    pub out_cols: usize,
}

/// Where the sums go: place `(i, j)` of filter `f` at `f * plane + first + i * row + j * col`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target {
    pub plane: usize,
    pub first: usize,
    pub row: usize,
    pub col: usize,
}

/// Numbers that a block may hold: half of a second-level cache.
const BLOCK: usize = 64 << 10;
/// Taps that are added up in registers before the sums are put down.
const DEPTH: usize = 512;

/// How a correlation is cut and laid out.
#[derive(Debug)]
pub(super) struct Plan {
    of: Correlation,
    target: Target,
    /// Places of a block; blocks at the edges may be smaller.
    block_rows: usize,
    block_cols: usize,
    /// Channels of a block.
    channels: usize,
    layout: Layout,
    /// From each place of the block in the layout to what the taps see, channel after channel.
    offsets: Vec<usize>,
    /// Numbers of a channel in the layout.
    channel: usize,
    /// From one row of places to the next in the layout.
    width: usize,
}

#[derive(Debug)]
enum Layout {
    /// The pixel that each plane begins with, seen from the block's first, and the size of a plane.
    Planes { firsts: Vec<(isize, isize)>, rows: usize },
    /// From one tap's row to the next.
    Unfolded { row: usize },
}

impl Plan {
    /// For this many filters.
    pub(super) fn new(of: Correlation, target: Target, filters: usize) -> Self {
        let places = (BLOCK / 2 / filters.max(of.channels.min(64))).clamp(256, 4096);
        let block_cols = even(of.out_cols, places, 1);
        let block_rows = even(of.out_rows, (places / block_cols).max(1), 1);
        let (first_row, last_row) = ends(of.taps.iter().map(|tap| tap.0));
        let (first_col, last_col) = ends(of.taps.iter().map(|tap| tap.1));
        // A row of the layout, and how many of them.
        let width = block_cols + (last_col - first_col).unsigned_abs() / of.step;
        let rows = block_rows + (last_row - first_row).unsigned_abs() / of.step;
        let mut plan = Plan {
            target,
            block_rows,
            block_cols,
            channels: 0,
            layout: Layout::Unfolded { row: 0 },
            offsets: Vec::new(),
            channel: 0,
            width,
            of,
        };
        let beyond = (width - block_cols) as f64 / block_cols as f64;
        let planes_fit = width.checked_mul(rows).is_some_and(|plane| plane <= BLOCK / 8 + 2 * places);
        let mut offsets = Vec::with_capacity(plan.of.taps.len());
        if planes_fit && beyond * filters as f64 <= 24.0 {
            let step = plan.of.step.cast_signed();
            let mut firsts = Vec::new();
            for (row, col) in &plan.of.taps {
                let (down, right) = (row - first_row, col - first_col);
                let first = (first_row + down % step, first_col + right % step);
                let at = firsts.iter().position(|&known| known == first).unwrap_or_else(|| {
                    firsts.push(first);
                    firsts.len() - 1
                });
                let shift = (down / step).cast_unsigned() * width + (right / step).cast_unsigned();
                offsets.push(at * rows * width + shift);
            }
            plan.channel = firsts.len() * rows * width;
            plan.layout = Layout::Planes { firsts, rows };
        } else {
            plan.width = block_cols;
            let row = apart(block_rows * block_cols);
            offsets.extend((0..plan.of.taps.len()).map(|tap| tap * row));
            plan.channel = plan.of.taps.len() * row;
            plan.layout = Layout::Unfolded { row };
        }
        let most = (BLOCK / plan.channel).min(DEPTH / plan.of.taps.len()).max(1);
        plan.channels = even(plan.of.channels, most, 1);
        plan.offsets = (0..plan.channels).flat_map(|c| offsets.iter().map(move |tap| c * plan.channel + tap)).collect();
        plan
    }
}

/// The lowest and the highest.
fn ends(values: impl Iterator<Item = isize> + Clone) -> (isize, isize) {
    (values.clone().min().unwrap_or(0), values.max().unwrap_or(0))
}

simd::dispatch! {
    /// Computes some filters of one image: `y` holds their planes, `weights` their rows, `bias` a number each or none.
    pub(super) fn correlate<T: Float>(plan: &Plan, x: &[T], weights: &[T], bias: &[T], y: &mut [T]) = correlate_with;
}

#[inline(always)]
fn correlate_with<S: Simd, T: Float>(s: S, plan: &Plan, x: &[T], weights: &[T], bias: &[T], y: &mut [T]) {
    let (of, lanes) = (&plan.of, Vector::<S, T>::LANES);
    let (image, filters, depth) = (of.rows * of.cols, y.len() / plan.target.plane, of.channels * of.taps.len());
    assert!(
        x.len() == of.channels * image && weights.len() == filters * depth,
        "the sizes of a correlation do not fit"
    );
    // Behind the last place, a vector may be read and written to its end.
    let source_length = (plan.channels * plan.channel + lanes).next_multiple_of(16);
    let sums_row = ((plan.block_rows - 1) * plan.width + plan.block_cols).next_multiple_of(16);
    let mut room = Workspace::of::<T>(source_length + filters * sums_row);
    // SAFETY: the room holds so many numbers, and it is this function's.
    let room = unsafe { std::slice::from_raw_parts_mut(room.start::<T>(), source_length + filters * sums_row) };
    let (source, sums) = room.split_at_mut(source_length);
    for row in (0..of.out_rows).step_by(plan.block_rows) {
        for col in (0..of.out_cols).step_by(plan.block_cols) {
            let (rows, cols) = (plan.block_rows.min(of.out_rows - row), plan.block_cols.min(of.out_cols - col));
            let vectors = ((rows - 1) * plan.width + cols).div_ceil(lanes);
            for c in (0..of.channels).step_by(plan.channels) {
                let channels = plan.channels.min(of.channels - c);
                let planes = x[c * image..].chunks_exact(image.max(1));
                for (from, to) in planes.zip(source.chunks_exact_mut(plan.channel)).take(channels) {
                    plan.lay_out(s, from, (row, col), (rows, cols), to);
                }
                let (taps, weights) = (channels * of.taps.len(), &weights[c * of.taps.len()..]);
                if let Layout::Unfolded { row } = plan.layout {
                    let weights = Matrix::strided(weights, filters, taps, depth, 1);
                    let places = (rows - 1) * plan.width + cols;
                    let source = Matrix::strided(source, taps, places, row, 1);
                    let sums = MatrixMut::strided(sums, filters, places, sums_row);
                    multiply(weights, source, sums, if c == 0 { Start::Zero } else { Start::Here }, &Plain);
                    continue;
                }
                let tile = Tile {
                    weights: weights.as_ptr(),
                    weights_row: depth,
                    source: source.as_ptr(),
                    offsets: &plan.offsets[..taps],
                    sums: sums.as_mut_ptr(),
                    sums_row,
                    accumulate: c > 0,
                };
                // SAFETY: the weights are `filters` rows of `depth`; the source holds every offset and behind it all
                // vectors, and a row of sums holds them, too.
                unsafe { sweep(s, tile, filters, vectors) };
            }
            for (f, sums) in sums.chunks_exact(sums_row).enumerate() {
                let bias = bias.get(f).copied().unwrap_or(T::ZERO);
                let to = &mut y[f * plan.target.plane..][..plan.target.plane];
                plan.put_down(s, sums, bias, (row, col), (rows, cols), to);
            }
        }
    }
}

/// All filters over all vectors of a block.
///
/// # Safety
///
/// As [`tile::compute`], for all of them.
#[inline(always)]
unsafe fn sweep<S: Simd, T: Float>(s: S, block: Tile<T>, filters: usize, vectors: usize) {
    let mut done = 0;
    while done < vectors {
        let (tall, wide) = tile::shape::<S>(filters, vectors - done);
        let mut end = done + wide;
        while end < vectors && tile::shape::<S>(filters, vectors - end).1 == wide {
            end += wide;
        }
        // Filters are shared out evenly: 16 are 6 + 5 + 5. Each band's weights stay in the first-level cache.
        let bands = filters.div_ceil(tall);
        let mut filter = 0;
        for band in (1..=bands).rev() {
            let height = (filters - filter).div_ceil(band);
            for vector in (done..end).step_by(wide) {
                let place = vector * Vector::<S, T>::LANES;
                // SAFETY: the caller's promise.
                unsafe {
                    let tile = Tile {
                        weights: block.weights.add(filter * block.weights_row),
                        source: block.source.add(place),
                        sums: block.sums.add(filter * block.sums_row + place),
                        ..block
                    };
                    tile::compute(s, &tile, height, wide);
                }
            }
            filter += height;
        }
        done = end;
    }
}

impl Plan {
    /// Copies what a block's taps see of a channel into the layout.
    #[inline(always)]
    fn lay_out<S: Simd, T: Float>(&self, s: S, from: &[T], at: (usize, usize), size: (usize, usize), to: &mut [T]) {
        let of = &self.of;
        let (at_row, at_col) = ((at.0 * of.step).cast_signed(), (at.1 * of.step).cast_signed());
        match &self.layout {
            Layout::Planes { firsts, rows } => {
                for (&(row, col), to) in firsts.iter().zip(to.chunks_exact_mut(rows * self.width)) {
                    for (i, to) in to.chunks_exact_mut(self.width).enumerate() {
                        of.copy(s, from, at_row + row + (i * of.step).cast_signed(), at_col + col, to);
                    }
                }
            }
            Layout::Unfolded { row: tap_row } => {
                for (&(row, col), to) in of.taps.iter().zip(to.chunks_exact_mut(*tap_row)) {
                    for (i, to) in to.chunks_exact_mut(self.width).take(size.0).enumerate() {
                        let row = at_row + row + (i * of.step).cast_signed();
                        of.copy(s, from, row, at_col + col, &mut to[..size.1]);
                    }
                }
            }
        }
    }

    /// Writes a filter's sums of a block where they belong.
    #[inline(always)]
    fn put_down<S: Simd, T: Float>(
        &self,
        s: S,
        sums: &[T],
        bias: T,
        at: (usize, usize),
        size: (usize, usize),
        to: &mut [T],
    ) {
        let Target { first, row, col, .. } = self.target;
        for i in 0..size.0 {
            let from = &sums[i * self.width..][..size.1];
            let to = &mut to[first + (at.0 + i) * row + at.1 * col..];
            if col == 1 {
                let bias = Vector::<S, T>::splat(s, bias);
                simd::map(
                    s,
                    from,
                    &mut to[..size.1],
                    #[inline(always)]
                    |sum| sum + bias,
                );
            } else {
                for (to, sum) in to.iter_mut().step_by(col).zip(from) {
                    *to = *sum + bias;
                }
            }
        }
    }
}

impl Correlation {
    /// What the places `0, 1, ...` of `to` see of a plane: every `step`th number of a row from a column on.
    #[inline(always)]
    pub(super) fn copy<S: Simd, T: Float>(&self, s: S, plane: &[T], row: isize, col: isize, to: &mut [T]) {
        match usize::try_from(row) {
            Ok(row) if row < self.rows => {
                simd::every(s, &plane[row * self.cols..][..self.cols], col, self.step, T::ZERO, to);
            }
            _ => to.fill(T::ZERO),
        }
    }
}
