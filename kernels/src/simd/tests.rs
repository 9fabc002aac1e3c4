//! Every method of a vector against the sentence in its documentation, on the instruction set of this run
//! (`NNKATA_ISA` names another).

use crate::Float;
use crate::ops::testing::numbers;
use crate::simd::{self, Register, Simd, Vector};

/// Runs a generic test on vectors of both types.
macro_rules! on_vectors {
    ($(fn $name:ident<$S:ident, $T:ident>($s:ident) $body:block)*) => {
        $(
            #[test]
            fn $name() {
                simd::dispatch! { fn run<$T: Float>(marker: std::marker::PhantomData<$T>) = body; }
                #[inline(always)]
                fn body<$S: Simd, $T: Float>($s: $S, _: std::marker::PhantomData<$T>) $body
                run(std::marker::PhantomData::<f32>);
                run(std::marker::PhantomData::<f64>);
            }
        )*
    };
}

/// Numbers without symmetry, more than two vectors of any kind hold.
fn some<T: Float>(seed: u64) -> Vec<T> {
    numbers(40, seed).into_iter().map(T::narrow).collect()
}

fn lanes<S: Simd, T: Float>(x: Vector<S, T>) -> Vec<f64> {
    let mut out = vec![T::ZERO; Vector::<S, T>::LANES];
    x.store(&mut out);
    out.into_iter().map(T::wide).collect()
}

fn wide<T: Float>(x: &[T]) -> Vec<f64> {
    x.iter().map(|x| x.wide()).collect()
}

on_vectors! {
    fn arithmetic_is_that_of_each_lane<S, T>(s) {
        let (a, b, c) = (some::<T>(1), some::<T>(2), some::<T>(3));
        let [x, y, z] = [&a, &b, &c].map(|data| Vector::<S, T>::load(s, data));
        let round = |x: f64| T::narrow(x).wide();
        for i in 0..Vector::<S, T>::LANES {
            let (a, b) = (a[i], b[i]);
            assert_eq!(lanes::<S, T>(x + y)[i], (a + b).wide());
            assert_eq!(lanes::<S, T>(x - y)[i], (a - b).wide());
            assert_eq!(lanes::<S, T>(x * y)[i], (a * b).wide());
            assert_eq!(lanes::<S, T>(x / y)[i], (a / b).wide());
            assert_eq!(lanes::<S, T>(-x)[i], -a.wide());
            assert_eq!(lanes::<S, T>(x.abs())[i], a.wide().abs());
            assert_eq!(lanes::<S, T>(x.abs().sqrt())[i], round(a.wide().abs().sqrt()));
            assert_eq!(lanes::<S, T>(x.copysign(y))[i], a.wide().copysign(b.wide()));
            let near = 4.0 * T::narrow(f64::from(f32::EPSILON)).wide();
            assert!((lanes::<S, T>(x.mul_add(y, z))[i] - (a.wide() * b.wide() + c[i].wide())).abs() < near);
            assert!((lanes::<S, T>(x.neg_mul_add(y, z))[i] - (c[i].wide() - a.wide() * b.wide())).abs() < near);
        }
    }

    fn a_square_turned_has_its_columns_for_rows<S, T>(s) {
        let (count, data) = (Vector::<S, T>::LANES, wide(&some::<T>(1)));
        let number = |row: usize, col: usize| T::narrow(data[row] * 64.0 + data[col]);
        let mut square = [Vector::<S, T>::zero(s); 16];
        for (row, vector) in square.iter_mut().enumerate().take(count) {
            *vector = Vector::<S, T>::load(s, &(0..count).map(|col| number(row, col)).collect::<Vec<_>>());
        }
        simd::turn::<S, T>(&mut square);
        for (col, vector) in square.iter().enumerate().take(count) {
            let column: Vec<_> = (0..count).map(|row| number(row, col).wide()).collect();
            assert_eq!(lanes::<S, T>(*vector), column);
        }
    }

    fn rounding_goes_to_even_and_floor_goes_down<S, T>(s) {
        for (x, rounded, below) in [(0.5, 0.0, 0.0), (1.5, 2.0, 1.0), (2.5, 2.0, 2.0), (-0.5, 0.0, -1.0), (-1.7, -2.0, -2.0)] {
            let x = Vector::<S, T>::constant(s, x);
            assert_eq!((lanes::<S, T>(x.round())[0], lanes::<S, T>(x.floor())[0]), (rounded, below));
        }
    }

    fn a_maximum_with_a_nan_is_the_right_operand<S, T>(s) {
        let (one, nan) = (Vector::<S, T>::constant(s, 1.0), Vector::<S, T>::constant(s, f64::NAN));
        assert_eq!(lanes::<S, T>(nan.max(one))[0], 1.0);
        assert!(lanes::<S, T>(one.max(nan))[0].is_nan());
        assert_eq!(lanes::<S, T>(nan.min(one))[0], 1.0);
        assert!(lanes::<S, T>(one.min(nan))[0].is_nan());
    }

    fn a_comparison_with_a_nan_is_false_and_a_mask_picks<S, T>(s) {
        let n = Vector::<S, T>::LANES;
        let (a, b) = (some::<T>(1), some::<T>(2));
        let (x, y, nan) = (Vector::<S, T>::load(s, &a), Vector::<S, T>::load(s, &b), Vector::<S, T>::constant(s, f64::NAN));
        let expect = |f: &dyn Fn(f64, f64) -> bool| -> u32 {
            (0..n).map(|i| u32::from(f(a[i].wide(), b[i].wide())) << i).sum()
        };
        let bits = Vector::<S, T>::bits;
        assert_eq!(bits(x.lt(y)), expect(&|a, b| a < b));
        assert_eq!(bits(x.ge(y)), expect(&|a, b| a >= b));
        assert_eq!(bits(x.eq(x)).count_ones() as usize, n);
        assert_eq!(bits(!x.le(x)), 0);
        assert_eq!(bits(x.lt(y) | x.ge(y)).count_ones() as usize, n);
        assert!(!Vector::<S, T>::any(x.lt(y) & x.gt(y)));
        for mask in [x.lt(nan), x.le(nan), x.gt(nan), x.ge(nan), nan.eq(nan)] {
            assert!(!Vector::<S, T>::any(mask));
        }
        let larger = lanes::<S, T>(Vector::<S, T>::select(x.lt(y), y, x));
        assert!((0..n).all(|i| larger[i] == a[i].wide().max(b[i].wide())));
    }

    fn a_partial_vector_touches_nothing_behind_it<S, T>(s) {
        let n = Vector::<S, T>::LANES;
        let data = some::<T>(4);
        for count in 0..=n {
            // Exactly `count` places: a read beyond them is one that Miri or the allocator's guard sees.
            let exact = data[..count].to_vec();
            let x = Vector::<S, T>::load_partial(s, &exact);
            let expected: Vec<f64> = (0..n).map(|i| if i < count { data[i].wide() } else { 0.0 }).collect();
            assert_eq!(lanes::<S, T>(x), expected);
            let filled = lanes::<S, T>(Vector::<S, T>::load_partial_or(s, &exact, Vector::<S, T>::constant(s, 9.0)));
            assert!((0..n).all(|i| filled[i] == if i < count { data[i].wide() } else { 9.0 }));
            assert_eq!(Vector::<S, T>::bits(Vector::<S, T>::first(s, count)), ((1u64 << count) - 1) as u32);
            let mut to = vec![T::narrow(7.0); n + 1];
            Vector::<S, T>::load(s, &data).store_partial(&mut to[..count]);
            assert_eq!(wide(&to[..count]), wide(&data[..count]));
            assert!(to[count..].iter().all(|x| x.wide() == 7.0));
        }
    }

    fn scaling_is_exact_where_it_can_be_and_rounds_once_where_not<S, T>(s) {
        let is_wide = size_of::<T>() == 8;
        let (largest, smallest) = if is_wide { (1023, -1074) } else { (127, -149) };
        for n in (smallest - 2..=largest + 2).step_by(7).chain([smallest - 1, smallest, largest, largest + 1]) {
            let n = Vector::<S, T>::constant(s, f64::from(n));
            for x in [1.0, -1.375, 1.9375] {
                let found = lanes::<S, T>(Vector::<S, T>::constant(s, x).scale(n))[0];
                // In two exact steps and one rounding: `powi` alone underflows too soon.
                let n = lanes::<S, T>(n)[0] as i32;
                let truth = if is_wide {
                    x * 2f64.powi(n / 2) * 2f64.powi(n - n / 2)
                } else {
                    T::narrow(x * 2f64.powi(n)).wide()
                };
                assert_eq!(found, truth, "{x} * 2^{n}");
            }
        }
        let zero = Vector::<S, T>::zero(s);
        assert!(lanes::<S, T>(Vector::<S, T>::constant(s, f64::NAN).scale(zero))[0].is_nan());
    }

    fn a_number_splits_into_mantissa_and_exponent<S, T>(s) {
        for (x, mantissa, exponent) in [(1.0, 1.0, 0.0), (0.375, 1.5, -2.0), (1e30, 1e30 / 2f64.powi(99), 99.0)] {
            let (m, e) = Vector::<S, T>::constant(s, x).split();
            assert_eq!((lanes::<S, T>(m)[0], lanes::<S, T>(e)[0]), (T::narrow(mantissa).wide(), exponent));
        }
    }

    fn reductions_take_in_every_lane<S, T>(s) {
        let n = Vector::<S, T>::LANES;
        let data = some::<T>(5);
        let x = Vector::<S, T>::load(s, &data);
        let truth: f64 = data[..n].iter().map(|x| x.wide()).sum();
        assert!((x.reduce_add().wide() - truth).abs() < 1e-5);
        for place in 0..n {
            let mut data = data.clone();
            data[place] = T::narrow(3.0);
            assert_eq!(Vector::<S, T>::load(s, &data).reduce_max().wide(), 3.0);
        }
    }

    fn widening_there_and_back_changes_nothing<S, T>(s) {
        let data = some::<T>(6);
        let x = Vector::<S, T>::load(s, &data);
        let halves = x.widen();
        let (mut all, n) = (lanes::<S, f64>(halves[0]), Vector::<S, T>::LANES);
        all.extend(lanes::<S, f64>(halves[1]));
        assert_eq!(all[..n], wide(&data[..n]));
        assert_eq!(lanes::<S, T>(Vector::<S, T>::narrow(halves)), wide(&data[..n]));
    }

    fn even_and_odd_numbers_come_apart<S, T>(s) {
        let n = Vector::<S, T>::LANES;
        let data: Vec<T> = (0..2 * n).map(|i| T::narrow(i as f64)).collect();
        let (even, odd) = Vector::<S, T>::load(s, &data).deinterleave(Vector::<S, T>::load(s, &data[n..]));
        assert!((0..n).all(|i| lanes::<S, T>(even)[i] == (2 * i) as f64 && lanes::<S, T>(odd)[i] == (2 * i + 1) as f64));
        let (first, second) = even.interleave(odd);
        assert!((0..n).all(|i| lanes::<S, T>(first)[i] == i as f64 && lanes::<S, T>(second)[i] == (n + i) as f64));
    }

    fn loops_over_rows_leave_no_seam<S, T>(s) {
        let longest = 9 * Vector::<S, T>::LANES + 1;
        let (a, b): (Vec<T>, Vec<T>) = (some::<T>(1).repeat(4), some::<T>(2).repeat(4));
        for length in 0..=longest {
            let (a, b) = (&a[..length], &b[..length]);
            let mut y = vec![T::ZERO; length];
            simd::map(s, a, &mut y, #[inline(always)] |x| x + x);
            assert!(y.iter().zip(a).all(|(y, x)| *y == *x + *x));
            simd::map2(s, a, b, &mut y, #[inline(always)] |a, b| a * b);
            assert!(y.iter().zip(a).zip(b).all(|((y, a), b)| *y == *a * *b));
            simd::map_in_place(s, &mut y, #[inline(always)] |x| -x);
            assert!(y.iter().zip(a).zip(b).all(|((y, a), b)| *y == -(*a * *b)));
            let best = a.iter().map(|x| x.wide()).fold(f64::NEG_INFINITY, f64::max);
            assert_eq!(simd::maximum(s, a).wide(), best);
            // A function that does not send 0 to 0: lanes behind the end must not count.
            let one = Vector::<S, T>::constant(s, 1.0);
            let truth: f64 = a.iter().map(|x| x.wide() + 1.0).sum();
            assert!((simd::sum(s, a, #[inline(always)] |x| x + one).wide() - truth).abs() < 1e-3);
            let truth: f64 = a.iter().zip(b).map(|(a, b)| a.wide() * b.wide() + 1.0).sum();
            assert!((simd::sum2(s, a, b, #[inline(always)] |a, b| a.mul_add(b, one)).wide() - truth).abs() < 1e-3);
        }
    }
}
