//! Rotary position embedding, the half-split form (Su et al. 2021, arXiv 2104.09864; the halves as in Llama).
//!
//! | | reads | writes | flops |
//! |---|---|---|---|
//! | forward | `x` | `y` | 3 an element, and one sine and cosine a place and pair |
//! | backward | `dy` | `dx` | the same |
//!
//! The numbers `i` and `i + half` of a head at place `t` are a point in a plane, turned by an angle of its own:
//! `y[i] = x[i] cos a - x[i + half] sin a` and `y[i + half] = x[i + half] cos a + x[i] sin a` with
//! `a = (offset + t) * base^(-2 i / head_dim)`. Backward turns back, by `-a`.
//!
//! A sine costs as much as turning forty points. So only every 32nd place has its own; the 31 behind it come from the
//! sines of the first 32 places, for `e^(i (a + b)) = e^(i a) e^(i b)`: all in f64, one multiplication of complex numbers
//! each, and so right to the last digit.

use crate::array::{Result, View, refuse, zeros};
use crate::float::Float;
use crate::job::{self, Job, Work};
use crate::simd::{self, Simd};

/// How many places share a sine.
const FAR: usize = 32;

/// `[leading axes together, time, half]`, or a refusal.
fn sizes<T: Float>(op: &str, x: View<T>, base: f64) -> Result<[usize; 3]> {
    let &[ref leading @ .., time, head_dim] = x.shape else {
        refuse!("{op}: x has shape {:?}, expected [..., time, head_dim]", x.shape);
    };
    if !head_dim.is_multiple_of(2) {
        refuse!("{op}: x has shape {:?}, expected an even head_dim", x.shape);
    }
    if base.is_nan() || base <= 0.0 {
        refuse!("{op}: base is {base}, expected more than 0");
    }
    if x.data.is_empty() {
        // Where there is nothing to turn, the other lengths may be anything.
        return Ok([0, 0, 1]);
    }
    Ok([leading.iter().product(), time, head_dim / 2])
}

/// `y`, of the shape of `x [..., time, head_dim]`; the first place is `offset`.
pub fn forward<T: Float>(x: View<'_, T>, base: f64, offset: isize) -> Result<Job<T, 1, impl Work<T, 1>>> {
    turned("rotary_embedding", x, base, offset, 1.0)
}

/// `dx`, for `dy` of the shape of `x`.
pub fn backward<'a, T: Float>(
    dy: View<'a, T>,
    x: View<'a, T>,
    base: f64,
    offset: isize,
) -> Result<Job<T, 1, impl Work<T, 1> + 'a>> {
    let op = "rotary_embedding.backward";
    dy.expect(op, "dy", x.shape)?;
    turned(op, dy, base, offset, -1.0)
}

fn turned<'a, T: Float>(
    op: &str,
    x: View<'a, T>,
    base: f64,
    offset: isize,
    sign: f64,
) -> Result<Job<T, 1, impl Work<T, 1> + 'a>> {
    let [heads, time, half] = sizes(op, x, base)?;
    let mut turns = Turns {
        speed: zeros(op, &[half])?,
        near: zeros(op, &[FAR, half, 2])?,
        far: zeros(op, &[half, 2])?,
        cos: zeros(op, &[half])?,
        sin: zeros(op, &[half])?,
    };
    let cost = job::ELEMENT * x.data.len() as f64 + (time * half) as f64;
    Ok(Job::new([x.shape.into()], cost, move |[y]| {
        for (i, speed) in turns.speed.iter_mut().enumerate() {
            *speed = sign * base.powf(-(i as f64) / half as f64);
        }
        for (near, t) in turns.near.chunks_exact_mut(2 * half).zip(0..FAR.min(time)) {
            fill(near, &turns.speed, t as f64);
        }
        for t in 0..time {
            turns.at(t, offset);
            for head in 0..heads {
                let at = (head * time + t) * 2 * half..(head * time + t + 1) * 2 * half;
                turn(&turns.cos, &turns.sin, &x.data[at.clone()], &mut y[at]);
            }
        }
    }))
}

/// Sines and cosines, those of a place at a time.
struct Turns<T> {
    /// The angle from one place to the next, for each pair.
    speed: Vec<f64>,
    /// Cosine and sine of each pair at the first places, and at the last place that has its own.
    near: Vec<f64>,
    far: Vec<f64>,
    cos: Vec<T>,
    sin: Vec<T>,
}

/// Cosine and sine of `place` times each speed.
fn fill(turns: &mut [f64], speed: &[f64], place: f64) {
    for (turn, speed) in turns.chunks_exact_mut(2).zip(speed) {
        (turn[1], turn[0]) = (place * speed).sin_cos();
    }
}

impl<T: Float> Turns<T> {
    /// Those of place `t`; places come in order.
    fn at(&mut self, t: usize, offset: isize) {
        if t.is_multiple_of(FAR) {
            fill(&mut self.far, &self.speed, offset as f64 + t as f64);
        }
        let near = &self.near[t % FAR * self.far.len()..];
        let pairs = self.far.chunks_exact(2).zip(near.chunks_exact(2));
        for ((cos, sin), (far, near)) in self.cos.iter_mut().zip(&mut self.sin).zip(pairs) {
            *cos = T::narrow(far[0] * near[0] - far[1] * near[1]);
            *sin = T::narrow(far[1] * near[0] + far[0] * near[1]);
        }
    }
}

simd::dispatch! { fn turn<T: Float>(cos: &[T], sin: &[T], x: &[T], y: &mut [T]) = turn_with; }

#[inline(always)]
fn turn_with<S: Simd, T: Float>(s: S, cos: &[T], sin: &[T], x: &[T], y: &mut [T]) {
    use crate::simd::Register;
    let (first, second) = x.split_at(cos.len());
    let (y1, y2) = y.split_at_mut(cos.len());
    simd::map_many(
        s,
        [first, second, cos, sin],
        y1,
        #[inline(always)]
        |[first, second, cos, sin]| second.neg_mul_add(sin, first * cos),
    );
    simd::map_many(
        s,
        [first, second, cos, sin],
        y2,
        #[inline(always)]
        |[first, second, cos, sin]| second.mul_add(cos, first * sin),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{array, assert_gradient};

    #[test]
    fn the_first_place_stays_and_the_others_turn() {
        let x = View::new(&[1.0, 0.0, 1.0, 0.0], &[2, 2]);
        let y = forward(x, 10_000.0, 0).unwrap().answer();
        assert_eq!(y.data, [1.0, 0.0, 1f64.cos(), 1f64.sin()]);
    }

    #[test]
    fn every_place_agrees_with_the_formula() {
        let x = array(&[2, 70, 6], 1);
        let y = forward(x.view(), 500.0, 7).unwrap().answer();
        for (n, y) in y.data.iter().enumerate() {
            let (row, t, i) = (n / 6 * 6, n / 6 % 70, n % 3);
            let a = (7.0 + t as f64) * 500f64.powf(-2.0 * i as f64 / 6.0);
            let (first, second) = (x.data[row + i], x.data[row + i + 3]);
            let truth = if n % 6 < 3 { first * a.cos() - second * a.sin() } else { second * a.cos() + first * a.sin() };
            assert!((y - truth).abs() < 1e-14 * (1.0 + a), "[{n}]: {y} is not {truth}");
        }
    }

    #[test]
    fn backward_is_the_slope_of_forward() {
        let (x, dy) = (array(&[2, 3, 4], 1), array(&[2, 3, 4], 2));
        let dx = backward(dy.view(), x.view(), 100.0, -2).unwrap().answer();
        assert_gradient(&dx, &x, &dy, |x| forward(x, 100.0, -2).unwrap().answer());
    }

    #[test]
    fn half_a_pair_is_refused_and_nothing_is_not() {
        let words = forward(View::new(&[1.0; 3], &[1, 3]), 10.0, 0).unwrap_err().to_string();
        assert_eq!(words, "rotary_embedding: x has shape [1, 3], expected an even head_dim");
        assert!(forward(View::new(&[1.0; 3], &[3]), 10.0, 0).is_err());
        assert!(forward(View::new(&[1.0; 2], &[1, 2]), 0.0, 0).is_err());
        for shape in [[0, 2], [2, 0]] {
            assert!(forward(View::<f32>::new(&[], &shape), 10.0, 0).unwrap().answer().data.is_empty());
        }
    }
}
