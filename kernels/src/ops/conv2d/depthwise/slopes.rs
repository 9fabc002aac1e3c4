//! The gradient by the filter: a tap's is what it saw, times `dy`, summed over all places.

use super::Plane;
use super::band::{LARGEST, TALL, bands, reach, row, taps};
use crate::Float;
use crate::simd::{self, Isa, Register, Simd, Vector};

simd::dispatch! {
    /// Adds what some planes of `dy` say to the gradients by their filters.
    pub(super) fn slopes<T: Float>(plane: &Plane, dy: &[T], x: &[T], dw: &mut [T]) = slopes_with;
}

#[inline(always)]
fn slopes_with<S: Simd, T: Float>(s: S, plane: &Plane, dy: &[T], x: &[T], dw: &mut [T]) {
    // Nine sums stay in registers; more are fetched, for all rows of places at once.
    match (plane.size, plane.stride) {
        (3, 1) if S::ISA != Isa::Scalar => slopes_of(s, plane, [3, 1], dy, x, dw),
        (3, 2) if S::ISA != Isa::Scalar => slopes_of(s, plane, [3, 2], dy, x, dw),
        (size, 1) if S::ISA != Isa::Scalar => slopes_of(s, plane, [size, 1], dy, x, dw),
        (size, stride) => slopes_of(s, plane, [size, stride], dy, x, dw),
    }
}

#[inline(always)]
fn slopes_of<S: Simd, T: Float>(s: S, plane: &Plane, form: [usize; 2], dy: &[T], x: &[T], dw: &mut [T]) {
    let [size, stride] = form;
    let (below, cols) = (stride * row(stride), plane.out_cols);
    let planes = x.chunks_exact(plane.rows * plane.cols).zip(dy.chunks_exact(plane.out_rows * cols));
    for ((x, dy), dw) in planes.zip(dw.chunks_exact_mut(size * size)) {
        let mut sums = [Vector::<S, T>::zero(s); LARGEST * LARGEST];
        bands(
            s,
            plane,
            form,
            x,
            #[inline(always)]
            |block, band| {
                let dy = &dy[block.row * cols + block.col..];
                let whole = block.rows / TALL * TALL;
                for i in (0..whole).step_by(TALL) {
                    add::<S, T, TALL>(s, form, &dy[i * cols..], [cols, block.cols], &band[i * below..], &mut sums);
                }
                for i in whole..block.rows {
                    add::<S, T, 1>(s, form, &dy[i * cols..], [cols, block.cols], &band[i * below..], &mut sums);
                }
            },
        );
        for (dw, sum) in dw.iter_mut().zip(sums) {
            *dw += sum.reduce_add();
        }
    }
}

/// Adds what some rows of places say, a vector at a time.
#[inline(always)]
fn add<S: Simd, T: Float, const TALL: usize>(
    s: S,
    form: [usize; 2],
    dy: &[T],
    [dy_row, cols]: [usize; 2],
    band: &[T],
    sums: &mut [Vector<S, T>; LARGEST * LARGEST],
) {
    let (lanes, below) = (Vector::<S, T>::LANES, form[1] * row(form[1]));
    let whole = cols / lanes * lanes;
    for j in (0..whole).step_by(lanes) {
        let band = &band[j..][..reach::<S, T>(TALL, 1, form)];
        let mut slopes = [Vector::<S, T>::zero(s); TALL];
        for (r, slope) in slopes.iter_mut().enumerate() {
            *slope = Vector::<S, T>::load(s, &dy[r * dy_row + j..]);
        }
        taps(
            form,
            #[inline(always)]
            |tap, at| {
                let band = &band[at..][..(TALL - 1) * below + lanes];
                for (r, slope) in slopes.iter().enumerate() {
                    sums[tap] = slope.mul_add(Vector::<S, T>::load(s, &band[r * below..]), sums[tap]);
                }
            },
        );
    }
    if whole < cols {
        // Behind the last place nothing is read on either side: 0 times infinity would count.
        let rest = cols - whole;
        for r in 0..TALL {
            let slope = Vector::<S, T>::load_partial(s, &dy[r * dy_row + whole..][..rest]);
            taps(
                form,
                #[inline(always)]
                |tap, at| {
                    let seen = Vector::<S, T>::load_partial(s, &band[r * below + at + whole..][..rest]);
                    sums[tap] = slope.mul_add(seen, sums[tap]);
                },
            );
        }
    }
}
