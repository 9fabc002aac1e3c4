//! How far a function is from the truth, in units in the last place.

use crate::Float;

/// The distance between two neighbours of `T` at `x`, as f64.
fn unit<T: Float>(x: f64) -> f64 {
    let (digits, smallest) = if size_of::<T>() == 8 { (52, -1074) } else { (23, -149) };
    let exponent = if x == 0.0 { smallest } else { ((x.abs().to_bits() >> 52) as i32 - 1023 - digits).max(smallest) };
    // Two exact factors: the smallest unit of f64 is itself no normal number.
    2f64.powi(exponent / 2) * 2f64.powi(exponent - exponent / 2)
}

/// `|found - truth|` in units in the last place; 0 where both are NaN, or the same infinity or zero. A truth that rounds
/// to infinity is infinite.
pub(crate) fn error<T: Float>(found: T, truth: f64) -> f64 {
    let found = found.wide();
    let truth = if T::narrow(truth).wide().is_infinite() { T::narrow(truth).wide() } else { truth };
    if found == truth || (found.is_nan() && truth.is_nan()) {
        return 0.0;
    }
    let error = (found - truth).abs() / unit::<T>(truth);
    if error.is_nan() { f64::INFINITY } else { error }
}

/// The worst error of `f` over some numbers, and where it is.
pub(crate) fn worst<T: Float>(x: &[T], f: impl Fn(&[T], &mut [T]), truth: impl Fn(f64) -> f64) -> (f64, T) {
    let mut y = vec![T::ZERO; x.len()];
    f(x, &mut y);
    let mut worst = (0.0, T::ZERO);
    for (x, y) in x.iter().zip(y) {
        let error = error(y, truth(x.wide()));
        if error > worst.0 {
            worst = (error, *x);
        }
    }
    worst
}

/// Every `step`th float, of either sign, NaN and infinities among them.
pub(crate) fn floats(first: u32, step: usize) -> impl Iterator<Item = f32> {
    (first..=u32::MAX).step_by(step).map(f32::from_bits)
}

/// f64 of every size, denser where functions bend.
pub(crate) fn doubles() -> Vec<f64> {
    let every_size = (0..=u64::MAX).step_by(u64::MAX as usize / 200_000).map(f64::from_bits);
    let near = (-400_000..400_000).map(|i| f64::from(i) * 1.234_567e-4);
    let far = (-80_000..80_000).map(|i| f64::from(i) * 9.876_543e-3);
    every_size.chain(near).chain(far).collect()
}

/// Asserts that `f` is within `bound` units of a table of arguments and values.
pub(crate) fn assert_golden(table: &[(f64, f64)], f: impl Fn(&[f64]) -> Vec<f64>, bound: f64) {
    for (x, truth) in table {
        let error = error(f(&[*x])[0], *truth);
        assert!(error <= bound, "{error} units at {x}");
    }
}

/// Tests of one function: a sample of f32, a sample of f64, and, ignored, every f32.
macro_rules! function {
    ($name:ident, $function:ident, $truth:expr, $narrow:expr, $wide:expr) => {
        mod $name {
            use crate::Float;
            use crate::math::testing::{doubles, error, floats, worst};
            use crate::simd::{self, Simd};

            simd::dispatch! { fn run<T: Float>(x: &[T], y: &mut [T]) = body; }

            #[inline(always)]
            fn body<S: Simd, T: Float>(s: S, x: &[T], y: &mut [T]) {
                simd::map(
                    s,
                    x,
                    y,
                    #[inline(always)]
                    |x| super::$function(s, x),
                );
            }

            #[allow(dead_code, reason = "not every function has a test by hand")]
            pub fn of<T: Float>(x: &[T]) -> Vec<T> {
                let mut y = vec![T::ZERO; x.len()];
                run(x, &mut y);
                y
            }

            #[test]
            fn on_a_sample_of_f32() {
                let x: Vec<f32> = floats(0, 4999).collect();
                let (error, x) = worst(&x, run, $truth);
                assert!(error <= $narrow, "{error} units at {x:e}");
            }

            #[test]
            fn on_a_sample_of_f64() {
                // The truth is f64 too, and may itself be wrong by half a unit and a little.
                let (error, x) = worst(&doubles(), run, $truth);
                println!("f64: {error} units at {x:e}");
                assert!(error <= $wide + 0.6, "{error} units at {x:e}");
            }

            /// Against its own f64 form, which the two tests of f64 hold against other truths and which is right to far
            /// more digits than a float has: that of a library takes an hour.
            #[test]
            #[ignore = "takes a minute"]
            fn on_every_f32() {
                const BLOCK: usize = 1 << 14;
                let (mut y, mut truth, mut worst, mut at) = (vec![0f32; BLOCK], vec![0f64; BLOCK], 0.0, 0.0);
                for first in (0..=u32::MAX).step_by(BLOCK) {
                    let x: Vec<f32> = floats(first, 1).take(BLOCK).collect();
                    run(&x, &mut y);
                    run(&x.iter().map(|x| x.wide()).collect::<Vec<f64>>(), &mut truth);
                    for ((x, y), truth) in x.iter().zip(&y).zip(&truth) {
                        // The nearest float, as most are, is off by half a unit at most.
                        if f32::narrow(*truth) != *y || worst < 0.5 {
                            let error = error(*y, *truth);
                            if error > worst {
                                (worst, at) = (error, *x);
                            }
                        }
                    }
                }
                println!("f32: {worst} units at {at:e}");
                assert!(worst <= $narrow, "{worst} units at {at:e}");
            }
        }
    };
}
pub(crate) use function;
