//! Operands that fit the second-level cache: tiles straight over them, with a mask at the right edge. Nothing is
//! copied, unless the columns of `b` are its neighbours: then one panel at a time is turned round.

use super::pack::{Workspace, pack};
use super::tile::{self, Tile};
use super::{Epilogue, Product};
use crate::Float;
use crate::simd::{Register, Simd, Vector};

/// What `b` may weigh to be read in place.
const BYTES: usize = 512 << 10;
/// Steps along `inner` that are packed at once.
const DEPTH: usize = 512;

/// Whether this form is the better one.
#[inline(always)]
pub(super) fn takes<S: Simd, T: Float>(p: &Product<T>) -> bool {
    let width = p.cols.max(Vector::<S, T>::LANES);
    p.inner.saturating_mul(width).saturating_mul(size_of::<T>()) <= BYTES
}

/// # Safety
///
/// The product's matrices can be read and written.
#[inline(always)]
pub(super) unsafe fn multiply<S: Simd, T: Float, E: Epilogue<T>>(s: S, p: &Product<T>, e: &E) {
    let lanes = Vector::<S, T>::LANES;
    let width = tile::widest::<S>() * lanes;
    let turn = p.b_col != 1;
    let depth = if turn { DEPTH.min(p.inner) } else { p.inner };
    let mut room = Workspace::of::<T>(if turn { depth * width } else { 0 });
    for col in (0..p.cols).step_by(width) {
        let cols = width.min(p.cols - col);
        // Rows are shared out evenly: 16 are 6 + 5 + 5, not 6 + 6 + 4, which would leave the processor waiting.
        let bands = p.rows.div_ceil(tile::tallest::<S>(cols.div_ceil(lanes)));
        let mut k = 0;
        loop {
            let steps = depth.min(p.inner - k);
            // SAFETY: the caller's promise; the room holds a panel of `depth` steps.
            let (b, b_row) = unsafe {
                let b = p.b.wrapping_add(k * p.b_row + col * p.b_col);
                if turn {
                    pack(b, p.b_col, p.b_row, cols, steps, width, room.start());
                    (room.start::<T>().cast_const(), width)
                } else {
                    (b, p.b_row)
                }
            };
            let mut row = 0;
            for band in (1..=bands).rev() {
                let rows = (p.rows - row).div_ceil(band);
                // SAFETY: the caller's promise.
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
                        row: p.row + row,
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
