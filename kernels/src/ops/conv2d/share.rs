//! An answer cut into pieces for the threads.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use crate::Float;
use crate::threads;

/// Work of fewer operations is not worth waking a thread for.
const PARALLEL: f64 = 2e6;

/// Cuts `y` into parts of `part` numbers, and these, where there are fewer than threads, between planes; calls
/// `work(part, first plane, its numbers)` for each piece. What a number becomes does not depend on the cut.
pub(super) fn share<T: Float>(
    y: &mut [T],
    part: usize,
    plane: usize,
    flops: f64,
    work: impl Fn(usize, usize, &mut [T]) + Sync,
) {
    share_planes(y, part, plane, 0..part / plane, 6, flops, work);
}

/// The same for some planes of each part, of which `together` stay in one piece.
pub(super) fn share_planes<T: Float>(
    y: &mut [T],
    part: usize,
    plane: usize,
    planes: Range<usize>,
    together: usize,
    flops: f64,
    work: impl Fn(usize, usize, &mut [T]) + Sync,
) {
    let threads = if flops < PARALLEL { 1 } else { threads::threads() };
    let cuts = threads.div_ceil(y.len() / part).min(planes.len());
    let piece = planes.len().div_ceil(cuts).next_multiple_of(together);
    let pieces = y.chunks_exact_mut(part).enumerate().flat_map(|(index, y)| {
        let y = y[planes.start * plane..planes.end * plane].chunks_mut(piece * plane);
        y.enumerate().map(move |(i, y)| (index, i * piece, y))
    });
    if threads == 1 {
        return pieces.for_each(|(index, first, y)| work(index, planes.start + first, y));
    }
    let pieces: Vec<_> = pieces.map(Mutex::new).collect();
    threads::parallel(pieces.len(), |i| {
        // Each is locked once, and what a panic leaves behind nobody reads.
        let mut piece = pieces[i].lock().unwrap_or_else(PoisonError::into_inner);
        let (index, first, y) = &mut *piece;
        work(*index, planes.start + *first, y);
    });
}
