//! A band of rows of one plane, in the first-level cache, with the zeros around the image and nothing at the edges to
//! think of any more.
//!
//! Each row is split into phases of the stride, as pools do it (`max_pool2d/windows.rs`): columns `p`, `p + stride`, ...
//! of the padded row. Then what a tap sees of neighbouring places are neighbours. Rows and phases lie a [constant](PITCH)
//! apart: where the stride is known, too, every tap is a known distance away from its place, and needs no register that
//! holds its address.

use super::Plane;
use crate::Float;
use crate::gemm::{Workspace, even};
use crate::simd::{self, Register, Simd, Vector};

/// Rows of places that are computed together: their sums, enough of them to keep the processor busy, share each weight.
pub(super) const TALL: usize = 4;
/// Pixels of the side of the largest kernel; a stride is not larger than the kernel.
pub(super) const LARGEST: usize = 11;
/// Places of a row that a band holds at most: whole vectors of any kind.
const COLS: usize = 64;
/// Numbers from one phase to the next: the places, a kernel's reach and a vector behind them.
const PITCH: usize = COLS + 32;
/// Rows of the image that a band holds, about. With twice as many, a band and the rows of places that it becomes crowd
/// the first-level cache, and the way back takes some 5 % longer; with half as many, too often a row is copied twice.
const ROWS: usize = 34;

/// The places that a band is for: the first row and column, and how many.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block {
    pub row: usize,
    pub col: usize,
    pub rows: usize,
    pub cols: usize,
}

/// From a row of a band to the next.
#[inline(always)]
pub(super) fn row(stride: usize) -> usize {
    stride * PITCH
}

/// Goes over the taps of a `form`, a kernel's size and stride: `visit(tap, where it lies, seen from the place)`.
#[inline(always)]
pub(super) fn taps([size, stride]: [usize; 2], mut visit: impl FnMut(usize, usize)) {
    for u in 0..size {
        for phase in 0..stride {
            // Counted and not divided: a division takes as long as a tap.
            let (mut v, mut shift) = (phase, 0);
            while v < size {
                visit(u * size + v, u * row(stride) + phase * PITCH + shift);
                (v, shift) = (v + stride, shift + 1);
            }
        }
    }
}

/// From a place to behind the last number that a vector of so many rows of places sees.
#[inline(always)]
pub(super) fn reach<S: Simd, T: Float>(tall: usize, wide: usize, [size, stride]: [usize; 2]) -> usize {
    ((tall - 1) * stride + size) * row(stride) - PITCH + (size - 1) / stride + wide * Vector::<S, T>::LANES
}

/// Lays out band after band of a plane: `visit(block, band)`.
#[inline(always)]
pub(super) fn bands<S: Simd, T: Float>(
    s: S,
    plane: &Plane,
    form: [usize; 2],
    x: &[T],
    mut visit: impl FnMut(Block, &[T]),
) {
    let [size, stride] = form;
    let seen = |rows: usize| (rows - 1) * stride + size;
    let rows = even(plane.out_rows, (ROWS.saturating_sub(size) / stride).max(1), TALL);
    let cols = even(plane.out_cols, COLS, Vector::<S, T>::LANES);
    let (row, length) = (row(stride), seen(rows) * row(stride));
    let mut room = Workspace::of::<T>(length);
    let band = room.numbers::<T>(length);
    for i in (0..plane.out_rows).step_by(rows) {
        for j in (0..plane.out_cols).step_by(cols) {
            let (rows, cols) = (rows.min(plane.out_rows - i), cols.min(plane.out_cols - j));
            let block = Block { row: i, col: j, rows, cols };
            // Rows above the image, in it, and below it.
            let above = plane.padding.saturating_sub(i * stride).min(seen(rows));
            let x = &x[((i * stride + above).saturating_sub(plane.padding) * plane.cols).min(x.len())..];
            let (outside, inside) = band[..seen(rows) * row].split_at_mut(above * row);
            outside.fill(T::ZERO);
            let (inside, outside) = inside.split_at_mut((seen(rows) - above).min(x.len() / plane.cols) * row);
            outside.fill(T::ZERO);
            lay_out(s, plane, form, x, block, inside);
            visit(block, band);
        }
    }
}

/// Copies what a block sees of some rows of the image, and the zeros beside it.
#[inline(always)]
fn lay_out<S: Simd, T: Float>(s: S, plane: &Plane, form: [usize; 2], x: &[T], block: Block, to: &mut [T]) {
    let (lanes, zero, [size, stride]) = (Vector::<S, T>::LANES, Vector::<S, T>::zero(s), form);
    let rows = x.chunks_exact(plane.cols).zip(to.chunks_exact_mut(row(stride)));
    let first = (block.col * stride).cast_signed() - plane.padding.cast_signed();
    if stride > 2 {
        for (x, to) in rows {
            for (phase, to) in to.chunks_exact_mut(PITCH).enumerate() {
                simd::every(s, x, first + phase.cast_signed(), stride, T::ZERO, to);
            }
        }
        return;
    }
    // Zeros on the left, then numbers of the image, then zeros again.
    let lead = first.min(0).unsigned_abs();
    let skip = first.max(0).unsigned_abs().min(plane.cols);
    let length = ((block.cols - 1) * stride + size).saturating_sub(lead);
    let count = length.min(plane.cols - skip);
    // Vectors, or pairs of them, that hold the last numbers or only zeros.
    let step = stride * lanes;
    let last = (length - count / step * step).div_ceil(step);
    if stride == 1 {
        for (x, to) in rows {
            for to in to[..lead.next_multiple_of(lanes)].chunks_exact_mut(lanes) {
                zero.store(to);
            }
            let (mut x, mut to) = (x[skip..][..count].chunks_exact(step), to[lead..].chunks_exact_mut(lanes));
            for (x, to) in (&mut x).zip(&mut to) {
                Vector::<S, T>::load(s, x).store(to);
            }
            let mut rest = Vector::<S, T>::load_partial(s, x.remainder());
            for to in to.take(last) {
                rest.store(to);
                rest = zero;
            }
        }
    } else {
        for (x, to) in rows {
            let (first, second) = to.split_at_mut(PITCH);
            for at in (0..lead.div_ceil(2)).step_by(lanes) {
                zero.store(&mut first[at..]);
                zero.store(&mut second[at..]);
            }
            let (even, odd) = if lead.is_multiple_of(2) { (first, second) } else { (second, first) };
            let (even, odd) = (&mut even[lead / 2..], &mut odd[lead.div_ceil(2)..]);
            let mut to = even.chunks_exact_mut(lanes).zip(odd.chunks_exact_mut(lanes));
            let mut x = x[skip..][..count].chunks_exact(step);
            for (x, (even, odd)) in (&mut x).zip(&mut to) {
                let (low, high) = Vector::<S, T>::load(s, x).deinterleave(Vector::<S, T>::load(s, &x[lanes..]));
                low.store(even);
                high.store(odd);
            }
            let (first, second) = x.remainder().split_at(x.remainder().len().min(lanes));
            let (first, second) = (Vector::<S, T>::load_partial(s, first), Vector::<S, T>::load_partial(s, second));
            let (mut low, mut high) = first.deinterleave(second);
            for (even, odd) in to.take(last) {
                low.store(even);
                high.store(odd);
                (low, high) = (zero, zero);
            }
        }
    }
}
