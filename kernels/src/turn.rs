//! A transposition, for operands that a product would otherwise turn round again and again.

use crate::Float;

/// `to[c, r] = scale * from[r, c]`: `from` is row-major [rows, cols], rows of `to` begin `stride` apart.
pub(crate) fn turn<T: Float>(from: &[T], rows: usize, cols: usize, scale: T, to: &mut [T], stride: usize) {
    // Eight rows at a time: every line of cache that is touched is used whole.
    const SIDE: usize = 8;
    let whole = rows - rows % SIDE;
    for first in (0..whole).step_by(SIDE) {
        let rows: [&[T]; SIDE] = std::array::from_fn(|i| &from[(first + i) * cols..][..cols]);
        for c in 0..cols {
            let to = &mut to[c * stride + first..][..SIDE];
            for (to, row) in to.iter_mut().zip(rows) {
                *to = scale * row[c];
            }
        }
    }
    for r in whole..rows {
        for (c, x) in from[r * cols..][..cols].iter().enumerate() {
            to[c * stride + r] = scale * *x;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_become_columns() {
        for (rows, cols) in [(0, 3), (3, 0), (1, 5), (8, 8), (19, 10)] {
            let from: Vec<f64> = (0..rows * cols).map(|i| i as f64).collect();
            let mut to = vec![-1.0; cols * (rows + 2)];
            turn(&from, rows, cols, 2.0, &mut to, rows + 2);
            for (place, x) in to.iter().enumerate() {
                let (c, r) = (place / (rows + 2), place % (rows + 2));
                assert_eq!(*x, if r < rows { 2.0 * from[r * cols + c] } else { -1.0 });
            }
        }
    }
}
