//! What is done to rows of scores between the products. Scores come times `log2 e`: powers of 2 are cheaper than of e.

use crate::simd::{self, Register, Simd, Vector};
use crate::{Float, math};

simd::dispatch! {
    /// Takes a tile of scores into account, `keys` of them in a row a query, rows `apart`: the scores become weights
    /// `2^(score - highest)`; `sums` and `y`, which hold what the keys before came to, are measured from the new maximum,
    /// and `sums` grows by the weights.
    pub(super) fn absorb<T: Float>(
        scores: &mut [T], keys: usize, apart: usize, highest: &mut [T], sums: &mut [T], y: &mut [T],
    ) = absorb_with;
}

#[inline(always)]
fn absorb_with<S: Simd, T: Float>(
    s: S,
    scores: &mut [T],
    keys: usize,
    apart: usize,
    highest: &mut [T],
    sums: &mut [T],
    y: &mut [T],
) {
    let value_dim = y.len() / highest.len();
    let rows = scores.chunks_mut(apart).zip(y.chunks_exact_mut(value_dim));
    for ((scores, y), (highest, sum)) in rows.zip(highest.iter_mut().zip(sums)) {
        let (scores, before) = (&mut scores[..keys], *highest);
        let now = simd::maximum(s, scores);
        if now > before {
            *highest = now;
            if before > T::NEG_INFINITY {
                let factor = math::exp2_negative(s, Vector::<S, T>::splat(s, before - now));
                simd::map_in_place(
                    s,
                    y,
                    #[inline(always)]
                    |y| y * factor,
                );
                *sum = *sum * factor.reduce_max();
            }
        }
        *sum += weights(s, scores, *highest);
    }
}

simd::dispatch! {
    /// The end: `y / sums`, row by row. Without a key in sight it is 0.
    pub(super) fn finish<T: Float>(sums: &[T], y: &mut [T]) = finish_with;
}

#[inline(always)]
fn finish_with<S: Simd, T: Float>(s: S, sums: &[T], y: &mut [T]) {
    let value_dim = y.len() / sums.len();
    for (sum, y) in sums.iter().zip(y.chunks_exact_mut(value_dim)) {
        if *sum == T::ZERO {
            y.fill(T::ZERO);
            continue;
        }
        let inverse = Vector::<S, T>::splat(s, T::ONE / *sum);
        simd::map_in_place(
            s,
            y,
            #[inline(always)]
            |y| y * inverse,
        );
    }
}

simd::dispatch! {
    /// Whole rows of scores, `keys` of them, rows `apart`, become weights `p` that sum to 1, and the gradients `dp` by them
    /// become `ds = scale * p * (dp - sum_keys(dp * p))`.
    pub(super) fn slopes<T: Float>(scores: &mut [T], dp: &mut [T], keys: usize, apart: usize, scale: T) = slopes_with;
}

#[inline(always)]
fn slopes_with<S: Simd, T: Float>(s: S, scores: &mut [T], dp: &mut [T], keys: usize, apart: usize, scale: T) {
    let scale = Vector::<S, T>::splat(s, scale);
    for (p, dp) in scores.chunks_mut(apart).zip(dp.chunks_mut(apart)) {
        let (p, dp) = (&mut p[..keys], &mut dp[..keys]);
        let highest = simd::maximum(s, p);
        let sum = weights(s, p, highest);
        let inverse = if sum == T::ZERO { T::ZERO } else { T::ONE / sum };
        let inverse = Vector::<S, T>::splat(s, inverse);
        simd::map_in_place(
            s,
            p,
            #[inline(always)]
            |p| p * inverse,
        );
        let mean = Vector::<S, T>::splat(
            s,
            simd::sum2(
                s,
                p,
                dp,
                #[inline(always)]
                |p, dp| p * dp,
            ),
        );
        let lanes = Vector::<S, T>::LANES;
        for (p, dp) in p.chunks(lanes).zip(dp.chunks_mut(lanes)) {
            let (p, slope) = (Vector::<S, T>::load_partial(s, p), Vector::<S, T>::load_partial(s, dp));
            (scale * p * (slope - mean)).store_partial(dp);
        }
    }
}

/// `2^(score - highest)` in place, and the sum of them.
#[inline(always)]
fn weights<S: Simd, T: Float>(s: S, scores: &mut [T], highest: T) -> T {
    // Where nothing is seen every score is minus infinity (or NaN, which must not be lost), and so is the highest.
    let highest = Vector::<S, T>::splat(s, if highest == T::NEG_INFINITY { T::ZERO } else { highest });
    let mut sum = Vector::<S, T>::zero(s);
    let mut vectors = scores.chunks_exact_mut(Vector::<S, T>::LANES);
    for x in &mut vectors {
        let weight = math::exp2_negative(s, Vector::<S, T>::load(s, x) - highest);
        weight.store(x);
        sum = sum + weight;
    }
    let rest = vectors.into_remainder();
    if !rest.is_empty() {
        let weight = math::exp2_negative(s, Vector::<S, T>::load_partial(s, rest) - highest);
        weight.store_partial(rest);
        sum = sum + Vector::<S, T>::select(Vector::<S, T>::first(s, rest.len()), weight, Vector::<S, T>::zero(s));
    }
    sum.reduce_add()
}
