//! Rows of a table by their numbers (Bengio et al. 2003).
//!
//! | | reads | writes | flops |
//! |---|---|---|---|
//! | forward | `ids`, a row of `table` each | `y` | none |
//! | backward | `ids`, `dy` | `dtable` | 1 an element of `dy` |
//!
//! `y[..., :] = table[ids[...], :]`; row `w` of `dtable` is the sum of `dy` wherever `w` was looked up.
//!
//! Backward first sorts the places by their id (a counting sort: two passes over the ids), then writes each row of
//! `dtable` once, from its places in order. A frequent word is looked up many thousand times; its sum goes on in f64
//! every 64 rows.

use crate::Shape;
use crate::array::{Result, View, refuse, zeros};
use crate::float::Float;
use crate::job::{self, Job, Work};
use crate::simd::{self, ColumnSums, Simd};

/// `[words, width]` and the shape of `y`, or a refusal.
fn checked<T: Float>(op: &str, ids: View<i64>, table: View<T>) -> Result<([usize; 2], Shape)> {
    let [words, width] = table.axes(op, "table", "[words, width]")?;
    for (i, &id) in ids.data.iter().enumerate() {
        if usize::try_from(id).is_ok_and(|id| id < words) {
            continue;
        }
        if words == 0 {
            refuse!("{op}: table has shape {:?}: there is nothing to look up", table.shape);
        }
        refuse!("{op}: ids[{i}] is {id}, expected 0 to {}", words - 1);
    }
    Ok(([words, width], Shape::join(op, "y", &[ids.shape, &[width]])?))
}

/// `y [..., width]`, for `ids` of any shape, each in `0..words`, and `table [words, width]`.
pub fn forward<'a, T: Float>(ids: View<'a, i64>, table: View<'a, T>) -> Result<Job<T, 1, impl Work<T, 1> + 'a>> {
    let ([_, width], shape) = checked("embedding", ids, table)?;
    let cost = job::ELEMENT * ids.data.len() as f64 * width as f64;
    Ok(Job::new([shape], cost, move |[y]| {
        for (y, &id) in y.chunks_exact_mut(width.max(1)).zip(ids.data) {
            y.copy_from_slice(&table.data[id as usize * width..][..width]);
        }
    }))
}

/// `dtable`, of the shape of `table`, for `dy [..., width]`.
pub fn backward<'a, T: Float>(
    dy: View<'a, T>,
    ids: View<'a, i64>,
    table: View<'a, T>,
) -> Result<Job<T, 1, impl Work<T, 1> + 'a>> {
    let op = "embedding.backward";
    let ([words, width], shape) = checked(op, ids, table)?;
    dy.expect(op, "dy", &shape)?;
    let mut sums = ColumnSums::new(op, width)?;
    let mut starts = zeros(op, &[words + 1])?;
    let mut places = zeros(op, &[ids.data.len()])?;
    let cost = job::ELEMENT * (dy.data.len() + table.data.len()) as f64;
    Ok(Job::new([table.shape.into()], cost, move |[dtable]| {
        sort(ids.data, &mut starts, &mut places);
        add(dy.data, &starts, &places, &mut sums, dtable);
    }))
}

/// The places of each id: those of `w` are `places[starts[w]..starts[w + 1]]`, in order.
fn sort(ids: &[i64], starts: &mut [usize], places: &mut [usize]) {
    // Where each id ends; then, filled from behind, where it begins.
    for &id in ids {
        starts[id as usize] += 1;
    }
    let mut end = 0;
    for start in starts.iter_mut() {
        end += *start;
        *start = end;
    }
    for (place, &id) in ids.iter().enumerate().rev() {
        starts[id as usize] -= 1;
        places[starts[id as usize]] = place;
    }
}

simd::dispatch! {
    fn add<T: Float>(dy: &[T], starts: &[usize], places: &[usize], sums: &mut ColumnSums<T>, dtable: &mut [T]) = add_with;
}

#[inline(always)]
fn add_with<S: Simd, T: Float>(
    s: S,
    dy: &[T],
    starts: &[usize],
    places: &[usize],
    sums: &mut ColumnSums<T>,
    dtable: &mut [T],
) {
    let width = dtable.len() / (starts.len() - 1).max(1);
    for (row, bounds) in dtable.chunks_exact_mut(width.max(1)).zip(starts.windows(2)) {
        let slope = |place: usize| &dy[place * width..][..width];
        match places[bounds[0]..bounds[1]] {
            [] => row.fill(T::ZERO),
            [only] => row.copy_from_slice(slope(only)),
            ref places => {
                for &place in places {
                    sums.add(
                        s,
                        [slope(place)],
                        #[inline(always)]
                        |[dy]| dy,
                    );
                }
                for (out, sum) in row.iter_mut().zip(sums.take()) {
                    *out = T::narrow(sum);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{array, assert_gradient};

    const TABLE: [f64; 6] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];

    #[test]
    fn rows_are_looked_up_in_the_shape_of_the_ids() {
        let y = forward(View::new(&[2, 0, 2, 1], &[2, 2]), View::new(&TABLE, &[3, 2])).unwrap().answer();
        assert_eq!(y.shape, [2, 2, 2]);
        assert_eq!(y.data, [5.0, 6.0, 1.0, 2.0, 5.0, 6.0, 3.0, 4.0]);
    }

    #[test]
    fn a_row_that_is_used_twice_gets_both_gradients_and_one_never_used_none() {
        let (ids, dy) = (View::new(&[2, 0, 2], &[3]), View::new(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], &[3, 2]));
        let dtable = backward(dy, ids, View::new(&TABLE, &[3, 2])).unwrap().answer();
        assert_eq!(dtable.data, [3.0, 4.0, 0.0, 0.0, 6.0, 8.0]);
    }

    #[test]
    fn backward_is_the_slope_of_forward() {
        let (ids, table, dy) = ([1, 3, 1, 0, 1], array(&[5, 33], 1), array(&[5, 33], 2));
        let ids = View::new(&ids, &[5]);
        let dtable = backward(dy.view(), ids, table.view()).unwrap().answer();
        assert_gradient(&dtable, &table, &dy, |table| forward(ids, table).unwrap().answer());
    }

    #[test]
    fn a_frequent_word_does_not_drift() {
        let (ids, dy) = (vec![0; 100_000], vec![0.1f32; 100_000]);
        let dtable = backward(View::new(&dy, &[100_000, 1]), View::new(&ids, &[100_000]), View::new(&[0.0], &[1, 1]));
        assert!((dtable.unwrap().answer().data[0] - 10_000.0).abs() < 0.01);
    }

    #[test]
    fn an_id_that_names_no_row_is_refused() {
        let table = View::new(&TABLE, &[3, 2]);
        for id in [-1, 3, i64::MIN] {
            let words = forward(View::new(&[0, id], &[2]), table).unwrap_err().to_string();
            assert_eq!(words, format!("embedding: ids[1] is {id}, expected 0 to 2"));
        }
        assert!(forward(View::new(&[0], &[1]), View::<f32>::new(&[], &[0, 2])).is_err());
        assert!(forward(View::new(&[], &[0]), table).unwrap().answer().data.is_empty());
        let dtable = backward(View::new(&[], &[2, 0]), View::new(&[0, 1], &[2]), View::<f32>::new(&[], &[3, 0]));
        assert!(dtable.unwrap().answer().data.is_empty());
    }
}
