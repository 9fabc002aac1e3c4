//! Convolution of images with filters, as deep learning means it (cross-correlation: the filter is not flipped).
//!
//! | | reads | writes | flops |
//! |---|---|---|---|
//! | forward | `x` kernel_rows * kernel_cols times, `w` | `y` | 2 * taps an output |
//! | backward | forward's, and `dy` twice | `dx`, `dw`, `db` | 4 * taps an output |
//!
//! with taps = channels * kernel_rows * kernel_cols.
//!
//! `y[n, f, i, j] = b[f] + sum_{c, u, v} x[n, c, i * stride + u - padding, j * stride + v - padding] * w[f, c, u, v]`,
//! where `x` is 0 outside the image.
//!
//! Each image is unfolded: one row a tap `(c, u, v)`, one column an output pixel. The convolution is then a product of
//! matrices, `y = w @ unfolded`; backward is `dw = dy @ unfolded^T` and `dx = fold(w^T @ dy)`, where folding adds each
//! value to the pixel that unfolding read it from.

use crate::array::{Result, View, refuse, zeros};
use crate::float::Float;
use crate::gemm::{Matrix, gemm};
use crate::job::{self, Job, Work};

struct Sizes {
    batch: usize,
    channels: usize,
    rows: usize,
    cols: usize,
    filters: usize,
    kernel_rows: usize,
    kernel_cols: usize,
    out_rows: usize,
    out_cols: usize,
    stride: usize,
    padding: usize,
}

impl Sizes {
    fn of<T: Float>(
        op: &str,
        x: View<T>,
        w: View<T>,
        b: Option<View<T>>,
        stride: isize,
        padding: isize,
    ) -> Result<Self> {
        let [batch, channels, rows, cols] = x.axes(op, "x", "[batch, channels, rows, cols]")?;
        let [filters, _, kernel_rows, kernel_cols] =
            w.axes(op, "w", "[filters, channels, kernel_rows, kernel_cols]")?;
        w.expect(op, "w", &[filters, channels, kernel_rows, kernel_cols])?;
        if let Some(b) = b {
            b.expect(op, "b", &[filters])?;
        }
        if kernel_rows == 0 || kernel_cols == 0 {
            refuse!("{op}: w has shape {:?}, expected a kernel of at least 1 x 1", w.shape);
        }
        let stride = match usize::try_from(stride) {
            Ok(stride) if stride > 0 => stride,
            _ => refuse!("{op}: stride is {stride}, expected 1 or more"),
        };
        let Ok(padding) = usize::try_from(padding) else { refuse!("{op}: padding is {padding}, expected 0 or more") };
        let places = |length: usize, kernel: usize, axis: &str| match padding
            .checked_mul(2)
            .and_then(|both| both.checked_add(length))
        {
            Some(padded) if padded >= kernel => Ok((padded - kernel) / stride + 1),
            Some(padded) => refuse!("{op}: the kernel has {kernel} {axis}, x has {padded} with its padding"),
            None => refuse!("{op}: padding {padding} is too large"),
        };
        let (out_rows, out_cols) = (places(rows, kernel_rows, "rows")?, places(cols, kernel_cols, "cols")?);
        Ok(Sizes {
            batch,
            channels,
            rows,
            cols,
            filters,
            kernel_rows,
            kernel_cols,
            out_rows,
            out_cols,
            stride,
            padding,
        })
    }

    fn result(&self) -> [usize; 4] {
        [self.batch, self.filters, self.out_rows, self.out_cols]
    }

    fn image(&self) -> usize {
        self.channels * self.rows * self.cols
    }

    fn pixels(&self) -> usize {
        self.out_rows * self.out_cols
    }

    fn taps(&self) -> usize {
        self.channels * self.kernel_rows * self.kernel_cols
    }

    /// Room for one unfolded image, or for none where there is nothing to compute.
    fn workspace<T: Float>(&self, op: &str) -> Result<Vec<T>> {
        let images = usize::from(!self.result().contains(&0));
        zeros(op, &[images, self.taps(), self.out_rows, self.out_cols])
    }

    fn flops(&self) -> f64 {
        2.0 * self.taps() as f64 * self.result().iter().map(|&axis| axis as f64).product::<f64>()
    }

    /// Calls `visit(place in unfolded, place in the image)` for every pair that lies inside the image.
    fn pairs(&self, mut visit: impl FnMut(usize, usize)) {
        let inside = |place: usize, tap: usize, length: usize| {
            (place * self.stride + tap).checked_sub(self.padding).filter(|&at| at < length)
        };
        let mut row_of_unfolded = 0;
        for c in 0..self.channels {
            for u in 0..self.kernel_rows {
                for v in 0..self.kernel_cols {
                    for i in 0..self.out_rows {
                        let Some(row) = inside(i, u, self.rows) else { continue };
                        for j in 0..self.out_cols {
                            let Some(col) = inside(j, v, self.cols) else { continue };
                            let unfolded = row_of_unfolded + i * self.out_cols + j;
                            visit(unfolded, (c * self.rows + row) * self.cols + col);
                        }
                    }
                    row_of_unfolded += self.pixels();
                }
            }
        }
    }
}

/// `y`: `x [batch, channels, rows, cols]`, `w [filters, channels, kernel_rows, kernel_cols]`, `b [filters]` if there is
/// a bias.
pub fn forward<'a, T: Float>(
    x: View<'a, T>,
    w: View<'a, T>,
    b: Option<View<'a, T>>,
    stride: isize,
    padding: isize,
) -> Result<Job<T, 1, impl Work<T, 1> + 'a>> {
    let op = "conv2d";
    let sizes = Sizes::of(op, x, w, b, stride, padding)?;
    let mut unfolded = sizes.workspace(op)?;
    Ok(Job::new([sizes.result().into()], job::FLOP * sizes.flops(), move |[y]| {
        if y.is_empty() {
            return;
        }
        y.fill(T::ZERO);
        let (pixels, taps) = (sizes.pixels(), sizes.taps());
        let weights = Matrix::new(w.data, sizes.filters, taps);
        for (n, y) in y.chunks_exact_mut(sizes.filters * pixels).enumerate() {
            let image = &x.data[n * sizes.image()..][..sizes.image()];
            // Places outside the image are never visited: they stay 0 from one image to the next.
            sizes.pairs(|to, from| unfolded[to] = image[from]);
            gemm(weights, Matrix::new(&unfolded, taps, pixels), y);
            for (y, bias) in y.chunks_exact_mut(pixels).zip(b.iter().flat_map(|b| b.data)) {
                for y in y {
                    *y += *bias;
                }
            }
        }
    }))
}

/// `(dx, dw, db)`, the gradients of the loss by input, weights and bias, for `dy [batch, filters, out_rows, out_cols]`;
/// no `db` where there is no bias.
pub fn backward<'a, T: Float>(
    dy: View<'a, T>,
    x: View<'a, T>,
    w: View<'a, T>,
    b: Option<View<'a, T>>,
    stride: isize,
    padding: isize,
) -> Result<Job<T, 3, impl Work<T, 3> + 'a>> {
    let op = "conv2d.backward";
    let sizes = Sizes::of(op, x, w, b, stride, padding)?;
    dy.expect(op, "dy", &sizes.result())?;
    let (mut unfolded, mut slopes) = (sizes.workspace(op)?, sizes.workspace(op)?);
    let mut sums = zeros::<f64>(op, &[sizes.filters])?;
    let shapes = [x.shape.into(), w.shape.into(), [sizes.filters].into()];
    let cost = 2.0 * job::FLOP * sizes.flops();
    let job = Job::new(shapes, cost, move |[dx, dw, db]| {
        dx.fill(T::ZERO);
        dw.fill(T::ZERO);
        if !dy.data.is_empty() {
            let (pixels, taps) = (sizes.pixels(), sizes.taps());
            let weights = Matrix::new(w.data, sizes.filters, taps).transposed();
            for (n, dy) in dy.data.chunks_exact(sizes.filters * pixels).enumerate() {
                let image = n * sizes.image()..(n + 1) * sizes.image();
                let slope = Matrix::new(dy, sizes.filters, pixels);
                sizes.pairs(|to, from| unfolded[to] = x.data[image.start + from]);
                gemm(slope, Matrix::new(&unfolded, taps, pixels).transposed(), dw);
                slopes.fill(T::ZERO);
                gemm(weights, slope, &mut slopes);
                let dx = &mut dx[image];
                sizes.pairs(|from, to| dx[to] += slopes[from]);
                for (sum, dy) in sums.iter_mut().zip(dy.chunks_exact(pixels)) {
                    *sum += dy.iter().map(|dy| dy.wide()).sum::<f64>();
                }
            }
        }
        for (db, sum) in db.iter_mut().zip(&sums) {
            *db = T::narrow(*sum);
        }
    });
    Ok(job.only(if b.is_some() { 3 } else { 2 }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Array;
    use crate::ops::testing::{array, assert_close, assert_gradient};

    /// The formula as it stands.
    fn plain(x: &Array<f64>, w: &Array<f64>, b: &Array<f64>, stride: usize, padding: usize) -> Array<f64> {
        let (x_shape, w_shape) = (x.shape.clone(), w.shape.clone());
        let out = |axis: usize| (x_shape[axis] + 2 * padding - w_shape[axis]) / stride + 1;
        let shape = vec![x_shape[0], w_shape[0], out(2), out(3)];
        let mut data = Vec::new();
        for n in 0..shape[0] {
            for f in 0..shape[1] {
                for i in 0..shape[2] {
                    for j in 0..shape[3] {
                        let mut sum = b.data[f];
                        for c in 0..x_shape[1] {
                            for u in 0..w_shape[2] {
                                for v in 0..w_shape[3] {
                                    let (row, col) = (i * stride + u, j * stride + v);
                                    let inside = row >= padding && col >= padding;
                                    if inside && row - padding < x_shape[2] && col - padding < x_shape[3] {
                                        let at = (n * x_shape[1] + c) * x_shape[2] + row - padding;
                                        let tap = (f * x_shape[1] + c) * w_shape[2] + u;
                                        sum += x.data[at * x_shape[3] + col - padding] * w.data[tap * w_shape[3] + v];
                                    }
                                }
                            }
                        }
                        data.push(sum);
                    }
                }
            }
        }
        Array { data, shape }
    }

    #[test]
    fn every_stride_and_padding_agrees_with_seven_plain_loops() {
        let (x, w, b) = (array(&[2, 3, 7, 6], 1), array(&[4, 3, 3, 2], 2), array(&[4], 3));
        for stride in 1..5 {
            for padding in 0..4 {
                let y =
                    forward(x.view(), w.view(), Some(b.view()), stride as isize, padding as isize).unwrap().answer();
                assert_close(&y, &plain(&x, &w, &b, stride, padding), 1e-14);
            }
        }
    }

    #[test]
    fn backward_is_the_slope_of_forward() {
        let (x, w, b) = (array(&[2, 2, 5, 6], 1), array(&[3, 2, 3, 2], 2), array(&[3], 3));
        for (stride, padding) in [(1, 0), (2, 1), (3, 2)] {
            let run =
                |x: View<f64>, w: View<f64>, b: View<f64>| forward(x, w, Some(b), stride, padding).unwrap().answer();
            let dy = array(&run(x.view(), w.view(), b.view()).shape, 4);
            let [dx, dw, db] = backward(dy.view(), x.view(), w.view(), Some(b.view()), stride, padding).unwrap().run();
            assert_gradient(&dx, &x, &dy, |x| run(x, w.view(), b.view()));
            assert_gradient(&dw, &w, &dy, |w| run(x.view(), w, b.view()));
            assert_gradient(&db, &b, &dy, |b| run(x.view(), w.view(), b));
        }
    }

    #[test]
    fn a_kernel_larger_than_the_image_is_refused() {
        let (x, w) = (array(&[1, 1, 2, 2], 1), array(&[1, 1, 3, 3], 2));
        assert!(forward(x.view(), w.view(), None, 1, 0).is_err());
        assert_eq!(forward(x.view(), w.view(), None, 1, 1).unwrap().answer().shape, [1, 1, 2, 2]);
    }

    #[test]
    fn parameters_without_a_meaning_are_refused() {
        let (x, w) = (array(&[1, 1, 3, 3], 1), array(&[1, 1, 2, 2], 2));
        for (stride, padding) in [(0, 0), (-1, 0), (1, -1), (1, isize::MAX), (1, isize::MAX / 4)] {
            assert!(forward(x.view(), w.view(), None, stride, padding).is_err(), "{stride} {padding}");
        }
    }
}
