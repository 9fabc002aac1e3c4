//! Copying operands into the order in which the microkernel reads them, and the workspace for it.

use std::cell::RefCell;
use std::marker::PhantomData;

use crate::Float;
use crate::array::{Error, Result};
use crate::simd::{self, Register, Simd, Vector};

/// A line of cache: what a workspace is made of, so that packed panels begin on one.
#[repr(align(64))]
#[derive(Clone, Copy)]
struct Line(#[allow(dead_code, reason = "only its address is used")] [u8; 64]);

thread_local! {
    static WORKSPACES: RefCell<Vec<Vec<Line>>> = const { RefCell::new(Vec::new()) };
}

/// Memory for numbers that stay, 0 at first.
pub(super) struct Lines<T>(Vec<Line>, PhantomData<T>);

impl<T: Float> Lines<T> {
    /// Room for `length` numbers, or a refusal.
    pub(super) fn new(op: &str, length: usize) -> Result<Self> {
        let mut lines = Vec::new();
        grow::<T>(op, &mut lines, length)?;
        lines.resize(lines.capacity(), Line([0; 64]));
        Ok(Lines(lines, PhantomData))
    }

    /// Where it begins, at the start of a line of cache.
    pub(super) fn at(&self) -> *const T {
        self.0.as_ptr().cast()
    }

    /// The same, to write.
    pub(super) fn start(&mut self) -> *mut T {
        self.0.as_mut_ptr().cast()
    }
}

/// Makes sure of memory for `length` numbers, or refuses.
fn grow<T: Float>(op: &str, lines: &mut Vec<Line>, length: usize) -> Result<()> {
    let count = length.saturating_mul(size_of::<T>()).div_ceil(size_of::<Line>());
    lines
        .try_reserve_exact(count.saturating_sub(lines.len()))
        .map_err(|_| Error::Memory(format!("{op}: a workspace of {length} numbers does not fit in memory")))
}

/// A room that is larger is given back.
const KEPT: usize = 32 << 20;

/// Room for numbers, whose contents are anything. Each thread keeps its room when it is dropped: what has been used once
/// costs no allocation and no page fault again.
pub(crate) struct Workspace(Vec<Line>);

impl Workspace {
    /// Room for `length` numbers. None at all touches nothing.
    pub(crate) fn of<T: Float>(length: usize) -> Self {
        if length == 0 {
            return Workspace(Vec::new());
        }
        // Taken away while it is used: a product inside a convolution finds the next one.
        let mut lines = WORKSPACES.with_borrow_mut(Vec::pop).unwrap_or_default();
        let count = (length * size_of::<T>()).div_ceil(size_of::<Line>());
        if lines.len() < count {
            lines.resize(count, Line([0; 64]));
        }
        Workspace(lines)
    }

    /// Makes sure that this thread has room for `length` numbers, or refuses: for a room that may be large.
    pub(crate) fn reserve<T: Float>(op: &str, length: usize) -> Result<()> {
        let mut lines = WORKSPACES.with_borrow_mut(Vec::pop).unwrap_or_default();
        let found = grow::<T>(op, &mut lines, length);
        WORKSPACES.with_borrow_mut(|rooms| rooms.push(lines));
        found
    }

    /// The first `length` of its numbers.
    ///
    /// # Panics
    ///
    /// If there are fewer.
    pub(crate) fn numbers<T: Float>(&mut self, length: usize) -> &mut [T] {
        assert!(length * size_of::<T>() <= size_of_val(&self.0[..]), "room for {length} numbers");
        // SAFETY: that many bytes, aligned, nobody else's and written once; any bits are a float.
        unsafe { std::slice::from_raw_parts_mut(self.start(), length) }
    }

    /// Where it begins, at the start of a line of cache.
    pub(crate) fn start<T: Float>(&mut self) -> *mut T {
        self.0.as_mut_ptr().cast()
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        if !self.0.is_empty() && size_of_val(&self.0[..]) <= KEPT {
            WORKSPACES.with_borrow_mut(|rooms| rooms.push(std::mem::take(&mut self.0)));
        }
    }
}

/// Packs `count` vectors of `depth` numbers each, side by side, `WIDTH` at a time: `to[k * width + j] = from[j, k]`,
/// where `from[j, k]` lies at `j * across + k * along`. Places behind `count` in the last group become 0.
///
/// Rows of `a` become strips this way, columns of `b` panels.
///
/// # Safety
///
/// `from` can be read there, and `depth * width` numbers written a group. Where `width` is no multiple of a vector, a
/// vector behind the last group may be overwritten, too.
#[inline(always)]
#[allow(clippy::too_many_arguments, reason = "where to read, how much, where to write")]
pub(super) unsafe fn pack<S: Simd, T: Float>(
    s: S,
    from: *const T,
    across: usize,
    along: usize,
    count: usize,
    depth: usize,
    width: usize,
    to: *mut T,
) {
    for group in (0..count).step_by(width) {
        // SAFETY: the caller's promise.
        unsafe {
            let (from, to) = (from.add(group * across), to.add(group * depth));
            let filled = width.min(count - group);
            if across == 1 {
                // Neighbours already: a copy a step.
                for k in 0..depth {
                    let to = to.add(k * width);
                    if filled == width {
                        // A length that the compiler knows: a few moves, not a call.
                        std::ptr::copy_nonoverlapping(from.add(k * along), to, width);
                        continue;
                    }
                    std::ptr::copy_nonoverlapping(from.add(k * along), to, filled);
                    for j in filled..width {
                        to.add(j).write(T::ZERO);
                    }
                }
                continue;
            }
            let lanes = Vector::<S, T>::LANES;
            let squares = if along == 1 { depth / lanes * lanes } else { 0 };
            for k in (0..squares).step_by(lanes) {
                // Backwards: what a vector writes behind its row's end is written once more by the next row's first.
                for j in (0..width).step_by(lanes).rev() {
                    let rows = filled.saturating_sub(j).min(lanes);
                    turn(s, from.wrapping_add(j * across + k), across, rows, to.add(k * width + j), width);
                }
            }
            for k in squares..depth {
                for j in 0..width {
                    let x = if j < filled { from.add(j * across + k * along).read() } else { T::ZERO };
                    to.add(k * width + j).write(x);
                }
            }
        }
    }
}

/// Transposes a square of as many rows as a vector has lanes, of which `rows` are there and the others 0.
///
/// # Safety
///
/// The rows, `across` apart, can be read, and the columns, `width` apart, written.
#[inline(always)]
unsafe fn turn<S: Simd, T: Float>(s: S, from: *const T, across: usize, rows: usize, to: *mut T, width: usize) {
    let lanes = Vector::<S, T>::LANES;
    let mut square = [Vector::<S, T>::zero(s); 16];
    // SAFETY: the caller's promise.
    unsafe {
        for (j, row) in square.iter_mut().enumerate().take(lanes) {
            if j < rows {
                *row = Vector::<S, T>::load_from(s, from.add(j * across));
            }
        }
        simd::turn::<S, T>(&mut square);
        for (k, column) in square.iter().enumerate().take(lanes) {
            column.store_to(to.add(k * width));
        }
    }
}
