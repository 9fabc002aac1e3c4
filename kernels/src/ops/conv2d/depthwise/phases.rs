//! The gradient by the image where the stride is 2.
//!
//! Pixel `2 * m + a` is seen by every second tap only: with `a + padding = 2 * ahead + phase`, by the taps
//! `u = 2 * k + phase` of the places `m + ahead - k`. So the pixels of two rows and two columns are four correlations of
//! `dy` with parts of the filter, over the same few numbers; what they give for neighbouring columns is interleaved.

use super::Plane;
use super::band::{LARGEST, bands, reach, row};
use crate::Float;
use crate::ops::conv2d::unbounded;
use crate::simd::{self, Isa, Register, Simd, Vector};

/// Rows of `dy` at once: eight sums.
const TALL: usize = 2;

/// The pixels of a phase, along one axis.
#[derive(Clone, Copy)]
struct Phase {
    /// The first tap of those that see them, and how many there are.
    tap: usize,
    taps: usize,
    /// The place that the last of these taps looks from, beyond the first place of all.
    place: usize,
}

/// Of a kernel's size and padding, which are the `form` here: both phases; how many places before its own a pixel may be
/// seen from, and how many there are in all.
#[inline(always)]
fn axis([size, padding]: [usize; 2]) -> ([Phase; 2], usize, usize) {
    let tap = |a: usize| (a + padding) % 2;
    let count = |a: usize| (size - tap(a)).div_ceil(2);
    let ahead = |a: usize| (a + padding) / 2;
    let before = (count(0) - 1).saturating_sub(ahead(0)).max((count(1) - 1).saturating_sub(ahead(1)));
    let phase = |a: usize| Phase { tap: tap(a), taps: count(a), place: before + ahead(a) + 1 - count(a) };
    ([phase(0), phase(1)], before, before + ahead(1) + 1)
}

simd::dispatch! {
    /// Some planes of `dx`, with their filters.
    pub(super) fn phases<T: Float>(plane: &Plane, dy: &[T], w: &[T], dx: &mut [T]) = phases_with;
}

#[inline(always)]
fn phases_with<S: Simd, T: Float>(s: S, plane: &Plane, dy: &[T], w: &[T], dx: &mut [T]) {
    match (plane.size, plane.padding) {
        (3, 1) if S::ISA != Isa::Scalar => phases_of(s, plane, [3, 1], dy, w, dx),
        (size, padding) => phases_of(s, plane, [size, padding], dy, w, dx),
    }
}

#[inline(always)]
fn phases_of<S: Simd, T: Float>(s: S, plane: &Plane, form: [usize; 2], dy: &[T], w: &[T], dx: &mut [T]) {
    let (_, before, size) = axis(form);
    let (cols, taps) = (plane.cols, form[0] * form[0]);
    let places = Plane {
        size,
        stride: 1,
        padding: before,
        rows: plane.out_rows,
        cols: plane.out_cols,
        out_rows: plane.rows.div_ceil(2),
        out_cols: cols.div_ceil(2),
        turned: true,
    };
    let planes = dy.chunks_exact(places.rows * places.cols).zip(dx.chunks_exact_mut(plane.rows * cols));
    for ((dy, dx), w) in planes.zip(w.chunks_exact(taps)) {
        let mut weights = [T::ZERO; LARGEST * LARGEST];
        weights.iter_mut().zip(w).for_each(|(to, w)| *to = unbounded::stand_in(*w));
        bands(
            s,
            &places,
            [size, 1],
            dy,
            #[inline(always)]
            |block, band| {
                let (dx, left) = (&mut dx[2 * block.row * cols..], 2 * block.col);
                let size = [cols, left, (2 * block.cols).min(cols - left)];
                let whole = block.rows / TALL * TALL;
                for m in (0..whole).step_by(TALL) {
                    strip::<S, T, TALL>(s, form, &band[m * row(1)..], &weights, &mut dx[2 * m * cols..], size);
                }
                for m in whole..block.rows {
                    strip::<S, T, 1>(s, form, &band[m * row(1)..], &weights, &mut dx[2 * m * cols..], size);
                }
            },
        );
    }
}

/// Two rows of pixels for each of some rows of places. The very last may not be there.
#[inline(always)]
fn strip<S: Simd, T: Float, const TALL: usize>(
    s: S,
    form: [usize; 2],
    band: &[T],
    w: &[T; LARGEST * LARGEST],
    dx: &mut [T],
    [dx_row, left, cols]: [usize; 3],
) {
    let lanes = Vector::<S, T>::LANES;
    let reach = reach::<S, T>(TALL, 1, [axis(form).2, 1]);
    let mut rows = dx.chunks_mut(dx_row).map(|dx| &mut dx[left..][..cols]);
    let mut dx: [[&mut [T]; 2]; TALL] =
        std::array::from_fn(|_| std::array::from_fn(|_| rows.next().unwrap_or_default()));
    let whole = if dx[TALL - 1][1].is_empty() { 0 } else { cols / (2 * lanes) * lanes };
    for j in (0..whole).step_by(lanes) {
        let mut dx = dx.each_mut().map(|dx| dx.each_mut().map(|dx| &mut dx[2 * j..][..2 * lanes]));
        let sums = sums::<S, T, TALL>(s, form, &band[j..][..reach], w);
        for (dx, sums) in dx.iter_mut().zip(&sums) {
            for (dx, [even, odd]) in dx.iter_mut().zip(sums) {
                let (low, high) = even.interleave(*odd);
                low.store(dx);
                high.store(&mut dx[lanes..]);
            }
        }
    }
    for j in (whole..cols.div_ceil(2)).step_by(lanes) {
        let sums = sums::<S, T, TALL>(s, form, &band[j..][..reach], w);
        for (dx, sums) in dx.iter_mut().zip(&sums) {
            for (dx, [even, odd]) in dx.iter_mut().zip(sums) {
                let (low, high) = even.interleave(*odd);
                let dx = dx.get_mut(2 * j..).unwrap_or_default();
                let (first, second) = dx.split_at_mut(dx.len().min(lanes));
                let end = second.len().min(lanes);
                low.store_partial(first);
                high.store_partial(&mut second[..end]);
            }
        }
    }
}

/// For each row of places and each phase of rows, both phases of columns.
#[inline(always)]
fn sums<S: Simd, T: Float, const TALL: usize>(
    s: S,
    form: [usize; 2],
    band: &[T],
    w: &[T; LARGEST * LARGEST],
) -> [[[Vector<S, T>; 2]; 2]; TALL] {
    let ([size, _], (phases, ..)) = (form, axis(form));
    let mut sums = [[[Vector::<S, T>::zero(s); 2]; 2]; TALL];
    for (a, down) in phases.into_iter().enumerate() {
        for (b, right) in phases.into_iter().enumerate() {
            for k in 0..down.taps {
                for l in 0..right.taps {
                    let u = down.tap + 2 * (down.taps - 1 - k);
                    let v = right.tap + 2 * (right.taps - 1 - l);
                    let w = Vector::<S, T>::splat(s, w[u * size + v]);
                    for (r, sums) in sums.iter_mut().enumerate() {
                        let from = &band[(r + down.place + k) * row(1) + right.place + l..];
                        sums[a][b] = w.mul_add(Vector::<S, T>::load(s, from), sums[a][b]);
                    }
                }
            }
        }
    }
    sums
}
