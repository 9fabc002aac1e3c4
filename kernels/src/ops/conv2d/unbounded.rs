//! Weights that are not finite, on the way back to the image.
//!
//! Outside of its image there is no `dy`. The correlation for `dx` reads 0 there, which adds nothing as long as the weight
//! is finite; 0 times infinity would be NaN, at pixels that no output saw through this weight. So the correlation runs
//! with a [stand-in](stand_in) for such a weight, and its products are [added](add) one by one, inside the image.

use super::Sizes;
use crate::Float;

/// The weight, or a finite one of its sign. Which does not matter: wherever it counts, infinity or NaN is added.
pub(super) fn stand_in<T: Float>(weight: T) -> T {
    match weight.wide() {
        finite if finite.is_finite() => weight,
        negative if negative < 0.0 => -T::ONE,
        _ => T::ONE,
    }
}

/// Adds to `dx` what the weights that are not finite make of `dy`.
pub(super) fn add<T: Float>(sizes: &Sizes, dy: &[T], w: &[T], dx: &mut [T]) {
    let pixel = |output: usize, tap: usize, length: usize| {
        (output * sizes.stride + tap * sizes.dilation).checked_sub(sizes.padding).filter(|&pixel| pixel < length)
    };
    let kernel = sizes.kernel_rows * sizes.kernel_cols;
    for (at, &weight) in w.iter().enumerate().filter(|(_, weight)| !weight.wide().is_finite()) {
        let (filter, c) = (at / kernel / sizes.inputs(), at / kernel % sizes.inputs());
        let (u, v) = (at % kernel / sizes.kernel_cols, at % sizes.kernel_cols);
        let channel = filter / sizes.outputs() * sizes.inputs() + c;
        let from = dy.chunks_exact(sizes.pixels()).skip(filter).step_by(sizes.filters);
        let to = dx.chunks_exact_mut(sizes.plane()).skip(channel).step_by(sizes.channels);
        for (from, to) in from.zip(to) {
            for (i, from) in from.chunks_exact(sizes.out_cols).enumerate() {
                let Some(row) = pixel(i, u, sizes.rows) else { continue };
                for (j, dy) in from.iter().enumerate() {
                    if let Some(col) = pixel(j, v, sizes.cols) {
                        to[row * sizes.cols + col] += *dy * weight;
                    }
                }
            }
        }
    }
}
