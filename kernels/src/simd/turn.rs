//! A square of numbers turned round in registers.

use crate::Float;
use crate::simd::{Register, Simd, Vector};

/// Transposes a square of as many vectors as they have lanes. Taking turns between the halves of all rows, as a pack of
/// cards is shuffled, moves each bit of a place's number up by one: done once a bit of the lanes' number, rows and columns
/// have changed places.
#[inline(always)]
pub fn turn<S: Simd, T: Float>(square: &mut [Vector<S, T>; 16]) {
    let lanes = Vector::<S, T>::LANES;
    for _ in 0..lanes.ilog2() {
        let halves = *square;
        for j in 0..lanes / 2 {
            (square[2 * j], square[2 * j + 1]) = halves[j].interleave(halves[j + lanes / 2]);
        }
    }
}
