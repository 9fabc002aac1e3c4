//! A plain recurrent network over a sequence: [`rnn_cell`](super::rnn_cell) at each time, with the same weights
//! (Elman 1990).
//!
//! | | reads | writes | flops |
//! |---|---|---|---|
//! | forward | `x`, weights (`w_hh` once a step) | `y` | 2 * batch * time * hidden * (features + hidden) |
//! | backward | `dy`, and what forward reads | a gradient for each | three times that |
//!
//! `h[t] = rnn_cell(x[t], h[t - 1])` from `h0` on; the answer is all of `h`. The gradient goes back through time.

use crate::Float;
use crate::array::{Result, View};
use crate::job::{Job, Work};
use crate::ops::rnn_cell::Rnn;
use crate::recurrent::{Gradients, Layer};

/// `y [batch, time, hidden]`: `x [batch, time, features]`, `h0 [batch, hidden]`, weights as of the cell.
pub fn forward<'a, T: Float>(
    x: View<'a, T>,
    h0: View<'a, T>,
    w_ih: View<'a, T>,
    w_hh: View<'a, T>,
    b_ih: View<'a, T>,
    b_hh: View<'a, T>,
) -> Result<Job<T, 1, impl Work<T, 1> + 'a>> {
    let op = "rnn";
    let layer = Layer::sequence(op, x, h0, None, [w_ih, w_hh, b_ih, b_hh])?;
    let room = layer.room(op, false)?;
    let shape = [layer.batch, layer.time, layer.hidden].into();
    Ok(Job::new([shape], layer.cost(1.0), move |[y]| layer.states(Rnn, room, y)))
}

/// `(dx, dh0, dw_ih, dw_hh, db_ih, db_hh)`, for `dy [batch, time, hidden]`.
pub fn backward<'a, T: Float>(
    dy: View<'a, T>,
    x: View<'a, T>,
    h0: View<'a, T>,
    w_ih: View<'a, T>,
    w_hh: View<'a, T>,
    b_ih: View<'a, T>,
    b_hh: View<'a, T>,
) -> Result<Job<T, 6, impl Work<T, 6> + 'a>> {
    let op = "rnn.backward";
    let layer = Layer::sequence(op, x, h0, None, [w_ih, w_hh, b_ih, b_hh])?;
    dy.expect(op, "dy", &[layer.batch, layer.time, layer.hidden])?;
    let room = layer.room(op, true)?;
    let shapes = [x, h0, w_ih, w_hh, b_ih, b_hh].map(|input| input.shape.into());
    Ok(Job::new(shapes, layer.cost(3.0), move |[x, h, w_ih, w_hh, b_ih, b_hh]| {
        let to = Gradients { x, h, c: &mut [], w_ih, w_hh, b_ih, b_hh };
        layer.backward(Rnn, room, dy.data, None, None, to);
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Array;
    use crate::ops::rnn_cell;
    use crate::ops::testing::{Recurrent, assert_close, check_gradients, same_on_two_threads};

    fn run(of: &[View<f64>]) -> Array<f64> {
        forward(of[0], of[1], of[2], of[3], of[4], of[5]).unwrap().answer()
    }

    #[test]
    fn a_sequence_is_its_steps_and_its_gradient_goes_back_through_them() {
        for (time, sizes) in [(1, [2, 3, 4]), (3, [2, 3, 5]), (4, [5, 2, 9]), (0, [2, 3, 4]), (2, [0, 3, 4])] {
            let inputs = Recurrent::new(1, time, sizes, None);
            let y = run(&inputs.views());
            let mut h = inputs.arrays[1].clone();
            for t in 0..time {
                let (of, x) = (inputs.views(), inputs.step(t));
                h = rnn_cell::forward(x.view(), h.view(), of[2], of[3], of[4], of[5]).unwrap().answer();
                assert_close(&inputs.at(&y, t), &h, 1e-13);
            }
            check_gradients(
                &inputs.arrays,
                &[&y],
                |of| vec![run(of)],
                |dy, of| backward(dy[0], of[0], of[1], of[2], of[3], of[4], of[5]).unwrap().run().into(),
            );
        }
    }

    #[test]
    fn the_number_of_threads_changes_no_digit() {
        let inputs = Recurrent::new(1, 5, [70, 90, 120], None);
        let of = inputs.views();
        let y = run(&of);
        same_on_two_threads(|| run(&of));
        same_on_two_threads(|| backward(y.view(), of[0], of[1], of[2], of[3], of[4], of[5]).unwrap().run());
    }
}
