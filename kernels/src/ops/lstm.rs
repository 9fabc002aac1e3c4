//! Long short-term memory over a sequence: [`lstm_cell`](super::lstm_cell) at each time, with the same weights
//! (Hochreiter and Schmidhuber 1997).
//!
//! | | reads | writes | flops |
//! |---|---|---|---|
//! | forward | `x`, weights (`w_hh` once a step) | `y`, `h`, `c` | 8 * batch * time * hidden * (features + hidden) |
//! | backward | `dy`, `dh`, `dc`, and what forward reads | a gradient for each | three times that |
//!
//! `h[t], c[t] = lstm_cell(x[t], h[t - 1], c[t - 1])` from `h0` and `c0` on; the answer is all of `h`, and the last `h`
//! and `c`. The gradient goes back through time.

use crate::Float;
use crate::array::{Result, View};
use crate::job::{Job, Work};
use crate::ops::lstm_cell::Lstm;
use crate::recurrent::{Gradients, Layer};

/// `(y [batch, time, hidden], h, c [batch, hidden])`: `x [batch, time, features]`, `h0` and `c0 [batch, hidden]`, weights
/// as of the cell.
pub fn forward<'a, T: Float>(
    x: View<'a, T>,
    h0: View<'a, T>,
    c0: View<'a, T>,
    w_ih: View<'a, T>,
    w_hh: View<'a, T>,
    b_ih: View<'a, T>,
    b_hh: View<'a, T>,
) -> Result<Job<T, 3, impl Work<T, 3> + 'a>> {
    let op = "lstm";
    let layer = Layer::sequence(op, x, h0, Some(c0), [w_ih, w_hh, b_ih, b_hh])?;
    let room = layer.room(op, false)?;
    let shapes = [[layer.batch, layer.time, layer.hidden].into(), h0.shape.into(), c0.shape.into()];
    Ok(Job::new(shapes, layer.cost(1.0), move |[y, h, c]| layer.forward(Lstm, room, y, h, c)))
}

/// `(dx, dh0, dc0, dw_ih, dw_hh, db_ih, db_hh)`, for `dy [batch, time, hidden]`, `dh` and `dc [batch, hidden]`.
#[allow(clippy::too_many_arguments, reason = "as many as the layer has")]
pub fn backward<'a, T: Float>(
    dy: View<'a, T>,
    dh: View<'a, T>,
    dc: View<'a, T>,
    x: View<'a, T>,
    h0: View<'a, T>,
    c0: View<'a, T>,
    w_ih: View<'a, T>,
    w_hh: View<'a, T>,
    b_ih: View<'a, T>,
    b_hh: View<'a, T>,
) -> Result<Job<T, 7, impl Work<T, 7> + 'a>> {
    let op = "lstm.backward";
    let layer = Layer::sequence(op, x, h0, Some(c0), [w_ih, w_hh, b_ih, b_hh])?;
    dy.expect(op, "dy", &[layer.batch, layer.time, layer.hidden])?;
    dh.expect(op, "dh", h0.shape)?;
    dc.expect(op, "dc", c0.shape)?;
    let room = layer.room(op, true)?;
    let shapes = [x, h0, c0, w_ih, w_hh, b_ih, b_hh].map(|input| input.shape.into());
    Ok(Job::new(shapes, layer.cost(3.0), move |[x, h, c, w_ih, w_hh, b_ih, b_hh]| {
        let to = Gradients { x, h, c, w_ih, w_hh, b_ih, b_hh };
        layer.backward(Lstm, room, dy.data, Some(dh.data), Some(dc.data), to);
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Array;
    use crate::ops::lstm_cell;
    use crate::ops::testing::{Recurrent, assert_close, check_gradients, same_on_two_threads};

    fn run(of: &[View<f64>]) -> [Array<f64>; 3] {
        forward(of[0], of[1], of[2], of[3], of[4], of[5], of[6]).unwrap().run()
    }

    #[test]
    fn a_sequence_is_its_steps_and_its_gradient_goes_back_through_them() {
        for (time, sizes) in [(1, [2, 3, 4]), (3, [2, 3, 5]), (4, [5, 2, 9]), (0, [2, 3, 4]), (2, [0, 3, 4])] {
            let inputs = Recurrent::new(4, time, sizes, Some(()));
            let [y, last_h, last_c] = run(&inputs.views());
            let (mut h, mut c) = (inputs.arrays[1].clone(), inputs.arrays[2].clone());
            for t in 0..time {
                let (of, x) = (inputs.views(), inputs.step(t));
                let step = lstm_cell::forward(x.view(), h.view(), c.view(), of[3], of[4], of[5], of[6]);
                [h, c] = step.unwrap().run();
                assert_close(&inputs.at(&y, t), &h, 1e-13);
            }
            assert_close(&last_h, &h, 1e-13);
            assert_close(&last_c, &c, 1e-13);
            check_gradients(
                &inputs.arrays,
                &[&y, &last_h, &last_c],
                |of| run(of).into(),
                |d, of| {
                    let job = backward(d[0], d[1], d[2], of[0], of[1], of[2], of[3], of[4], of[5], of[6]);
                    job.unwrap().run().into()
                },
            );
        }
    }

    #[test]
    fn the_number_of_threads_changes_no_digit() {
        let inputs = Recurrent::new(4, 5, [70, 90, 60], Some(()));
        let of = inputs.views();
        let [y, h, c] = run(&of);
        same_on_two_threads(|| run(&of));
        same_on_two_threads(|| {
            let (y, h, c) = (y.view(), h.view(), c.view());
            backward(y, h, c, of[0], of[1], of[2], of[3], of[4], of[5], of[6]).unwrap().run()
        });
    }
}
