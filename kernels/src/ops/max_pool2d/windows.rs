//! Windows over the planes of images, and how to see them in vectors; for both kinds of pooling.
//!
//! Neighbouring windows begin `stride` columns apart. So a row is split into phases first, as many as the stride:
//! column `p`, `p + stride`, ... of the padded row. Then what tap `v` sees of windows `j, j + 1, ...` are neighbours in
//! phase `v % stride`, from `j + v / stride` on. Where the rows of a window are not of the same weight, the last `size`
//! of them are kept split, in a ring.

use crate::array::{Result, View, refuse};
use crate::gemm::Workspace;
use crate::simd::{self, Register, Simd, Vector};
use crate::{Float, Shape};

/// The sizes of a call.
#[derive(Debug, Clone, Copy)]
pub(in crate::ops) struct Windows {
    pub batch: usize,
    pub channels: usize,
    pub rows: usize,
    pub cols: usize,
    pub size: usize,
    pub stride: usize,
    pub padding: usize,
    pub out_rows: usize,
    pub out_cols: usize,
}

/// Pixels of the side of a window.
const LARGEST: usize = 1 << 16;

impl Windows {
    /// Refuses what has no windows; a stride of 0 is the size.
    pub fn of<T: Float>(op: &str, x: View<T>, size: isize, stride: isize, padding: isize) -> Result<Self> {
        let [batch, channels, rows, cols] = x.axes(op, "x", "[batch, channels, rows, cols]")?;
        let size = match usize::try_from(size) {
            Ok(size) if (1..=LARGEST).contains(&size) => size,
            Ok(LARGEST..) => refuse!("{op}: size is {size}, expected at most {LARGEST}"),
            _ => refuse!("{op}: size is {size}, expected 1 or more"),
        };
        let stride = match usize::try_from(stride) {
            Ok(0) => size,
            Ok(stride) => stride,
            Err(_) => refuse!("{op}: stride is {stride}, expected 0 (the size) or more"),
        };
        let padding = match usize::try_from(padding) {
            Ok(padding) if padding <= size / 2 => padding,
            _ => refuse!("{op}: padding is {padding}, expected 0 to half of the size {size}"),
        };
        let places = |length: usize, axis: &str| match length.checked_add(2 * padding) {
            Some(padded) if padded >= size && length > 0 => Ok((padded - size) / stride + 1),
            _ => refuse!("{op}: the window has {size} {axis}, x has {length} and {padding} of padding on each side"),
        };
        let (out_rows, out_cols) = (places(rows, "rows")?, places(cols, "cols")?);
        Ok(Windows { batch, channels, rows, cols, size, stride, padding, out_rows, out_cols })
    }

    pub fn result(&self) -> Shape {
        [self.batch, self.channels, self.out_rows, self.out_cols].into()
    }

    /// Pixels of a plane of `x`.
    pub fn plane(&self) -> usize {
        self.rows * self.cols
    }

    /// Windows of a plane.
    pub fn pixels(&self) -> usize {
        self.out_rows * self.out_cols
    }

    /// The taps of window `i` along an axis of `length` that lie in the image: the first, and the one behind the last.
    #[inline(always)]
    pub fn inside(&self, i: usize, length: usize) -> (usize, usize) {
        let first = self.padding.saturating_sub(i * self.stride);
        (first, (length + self.padding - i * self.stride).min(self.size))
    }

    /// Numbers from one phase of a row to the next: all windows, in whole fours of vectors.
    pub fn width(&self) -> usize {
        self.out_cols.next_multiple_of(64) + (self.size - 1) / self.stride
    }

    /// Numbers of a row that is split.
    pub fn split_length(&self) -> usize {
        self.stride.min(self.size) * self.width()
    }

    /// Where each column of the windows begins in a row that is split.
    pub fn shifts(&self) -> Vec<usize> {
        (0..self.size).map(|v| v % self.stride * self.width() + v / self.stride).collect()
    }

    /// Splits a row. What lies beside the image must be `fill` already.
    #[inline(always)]
    pub fn split<S: Simd, T: Float>(&self, s: S, from: &[T], fill: T, to: &mut [T]) {
        let (lanes, padding) = (Vector::<S, T>::LANES, self.padding);
        match (self.stride, self.size) {
            (1, _) => to[padding..][..self.cols].copy_from_slice(from),
            (2, 2..) => {
                // Even and odd columns, in one go.
                let (first, second) = to.split_at_mut(self.width());
                let (even, odd) = if padding.is_multiple_of(2) { (first, second) } else { (second, first) };
                let (even, odd) = (&mut even[padding / 2..], &mut odd[padding.div_ceil(2)..]);
                let whole = (from.len() / 2).min(even.len()).min(odd.len()) / lanes * lanes;
                let halves = even.chunks_exact_mut(lanes).zip(odd.chunks_exact_mut(lanes));
                for (from, (even, odd)) in from.chunks_exact(2 * lanes).zip(halves).take(whole / lanes) {
                    let (first, next) = from.split_at(lanes);
                    let (low, high) = Vector::<S, T>::load(s, first).deinterleave(Vector::<S, T>::load(s, next));
                    low.store(even);
                    high.store(odd);
                }
                for (to, first) in [(even, 2 * whole), (odd, 2 * whole + 1)] {
                    let from = from.iter().skip(first).step_by(2);
                    to[whole..].iter_mut().zip(from).for_each(|(to, from)| *to = *from);
                }
            }
            _ => {
                for (phase, to) in to.chunks_exact_mut(self.width()).enumerate() {
                    simd::every(s, from, phase.cast_signed() - padding.cast_signed(), self.stride, fill, to);
                }
            }
        }
    }

    /// Goes over the rows of windows of a plane: `visit(i, split)` for each. What is beside the image is `fill`.
    #[inline(always)]
    pub fn rows<S: Simd, T: Float>(&self, s: S, x: &[T], fill: T, mut visit: impl FnMut(usize, Split<T>)) {
        // Rows are split one row of windows before they are seen: a vector across two that were just written waits for
        // both to reach the cache.
        let (row, slots) = (self.split_length(), (self.size + self.stride).min(self.rows));
        let mut room = Workspace::of::<T>(slots * row);
        // SAFETY: the room holds so many numbers, and it is this function's.
        let ring = unsafe { std::slice::from_raw_parts_mut(room.start::<T>(), slots * row) };
        ring.fill(fill);
        let (shifts, mut starts) = (self.shifts(), vec![0; slots]);
        let mut ready = 0;
        for i in 0..self.out_rows {
            let (first, end) = self.inside(i, self.rows);
            let top = i * self.stride + first - self.padding;
            let ahead = (top + (end - first) + self.stride).min(self.rows);
            for r in ready.max(top)..ahead {
                self.split(s, &x[r * self.cols..][..self.cols], fill, &mut ring[r % slots * row..][..row]);
            }
            ready = ready.max(ahead);
            let starts = &mut starts[..end - first];
            for (u, start) in starts.iter_mut().enumerate() {
                *start = (top + u) % slots * row;
            }
            visit(i, Split { ring, shifts: &shifts, starts });
        }
    }
}

/// The rows of the image that a row of windows sees, split into phases.
#[derive(Clone, Copy)]
pub(in crate::ops) struct Split<'a, T> {
    ring: &'a [T],
    /// Where each column of the windows begins in a row,
    shifts: &'a [usize],
    /// and where each row.
    starts: &'a [usize],
}

impl<T: Float> Split<'_, T> {
    /// What each tap of `N` vectors of windows from `j` on sees, row after row: `visit(tap, vectors)`, where tap 0 lies in
    /// the first of them that is in the image. Behind the last window there may be anything.
    #[inline(always)]
    pub fn each<S: Simd, const N: usize>(&self, s: S, j: usize, mut visit: impl FnMut(usize, [Vector<S, T>; N])) {
        let lanes = Vector::<S, T>::LANES;
        let mut tap = 0;
        for start in self.starts {
            for shift in self.shifts {
                let from = &self.ring[start + shift + j..][..N * lanes];
                let mut seen = [Vector::<S, T>::zero(s); N];
                for (n, seen) in seen.iter_mut().enumerate() {
                    *seen = Vector::<S, T>::load(s, &from[n * lanes..]);
                }
                visit(tap, seen);
                tap += 1;
            }
        }
    }
}
