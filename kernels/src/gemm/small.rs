//! Operands that fit the second-level cache: tiles straight over them, with a mask at the right edge.
//!
//! Nothing is copied, with two exceptions. If it is the columns of `b` that lie in runs, one panel at a time is turned
//! round. And if the rows of `b` lie far apart, a panel of them crowds into a few sets of the first-level cache (at
//! 256^3 in f64 that costs a quarter of the speed): where many rows of `a` go past, it is laid out anew.

use super::pack::{Workspace, pack};
use super::tile::{self, Tile};
use super::{Epilogue, Product};
use crate::Float;
use crate::simd::{Register, Simd, Vector};

/// What `b` may weigh to be read in place.
const BYTES: usize = 512 << 10;
/// What `b` may span without crowding the first-level cache.
const CROWDED: usize = 64 << 10;
/// Steps along `inner` that are packed at once.
const DEPTH: usize = 512;

/// Whether this form is the better one.
#[inline(always)]
pub(super) fn takes<T: Float>(p: &Product<T>) -> bool {
    p.inner.saturating_mul(p.cols.max(16)).saturating_mul(size_of::<T>()) <= BYTES
}

/// The whole product.
#[inline(always)]
pub(super) fn multiply<S: Simd, T: Float, E: Epilogue<T>>(s: S, p: &Product<T>, e: &E) {
    let lanes = Vector::<S, T>::LANES;
    let width = tile::widest::<S>() * lanes;
    let copy = p.b_col != 1 || (p.rows >= 32 && p.b_row > width && p.inner * p.b_row * size_of::<T>() > CROWDED);
    let depth = if copy { DEPTH.min(p.inner) } else { p.inner };
    let mut room = Workspace::of::<T>(if copy { depth * width } else { 0 });
    for col in (0..p.cols).step_by(width) {
        let cols = width.min(p.cols - col);
        // Rows are shared out evenly: 16 are 6 + 5 + 5, not 6 + 6 + 4, which would leave the processor waiting.
        let bands = p.rows.div_ceil(tile::tallest::<S>(cols.div_ceil(lanes)));
        let mut k = 0;
        loop {
            let steps = depth.min(p.inner - k);
            // SAFETY: the product's promise; the room holds a panel of `depth` steps.
            let (b, b_row) = unsafe {
                let b = p.b.wrapping_add(k * p.b_row + col * p.b_col);
                if copy {
                    pack(s, b, p.b_col, p.b_row, cols, steps, width, room.start());
                    (room.start::<T>().cast_const(), width)
                } else {
                    (b, p.b_row)
                }
            };
            let mut row = 0;
            for band in (1..=bands).rev() {
                let rows = (p.rows - row).div_ceil(band);
                // SAFETY: the product's promise.
                unsafe {
                    let tile = Tile {
                        depth: steps,
                        a: p.a.wrapping_add(row * p.a_row + k * p.a_col),
                        a_row: p.a_row,
                        a_col: p.a_col,
                        b,
                        b_row,
                        c: p.c.add(row * p.c_row + col),
                        c_row: p.c_row,
                        accumulate: p.accumulate || k > 0,
                        finish: k + steps == p.inner,
                        col: p.col + col,
                    };
                    tile::compute(s, &tile, rows, cols, e);
                }
                row += rows;
            }
            k += steps;
            if k >= p.inner {
                break;
            }
        }
    }
}
