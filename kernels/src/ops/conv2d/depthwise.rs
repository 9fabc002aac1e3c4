//! Every channel by itself: nothing is used by two filters, so the arithmetic must keep pace with the memory.
//!
//! | file | |
//! |---|---|
//! | `depthwise/band.rs` | rows of the image and the zeros around it, copied so that each tap is a shift |
//! | this one | sums of the taps over a band: `y`, and `dx` where the stride is 1 |
//! | `depthwise/phases.rs` | `dx` where the stride is 2 |
//! | `depthwise/slopes.rs` | `dw` |
//!
//! For a kernel of equal sides, without dilation, that hangs over the edge by less than its size.

mod band;
mod phases;
mod slopes;

use super::{Sizes, share, unbounded};
use crate::Float;
use crate::simd::{self, Isa, Register, Simd, Vector};
use band::{LARGEST, TALL, bands, reach, row, taps};

/// The sizes of one channel.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plane {
    size: usize,
    stride: usize,
    padding: usize,
    rows: usize,
    cols: usize,
    out_rows: usize,
    out_cols: usize,
    /// The filter is turned round, and [finite](unbounded).
    turned: bool,
}

impl Plane {
    /// If this form can take them.
    pub(super) fn of(sizes: &Sizes) -> Option<Self> {
        let (alone, size) = (sizes.inputs() == 1 && sizes.outputs() == 1, sizes.kernel_rows);
        let takes = alone && size == sizes.kernel_cols && size <= LARGEST && sizes.dilation == 1;
        (takes && sizes.padding < size && sizes.stride <= size && sizes.plane() > 0).then_some(Plane {
            size,
            stride: sizes.stride,
            padding: sizes.padding,
            rows: sizes.rows,
            cols: sizes.cols,
            out_rows: sizes.out_rows,
            out_cols: sizes.out_cols,
            turned: false,
        })
    }

    /// `y`.
    pub(super) fn forward<T: Float>(&self, sizes: &Sizes, x: &[T], w: &[T], bias: &[T], y: &mut [T]) {
        let taps = self.size.pow(2);
        share(y, sizes.channels * sizes.pixels(), sizes.pixels(), sizes.flops(), |image, first, y| {
            let x = &x[(image * sizes.channels + first) * sizes.plane()..];
            filter(self, x, &w[first * taps..], bias.get(first..).unwrap_or(&[]), y);
        });
    }

    /// `dx`, if the stride is 1 or 2.
    pub(super) fn by_input<T: Float>(&self, sizes: &Sizes, dy: &[T], w: &[T], dx: &mut [T]) {
        let taps = self.size.pow(2);
        share(dx, sizes.channels * sizes.plane(), sizes.plane(), sizes.flops(), |image, first, dx| {
            let (dy, w) = (&dy[(image * sizes.channels + first) * sizes.pixels()..], &w[first * taps..]);
            match self.stride {
                1 => filter(&self.turned(), dy, w, &[], dx),
                _ => phases::phases(self, dy, w, dx),
            }
        });
        unbounded::add(sizes, dy, w, dx);
    }

    /// From `dy` back to `dx` under a stride of 1.
    fn turned(&self) -> Self {
        Plane {
            padding: self.size - 1 - self.padding,
            rows: self.out_rows,
            cols: self.out_cols,
            out_rows: self.rows,
            out_cols: self.cols,
            turned: true,
            ..*self
        }
    }

    /// `dw`.
    pub(super) fn slopes<T: Float>(&self, sizes: &Sizes, dy: &[T], x: &[T], dw: &mut [T]) {
        dw.fill(T::ZERO);
        let images = dy.chunks_exact(sizes.channels * sizes.pixels());
        for (dy, x) in images.zip(x.chunks_exact(sizes.channels * sizes.plane())) {
            slopes::slopes(self, dy, x, dw);
        }
    }
}

simd::dispatch! {
    /// Some planes of `y`, with their filters, and biases or none.
    fn filter<T: Float>(plane: &Plane, x: &[T], w: &[T], bias: &[T], y: &mut [T]) = filter_with;
}

#[inline(always)]
fn filter_with<S: Simd, T: Float>(s: S, plane: &Plane, x: &[T], w: &[T], bias: &[T], y: &mut [T]) {
    // Where the compiler knows the size, it unrolls the loops over the taps, and nine weights stay in registers. Plain
    // code, which nobody runs for its speed, is compiled once.
    match (plane.size, plane.stride) {
        (3, 1) if S::ISA != Isa::Scalar => filter_of::<S, T, 1>(s, plane, [3, 1], x, w, bias, y),
        (3, 2) if S::ISA != Isa::Scalar => filter_of::<S, T, 1>(s, plane, [3, 2], x, w, bias, y),
        (size, 1) if S::ISA != Isa::Scalar => filter_of::<S, T, 2>(s, plane, [size, 1], x, w, bias, y),
        (size, stride) => filter_of::<S, T, 2>(s, plane, [size, stride], x, w, bias, y),
    }
}

#[inline(always)]
fn filter_of<S: Simd, T: Float, const WIDE: usize>(
    s: S,
    plane: &Plane,
    form: [usize; 2],
    x: &[T],
    w: &[T],
    bias: &[T],
    y: &mut [T],
) {
    let [size, stride] = form;
    let (below, cols) = (stride * row(stride), plane.out_cols);
    let filters = w.chunks_exact(size * size);
    let planes = x.chunks_exact(plane.rows * plane.cols).zip(y.chunks_exact_mut(plane.out_rows * cols));
    for (channel, ((x, y), w)) in planes.zip(filters).enumerate() {
        // A copy, so that the compiler sees that nothing is written over it.
        let mut weights = [T::ZERO; LARGEST * LARGEST];
        for (tap, to) in weights[..w.len()].iter_mut().enumerate() {
            *to = if plane.turned { unbounded::stand_in(w[w.len() - 1 - tap]) } else { w[tap] };
        }
        let bias = bias.get(channel).copied().unwrap_or(T::ZERO);
        bands(
            s,
            plane,
            form,
            x,
            #[inline(always)]
            |block, band| {
                let (y, size) = (&mut y[block.row * cols + block.col..], [cols, block.cols]);
                if block.rows < TALL {
                    for i in 0..block.rows {
                        strip::<S, T, 1, WIDE>(s, form, &band[i * below..], &weights, bias, &mut y[i * cols..], size);
                    }
                    return;
                }
                // The last rows together, too, even if some of them are computed twice.
                for i in (0..block.rows).step_by(TALL).map(|i| i.min(block.rows - TALL)) {
                    strip::<S, T, TALL, WIDE>(s, form, &band[i * below..], &weights, bias, &mut y[i * cols..], size);
                }
            },
        );
    }
}

/// Some rows of places, `WIDE` vectors at a time.
#[inline(always)]
fn strip<S: Simd, T: Float, const TALL: usize, const WIDE: usize>(
    s: S,
    form: [usize; 2],
    band: &[T],
    w: &[T; LARGEST * LARGEST],
    bias: T,
    y: &mut [T],
    [y_row, cols]: [usize; 2],
) {
    let lanes = Vector::<S, T>::LANES;
    // The rows are cut out here: with a check of bounds between two stores, the compiler computes row after row, and
    // each sum waits for its last product.
    let mut y = y.chunks_mut(y_row);
    let mut y: [&mut [T]; TALL] = std::array::from_fn(|_| &mut y.next().expect("a row of places")[..cols]);
    let whole = cols / (WIDE * lanes) * (WIDE * lanes);
    for j in (0..whole).step_by(WIDE * lanes) {
        let y = y.each_mut().map(|y| &mut y[j..][..WIDE * lanes]);
        let sums = sums::<S, T, TALL, WIDE>(s, form, &band[j..][..reach::<S, T>(TALL, WIDE, form)], w, bias);
        for (sums, y) in sums.iter().zip(y) {
            for (n, sum) in sums.iter().enumerate() {
                sum.store(&mut y[n * lanes..]);
            }
        }
    }
    for j in (whole..cols).step_by(lanes) {
        let sums = sums::<S, T, TALL, 1>(s, form, &band[j..][..reach::<S, T>(TALL, 1, form)], w, bias);
        for ([sum], y) in sums.iter().zip(&mut y) {
            sum.store_partial(&mut y[j..][..(cols - j).min(lanes)]);
        }
    }
}

#[inline(always)]
fn sums<S: Simd, T: Float, const TALL: usize, const WIDE: usize>(
    s: S,
    form: [usize; 2],
    band: &[T],
    w: &[T; LARGEST * LARGEST],
    bias: T,
) -> [[Vector<S, T>; WIDE]; TALL] {
    let (lanes, below) = (Vector::<S, T>::LANES, form[1] * row(form[1]));
    let mut sums = [[Vector::<S, T>::splat(s, bias); WIDE]; TALL];
    taps(
        form,
        #[inline(always)]
        |tap, at| {
            let w = Vector::<S, T>::splat(s, w[tap]);
            let band = &band[at..][..(TALL - 1) * below + WIDE * lanes];
            for (r, sums) in sums.iter_mut().enumerate() {
                for (n, sum) in sums.iter_mut().enumerate() {
                    *sum = w.mul_add(Vector::<S, T>::load(s, &band[r * below + n * lanes..]), *sum);
                }
            }
        },
    );
    sums
}
