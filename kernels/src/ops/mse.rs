//! The mean squared error (Gauss 1809).
//!
//! | | reads | writes | flops |
//! |---|---|---|---|
//! | forward | `x`, `target` | one number | 3 an element |
//! | backward | `x`, `target` | `dx` | 3 an element |
//!
//! `loss = mean((x - target)^2)`, `dx = dy * 2 / count * (x - target)`; a target is data.

use crate::Float;
use crate::array::{Result, View};
use crate::job::{self, Job, Work};
use crate::loss::{self, Loss};
use crate::simd::Register;

#[derive(Clone, Copy)]
struct Square;

impl Loss for Square {
    #[inline(always)]
    fn term<V: Register>(self, _: V::Token, x: V, target: V) -> V {
        (x - target) * (x - target)
    }

    #[inline(always)]
    fn slope<V: Register>(self, _: V::Token, x: V, target: V) -> V {
        (x - target) + (x - target)
    }
}

/// The mean loss, a single number: `x` and `target` of any one shape.
pub fn forward<'a, T: Float>(x: View<'a, T>, target: View<'a, T>) -> Result<Job<T, 1, impl Work<T, 1> + 'a>> {
    loss::forward(("mse", ["x", "target"]), x, target, job::ELEMENT, Square)
}

/// `dx`, the gradient of the loss by `x`, for `dy` a single number.
pub fn backward<'a, T: Float>(
    dy: View<'a, T>,
    x: View<'a, T>,
    target: View<'a, T>,
) -> Result<Job<T, 1, impl Work<T, 1> + 'a>> {
    loss::backward(("mse.backward", ["x", "target"]), dy, x, target, job::ELEMENT, Square)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{array, assert_loss};

    #[test]
    fn three_numbers_by_hand() {
        let (x, target) = (View::new(&[1.0f32, 2.0, 3.0], &[3]), View::new(&[1.0, 4.0, 0.0], &[3]));
        assert_eq!(forward(x, target).unwrap().answer().data, [13.0 / 3.0]);
        let dx = backward(View::new(&[3.0], &[]), x, target).unwrap().answer();
        assert_eq!(dx.data, [0.0, -4.0, 6.0]);
    }

    #[test]
    fn the_mean_of_nothing_is_refused_and_so_is_another_shape() {
        let (none, x) = (View::<f64>::new(&[], &[0]), array(&[2, 3], 1));
        let words = forward(none, none).unwrap_err().to_string();
        assert_eq!(words, "mse: x has shape [0]: the mean of nothing is not defined");
        let words = forward(x.view(), View::new(&x.data, &[6])).unwrap_err().to_string();
        assert_eq!(words, "mse: target has shape [6], expected [2, 3]");
    }

    #[test]
    fn backward_is_the_slope_of_forward() {
        assert_loss(|x, t| forward(x, t).unwrap().answer(), |dy, x, t| backward(dy, x, t).unwrap().answer());
    }
}
