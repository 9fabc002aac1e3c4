//! Functions of one number, carried over arrays: `y = f(x)`, and `dx = dy * f'(x)` on the way back.
//!
//! An operation says what `f` does to a vector; the loops are here. Both directions read each number once and write
//! each once, and may write over what they read.

use crate::elementwise::{Elementwise, Map, Sink, Source, vectors, vectors_abreast};
use crate::simd::{self, Register, Simd};
use crate::{Float, Result, View};

/// A function of one number and its slope. `#[inline(always)]` on both methods is part of the form.
pub(crate) trait Curve: Copy + Send + Sync {
    /// Whether it takes many steps, so that vectors are better done side by side.
    const LONG: bool = true;
    /// `f(x)`.
    fn value<V: Register>(self, s: V::Token, x: V) -> V;
    /// `dy * f'(x)`.
    fn gradient<V: Register>(self, s: V::Token, dy: V, x: V) -> V;
}

/// The job that writes `f(x)`, at `cost` nanoseconds an element.
pub(crate) fn forward<'a, T: Float>(
    x: View<'a, T>,
    cost: f64,
    curve: impl Curve + 'a,
) -> Elementwise<'a, T, 1, 1, impl Map<T, 1, 1> + 'a> {
    Elementwise::new([x], cost, move |[x], [y]| value(curve, x, y))
}

/// The job that writes `dy * f'(x)`, for `dy` of the shape of `x`.
pub(crate) fn backward<'a, T: Float>(
    op: &str,
    dy: View<'a, T>,
    x: View<'a, T>,
    cost: f64,
    curve: impl Curve + 'a,
) -> Result<Elementwise<'a, T, 2, 1, impl Map<T, 2, 1> + 'a>> {
    dy.expect(op, "dy", x.shape)?;
    Ok(Elementwise::new([dy, x], cost, move |[dy, x], [dx]| gradient(curve, dy, x, dx)))
}

simd::dispatch! {
    /// `y = f(x)`.
    pub(crate) fn value<T: Float, C: Curve>(curve: C, x: Source<'_, T>, y: Sink<'_, T>) = value_with;
}

simd::dispatch! {
    /// `dx = dy * f'(x)`.
    pub(crate) fn gradient<T: Float, C: Curve>(
        curve: C, dy: Source<'_, T>, x: Source<'_, T>, dx: Sink<'_, T>,
    ) = gradient_with;
}

#[inline(always)]
fn value_with<S: Simd, T: Float, C: Curve>(s: S, curve: C, x: Source<'_, T>, y: Sink<'_, T>) {
    if C::LONG {
        vectors_abreast::<S, T, 1, 1, 4>(
            s,
            [x],
            [y],
            #[inline(always)]
            |[x]| [curve.value(s, x)],
        );
    } else {
        vectors(
            s,
            [x],
            [y],
            #[inline(always)]
            |[x]| [curve.value(s, x)],
        );
    }
}

#[inline(always)]
fn gradient_with<S: Simd, T: Float, C: Curve>(s: S, curve: C, dy: Source<'_, T>, x: Source<'_, T>, dx: Sink<'_, T>) {
    vectors_abreast::<S, T, 2, 1, 2>(
        s,
        [dy, x],
        [dx],
        #[inline(always)]
        |[dy, x]| [curve.gradient(s, dy, x)],
    );
}
