//! Every channel by itself: nothing is used by two filters, so the memory is the limit.
//!
//! Like a pool (`max_pool2d/windows.rs`): the few rows that the kernel lies over stay in the first-level cache, and vectors
//! of places go over them, tap by tap. A kernel of equal sides that hangs over the edge by half of itself at most.

use super::Sizes;
use crate::Float;
use crate::ops::max_pool2d::windows::Windows;
use crate::simd::{self, Register, Simd, Vector};

/// Pixels of the side of the largest kernel.
const LARGEST: usize = 11;

/// The kernels as windows, if this form can take them.
pub(super) fn windows(sizes: &Sizes) -> Option<Windows> {
    let (alone, size) = (sizes.inputs() == 1 && sizes.outputs() == 1, sizes.kernel_rows);
    let takes = alone && size == sizes.kernel_cols && size <= LARGEST && sizes.dilation == 1;
    (takes && sizes.padding <= size / 2).then_some(Windows {
        batch: sizes.batch,
        channels: sizes.channels,
        rows: sizes.rows,
        cols: sizes.cols,
        size,
        stride: sizes.stride,
        padding: sizes.padding,
        out_rows: sizes.out_rows,
        out_cols: sizes.out_cols,
    })
}

simd::dispatch! {
    /// One plane of `y`.
    pub(super) fn filter<T: Float>(windows: &Windows, x: &[T], w: &[T], bias: T, y: &mut [T]) = filter_with;
}

#[inline(always)]
fn filter_with<S: Simd, T: Float>(s: S, windows: &Windows, x: &[T], w: &[T], bias: T, y: &mut [T]) {
    let lanes = Vector::<S, T>::LANES;
    windows.rows(
        s,
        x,
        T::ZERO,
        #[inline(always)]
        |i, split| {
            let w = &w[windows.inside(i, windows.rows).0 * windows.size..];
            let row = &mut y[i * windows.out_cols..][..windows.out_cols];
            for (j, y) in row.chunks_mut(4 * lanes).enumerate() {
                let mut sums = [Vector::<S, T>::splat(s, bias); 4];
                split.each(
                    s,
                    4 * j * lanes,
                    #[inline(always)]
                    |tap, x: [_; 4]| {
                        let w = Vector::<S, T>::splat(s, w[tap]);
                        for (sum, x) in sums.iter_mut().zip(x) {
                            *sum = w.mul_add(x, *sum);
                        }
                    },
                );
                for (y, sum) in y.chunks_mut(lanes).zip(sums) {
                    sum.store_partial(y);
                }
            }
        },
    );
}

simd::dispatch! {
    /// Adds what one plane of `dy` says to the gradient by its filter.
    pub(super) fn slopes<T: Float>(windows: &Windows, dy: &[T], x: &[T], dw: &mut [T]) = slopes_with;
}

#[inline(always)]
fn slopes_with<S: Simd, T: Float>(s: S, windows: &Windows, dy: &[T], x: &[T], dw: &mut [T]) {
    let (lanes, zero) = (Vector::<S, T>::LANES, Vector::<S, T>::zero(s));
    let mut sums = [zero; LARGEST * LARGEST];
    windows.rows(
        s,
        x,
        T::ZERO,
        #[inline(always)]
        |i, split| {
            let sums = &mut sums[windows.inside(i, windows.rows).0 * windows.size..];
            for (j, dy) in dy[i * windows.out_cols..][..windows.out_cols].chunks(lanes).enumerate() {
                let (counted, dy) = (Vector::<S, T>::first(s, dy.len()), Vector::<S, T>::load_partial(s, dy));
                split.each(
                    s,
                    j * lanes,
                    #[inline(always)]
                    |tap, [x]| sums[tap] = dy.mul_add(Vector::<S, T>::select(counted, x, zero), sums[tap]),
                );
            }
        },
    );
    for (dw, sum) in dw.iter_mut().zip(sums) {
        *dw += sum.reduce_add();
    }
}
