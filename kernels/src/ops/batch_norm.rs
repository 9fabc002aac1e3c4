//! Batch normalisation: each channel over the batch and all pixels (Ioffe and Szegedy 2015, arXiv 1502.03167).
//!
//! | | reads | writes | flops |
//! |---|---|---|---|
//! | forward | `x` twice, once from cache if a channel fits | `y` | about 7 an element |
//! | inference | `x` | `y` | 3 an element |
//! | backward | `x` three times, `dy` twice, likewise | `dx` | about 14 an element |
//!
//! `y = normal * weight + bias` with `normal = (x - mean) * factor` and `factor = 1 / sqrt(variance + eps)`, a number of
//! each a channel. In training mean and variance are those of the batch (the variance divided by the count, not by one
//! less); in inference they are given. With `g = dy * weight`:
//! `dx = factor * (g - mean(g) - normal * mean(g * normal))`, `dweight = sum dy * normal`, `dbias = sum dy`.
//!
//! Of images, `x [batch, channels, ...]`, a channel is a slice of each: all sums run over the slices of one channel
//! before the next one begins. Of rows, `x [batch, channels]`, it is a column, and a vector takes neighbouring ones.

use crate::array::{Lanes, Result, View, refuse, zeros};
use crate::float::Float;
use crate::job::{self, Job, Work};
use crate::moments::{ColumnMoments, moments};
use crate::simd::{self, ColumnSums, Register, Simd, Vector};

/// `x` as `[batch, channels, pixels]`.
#[derive(Clone, Copy)]
struct Images {
    batch: usize,
    channels: usize,
    pixels: usize,
}

impl Images {
    /// Refuses what has no channels, and channel weights that do not fit.
    fn new<T: Float>(op: &str, x: View<T>, weights: &[(&str, View<T>)]) -> Result<Self> {
        let &[batch, channels, ref pixels @ ..] = x.shape else {
            refuse!("{op}: x has shape {:?}, expected [batch, channels, ...]", x.shape);
        };
        for (name, weight) in weights {
            weight.expect(op, name, &[channels])?;
        }
        // Where there is no channel, the other lengths may be anything.
        let pixels = if channels == 0 { 1 } else { pixels.iter().product() };
        // A single channel is one slice.
        let (batch, pixels) = if channels == 1 { (1, batch * pixels) } else { (batch, pixels) };
        Ok(Images { batch, channels, pixels })
    }

    /// Refuses a batch without numbers.
    fn with_numbers(self, op: &str, shape: &[usize]) -> Result<Self> {
        if self.batch * self.pixels == 0 {
            refuse!("{op}: x has shape {shape:?}: the mean of nothing is not defined");
        }
        Ok(self)
    }

    /// How many numbers a channel has.
    fn count(self) -> usize {
        self.batch * self.pixels
    }

    /// Where the slices of a channel lie.
    fn slices(self, channel: usize) -> impl Iterator<Item = std::ops::Range<usize>> + Clone {
        (0..self.batch).map(move |n| {
            let start = (n * self.channels + channel) * self.pixels;
            start..start + self.pixels
        })
    }

    /// Whether channels are columns.
    fn are_rows(self) -> bool {
        self.pixels == 1 && self.channels > 1
    }

    /// The channels of rows, as columns. Nothing else is swept down.
    fn columns(self) -> Lanes {
        let stride = if self.are_rows() { self.channels } else { 1 };
        Lanes { outer: 1, length: self.batch, stride }
    }
}

/// `y`, of the shape of `x [batch, channels, ...]`, for `weight [channels]` and `bias [channels]`, with the statistics of
/// the batch.
pub fn forward<'a, T: Float>(
    x: View<'a, T>,
    weight: View<'a, T>,
    bias: View<'a, T>,
    eps: f64,
) -> Result<Job<T, 1, impl Work<T, 1> + 'a>> {
    let op = "batch_norm";
    let images = Images::new(op, x, &[("weight", weight), ("bias", bias)])?.with_numbers(op, x.shape)?;
    let mut columns = Columns::new(op, images.columns())?;
    let cost = 2.0 * job::ELEMENT * x.data.len() as f64;
    Ok(Job::new([x.shape.into()], cost, move |[y]| match images.are_rows() {
        true => down(&mut columns, x.data, [weight.data, bias.data], eps, y),
        false => through(images, x.data, [weight.data, bias.data], eps, y),
    }))
}

/// `y` with `mean [channels]` and `variance [channels]` that were kept in training.
pub fn inference<'a, T: Float>(
    x: View<'a, T>,
    weight: View<'a, T>,
    bias: View<'a, T>,
    mean: View<'a, T>,
    variance: View<'a, T>,
    eps: f64,
) -> Result<Job<T, 1, impl Work<T, 1> + 'a>> {
    let op = "batch_norm.inference";
    let names = [("weight", weight), ("bias", bias), ("mean", mean), ("variance", variance)];
    let images = Images::new(op, x, &names)?;
    let mut scale = zeros(op, &[images.channels])?;
    let cost = job::ELEMENT * x.data.len() as f64;
    Ok(Job::new([x.shape.into()], cost, move |[y]| {
        for ((scale, weight), variance) in scale.iter_mut().zip(weight.data).zip(variance.data) {
            *scale = T::narrow(weight.wide() / (variance.wide() + eps).sqrt());
        }
        scaled(images, x.data, [mean.data, &scale, bias.data], y);
    }))
}

/// `(dx, dweight, dbias)` of [`forward`], for `dy` of the shape of `x`.
pub fn backward<'a, T: Float>(
    dy: View<'a, T>,
    x: View<'a, T>,
    weight: View<'a, T>,
    bias: View<'a, T>,
    eps: f64,
) -> Result<Job<T, 3, impl Work<T, 3> + 'a>> {
    let op = "batch_norm.backward";
    let images = Images::new(op, x, &[("weight", weight), ("bias", bias)])?.with_numbers(op, x.shape)?;
    dy.expect(op, "dy", x.shape)?;
    let mut columns = Columns::new(op, images.columns())?;
    let cost = 4.0 * job::ELEMENT * x.data.len() as f64;
    Ok(Job::new([x.shape.into(), weight.shape.into(), bias.shape.into()], cost, move |gradients| {
        match images.are_rows() {
            true => down_backward(&mut columns, dy.data, x.data, weight.data, eps, gradients),
            false => through_backward(images, dy.data, x.data, weight.data, eps, gradients),
        }
    }))
}

simd::dispatch! {
    fn through<T: Float>(images: Images, x: &[T], weights: [&[T]; 2], eps: f64, y: &mut [T]) = through_with;
}
simd::dispatch! {
    fn through_backward<T: Float>(
        images: Images, dy: &[T], x: &[T], weight: &[T], eps: f64, gradients: [&mut [T]; 3],
    ) = through_backward_with;
}
simd::dispatch! {
    fn down<T: Float>(columns: &mut Columns<T>, x: &[T], weights: [&[T]; 2], eps: f64, y: &mut [T]) = down_with;
}
simd::dispatch! {
    fn down_backward<T: Float>(
        columns: &mut Columns<T>, dy: &[T], x: &[T], weight: &[T], eps: f64, gradients: [&mut [T]; 3],
    ) = down_backward_with;
}
simd::dispatch! { fn scaled<T: Float>(images: Images, x: &[T], channels: [&[T]; 3], y: &mut [T]) = scaled_with; }

#[inline(always)]
fn through_with<S: Simd, T: Float>(s: S, images: Images, x: &[T], [weight, bias]: [&[T]; 2], eps: f64, y: &mut [T]) {
    for channel in 0..images.channels {
        let (mean, variance) = moments(s, images.count(), images.slices(channel).map(|at| &x[at]));
        let scale = weight[channel].wide() / (variance + eps).sqrt();
        let [mean, scale, bias] = [mean, scale, bias[channel].wide()].map(
            #[inline(always)]
            |x| Vector::<S, T>::constant(s, x),
        );
        for at in images.slices(channel) {
            simd::map(
                s,
                &x[at.clone()],
                &mut y[at],
                #[inline(always)]
                |x| (x - mean).mul_add(scale, bias),
            );
        }
    }
}

#[inline(always)]
fn through_backward_with<S: Simd, T: Float>(
    s: S,
    images: Images,
    dy: &[T],
    x: &[T],
    weight: &[T],
    eps: f64,
    [dx, dweight, dbias]: [&mut [T]; 3],
) {
    let count = images.count() as f64;
    for channel in 0..images.channels {
        let (mean, variance) = moments(s, images.count(), images.slices(channel).map(|at| &x[at]));
        let factor = 1.0 / (variance + eps).sqrt();
        let [mean, scale] = [mean, factor].map(
            #[inline(always)]
            |x| Vector::<S, T>::constant(s, x),
        );
        let [all, along] = simd::totals(
            s,
            images.slices(channel).map(|at| [&dy[at.clone()], &x[at]]),
            #[inline(always)]
            |[dy, x]| [dy, dy * ((x - mean) * scale)],
        );
        (dweight[channel], dbias[channel]) = (T::narrow(along), T::narrow(all));
        let [all, along, slope] = [all / count, along / count, factor * weight[channel].wide()].map(
            #[inline(always)]
            |x| Vector::<S, T>::constant(s, x),
        );
        for at in images.slices(channel) {
            simd::map_many(
                s,
                [&dy[at.clone()], &x[at.clone()]],
                &mut dx[at],
                #[inline(always)]
                |[dy, x]| slope * ((x - mean) * scale).neg_mul_add(along, dy - all),
            );
        }
    }
}

#[inline(always)]
fn scaled_with<S: Simd, T: Float>(s: S, images: Images, x: &[T], [mean, scale, bias]: [&[T]; 3], y: &mut [T]) {
    if images.are_rows() {
        let rows = x.chunks_exact(images.channels.max(1)).zip(y.chunks_exact_mut(images.channels.max(1)));
        for (x, y) in rows {
            simd::map_many(
                s,
                [x, mean, scale, bias],
                y,
                #[inline(always)]
                |[x, mean, scale, bias]| (x - mean).mul_add(scale, bias),
            );
        }
        return;
    }
    let slices = x.chunks_exact(images.pixels.max(1)).zip(y.chunks_exact_mut(images.pixels.max(1)));
    for (i, (x, y)) in slices.enumerate() {
        let [mean, scale, bias] = [mean, scale, bias].map(
            #[inline(always)]
            |of| Vector::<S, T>::splat(s, of[i % images.channels]),
        );
        simd::map(
            s,
            x,
            y,
            #[inline(always)]
            |x| (x - mean).mul_add(scale, bias),
        );
    }
}

/// What is kept for each column of a group.
struct Columns<T> {
    lanes: Lanes,
    moments: ColumnMoments<T>,
    sums: [ColumnSums<T>; 2],
    factor: Vec<T>,
    means: [Vec<T>; 2],
}

impl<T: Float> Columns<T> {
    fn new(op: &str, lanes: Lanes) -> Result<Self> {
        let width = [if lanes.stride == 1 { 0 } else { lanes.widest() }];
        Ok(Columns {
            lanes,
            moments: ColumnMoments::new(op, lanes)?,
            sums: [ColumnSums::new(op, width[0])?, ColumnSums::new(op, width[0])?],
            factor: zeros(op, &width)?,
            means: [zeros(op, &width)?, zeros(op, &width)?],
        })
    }

    /// Mean, variance and factor of the columns of a group.
    #[inline(always)]
    fn find<S: Simd>(&mut self, s: S, x: &[T], eps: f64, start: usize, width: usize) {
        self.moments.find(s, x, start, width);
        for (factor, variance) in self.factor.iter_mut().zip(&self.moments.variance) {
            *factor = T::narrow(1.0 / (variance + eps).sqrt());
        }
    }
}

#[inline(always)]
fn down_with<S: Simd, T: Float>(
    s: S,
    columns: &mut Columns<T>,
    x: &[T],
    [weight, bias]: [&[T]; 2],
    eps: f64,
    y: &mut [T],
) {
    let lanes = columns.lanes;
    for (start, width) in lanes.groups() {
        columns.find(s, x, eps, start, width);
        for (factor, weight) in columns.factor.iter_mut().zip(&weight[start..start + width]) {
            *factor = *factor * *weight;
        }
        for k in 0..lanes.length {
            let at = lanes.row(start, width, k);
            let rows =
                [&x[at.clone()], &columns.moments.mean[..width], &columns.factor[..width], &bias[start..][..width]];
            simd::map_many(
                s,
                rows,
                &mut y[at],
                #[inline(always)]
                |[x, mean, scale, bias]| (x - mean).mul_add(scale, bias),
            );
        }
    }
}

#[inline(always)]
fn down_backward_with<S: Simd, T: Float>(
    s: S,
    columns: &mut Columns<T>,
    dy: &[T],
    x: &[T],
    weight: &[T],
    eps: f64,
    [dx, dweight, dbias]: [&mut [T]; 3],
) {
    let (lanes, count) = (columns.lanes, columns.lanes.length as f64);
    for (start, width) in lanes.groups() {
        columns.find(s, x, eps, start, width);
        let (mean, factor) = (&columns.moments.mean[..width], &columns.factor[..width]);
        let [along, all] = &mut columns.sums;
        for k in 0..lanes.length {
            let at = lanes.row(start, width, k);
            along.add(
                s,
                [&dy[at.clone()], &x[at.clone()], mean, factor],
                #[inline(always)]
                |[dy, x, mean, factor]| dy * ((x - mean) * factor),
            );
            all.add(
                s,
                [&dy[at]],
                #[inline(always)]
                |[dy]| dy,
            );
        }
        for (out, (sums, means)) in
            [&mut *dweight, &mut *dbias].into_iter().zip([along, all].into_iter().zip(&mut columns.means))
        {
            for ((out, mean), sum) in out[start..start + width].iter_mut().zip(means).zip(sums.take()) {
                (*out, *mean) = (T::narrow(sum), T::narrow(sum / count));
            }
        }
        let [along, all] = &columns.means;
        for k in 0..lanes.length {
            let at = lanes.row(start, width, k);
            let rows = [
                &dy[at.clone()],
                &x[at.clone()],
                mean,
                factor,
                &weight[start..][..width],
                &along[..width],
                &all[..width],
            ];
            simd::map_many(
                s,
                rows,
                &mut dx[at],
                #[inline(always)]
                |[dy, x, mean, factor, weight, along, all]| {
                    factor * weight * ((x - mean) * factor).neg_mul_add(along, dy - all)
                },
            );
        }
    }
}

#[cfg(test)]
mod tests;
