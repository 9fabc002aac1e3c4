//! Losses that compare number by number: `loss = mean_i f(x[i], target[i])`, and `dx = dy / count * df/dx`.
//!
//! An operation says what `f` and its slope are; the loops are here. Targets are data: they have no gradient. Terms are
//! computed in the type of the arrays; their sum goes on in f64 every few hundred vectors (`simd/rows.rs`).

use crate::array::{Result, View, refuse};
use crate::job::{Job, Work};
use crate::simd::{self, Register, Simd, Vector};
use crate::{Float, Shape};

/// A function of a number and its target. `#[inline(always)]` on both methods is part of the form.
pub(crate) trait Loss: Copy + Send + Sync {
    /// `f(x, target)`.
    fn term<V: Register>(self, s: V::Token, x: V, target: V) -> V;
    /// `df/dx`.
    fn slope<V: Register>(self, s: V::Token, x: V, target: V) -> V;
}

/// An operation's name and what it calls its two arrays.
pub(crate) type Names<'a> = (&'a str, [&'a str; 2]);

fn check<T: Float>((op, [of_x, of_target]): Names, x: View<T>, target: View<T>) -> Result<()> {
    target.expect(op, of_target, x.shape)?;
    if x.data.is_empty() {
        refuse!("{op}: {of_x} has shape {:?}: the mean of nothing is not defined", x.shape);
    }
    Ok(())
}

/// The job that writes the mean, at `cost` nanoseconds an element.
pub(crate) fn forward<'a, T: Float>(
    names: Names,
    x: View<'a, T>,
    target: View<'a, T>,
    cost: f64,
    loss: impl Loss + 'a,
) -> Result<Job<T, 1, impl Work<T, 1> + 'a>> {
    check(names, x, target)?;
    let count = x.data.len() as f64;
    Ok(Job::new([Shape::SCALAR], cost * count, move |[y]| y[0] = T::narrow(sum(loss, x.data, target.data) / count)))
}

/// The job that writes the gradient by `x`, for `dy` a single number.
pub(crate) fn backward<'a, T: Float>(
    names: Names,
    dy: View<'a, T>,
    x: View<'a, T>,
    target: View<'a, T>,
    cost: f64,
    loss: impl Loss + 'a,
) -> Result<Job<T, 1, impl Work<T, 1> + 'a>> {
    check(names, x, target)?;
    dy.expect(names.0, "dy", &[])?;
    let count = x.data.len() as f64;
    let share = dy.data[0].wide() / count;
    Ok(Job::new([x.shape.into()], cost * count, move |[dx]| slopes(loss, share, x.data, target.data, dx)))
}

simd::dispatch! { fn sum<T: Float, L: Loss>(loss: L, x: &[T], target: &[T]) -> f64 = sum_with; }
simd::dispatch! {
    fn slopes<T: Float, L: Loss>(loss: L, share: f64, x: &[T], target: &[T], dx: &mut [T]) = slopes_with;
}

#[inline(always)]
fn sum_with<S: Simd, T: Float, L: Loss>(s: S, loss: L, x: &[T], target: &[T]) -> f64 {
    let [sum] = simd::totals(
        s,
        std::iter::once([x, target]),
        #[inline(always)]
        |[x, target]| [loss.term(s, x, target)],
    );
    sum
}

#[inline(always)]
fn slopes_with<S: Simd, T: Float, L: Loss>(s: S, loss: L, share: f64, x: &[T], target: &[T], dx: &mut [T]) {
    let share = Vector::<S, T>::constant(s, share);
    simd::map2(
        s,
        x,
        target,
        dx,
        #[inline(always)]
        |x, target| loss.slope(s, x, target) * share,
    );
}
