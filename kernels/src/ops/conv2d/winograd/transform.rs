//! The transforms along one axis, a vector of channels or filters at a time.
//!
//! A filter and four numbers, read as polynomials of degree 2 and 3, have a product of degree 5, which is known by its
//! values at six points (Toom 1963, Cook 1966): here 0, `P`, `-P`, `Q`, `-Q` and infinity, where the value is the highest
//! coefficient. So there are three linear maps: values of either factor, and an interpolation. A correlation is the
//! transpose of such a product: [`weights`] are the filter's values, over what the interpolation divides by;
//! [`input`] is the interpolation turned round, whose rows are the polynomials that are 0 at all points but one; and
//! [`outputs`] are the other factor's values turned round, powers of the points.
//!
//! Lavin and Gray take 1 and 2 for `P` and `Q`, which gives whole numbers, 5 and 8 among them, in sums that cancel.
//! Points of which neither the powers nor the distances are far from 1 halve the error. They cost nothing: a number is
//! multiplied in the same step as it is added.

use crate::Float;
use crate::simd::{Register, Simd, Vector};

/// Outputs of a tile along one axis, and what they see.
pub(super) const OUT: usize = 4;
pub(super) const IN: usize = OUT + TAPS - 1;
/// Of a filter.
pub(super) const TAPS: usize = 3;

const P: f64 = 0.75;
const Q: f64 = 1.5;
const P2: f64 = P * P;
const Q2: f64 = Q * Q;

/// `B^T d`.
#[inline(always)]
pub(super) fn input<S: Simd, T: Float>(s: S, d: [Vector<S, T>; IN]) -> [Vector<S, T>; IN] {
    let (sum, product) = (Vector::<S, T>::constant(s, P2 + Q2), Vector::<S, T>::constant(s, P2 * Q2));
    let [p, minus_p] = at::<S, T>(s, d, P, Q);
    let [q, minus_q] = at::<S, T>(s, d, Q, P);
    let zero = product.mul_add(d[0], sum.neg_mul_add(d[2], d[4]));
    [zero, p, minus_p, q, minus_q, product.mul_add(d[1], sum.neg_mul_add(d[3], d[5]))]
}

/// Its rows for a point and the one opposite: even powers plus and minus odd ones.
#[inline(always)]
fn at<S: Simd, T: Float>(s: S, d: [Vector<S, T>; IN], point: f64, other: f64) -> [Vector<S, T>; 2] {
    let (point, square) = (Vector::<S, T>::constant(s, point), Vector::<S, T>::constant(s, other * other));
    let (even, odd) = (square.neg_mul_add(d[2], d[4]), square.neg_mul_add(d[1], d[3]));
    [point.mul_add(odd, even), point.neg_mul_add(odd, even)]
}

/// `G g`.
#[inline(always)]
pub(super) fn weights<S: Simd, T: Float>(s: S, g: [Vector<S, T>; TAPS]) -> [Vector<S, T>; IN] {
    let [p, minus_p] = value_at::<S, T>(s, g, P, Q);
    let [q, minus_q] = value_at::<S, T>(s, g, Q, P);
    [Vector::<S, T>::constant(s, 1.0 / (P2 * Q2)) * g[0], p, minus_p, q, minus_q, g[2]]
}

/// The filter's polynomial at a point and the one opposite, over the product of the point's distances from all others.
#[inline(always)]
fn value_at<S: Simd, T: Float>(s: S, g: [Vector<S, T>; TAPS], point: f64, other: f64) -> [Vector<S, T>; 2] {
    let share = 1.0 / (2.0 * point * point * (point * point - other * other));
    let even =
        Vector::<S, T>::constant(s, share * point * point).mul_add(g[2], Vector::<S, T>::constant(s, share) * g[0]);
    let slope = Vector::<S, T>::constant(s, share * point);
    [slope.mul_add(g[1], even), slope.neg_mul_add(g[1], even)]
}

/// `A^T m`.
#[inline(always)]
pub(super) fn outputs<S: Simd, T: Float>(s: S, m: [Vector<S, T>; IN]) -> [Vector<S, T>; OUT] {
    let [p, p2, p3, q, q2, q3] = [P, P2, P2 * P, Q, Q2, Q2 * Q].map(
        #[inline(always)]
        |x| Vector::<S, T>::constant(s, x),
    );
    let (even_p, odd_p, even_q, odd_q) = (m[1] + m[2], m[1] - m[2], m[3] + m[4], m[3] - m[4]);
    [
        m[0] + (even_p + even_q),
        q.mul_add(odd_q, p * odd_p),
        q2.mul_add(even_q, p2 * even_p),
        q3.mul_add(odd_q, p3.mul_add(odd_p, m[5])),
    ]
}
