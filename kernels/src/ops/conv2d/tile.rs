//! The microkernel: a few filters times a few vectors of places, whose sums stay in registers while the taps go past.
//!
//! It is that of a product of matrices with one difference: row `k` of the right-hand matrix does not lie `k` rows down
//! but wherever a table says. So the row of tap `(c, u, v)` may be the plane of channel `c` itself, read from `u` rows
//! and `v` columns further on, and nothing needs to be unfolded.

use crate::Float;
use crate::simd::{Register, Simd, Vector};

/// Where a tile's operands lie: filter `f`'s weight of tap `k` at `f * weights_row + k`, what tap `k` sees of place `p`
/// at `offsets[k] + p`, the sums at `f * sums_row + p`.
#[derive(Clone, Copy)]
pub(super) struct Tile<'a, T> {
    pub weights: *const T,
    pub weights_row: usize,
    pub source: *const T,
    pub offsets: &'a [usize],
    pub sums: *mut T,
    pub sums_row: usize,
    /// Add onto the sums that are there.
    pub accumulate: bool,
}

/// How many filters and vectors a tile has where `filters` and `vectors` are left. Eight sums at least should be under
/// way; few filters take more places instead. What comes back is a tile that [`compute`] knows.
#[inline(always)]
pub(super) fn shape<S: Simd>(filters: usize, vectors: usize) -> (usize, usize) {
    let wide = match filters {
        1 => 8,
        2 | 3 => 4,
        _ if S::REGISTERS >= 32 => 4,
        // Three vectors that are left over go together, not as two and one.
        _ if vectors == 3 => 3,
        _ => 2,
    };
    // The next width that there is.
    let vectors = match wide.min(vectors) {
        5..8 => 4,
        vectors => vectors,
    };
    let tall = if S::REGISTERS >= 32 || vectors < 3 { 6 } else { [4, 3][usize::from(vectors == 4)] };
    (if vectors == 8 { 1 } else { tall }, vectors)
}

/// Computes the sums of `filters` x `vectors`, a [`shape`] or fewer filters.
///
/// # Safety
///
/// The weights and, behind every offset, the vectors can be read, and the sums written.
#[inline(always)]
pub(super) unsafe fn compute<S: Simd, T: Float>(s: S, tile: &Tile<T>, filters: usize, vectors: usize) {
    macro_rules! sizes {
        ($($vectors:literal: $($filters:literal)*;)*) => {
            match (filters, vectors) {
                // SAFETY: the caller's promise.
                $($(($filters, $vectors) => unsafe { sum::<S, T, $filters, $vectors>(s, tile) },)*)*
                _ => unreachable!("a tile of {filters} filters and {vectors} vectors"),
            }
        };
    }
    if const { S::REGISTERS >= 32 } {
        sizes!(1: 1 2 3 4 5 6; 2: 1 2 3 4 5 6; 3: 1 2 3 4 5 6; 4: 1 2 3 4 5 6; 8: 1;);
    } else {
        sizes!(1: 1 2 3 4 5 6; 2: 1 2 3 4 5 6; 3: 1 2 3 4; 4: 1 2 3; 8: 1;);
    }
}

/// One tile.
///
/// # Safety
///
/// As [`compute`].
#[inline(always)]
unsafe fn sum<S: Simd, T: Float, const FILTERS: usize, const VECTORS: usize>(s: S, tile: &Tile<T>) {
    let lanes = Vector::<S, T>::LANES;
    let mut sums = [[Vector::<S, T>::zero(s); VECTORS]; FILTERS];
    // SAFETY: the caller's promise.
    unsafe {
        if tile.accumulate {
            for (f, sums) in sums.iter_mut().enumerate() {
                for (j, sum) in sums.iter_mut().enumerate() {
                    *sum = Vector::<S, T>::load_from(s, tile.sums.add(f * tile.sums_row + j * lanes));
                }
            }
        }
        let mut weights = tile.weights;
        for &offset in tile.offsets {
            let source = tile.source.add(offset);
            let mut row = [Vector::<S, T>::zero(s); VECTORS];
            for (j, x) in row.iter_mut().enumerate() {
                *x = Vector::<S, T>::load_from(s, source.add(j * lanes));
            }
            for (f, sums) in sums.iter_mut().enumerate() {
                let weight = Vector::<S, T>::splat(s, *weights.add(f * tile.weights_row));
                for (sum, x) in sums.iter_mut().zip(row) {
                    *sum = weight.mul_add(x, *sum);
                }
            }
            // Wrapping, for behind the last tap of the last filter there may be nothing.
            weights = weights.wrapping_add(1);
        }
        for (f, sums) in sums.iter().enumerate() {
            for (j, sum) in sums.iter().enumerate() {
                sum.store_to(tile.sums.add(f * tile.sums_row + j * lanes));
            }
        }
    }
}
