//! Operands larger than a cache, block by block (Goto and van de Geijn 2008).
//!
//! | block | is packed | and stays in | while |
//! |---|---|---|---|
//! | `depth` x `cols` of `b`, in panels a tile wide | once a block of `inner` | the third level | all rows go past |
//! | `rows` x `depth` of `a`, in strips a tile high | once a block of `b` | the second level | all panels go past |
//! | one panel | | the first level | the strips of `a` go past |

use super::pack::{Workspace, pack};
use super::tile::{self, Tile};
use super::{Epilogue, Product, even};
use crate::Float;
use crate::simd::{Caches, Register, Simd, Vector, caches};

/// The sizes of the blocks.
struct Blocks {
    rows: usize,
    depth: usize,
    cols: usize,
}

impl Blocks {
    /// Half of each cache for its block, the other half for what goes past.
    fn of<T: Float>(tile_rows: usize, tile_cols: usize, p: &Product<T>) -> Self {
        let Caches { first, second, third } = caches();
        // A wide panel may be larger than the first level: shorter ones would read and write `c` too often.
        let depth = (first / 2 / (tile_cols * size_of::<T>())).clamp(256, 512);
        let rows = second / 2 / (depth * size_of::<T>());
        let cols = (third / 4).clamp(2 << 20, 8 << 20) / (depth * size_of::<T>());
        Blocks {
            rows: even(p.rows, rows.max(tile_rows), tile_rows),
            depth: even(p.inner, depth, 8),
            cols: even(p.cols, cols.max(tile_cols), tile_cols),
        }
    }
}

/// The whole product; none of its sizes is 0.
#[inline(always)]
pub(super) fn multiply<S: Simd, T: Float, E: Epilogue<T>>(s: S, p: &Product<T>, e: &E) {
    if const { S::REGISTERS >= 32 } { blocks::<S, T, E, 6, 4>(s, p, e) } else { blocks::<S, T, E, 6, 2>(s, p, e) }
}

/// Loops over blocks, and within them over tiles of `ROWS` x `VECTORS`.
#[inline(always)]
fn blocks<S: Simd, T: Float, E: Epilogue<T>, const ROWS: usize, const VECTORS: usize>(s: S, p: &Product<T>, e: &E) {
    let width = VECTORS * Vector::<S, T>::LANES;
    let blocks = Blocks::of(ROWS, width, p);
    // A line between the two keeps both at the start of one.
    let panels = (blocks.depth * blocks.cols).next_multiple_of(64);
    let mut room = Workspace::of::<T>(panels + blocks.depth * blocks.rows + Vector::<S, T>::LANES);
    let b: *mut T = room.start();
    // SAFETY: the room holds the panels, then the strips, and what is written behind the last.
    let a = unsafe { b.add(panels) };
    for col in (0..p.cols).step_by(blocks.cols) {
        let cols = blocks.cols.min(p.cols - col);
        for k in (0..p.inner).step_by(blocks.depth) {
            let depth = blocks.depth.min(p.inner - k);
            // SAFETY: the product's promise, and the room's size.
            unsafe { pack(s, p.b.add(k * p.b_row + col * p.b_col), p.b_col, p.b_row, cols, depth, width, b) };
            for row in (0..p.rows).step_by(blocks.rows) {
                let rows = blocks.rows.min(p.rows - row);
                // SAFETY: the product's promise, and the room's size.
                unsafe { pack(s, p.a.add(row * p.a_row + k * p.a_col), p.a_row, p.a_col, rows, depth, ROWS, a) };
                for j in (0..cols).step_by(width) {
                    for i in (0..rows).step_by(ROWS) {
                        // SAFETY: strips and panels are packed; the product's promise for `c`.
                        unsafe {
                            let tile = Tile {
                                depth,
                                a: a.add(i * depth),
                                a_row: 1,
                                a_col: ROWS,
                                b: b.add(j * depth),
                                b_row: width,
                                c: p.c.add((row + i) * p.c_row + col + j),
                                c_row: p.c_row,
                                accumulate: p.accumulate || k > 0,
                                finish: k + depth == p.inner,
                                col: p.col + col + j,
                            };
                            let (rows, cols) = (ROWS.min(rows - i), width.min(cols - j));
                            tile::packed::<S, T, E, ROWS, VECTORS>(s, &tile, rows, cols, e);
                        }
                    }
                }
            }
        }
    }
}
