//! The inner product of two vectors.
//!
//! | | reads | writes | flops |
//! |---|---|---|---|
//! | forward | `a`, `b` | one number | 2 * n |
//! | backward | `dy`, `a`, `b` | `da`, `db` | 2 * n |
//!
//! `y = sum_k a[k] * b[k]`, `da = dy * b`, `db = dy * a`.
//!
//! Both vectors are read once, so memory is the limit; four vectors of sums hide how long an addition takes, and make
//! the rounding error grow with `n / (4 * LANES)` instead of `n`.

use crate::Shape;
use crate::array::{Result, View};
use crate::float::Float;
use crate::job::{self, Job, Work};
use crate::simd::{self, Register, Simd, Vector};

/// `y`: `[n], [n] -> []`.
pub fn forward<'a, T: Float>(a: View<'a, T>, b: View<'a, T>) -> Result<Job<T, 1, impl Work<T, 1> + 'a>> {
    let n = length("dot", a, b)?;
    Ok(Job::new([Shape::SCALAR], job::ELEMENT * n as f64, move |[y]| y[0] = product(a.data, b.data)))
}

/// `(da, db)` for a single number `dy`.
pub fn backward<'a, T: Float>(
    dy: View<'a, T>,
    a: View<'a, T>,
    b: View<'a, T>,
) -> Result<Job<T, 2, impl Work<T, 2> + 'a>> {
    let op = "dot.backward";
    let n = length(op, a, b)?;
    dy.expect(op, "dy", &[])?;
    Ok(Job::new([[n].into(), [n].into()], 2.0 * job::ELEMENT * n as f64, move |[da, db]| {
        times(b.data, dy.data[0], da);
        times(a.data, dy.data[0], db);
    }))
}

fn length<T: Float>(op: &str, a: View<T>, b: View<T>) -> Result<usize> {
    let [n] = a.axes(op, "a", "[n]")?;
    b.expect(op, "b", &[n])?;
    Ok(n)
}

simd::dispatch! {
    fn product<T: Float>(a: &[T], b: &[T]) -> T = product_with;
}

simd::dispatch! {
    fn times<T: Float>(x: &[T], factor: T, y: &mut [T]) = times_with;
}

#[inline(always)]
fn product_with<S: Simd, T: Float>(s: S, a: &[T], b: &[T]) -> T {
    simd::sum2(
        s,
        a,
        b,
        #[inline(always)]
        |a, b| a * b,
    )
}

#[inline(always)]
fn times_with<S: Simd, T: Float>(s: S, x: &[T], factor: T, y: &mut [T]) {
    let factor = Vector::<S, T>::splat(s, factor);
    simd::map(
        s,
        x,
        y,
        #[inline(always)]
        |x| x * factor,
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{array, assert_gradient};

    #[test]
    fn every_length_agrees_with_a_plain_loop_and_its_slope_with_differences() {
        for n in [0, 1, 2, 7, 8, 31, 33, 100] {
            let (a, b) = (array(&[n], 1), array(&[n], 2));
            let y = forward(a.view(), b.view()).unwrap().answer();
            let expected: f64 = a.data.iter().zip(&b.data).map(|(a, b)| a * b).sum();
            assert!(y.shape.is_empty() && (y.data[0] - expected).abs() < 1e-13);
            let dy = array(&[], 3);
            let [da, db] = backward(dy.view(), a.view(), b.view()).unwrap().run();
            assert_gradient(&da, &a, &dy, |a| forward(a, b.view()).unwrap().answer());
            assert_gradient(&db, &b, &dy, |b| forward(a.view(), b).unwrap().answer());
        }
    }

    #[test]
    fn lengths_that_differ_are_refused_in_words() {
        let (a, b) = (array(&[3], 1), array(&[4], 2));
        assert_eq!(forward(a.view(), b.view()).unwrap_err().to_string(), "dot: b has shape [4], expected [3]");
    }
}
