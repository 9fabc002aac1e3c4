//! Matrix times matrix, over any number of leading axes.
//!
//! | | reads | writes | flops |
//! |---|---|---|---|
//! | forward | `a`, `b` | `y` | 2 * rows * inner * cols |
//! | backward | `dy`, `a`, `b` | `da`, `db` | 4 * rows * inner * cols |
//!
//! for each matrix of `y`. `y[r, c] = sum_k a[r, k] * b[k, c]`, `da = dy @ b^T`, `db = a^T @ dy`; a transposed factor
//! lies the other way round, and so does its gradient.
//!
//! Leading axes pair up from the right; where one operand has length 1, or no axis at all, its matrices are repeated.
//! The gradient of what was repeated is the sum over all its uses. A stack times one matrix is one tall product, with
//! all the rows of the stack.

use crate::array::{Result, View, refuse};
use crate::gemm::{Matrix, MatrixMut, Plain, Start, multiply};
use crate::job::{self, Job, Work};
use crate::{Float, Shape, threads};

/// Fewer floating-point operations in all are not worth waking a thread for.
const PARALLEL: f64 = 2e6;

type Axes = [usize; Shape::MOST];

/// One operand: matrices of one form, laid over the products.
#[derive(Clone, Copy)]
struct Operand<'a, T> {
    data: &'a [T],
    /// The number of rows and columns as they lie in memory.
    form: [usize; 2],
    transpose: bool,
    /// For each leading axis of the result: how many matrices the operand has along it, ...
    own: Axes,
    /// ... how often each is repeated, ...
    repeats: Axes,
    /// ... and how far it is to the next.
    steps: Axes,
}

impl<'a, T: Float> Operand<'a, T> {
    /// Its matrix with this number, as the product takes it.
    fn matrix(&self, index: usize) -> Matrix<'a, T> {
        let [rows, cols] = self.form;
        let matrix = Matrix::new(&self.data[index * rows * cols..], rows, cols);
        if self.transpose { matrix.transposed() } else { matrix }
    }
}

/// One call, with its sizes.
struct Products<'a, T> {
    a: Operand<'a, T>,
    b: Operand<'a, T>,
    /// The leading axes of the result, filled up in front with axes of length 1.
    leading: Axes,
    /// How far it is to the next product along each.
    steps: Axes,
    rows: usize,
    inner: usize,
    cols: usize,
    result: Shape,
}

impl<'a, T: Float> Products<'a, T> {
    fn of(op: &str, a: View<'a, T>, b: View<'a, T>, transpose_a: bool, transpose_b: bool) -> Result<Self> {
        let in_order =
            |transpose, [first, second]: [usize; 2]| if transpose { [second, first] } else { [first, second] };
        let words = |transpose, [first, second]: [&str; 2]| {
            if transpose { format!("[..., {second}, {first}]") } else { format!("[..., {first}, {second}]") }
        };
        let [a_leading @ .., a0, a1] = a.shape else {
            refuse!("{op}: a has shape {:?}, expected {}", a.shape, words(transpose_a, ["rows", "inner"]))
        };
        let [rows, inner] = in_order(transpose_a, [*a0, *a1]);
        let (b_leading, [depth, cols]) = match b.shape {
            [leading @ .., b0, b1] => (leading, in_order(transpose_b, [*b0, *b1])),
            _ => (&[][..], [usize::MAX; 2]),
        };
        if depth != inner {
            let expected = words(transpose_b, [&inner.to_string(), "cols"]);
            refuse!("{op}: b has shape {:?}, expected {expected} for a with shape {:?}", b.shape, a.shape)
        }
        let ([a_own, b_own], mut leading) = ([filled(a_leading), filled(b_leading)], [1; Shape::MOST]);
        for ((both, a_own), b_own) in leading.iter_mut().zip(a_own).zip(b_own) {
            *both = if a_own == 1 { b_own } else { a_own };
            if b_own != 1 && b_own != *both {
                refuse!(
                    "{op}: b has shape {:?}, expected its leading axes to fit those of a with shape {:?}",
                    b.shape,
                    a.shape
                )
            }
        }
        let axes = a_leading.len().max(b_leading.len());
        let result = Shape::join(op, "y", &[&leading[Shape::MOST - axes..], &[rows, cols]])?;
        let operand = |view: View<'a, T>, form, transpose, own: Axes| {
            let repeats = std::array::from_fn(|i| if own[i] == leading[i] { 1 } else { leading[i] });
            let steps = steps(&own);
            // A matrix that is used again and again is stayed at.
            let steps = std::array::from_fn(|i| if own[i] == leading[i] { steps[i] } else { 0 });
            Operand { data: view.data, form, transpose, own, repeats, steps }
        };
        let a = operand(a, [*a0, *a1], transpose_a, a_own);
        let b = operand(b, in_order(transpose_b, [inner, cols]), transpose_b, b_own);
        let products = Products { a, b, leading, steps: steps(&leading), rows, inner, cols, result };
        Ok(if !transpose_a && b_own == [1; Shape::MOST] { products.merged() } else { products })
    }

    /// All rows of `a` times the one `b`.
    fn merged(mut self) -> Self {
        let ones = [1; Shape::MOST];
        self.rows = self.rows.saturating_mul(self.count());
        self.a = Operand { form: [self.rows, self.inner], own: ones, repeats: ones, ..self.a };
        self.b.repeats = ones;
        Products { leading: ones, ..self }
    }

    fn count(&self) -> usize {
        product(&self.leading)
    }

    fn flops(&self) -> f64 {
        2.0 * [self.rows, self.inner, self.cols, self.count()].map(|size| size as f64).iter().product::<f64>()
    }

    /// The gradient by one operand: to each of its matrices, what `slope` says of the products that use it; `slope` is
    /// given the number of the product and where to add.
    fn gradient(&self, of: &Operand<T>, to: &mut [T], slope: impl Fn(usize, MatrixMut<T>, Start) + Sync) {
        let [rows, cols] = of.form;
        let repeats = product(&of.repeats);
        each(to, rows * cols, self.flops(), |index, to| {
            if repeats == 0 {
                to.fill(T::ZERO);
            }
            let first = place(index, &of.own, &self.steps);
            for repeat in 0..repeats {
                let start = if repeat == 0 { Start::Zero } else { Start::Here };
                let product = first + place(repeat, &of.repeats, &self.steps);
                slope(product, MatrixMut::new(to, rows, cols), start);
            }
        });
    }
}

/// These lengths, behind as many axes of length 1 as there is room for. (Nine axes or more are no view's.)
fn filled(leading: &[usize]) -> Axes {
    let mut axes = [1; Shape::MOST];
    axes[Shape::MOST - leading.len()..].copy_from_slice(leading);
    axes
}

/// How many places there are. Too many to count are never visited: there is no memory for the answer, or nothing in it.
fn product(lengths: &Axes) -> usize {
    lengths.iter().fold(1, |product, length| product.saturating_mul(*length))
}

/// How far it is to the next along each axis, in row-major order.
fn steps(lengths: &Axes) -> Axes {
    let (mut steps, mut step) = ([0; Shape::MOST], 1usize);
    for (to, length) in steps.iter_mut().zip(lengths).rev() {
        *to = step;
        // Where an axis is empty nobody steps.
        step = step.saturating_mul(*length);
    }
    steps
}

/// Where number `index` of the places in axes of these lengths lies, with these steps.
fn place(mut index: usize, lengths: &Axes, steps: &Axes) -> usize {
    let mut at = 0;
    for (length, step) in lengths.iter().zip(steps).rev() {
        if index == 0 {
            break;
        }
        at += index % length * step;
        index /= length;
    }
    at
}

/// Calls `work` for each matrix of `size` numbers, on several threads if there are several and much to do.
fn each<T: Float>(data: &mut [T], size: usize, flops: f64, work: impl Fn(usize, &mut [T]) + Sync) {
    if data.is_empty() {
        return;
    }
    if data.len() == size || flops < PARALLEL {
        // A product that is large by itself is shared out inside.
        return data.chunks_exact_mut(size).enumerate().for_each(|(i, matrix)| work(i, matrix));
    }
    threads::parallel_chunks(data, size, work);
}

/// `y = a @ b`: `[..., rows, inner] x [..., inner, cols] -> [..., rows, cols]`.
pub fn forward<'a, T: Float>(
    a: View<'a, T>,
    b: View<'a, T>,
    transpose_a: bool,
    transpose_b: bool,
) -> Result<Job<T, 1, impl Work<T, 1> + 'a>> {
    let call = match single(a, b, transpose_a, transpose_b) {
        Some((a, b)) => Call::One(a, b),
        None => Call::Many(Box::new(Products::of("matmul", a, b, transpose_a, transpose_b)?)),
    };
    let (shape, flops) = match &call {
        Call::One(a, b) => ([a.rows, b.cols].into(), 2.0 * a.rows as f64 * a.cols as f64 * b.cols as f64),
        Call::Many(p) => (p.result, p.flops()),
    };
    Ok(Job::new([shape], job::FLOP * flops, move |[y]| match call {
        Call::One(a, b) => multiply(a, b, MatrixMut::new(y, a.rows, b.cols), Start::Zero, &Plain),
        Call::Many(p) => each(y, p.rows * p.cols, p.flops(), |i, y| {
            let a = p.a.matrix(place(i, &p.leading, &p.a.steps));
            let b = p.b.matrix(place(i, &p.leading, &p.b.steps));
            multiply(a, b, MatrixMut::new(y, p.rows, p.cols), Start::Zero, &Plain);
        }),
    }))
}

/// What forward does. The sizes of many products lie on the heap: moving them about takes longer than a small product.
enum Call<'a, T> {
    One(Matrix<'a, T>, Matrix<'a, T>),
    Many(Box<Products<'a, T>>),
}

/// Two matrices that fit, as they are multiplied; `None` leaves everything else, refusals too, to [`Products::of`].
fn single<'a, T: Float>(
    a: View<'a, T>,
    b: View<'a, T>,
    transpose_a: bool,
    transpose_b: bool,
) -> Option<(Matrix<'a, T>, Matrix<'a, T>)> {
    let (&[a0, a1], &[b0, b1]) = (a.shape, b.shape) else { return None };
    let (a, b) = (Matrix::new(a.data, a0, a1), Matrix::new(b.data, b0, b1));
    let a = if transpose_a { a.transposed() } else { a };
    let b = if transpose_b { b.transposed() } else { b };
    (a.cols == b.rows).then_some((a, b))
}

/// `(da, db)`, the gradients of the loss by both operands, for `dy` of the shape of forward's answer.
pub fn backward<'a, T: Float>(
    dy: View<'a, T>,
    a: View<'a, T>,
    b: View<'a, T>,
    transpose_a: bool,
    transpose_b: bool,
) -> Result<Job<T, 2, impl Work<T, 2> + 'a>> {
    let op = "matmul.backward";
    let shapes = [a.shape.into(), b.shape.into()];
    let p = Products::of(op, a, b, transpose_a, transpose_b)?;
    dy.expect(op, "dy", &p.result)?;
    Ok(Job::new(shapes, 2.0 * job::FLOP * p.flops(), move |[da, db]| {
        let slope = |i: usize| Matrix::new(&dy.data[i * p.rows * p.cols..], p.rows, p.cols);
        p.gradient(&p.a, da, |i, da, start| {
            let (dy, b) = (slope(i), p.b.matrix(place(i, &p.leading, &p.b.steps)));
            if p.a.transpose {
                multiply(b, dy.transposed(), da, start, &Plain);
            } else {
                multiply(dy, b.transposed(), da, start, &Plain);
            }
        });
        p.gradient(&p.b, db, |i, db, start| {
            let (dy, a) = (slope(i), p.a.matrix(place(i, &p.leading, &p.a.steps)));
            if p.b.transpose {
                multiply(dy.transposed(), a, db, start, &Plain);
            } else {
                multiply(a.transposed(), dy, db, start, &Plain);
            }
        });
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{array, assert_close, assert_gradient, same_on_two_threads};
    use crate::{Array, Error};

    /// Three plain loops a product, and NumPy's rule for the axes before.
    fn plain(a: &Array<f64>, b: &Array<f64>, transpose_a: bool, transpose_b: bool) -> Array<f64> {
        let turned = |transpose, shape: &[usize]| {
            let [.., first, second] = *shape else { panic!("a matrix") };
            if transpose { [second, first] } else { [first, second] }
        };
        let ([rows, inner], [_, cols]) = (turned(transpose_a, &a.shape), turned(transpose_b, &b.shape));
        let (a_lead, b_lead) = (filled(&a.shape[..a.shape.len() - 2]), filled(&b.shape[..b.shape.len() - 2]));
        let lead: Axes = std::array::from_fn(|i| if a_lead[i] == 1 { b_lead[i] } else { a_lead[i] });
        let matrix = |index: usize, own: &Axes| {
            let (mut rest, mut at, mut step) = (index, 0, 1);
            for (own, all) in own.iter().zip(&lead).rev() {
                at += (rest % all).min(own - 1) * step;
                (rest, step) = (rest / all, step * own);
            }
            at
        };
        let mut data = Vec::new();
        for i in 0..lead.iter().product() {
            let (a_at, b_at) = (matrix(i, &a_lead) * rows * inner, matrix(i, &b_lead) * inner * cols);
            for (r, c) in (0..rows).flat_map(|r| (0..cols).map(move |c| (r, c))) {
                let product = |k| {
                    let a_at = a_at + if transpose_a { k * rows + r } else { r * inner + k };
                    let b_at = b_at + if transpose_b { c * inner + k } else { k * cols + c };
                    a.data[a_at] * b.data[b_at]
                };
                data.push((0..inner).map(product).sum());
            }
        }
        let axes = a.shape.len().max(b.shape.len()) - 2;
        Array { data, shape: [&lead[Shape::MOST - axes..], &[rows, cols]].concat() }
    }

    /// Forward against plain loops and backward against differences, transposed in all four ways.
    fn check(a_leading: &[usize], b_leading: &[usize], [rows, inner, cols]: [usize; 3]) {
        for (transpose_a, transpose_b) in [(false, false), (true, false), (false, true), (true, true)] {
            let form = |leading: &[usize], transpose, [first, second]: [usize; 2]| {
                [leading, &if transpose { [second, first] } else { [first, second] }].concat()
            };
            let a = array(&form(a_leading, transpose_a, [rows, inner]), 1);
            let b = array(&form(b_leading, transpose_b, [inner, cols]), 2);
            let truth = plain(&a, &b, transpose_a, transpose_b);
            let run = |a: View<f64>, b: View<f64>| forward(a, b, transpose_a, transpose_b).unwrap().answer();
            assert_close(&run(a.view(), b.view()), &truth, 1e-14 * (1.0 + inner as f64));
            let dy = array(&truth.shape, 3);
            let [da, db] = backward(dy.view(), a.view(), b.view(), transpose_a, transpose_b).unwrap().run();
            assert_gradient(&da, &a, &dy, |a| run(a, b.view()));
            assert_gradient(&db, &b, &dy, |b| run(a.view(), b));
        }
    }

    #[test]
    fn one_matrix_and_another_in_every_form() {
        for sizes in [[1, 1, 1], [1, 5, 3], [4, 1, 1], [7, 3, 9], [5, 8, 4]] {
            check(&[], &[], sizes);
        }
    }

    #[test]
    fn leading_axes_pair_up_and_repeat_as_numpys() {
        for (a, b) in [
            (&[2][..], &[2][..]),
            (&[3], &[]),
            (&[], &[3]),
            (&[1], &[3]),
            (&[2, 1], &[3]),
            (&[3], &[2, 1]),
            (&[2, 1, 2], &[3, 1]),
            (&[2, 2], &[1, 1]),
            (&[1, 1], &[1]),
        ] {
            check(a, b, [2, 3, 4]);
        }
    }

    #[test]
    fn what_is_empty_stays_empty_and_a_sum_over_nothing_is_zero() {
        for (a, b, sizes) in [
            (&[][..], &[][..], [2, 0, 3]),
            (&[], &[], [0, 2, 3]),
            (&[0], &[1], [2, 3, 2]),
            (&[1, 2], &[0, 1], [2, 3, 2]),
            (&[2], &[], [2, 3, 0]),
        ] {
            check(a, b, sizes);
        }
    }

    #[test]
    fn a_long_row_of_empty_matrices_costs_nothing() {
        let none = View::<f32>::new(&[], &[1 << 60, 0, 0]);
        assert_eq!(forward(none, none, false, false).unwrap().answer().shape, [1 << 60, 0, 0]);
        let gradients = backward(none, none, none, false, false).unwrap().run();
        assert!(gradients.iter().all(|gradient| gradient.data.is_empty()));
    }

    #[test]
    fn the_number_of_threads_changes_no_digit() {
        let (a, b, dy) = (array(&[9, 70, 65], 1), array(&[65, 67], 2), array(&[9, 70, 67], 3));
        same_on_two_threads(|| backward(dy.view(), a.view(), b.view(), false, false).unwrap().run());
        let (a, b) = (array(&[9, 65, 70], 1), array(&[3, 1, 65, 67], 2));
        same_on_two_threads(|| forward(a.view(), b.view(), true, false).unwrap().run());
    }

    #[test]
    fn shapes_that_do_not_fit_are_refused_in_words() {
        let (a, b) = (array(&[2, 4, 3], 1), array(&[2, 5, 3], 2));
        let words = |transpose_a, transpose_b| {
            let Err(Error::Value(words)) = forward(a.view(), b.view(), transpose_a, transpose_b) else {
                panic!("was accepted")
            };
            words
        };
        let expected = "matmul: b has shape [2, 5, 3], expected [..., 3, cols] for a with shape [2, 4, 3]";
        assert_eq!(words(false, false), expected);
        let expected = "matmul: b has shape [2, 5, 3], expected [..., cols, 4] for a with shape [2, 4, 3]";
        assert_eq!(words(true, true), expected);
        let vector = forward(View::new(&[1.0], &[1]), b.view(), true, false).unwrap_err().to_string();
        assert_eq!(vector, "matmul: a has shape [1], expected [..., inner, rows]");
        let b = array(&[3, 3, 2], 2);
        let unequal = forward(a.view(), b.view(), false, false).unwrap_err().to_string();
        assert!(unequal.contains("b has shape [3, 3, 2], expected its leading axes to fit"), "{unequal}");
    }
}
