//! Attention: every query looks at all keys, and returns a mean of the values weighted by how well each key fits.
//!
//! | | reads | writes | flops |
//! |---|---|---|---|
//! | forward | `q`, `v`; `k` once a tile of queries | `y` | 4 * scores * head_dim, and an `exp` a score |
//! | backward | the same, and `dy` | `dq`, `dk`, `dv` | 10 * scores * head_dim, and an `exp` a score |
//!
//! with scores = queries * keys, for each head.
//!
//! `y = p @ v` with `p = softmax(q @ k^T / sqrt(head_dim))`, the softmax over the keys. With `dp = dy @ v^T` and
//! `ds = p * (dp - sum_keys(dp * p)) / sqrt(head_dim)`: `dq = ds @ k`, `dk = ds^T @ q`, `dv = p^T @ dy`.
//!
//! Queries are taken `TILE` at a time, so that the scores in flight stay in cache, however long the text. Backward does
//! not need the scores of forward: it computes each tile again, which costs less than writing queries * keys numbers
//! and reading them back.

use crate::Shape;
use crate::array::{Result, View, refuse, zeros};
use crate::float::Float;
use crate::gemm::{Matrix, gemm};
use crate::job::{self, Job, Work};
use crate::ops::softmax;

const TILE: usize = 64;

struct Sizes {
    /// Number of (batch, head) pairs: each attends for itself.
    heads: usize,
    queries: usize,
    keys: usize,
    head_dim: usize,
    value_dim: usize,
    result: Shape,
}

impl Sizes {
    fn of<T: Float>(op: &str, q: View<T>, k: View<T>, v: View<T>) -> Result<Self> {
        let [leading @ .., queries, head_dim] = q.shape else {
            refuse!("{op}: q has shape {:?}, expected [time, head_dim] behind any leading axes", q.shape)
        };
        let words: String = leading.iter().map(|axis| format!("{axis}, ")).collect();
        let keys = match k.shape {
            [before @ .., keys, depth] if before == leading && depth == head_dim => keys,
            _ => refuse!(
                "{op}: k has shape {:?}, expected [{words}keys, {head_dim}] for q with shape {:?}",
                k.shape,
                q.shape
            ),
        };
        let value_dim = match v.shape {
            [before @ .., values, value_dim] if before == leading && values == keys => value_dim,
            _ => refuse!(
                "{op}: v has shape {:?}, expected [{words}{keys}, head_dim] for k with shape {:?}",
                v.shape,
                k.shape
            ),
        };
        if *keys == 0 || *head_dim == 0 {
            refuse!("{op}: k has shape {:?}: no score is defined over no keys or no head_dim", k.shape);
        }
        Ok(Sizes {
            heads: leading.iter().product(),
            queries: *queries,
            keys: *keys,
            head_dim: *head_dim,
            value_dim: *value_dim,
            result: Shape::join(op, "y", &[leading, &[*queries, *value_dim]])?,
        })
    }

    /// `(head, first query, queries in the tile)` of every tile.
    fn tiles(&self) -> impl Iterator<Item = (usize, usize, usize)> + '_ {
        (0..self.heads).flat_map(move |head| {
            (0..self.queries).step_by(TILE).map(move |first| (head, first, TILE.min(self.queries - first)))
        })
    }

    /// The weights `p` of one tile: a row a query, over the keys.
    fn weights<T: Float>(&self, q: Matrix<T>, k: Matrix<T>, p: &mut [T]) {
        p.fill(T::ZERO);
        gemm(q, k.transposed(), p);
        let scale = self.scale();
        for row in p.chunks_exact_mut(self.keys) {
            for score in row.iter_mut() {
                *score = *score * scale;
            }
            softmax::row(row);
        }
    }

    /// Nanoseconds for that many products of the size of the scores.
    fn cost(&self, products: f64) -> f64 {
        let scores = self.heads as f64 * self.queries as f64 * self.keys as f64;
        scores * (job::EXP + products * job::FLOP * (self.head_dim + self.value_dim) as f64)
    }

    fn scale<T: Float>(&self) -> T {
        T::narrow(1.0 / (self.head_dim as f64).sqrt())
    }
}

/// `y [..., queries, value_dim]`: `q [..., queries, head_dim]`, `k [..., keys, head_dim]`, `v [..., keys, value_dim]`.
pub fn forward<'a, T: Float>(
    q: View<'a, T>,
    k: View<'a, T>,
    v: View<'a, T>,
) -> Result<Job<T, 1, impl Work<T, 1> + 'a>> {
    let op = "scaled_dot_product_attention";
    let sizes = Sizes::of(op, q, k, v)?;
    let Sizes { queries, keys, head_dim, value_dim, .. } = sizes;
    let mut scores = zeros(op, &[TILE.min(queries), keys])?;
    Ok(Job::new([sizes.result], sizes.cost(2.0), move |[y]| {
        if y.is_empty() {
            return;
        }
        y.fill(T::ZERO);
        for (head, first, count) in sizes.tiles() {
            let k = Matrix::new(&k.data[head * keys * head_dim..], keys, head_dim);
            let v = Matrix::new(&v.data[head * keys * value_dim..], keys, value_dim);
            let row = head * queries + first;
            let p = &mut scores[..count * keys];
            sizes.weights(Matrix::new(&q.data[row * head_dim..], count, head_dim), k, p);
            gemm(Matrix::new(p, count, keys), v, &mut y[row * value_dim..][..count * value_dim]);
        }
    }))
}

/// `(dq, dk, dv)`, for `dy [..., queries, value_dim]`.
pub fn backward<'a, T: Float>(
    dy: View<'a, T>,
    q: View<'a, T>,
    k: View<'a, T>,
    v: View<'a, T>,
) -> Result<Job<T, 3, impl Work<T, 3> + 'a>> {
    let op = "scaled_dot_product_attention.backward";
    let sizes = Sizes::of(op, q, k, v)?;
    dy.expect(op, "dy", &sizes.result)?;
    let Sizes { queries, keys, head_dim, value_dim, .. } = sizes;
    let mut scores = zeros(op, &[TILE.min(queries), keys])?;
    let mut slopes = zeros(op, &[TILE.min(queries), keys])?;
    Ok(Job::new([q.shape.into(), k.shape.into(), v.shape.into()], sizes.cost(5.0), move |[dq, dk, dv]| {
        dq.fill(T::ZERO);
        dk.fill(T::ZERO);
        dv.fill(T::ZERO);
        if dq.is_empty() && dk.is_empty() {
            return;
        }
        let scale = sizes.scale();
        for (head, first, count) in sizes.tiles() {
            let of_keys = head * keys * head_dim..(head + 1) * keys * head_dim;
            let of_values = head * keys * value_dim..(head + 1) * keys * value_dim;
            let row = head * queries + first;
            let q = Matrix::new(&q.data[row * head_dim..], count, head_dim);
            let k = Matrix::new(&k.data[of_keys.clone()], keys, head_dim);
            let v = Matrix::new(&v.data[of_values.clone()], keys, value_dim);
            let dy = Matrix::new(&dy.data[row * value_dim..], count, value_dim);

            let p = &mut scores[..count * keys];
            sizes.weights(q, k, p);
            gemm(Matrix::new(p, count, keys).transposed(), dy, &mut dv[of_values]);

            let ds = &mut slopes[..count * keys];
            ds.fill(T::ZERO);
            gemm(dy, v.transposed(), ds);
            for (ds, p) in ds.chunks_exact_mut(keys).zip(p.chunks_exact(keys)) {
                softmax::row_backward(ds, p);
                for ds in ds {
                    *ds = *ds * scale;
                }
            }
            let ds = Matrix::new(ds, count, keys);
            gemm(ds, k, &mut dq[row * head_dim..][..count * head_dim]);
            gemm(ds.transposed(), q, &mut dk[of_keys]);
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Array;
    use crate::ops::testing::{array, assert_close, assert_gradient};

    #[test]
    fn equal_keys_return_the_mean_of_the_values() {
        let (q, k) = (array(&[3, 4], 1), Array { data: vec![0.5; 8], shape: vec![2, 4] });
        let v = Array { data: vec![1.0, 10.0, 3.0, 30.0], shape: vec![2, 2] };
        let y = forward(q.view(), k.view(), v.view()).unwrap().answer();
        assert_close(&y, &Array { data: [2.0, 20.0].repeat(3), shape: vec![3, 2] }, 1e-14);
    }

    #[test]
    fn a_query_that_fits_one_key_returns_its_value() {
        let (q, k) = (View::new(&[1e4], &[1, 1]), View::new(&[-1.0, 1.0, 0.0], &[3, 1]));
        assert_eq!(forward(q, k, View::new(&[5.0, 6.0, 7.0], &[3, 1])).unwrap().answer().data, [6.0]);
    }

    #[test]
    fn heads_do_not_see_each_other_and_tiles_leave_no_seam() {
        let (queries, keys, dim) = (TILE + 5, 7, 3);
        let (q, k, v) = (array(&[2, queries, dim], 1), array(&[2, keys, dim], 2), array(&[2, keys, dim], 3));
        let y = forward(q.view(), k.view(), v.view()).unwrap().answer();
        for row in 0..2 * queries {
            let head = row / queries;
            let one = forward(
                View::new(&q.data[row * dim..][..dim], &[1, dim]),
                View::new(&k.data[head * keys * dim..][..keys * dim], &[keys, dim]),
                View::new(&v.data[head * keys * dim..][..keys * dim], &[keys, dim]),
            )
            .unwrap()
            .answer();
            let found = Array { data: y.data[row * dim..][..dim].to_vec(), shape: vec![1, dim] };
            assert_close(&found, &one, 1e-15);
        }
    }

    #[test]
    fn backward_is_the_slope_of_forward_for_other_lengths_of_keys_and_values() {
        let (q, k, v, dy) = (array(&[2, 3, 4], 1), array(&[2, 5, 4], 2), array(&[2, 5, 2], 3), array(&[2, 3, 2], 4));
        let [dq, dk, dv] = backward(dy.view(), q.view(), k.view(), v.view()).unwrap().run();
        assert_gradient(&dq, &q, &dy, |q| forward(q, k.view(), v.view()).unwrap().answer());
        assert_gradient(&dk, &k, &dy, |k| forward(q.view(), k, v.view()).unwrap().answer());
        assert_gradient(&dv, &v, &dy, |v| forward(q.view(), k.view(), v).unwrap().answer());
    }

    #[test]
    fn without_keys_there_is_nothing_to_look_at() {
        let q = array(&[2, 3], 1);
        assert!(forward(q.view(), View::new(&[], &[0, 3]), View::new(&[], &[0, 3])).is_err());
        let none = forward(View::new(&[], &[0, 3]), q.view(), q.view()).unwrap().answer();
        assert_eq!(none.shape, [0, 3]);
    }
}
