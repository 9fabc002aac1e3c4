//! Sums down the columns of an array: a vector adds neighbouring columns, whole rows at a time.

use crate::Float;
use crate::array::{Result, zeros};
use crate::simd::{self, Simd, Vector};

/// Rows that are added in the element type before the sum goes on in f64: so the error stays that of some 70 additions
/// however many rows there are.
const BLOCK: usize = 64;

/// A sum a column.
pub struct ColumnSums<T> {
    block: Vec<T>,
    rows: usize,
    totals: Vec<f64>,
}

impl<T: Float> ColumnSums<T> {
    /// Zeros for so many columns, or that they do not fit in memory.
    pub fn new(op: &str, columns: usize) -> Result<Self> {
        let shape = [columns];
        Ok(ColumnSums { block: zeros(op, &shape)?, rows: 0, totals: zeros(op, &shape)? })
    }

    /// Adds `f(x[0], x[1], ...)` of a row of each of some arrays.
    #[inline(always)]
    pub fn add<S: Simd, const K: usize>(
        &mut self,
        s: S,
        rows: [&[T]; K],
        f: impl Fn([Vector<S, T>; K]) -> Vector<S, T>,
    ) {
        if self.rows == BLOCK {
            self.close();
        }
        self.rows += 1;
        let columns = rows[0].len();
        simd::update(
            s,
            rows,
            &mut self.block[..columns],
            #[inline(always)]
            |x, sum| sum + f(x),
        );
    }

    /// The sums of the rows so far. The next row begins anew.
    pub fn take(&mut self) -> impl Iterator<Item = f64> {
        self.close();
        self.totals.iter_mut().map(std::mem::take)
    }

    fn close(&mut self) {
        for (total, sum) in self.totals.iter_mut().zip(&mut self.block) {
            *total += std::mem::replace(sum, T::ZERO).wide();
        }
        self.rows = 0;
    }
}
