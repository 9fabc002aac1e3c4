//! Mean and variance: of slices that belong together, and of the columns of a matrix.
//!
//! `variance = mean((x - mean)^2)`, never `mean(x^2) - mean(x)^2`, which loses every digit where the numbers are far from
//! 0 and close together. Slices are read from memory once: what is taken from each number is a guess at the mean, that of
//! the first few thousand, and the sums say how far off it was (Chan, Golub and LeVeque 1983):
//!
//! `variance = mean((x - guess)^2) - (mean - guess)^2`
//!
//! A bad guess brings the lost digits back, and squares of f32 may overflow or underflow where the answer needs them.
//! Both show in the result, and then everything is done again, in f64 and in two sweeps.

use crate::Float;
use crate::array::{Lanes, Result, zeros};
use crate::simd::{self, ColumnSums, Register, Simd, Vector};

/// How many numbers the guess is the mean of, at most: as many as stay in the nearest cache.
const GUESSED_FROM: usize = 4096;

/// `(mean, variance)` of the `count` numbers in all slices.
#[inline(always)]
pub(crate) fn moments<'a, S: Simd, T: Float>(
    s: S,
    count: usize,
    slices: impl Iterator<Item = &'a [T]> + Clone,
) -> (f64, f64) {
    let first = slices.clone().next().unwrap_or(&[]);
    let first = &first[..first.len().min(GUESSED_FROM)];
    let [sum] = simd::totals(
        s,
        std::iter::once([first]),
        #[inline(always)]
        |x| x,
    );
    // A division takes as long as a short row, but this one is the same for all rows.
    let share = 1.0 / count as f64;
    let guess = T::narrow(sum * if first.len() == count { share } else { 1.0 / first.len() as f64 });
    let from = Vector::<S, T>::splat(s, guess);
    let [off, squares] = simd::totals(
        s,
        slices.clone().map(
            #[inline(always)]
            |x| [x],
        ),
        #[inline(always)]
        |[x]| [x - from, (x - from) * (x - from)],
    );
    let (off, mean_square) = (off * share, squares * share);
    let variance = mean_square - off * off;
    if is_sound::<T>(mean_square) && off * off <= 0.9 * mean_square {
        return (guess.wide() + off, variance);
    }
    if mean_square == 0.0 && slices.clone().flatten().all(|&x| x == guess) {
        return (guess.wide(), 0.0);
    }
    wide_moments(count, slices.flatten().map(|x| x.wide()))
}

/// Whether the squares that were added were neither too large nor too small for `T`. NaN is not sound.
fn is_sound<T: Float>(mean_square: f64) -> bool {
    let smallest = if size_of::<T>() == 8 { 1e-290 } else { 1e-30 };
    mean_square >= smallest && mean_square < f64::INFINITY
}

/// The mean and variance of wide numbers, in two sweeps.
#[cold]
fn wide_moments(count: usize, x: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    let mean = x.clone().sum::<f64>() / count as f64;
    (mean, x.map(|x| (x - mean) * (x - mean)).sum::<f64>() / count as f64)
}

/// `mean(x^2)` of a row.
#[inline(always)]
pub(crate) fn mean_square<S: Simd, T: Float>(s: S, x: &[T]) -> f64 {
    let [squares] = simd::totals(
        s,
        std::iter::once([x]),
        #[inline(always)]
        |[x]| [x * x],
    );
    let mean = squares / x.len() as f64;
    if is_sound::<T>(mean) { mean } else { wide_mean_square(x) }
}

#[cold]
fn wide_mean_square<T: Float>(x: &[T]) -> f64 {
    x.iter().map(|x| x.wide() * x.wide()).sum::<f64>() / x.len() as f64
}

/// Mean and variance of each column of a group ([`Lanes::groups`]). Two sweeps over its rows: a guess for each column
/// would be of no use, as all of them are in cache anyway.
pub(crate) struct ColumnMoments<T> {
    lanes: Lanes,
    sums: ColumnSums<T>,
    /// The means, rounded.
    pub mean: Vec<T>,
    /// The variances.
    pub variance: Vec<f64>,
}

impl<T: Float> ColumnMoments<T> {
    /// For the widest group; for nothing where the lanes are rows.
    pub fn new(op: &str, lanes: Lanes) -> Result<Self> {
        let width = [if lanes.stride == 1 { 0 } else { lanes.widest() }];
        let sums = ColumnSums::new(op, width[0])?;
        Ok(ColumnMoments { lanes, sums, mean: zeros(op, &width)?, variance: zeros(op, &width)? })
    }

    /// Those of the group that begins at `start`.
    #[inline(always)]
    pub fn find<S: Simd>(&mut self, s: S, x: &[T], start: usize, width: usize) {
        let (lanes, count) = (self.lanes, self.lanes.length as f64);
        for k in 0..lanes.length {
            self.sums.add(
                s,
                [&x[lanes.row(start, width, k)]],
                #[inline(always)]
                |[x]| x,
            );
        }
        for (mean, sum) in self.mean.iter_mut().zip(self.sums.take()) {
            *mean = T::narrow(sum / count);
        }
        for k in 0..lanes.length {
            self.sums.add(
                s,
                [&x[lanes.row(start, width, k)], &self.mean[..width]],
                #[inline(always)]
                |[x, mean]| (x - mean) * (x - mean),
            );
        }
        for (variance, sum) in self.variance.iter_mut().zip(self.sums.take()) {
            *variance = sum / count;
        }
        for j in 0..width {
            if !is_sound::<T>(self.variance[j]) {
                let column = x[start + j..].iter().step_by(lanes.stride).take(lanes.length);
                let (mean, variance) = wide_moments(lanes.length, column.map(|x| x.wide()));
                (self.mean[j], self.variance[j]) = (T::narrow(mean), variance);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::numbers;

    simd::dispatch! { fn of<T: Float>(x: &[T], length: usize) -> (f64, f64) = body; }

    #[inline(always)]
    fn body<S: Simd, T: Float>(s: S, x: &[T], length: usize) -> (f64, f64) {
        moments(s, x.len(), x.chunks(length))
    }

    fn assert_right(x: &[f32], length: usize) {
        let (mean, variance) = of(x, length);
        let (true_mean, truth) = wide_moments(x.len(), x.iter().map(|&x| f64::from(x)));
        assert!((mean - true_mean).abs() <= 1e-6 * (true_mean.abs() + truth.sqrt()), "{mean} is not {true_mean}");
        assert!((variance - truth).abs() <= 1e-6 * truth, "{variance} is not {truth}");
    }

    #[test]
    fn slices_of_any_length_and_a_first_one_that_is_far_off() {
        let mut x: Vec<f32> = numbers(20_000, 1).iter().map(|&x| x as f32 + 3.0).collect();
        for length in [1, 3, 49, 5000, 20_000] {
            assert_right(&x, length);
        }
        x[..49].fill(1e6);
        assert_right(&x, 49);
    }

    #[test]
    fn squares_that_overflow_or_underflow() {
        let x = numbers(300, 2);
        for scale in [1e-36, 1e-25, 1e20, 1e30, 3e38] {
            let scaled: Vec<f32> = x.iter().map(|x| (x * scale) as f32).collect();
            assert_right(&scaled, 300);
        }
        assert_eq!(of(&[7.5f32; 33], 33), (7.5, 0.0));
        assert!(of(&[1.0f32, f32::NAN], 2).1.is_nan());
    }

    #[test]
    fn columns_by_hand_and_one_that_overflows() {
        let x = [1.0f32, 1e30, 3.0, 3e30];
        let lanes = Lanes { outer: 1, length: 2, stride: 2 };
        let mut moments = ColumnMoments::new("test", lanes).unwrap();
        moments.find(crate::simd::scalar::Scalar, &x, 0, 2);
        assert_eq!(moments.mean, [2.0, 2e30]);
        assert_eq!(moments.variance[0], 1.0);
        assert!((moments.variance[1] / 1e60 - 1.0).abs() < 1e-6);
    }
}
