//! Attention: every query looks at all keys, and returns a mean of the values weighted by how well each key fits
//! (Vaswani et al. 2017, arXiv 1706.03762).
//!
//! | | reads | writes | flops |
//! |---|---|---|---|
//! | forward | `q`, `v`; `k` and `v` once a tile of queries, from cache | `y` | 4 * scores * head_dim, and an `exp` a score |
//! | backward | the same, and `dy` | `dq`, `dk`, `dv` | 10 * scores * head_dim, and an `exp` a score |
//!
//! with scores = queries * keys that somebody sees, for each head.
//!
//! `y = p @ v` with `p = softmax(q @ k^T / sqrt(head_dim) + mask)`, the softmax over the keys. With `dp = dy @ v^T` and
//! `ds = p * (dp - sum_keys(dp * p)) / sqrt(head_dim)`: `dq = ds @ k`, `dk = ds^T @ q`, `dv = p^T @ dy`.
//!
//! **Forward** never has more than a tile of scores, `QUERIES` x `KEYS`, which stays in the nearest caches (Dao 2023,
//! arXiv 2307.08691). A softmax over all keys from tiles of them: each query keeps the highest score so far and the sum
//! of `e^(score - highest)`; when a tile brings a higher one, the sum and the values added up so far are multiplied with
//! `e^(old - new)` (Milakov and Gimelshein 2018, arXiv 1805.02867). Tiles that nobody sees are skipped, and half of them
//! are of that kind where nobody looks ahead.
//!
//! **Backward** needs whole rows of `p`, for the sum in `ds`. So it keeps `QUERIES_BACK` of them, over all keys: these fit
//! the second-level cache, and reading them there is cheaper than the two products that would make a tile again from the
//! row's maximum and sum. No number of queries * keys is ever written to memory.

mod rows;
mod sight;
#[cfg(test)]
mod tests;

use std::sync::{Mutex, PoisonError};

use crate::array::{Mask, Result, View, refuse, zeros};
use crate::gemm::{Matrix, MatrixMut, Plain, Start, Workspace, apart, multiply};
use crate::job::{self, Job, Work};
use crate::turn::turn;
use crate::{Float, Shape, threads};
use sight::Sight;

/// How many queries are taken at a time on the way there: four tiles of six, the height of the microkernel's.
const QUERIES: usize = 24;
/// How many keys.
const KEYS: usize = 256;
/// So many queries alone are not worth a copy of the keys.
const FEW: usize = 3;
/// How many of each on the way back, where products go down along the queries.
const QUERIES_BACK: usize = 48;
const KEYS_BACK: usize = 128;

/// Fewer floating-point operations in all are not worth waking a thread for.
const PARALLEL: f64 = 2e6;

struct Attention<'a, T> {
    q: &'a [T],
    k: &'a [T],
    v: &'a [T],
    sight: Sight<'a, T>,
    /// Number of (batch, head) pairs: each attends for itself.
    heads: usize,
    queries: usize,
    keys: usize,
    head_dim: usize,
    value_dim: usize,
    result: Shape,
}

impl<'a, T: Float> Attention<'a, T> {
    fn of(
        op: &str,
        q: View<'a, T>,
        k: View<'a, T>,
        v: View<'a, T>,
        mask: Option<Mask<'a, T>>,
        causal: bool,
    ) -> Result<Self> {
        let [leading @ .., queries, head_dim] = q.shape else {
            refuse!("{op}: q has shape {:?}, expected [time, head_dim] behind any leading axes", q.shape)
        };
        let words = || leading.iter().map(|axis| format!("{axis}, ")).collect::<String>();
        let keys = match k.shape {
            [before @ .., keys, depth] if before == leading && depth == head_dim => keys,
            _ => refuse!(
                "{op}: k has shape {:?}, expected [{}keys, {head_dim}] for q with shape {:?}",
                k.shape,
                words(),
                q.shape
            ),
        };
        let value_dim = match v.shape {
            [before @ .., values, value_dim] if before == leading && values == keys => value_dim,
            _ => refuse!(
                "{op}: v has shape {:?}, expected [{}{keys}, head_dim] for k with shape {:?}",
                v.shape,
                words(),
                k.shape
            ),
        };
        if *keys == 0 || *head_dim == 0 {
            refuse!("{op}: k has shape {:?}: no score is defined over no keys or no head_dim", k.shape);
        }
        Ok(Attention {
            q: q.data,
            k: k.data,
            v: v.data,
            sight: Sight::of(op, mask, causal, leading, *queries, *keys)?,
            heads: if leading.contains(&0) { 0 } else { leading.iter().product() },
            queries: *queries,
            keys: *keys,
            head_dim: *head_dim,
            value_dim: *value_dim,
            result: Shape::join(op, "y", &[leading, &[*queries, *value_dim]])?,
        })
    }

    /// Nanoseconds for that many products of the size of the scores.
    fn cost(&self, products: f64) -> f64 {
        self.scores() * (job::EXP + products * job::FLOP * (self.head_dim + self.value_dim) as f64)
    }

    fn scores(&self) -> f64 {
        self.heads as f64 * self.queries as f64 * self.keys as f64
    }

    fn scale(&self) -> T {
        T::narrow(1.0 / (self.head_dim as f64).sqrt())
    }

    /// What scores are multiplied with on their way: [`rows`] takes powers of 2.
    fn unit(&self) -> T {
        T::narrow(std::f64::consts::LOG2_E)
    }

    /// Both in one step.
    fn scaled_unit(&self) -> T {
        T::narrow(std::f64::consts::LOG2_E / (self.head_dim as f64).sqrt())
    }

    /// How far apart rows of so many keys lie: few keys are not worth a gap.
    fn stride(&self, keys: usize) -> usize {
        if self.keys < KEYS_BACK { self.keys } else { apart(keys) }
    }

    /// Rows of `q` from query `first` of a head on; and so for the others.
    fn q(&self, head: usize, first: usize, count: usize) -> Matrix<'a, T> {
        Matrix::new(&self.q[(head * self.queries + first) * self.head_dim..], count, self.head_dim)
    }

    fn k(&self, head: usize, first: usize, count: usize) -> Matrix<'a, T> {
        Matrix::new(&self.k[(head * self.keys + first) * self.head_dim..], count, self.head_dim)
    }

    fn v(&self, head: usize, first: usize, count: usize) -> Matrix<'a, T> {
        Matrix::new(&self.v[(head * self.keys + first) * self.value_dim..], count, self.value_dim)
    }

    /// `y` of the queries from `first` on.
    fn attend(&self, head: usize, first: usize, y: &mut [T]) {
        let (width, stride) = (self.value_dim, self.stride(KEYS.min(self.keys)));
        let count = y.len() / width;
        // Values that many tiles of queries go down along are worth a copy whose rows lie well.
        let (values, value_stride) = if count > 8 * QUERIES { (KEYS.min(self.keys), apart(width)) } else { (0, width) };
        let few = FEW * self.head_dim;
        let length = (self.head_dim + QUERIES.min(count)) * stride + values * value_stride + few + 2 * count;
        let mut room = Workspace::of::<T>(length);
        let (turned, rest) = room.numbers::<T>(length).split_at_mut(self.head_dim * stride);
        let (values, rest) = rest.split_at_mut(values * value_stride);
        let (few, rest) = rest.split_at_mut(few);
        let (sums, rest) = rest.split_at_mut(count);
        let (highest, scores) = rest.split_at_mut(count);
        sums.fill(T::ZERO);
        highest.fill(T::NEG_INFINITY);
        y.fill(T::ZERO);
        for key in (0..self.sight.reach(&(first..first + count))).step_by(KEYS) {
            let mut is_laid_out = false;
            for at in (0..count).step_by(QUERIES) {
                let rows = at..count.min(at + QUERIES);
                let queries = first + rows.start..first + rows.end;
                let keys = key..self.sight.reach(&queries).min(key + KEYS);
                if keys.is_empty() || self.sight.is_dark(head, &queries, &keys) {
                    continue;
                }
                let into = MatrixMut::strided(scores, rows.len(), keys.len(), stride);
                if rows.len() <= FEW {
                    let q = &self.q[(head * self.queries + queries.start) * self.head_dim..];
                    for (to, q) in few[..rows.len() * self.head_dim].iter_mut().zip(q) {
                        *to = self.scaled_unit() * *q;
                    }
                    let k = self.k(head, key, keys.len()).transposed();
                    multiply(Matrix::new(few, rows.len(), self.head_dim), k, into, Start::Zero, &Plain);
                } else {
                    if !is_laid_out {
                        let count = KEYS.min(self.keys - key);
                        let at = head * self.keys + key;
                        turn(&self.k[at * self.head_dim..], count, self.head_dim, self.scaled_unit(), turned, stride);
                        let v = self.v[at * width..].chunks_exact(width);
                        for (to, v) in values.chunks_exact_mut(value_stride).zip(v).take(count) {
                            to[..width].copy_from_slice(v);
                        }
                        is_laid_out = true;
                    }
                    let q = self.q(head, queries.start, rows.len());
                    let k = Matrix::strided(turned, self.head_dim, keys.len(), stride, 1);
                    multiply(q, k, into, Start::Zero, &Plain);
                }
                self.sight.apply(head, &queries, &keys, self.unit(), scores, stride);
                let y = &mut y[rows.start * width..rows.end * width];
                let (highest, sums) = (&mut highest[rows.clone()], &mut sums[rows.clone()]);
                rows::absorb(scores, keys.len(), stride, highest, sums, y);
                let p = Matrix::strided(scores, rows.len(), keys.len(), stride, 1);
                let v = match is_laid_out && !values.is_empty() {
                    true => Matrix::strided(values, keys.len(), width, value_stride, 1),
                    false => self.v(head, key, keys.len()),
                };
                multiply(p, v, MatrixMut::new(y, rows.len(), width), Start::Here, &Plain);
            }
        }
        rows::finish(sums, y);
    }
}

/// `y [..., queries, value_dim]`: `q [..., queries, head_dim]`, `k [..., keys, head_dim]`, `v [..., keys, value_dim]`;
/// a mask `[queries, keys]`, or one a head. If `causal`, query `i` sees keys up to `i`.
pub fn forward<'a, T: Float>(
    q: View<'a, T>,
    k: View<'a, T>,
    v: View<'a, T>,
    mask: Option<Mask<'a, T>>,
    causal: bool,
) -> Result<Job<T, 1, impl Work<T, 1> + 'a>> {
    let a = Attention::of("scaled_dot_product_attention", q, k, v, mask, causal)?;
    Ok(Job::new([a.result], a.cost(2.0), move |[y]| {
        if y.is_empty() {
            return;
        }
        // A single head is shared out by whole tiles of queries, so that no tile changes.
        let threads = if a.cost(2.0) < job::FLOP * PARALLEL { 1 } else { threads::threads() };
        let each = if a.heads > 1 { a.queries } else { a.queries.div_ceil(threads).next_multiple_of(QUERIES) };
        let work = |piece: usize, y: &mut [T]| {
            let (head, first) = if a.heads > 1 { (piece, 0) } else { (0, piece * each) };
            a.attend(head, first, y);
        };
        if threads == 1 {
            y.chunks_mut(each * a.value_dim).enumerate().for_each(|(piece, y)| work(piece, y));
        } else {
            threads::parallel_chunks(y, each * a.value_dim, work);
        }
    }))
}

/// What one thread writes in backward, and works in.
struct Part<'a, T> {
    dq: &'a mut [T],
    dk: &'a mut [T],
    dv: &'a mut [T],
    room: &'a mut [T],
}

impl<T: Float> Attention<'_, T> {
    /// How many numbers a thread works in: `k^T` and `v^T` in tiles, `QUERIES_BACK` rows of weights and of their slopes.
    fn room(&self) -> usize {
        let tiles = self.keys.div_ceil(KEYS_BACK) * self.stride(KEYS_BACK) * (self.head_dim + self.value_dim);
        tiles + 2 * QUERIES_BACK.min(self.queries) * self.stride(self.keys)
    }

    /// The gradients of one head.
    fn differentiate(&self, head: usize, dy: &[T], part: Part<T>) {
        let Part { dq, dk, dv, room } = part;
        let (head_dim, value_dim, stride) = (self.head_dim, self.value_dim, self.stride(KEYS_BACK));
        let tiles = self.keys.div_ceil(KEYS_BACK) * stride;
        let (k_turned, rest) = room.split_at_mut(tiles * head_dim);
        let (v_turned, rest) = rest.split_at_mut(tiles * value_dim);
        let across = self.stride(self.keys);
        let (p, ds) = rest.split_at_mut(QUERIES_BACK.min(self.queries) * across);
        for (tile, key) in (0..self.keys).step_by(KEYS_BACK).enumerate() {
            let (at, count) = (head * self.keys + key, KEYS_BACK.min(self.keys - key));
            let k = &mut k_turned[tile * stride * head_dim..];
            turn(&self.k[at * head_dim..], count, head_dim, self.scaled_unit(), k, stride);
            let v = &mut v_turned[tile * stride * value_dim..];
            turn(&self.v[at * value_dim..], count, value_dim, T::ONE, v, stride);
        }
        for gradient in [&mut *dq, &mut *dk, &mut *dv] {
            gradient.fill(T::ZERO);
        }
        for first in (0..self.queries).step_by(QUERIES_BACK) {
            let count = QUERIES_BACK.min(self.queries - first);
            let queries = first..first + count;
            let reach = self.sight.reach(&queries);
            let (p, ds) = (&mut p[..count * across], &mut ds[..count * across]);
            let q = self.q(head, first, count);
            let dy = Matrix::new(&dy[(head * self.queries + first) * value_dim..], count, value_dim);
            let keys = || (0..reach).step_by(KEYS_BACK).map(|key| key..reach.min(key + KEYS_BACK)).enumerate();
            for (tile, keys) in keys() {
                if self.sight.is_dark(head, &queries, &keys) {
                    for (p, ds) in p.chunks_exact_mut(across).zip(ds.chunks_exact_mut(across)) {
                        p[keys.clone()].fill(T::NEG_INFINITY);
                        ds[keys.clone()].fill(T::ZERO);
                    }
                    continue;
                }
                let k = Matrix::strided(&k_turned[tile * stride * head_dim..], head_dim, keys.len(), stride, 1);
                let v = Matrix::strided(&v_turned[tile * stride * value_dim..], value_dim, keys.len(), stride, 1);
                let p = MatrixMut::strided(&mut p[keys.start..], count, keys.len(), across);
                multiply(q, k, p, Start::Zero, &Plain);
                let dp = MatrixMut::strided(&mut ds[keys.start..], count, keys.len(), across);
                multiply(dy, v, dp, Start::Zero, &Plain);
            }
            self.sight.apply(head, &queries, &(0..reach), self.unit(), p, across);
            rows::slopes(p, ds, reach, across, self.scale());
            for (_, keys) in keys().filter(|(_, keys)| !self.sight.is_dark(head, &queries, keys)) {
                let p = Matrix::strided(&p[keys.start..], count, keys.len(), across, 1);
                let ds = Matrix::strided(&ds[keys.start..], count, keys.len(), across, 1);
                let dv = MatrixMut::new(&mut dv[keys.start * value_dim..], keys.len(), value_dim);
                multiply(p.transposed(), dy, dv, Start::Here, &Plain);
                let dk = MatrixMut::new(&mut dk[keys.start * head_dim..], keys.len(), head_dim);
                multiply(ds.transposed(), q, dk, Start::Here, &Plain);
                let dq = MatrixMut::new(&mut dq[first * head_dim..], count, head_dim);
                multiply(ds, self.k(head, keys.start, keys.len()), dq, Start::Here, &Plain);
            }
        }
    }
}

/// `(dq, dk, dv)`, for `dy [..., queries, value_dim]`. A mask has no gradient.
pub fn backward<'a, T: Float>(
    dy: View<'a, T>,
    q: View<'a, T>,
    k: View<'a, T>,
    v: View<'a, T>,
    mask: Option<Mask<'a, T>>,
    causal: bool,
) -> Result<Job<T, 3, impl Work<T, 3> + 'a>> {
    let op = "scaled_dot_product_attention.backward";
    let a = Attention::of(op, q, k, v, mask, causal)?;
    dy.expect(op, "dy", &a.result)?;
    let threads = if a.cost(5.0) < job::FLOP * PARALLEL { 1 } else { threads::threads().min(a.heads.max(1)) };
    let mut rooms = if a.result.contains(&0) { Vec::new() } else { zeros(op, &[threads, a.room()])? };
    Ok(Job::new([q.shape.into(), k.shape.into(), v.shape.into()], a.cost(5.0), move |[dq, dk, dv]| {
        if a.result.contains(&0) {
            return [dq, dk, dv].into_iter().for_each(|gradient| gradient.fill(T::ZERO));
        }
        let sizes = [a.queries * a.head_dim, a.keys * a.head_dim, a.keys * a.value_dim];
        let heads = a.heads.div_ceil(threads);
        let parts: Vec<_> = (dq.chunks_mut(heads * sizes[0]).zip(dk.chunks_mut(heads * sizes[1])))
            .zip(dv.chunks_mut(heads * sizes[2]).zip(rooms.chunks_exact_mut(a.room())))
            .map(|((dq, dk), (dv, room))| Mutex::new(Part { dq, dk, dv, room }))
            .collect();
        threads::parallel(parts.len(), |index| {
            // A part has one user: the lock is only a way to say so.
            let mut part = parts[index].lock().unwrap_or_else(PoisonError::into_inner);
            let Part { dq, dk, dv, room } = &mut *part;
            let gradients = dq.chunks_exact_mut(sizes[0]).zip(dk.chunks_exact_mut(sizes[1]));
            for (i, ((dq, dk), dv)) in gradients.zip(dv.chunks_exact_mut(sizes[2])).enumerate() {
                a.differentiate(index * heads + i, dy.data, Part { dq, dk, dv, room });
            }
        });
    }))
}
