//! Products of every form against three plain loops in f64.

use super::*;
use crate::ops::testing::numbers;

fn some<T: Float>(count: usize, seed: u64) -> Vec<T> {
    numbers(count, seed).into_iter().map(T::narrow).collect()
}

fn plain<T: Float>(a: Matrix<T>, b: Matrix<T>, row: usize, col: usize) -> f64 {
    (0..a.cols).map(|k| a.at(row, k).wide() * b.at(k, col).wide()).sum()
}

/// An operand in one of four forms: tight or with gaps, rows or columns as neighbours.
fn form<T: Float>(data: &[T], rows: usize, cols: usize, gap: usize, turned: bool) -> Matrix<'_, T> {
    if turned {
        Matrix::strided(data, cols, rows, rows + gap, 1).transposed()
    } else {
        Matrix::strided(data, rows, cols, cols + gap, 1)
    }
}

/// Whether Miri, which takes ten thousand times as long, may be spared a product so large.
fn spared(rows: usize, inner: usize, cols: usize) -> bool {
    cfg!(miri) && rows * inner * cols > 3000
}

/// All forms of one size, into a `c` with gaps that must stay as they are.
fn check<T: Float>(rows: usize, inner: usize, cols: usize) {
    let bound = f64::from(f32::EPSILON) * if size_of::<T>() == 8 { 1e-8 } else { 1.0 } * (inner as f64 + 4.0);
    let (a, b) = (some::<T>((rows + 3) * (inner + 3), 1), some::<T>((inner + 3) * (cols + 3), 2));
    for (turned_a, turned_b, gap) in
        [(false, false, 0), (true, false, 3), (false, true, 3), (true, true, 0), (false, false, 3), (false, true, 0)]
    {
        let (a, b) = (form(&a, rows, inner, gap, turned_a), form(&b, inner, cols, gap, turned_b));
        for start in [Start::Zero, Start::Here] {
            let before = some::<T>(rows * (cols + gap), 3);
            let mut c = before.clone();
            multiply(a, b, MatrixMut::strided(&mut c, rows, cols, cols + gap), start, &Plain);
            for (place, (found, before)) in c.iter().zip(&before).enumerate() {
                let (row, col) = (place / (cols + gap), place % (cols + gap));
                let here = if start == Start::Zero && col < cols { 0.0 } else { before.wide() };
                let truth = if col < cols { here + plain(a, b, row, col) } else { here };
                assert!(
                    (found.wide() - truth).abs() <= bound,
                    "{rows} x {inner} x {cols}, {turned_a} {turned_b} {gap} {start:?}: [{row}, {col}] is {found:?}, not {truth}"
                );
            }
        }
    }
}

#[test]
fn every_small_size_agrees_with_three_plain_loops() {
    for rows in [0, 1, 2, 3, 4, 5, 6, 7, 8, 13, 14, 15, 25] {
        for inner in [0, 1, 2, 3, 7, 16, 33] {
            for cols in [0, 1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 31, 33, 48, 63, 64, 65, 70] {
                check::<f32>(rows, inner, cols);
                check::<f64>(rows, inner, cols);
            }
        }
    }
}

#[test]
fn panels_agree_with_the_matrix_that_they_were_packed_from() {
    for (rows, inner, cols) in
        [(1, 5, 7), (1, 12, 150), (3, 40, 70), (5, 0, 3), (7, 3, 64), (32, 300, 130), (0, 2, 3), (40, 300, 200)]
    {
        if spared(rows, inner, cols) {
            continue;
        }
        for turned in [false, true] {
            let (a, b, bias) = (some::<f32>(rows * inner, 1), some::<f32>(inner * cols, 2), some::<f32>(cols, 3));
            let (a, b) = (Matrix::new(&a, rows, inner), form(&b, inner, cols, 0, turned));
            let panels = Panels::new("", b).unwrap();
            let [one, two] = [1, 2].map(|count| {
                threads::set_threads(count);
                let mut c = vec![9.0; rows * cols];
                panels.multiply(a, MatrixMut::new(&mut c, rows, cols), &ColumnBias(&bias));
                c
            });
            threads::set_threads(0);
            assert!(one == two);
            for (place, found) in one.iter().enumerate() {
                let truth = plain(a, b, place / cols, place % cols) + f64::from(bias[place % cols]);
                assert!(
                    (f64::from(*found) - truth).abs() < 1e-6 * (inner as f64 + 4.0),
                    "{rows} {inner} {cols}: {place}"
                );
            }
        }
    }
}

#[test]
fn blocks_meet_without_a_seam() {
    for (rows, inner, cols) in
        [(70, 700, 300), (301, 513, 270), (5, 1100, 2100), (1, 300, 2500), (3, 530, 2100), (600, 900, 1)]
    {
        check::<f32>(rows, inner, cols);
        check::<f64>(rows, inner, cols);
    }
}

#[test]
fn the_large_form_agrees_at_sizes_around_its_blocks() {
    for (rows, inner, cols) in [(1, 1, 1), (6, 8, 16), (7, 9, 17), (5, 600, 65), (259, 3, 33), (13, 513, 130)] {
        if spared(rows, inner, cols) {
            continue;
        }
        let (a, b, mut c) = (some::<f64>(rows * inner, 1), some::<f64>(inner * cols, 2), vec![9.0; rows * cols]);
        let product = Product {
            rows,
            inner,
            cols,
            a: a.as_ptr(),
            a_row: inner,
            a_col: 1,
            b: b.as_ptr(),
            b_row: cols,
            b_col: 1,
            c: c.as_mut_ptr(),
            c_row: cols,
            accumulate: false,
            col: 0,
        };
        in_blocks(&product, &Plain);
        let (a, b) = (Matrix::new(&a, rows, inner), Matrix::new(&b, inner, cols));
        for (place, found) in c.iter().enumerate() {
            let truth = plain(a, b, place / cols, place % cols);
            assert!((found - truth).abs() < 1e-12, "{rows} {inner} {cols}: {place}");
        }
    }
}

#[test]
fn an_epilogue_sees_each_finished_sum_once_and_knows_its_place() {
    for (rows, inner, cols) in [(5, 7, 37), (1, 9, 5), (70, 700, 300), (2, 400, 2100), (9, 0, 20)] {
        let (a, b) = (some::<f32>(rows * inner, 1), some::<f32>(inner * cols, 2));
        let by_col = some::<f32>(cols, 4);
        let (a, b) = (Matrix::new(&a, rows, inner), Matrix::new(&b, inner, cols));
        let run = |epilogue: &dyn Fn(&mut [f32])| {
            let mut c = vec![0.5; rows * cols];
            epilogue(&mut c);
            c
        };
        let bare = run(&|c| multiply(a, b, MatrixMut::new(c, rows, cols), Start::Here, &Plain));
        let columns = run(&|c| multiply(a, b, MatrixMut::new(c, rows, cols), Start::Here, &ColumnBias(&by_col)));
        for (place, bare) in bare.iter().enumerate() {
            assert_eq!(columns[place], bare + by_col[place % cols], "{rows} {inner} {cols} {place}");
        }
    }
}

#[test]
fn the_number_of_threads_changes_no_digit() {
    let before = threads::threads();
    for (rows, inner, cols) in [(300, 310, 290), (130, 130, 130), (4, 600, 1000), (1, 1024, 1030), (1000, 1030, 2)] {
        for turned in [false, true] {
            let (a, b) = (some::<f32>(rows * inner, 1), some::<f32>(inner * cols, 2));
            let (a, b) = (form(&a, rows, inner, 0, turned), form(&b, inner, cols, 0, turned));
            let [one, two, three] = [1, 2, 3].map(|count| {
                threads::set_threads(count);
                let mut c = vec![0.0; rows * cols];
                multiply(a, b, MatrixMut::new(&mut c, rows, cols), Start::Zero, &Plain);
                c
            });
            assert!(one == two && two == three, "{rows} x {inner} x {cols}, {turned}");
        }
    }
    threads::set_threads(before);
}

#[test]
fn zero_times_infinity_is_nan_and_the_padding_does_not_spread_it() {
    let mut c = [0.0; 2];
    let (a, b) = (Matrix::new(&[0.0, 1.0], 2, 1), Matrix::new(&[f64::INFINITY], 1, 1));
    multiply(a, b, MatrixMut::new(&mut c, 2, 1), Start::Here, &Plain);
    assert!(c[0].is_nan() && c[1] == f64::INFINITY);
}

#[test]
#[should_panic(expected = "beyond its data")]
fn a_matrix_beyond_its_data_is_a_bug_of_the_caller() {
    Matrix::new(&[0.0; 5], 2, 3);
}
