//! What an operation asks of a number. `f32` and `f64` answer; every kernel is written once over this trait.

use std::fmt::Debug;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub};

use crate::simd::{Register, Simd};

/// A floating-point type that the kernels compute in.
pub trait Float:
    Copy
    + Debug
    + Default
    + Send
    + Sync
    + PartialOrd
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + AddAssign
    + Sum
    + 'static
{
    /// The vector of these that the instructions `S` work on; written [`Vector<S, T>`](crate::simd::Vector).
    type In<S: Simd>: Register<Token = S, Element = Self>;
    /// 0.
    const ZERO: Self;
    /// 1.
    const ONE: Self;
    /// Smaller than or equal to every number: where a maximum starts.
    const NEG_INFINITY: Self;

    /// `e^self`.
    fn exp(self) -> Self;
    /// The wide form: sums over a row run in `f64` whatever the row is made of.
    fn wide(self) -> f64;
    /// The whole number that this is, from 0 to 2^23 - 1.
    fn whole(self) -> u32;
    /// Back from the wide form, rounded once.
    fn narrow(wide: f64) -> Self;
}

macro_rules! float {
    ($type:ident, $Vector:ident, $whole:expr) => {
        impl Float for $type {
            type In<S: Simd> = S::$Vector;
            const ZERO: Self = 0.0;
            const ONE: Self = 1.0;
            const NEG_INFINITY: Self = $type::NEG_INFINITY;

            fn exp(self) -> Self {
                $type::exp(self)
            }

            fn wide(self) -> f64 {
                f64::from(self)
            }

            fn whole(self) -> u32 {
                // Beside a power of two so large that the last bit of the fraction counts ones: a vector of them at a
                // time, where a conversion that has to think of NaN would go one by one.
                $whole(self)
            }

            #[allow(clippy::cast_possible_truncation, reason = "rounding to f32 is the point")]
            fn narrow(wide: f64) -> Self {
                wide as $type
            }
        }
    };
}

float!(f32, F32, |x: f32| (x + 8_388_608.0).to_bits() & 0x007F_FFFF);
float!(f64, F64, |x: f64| (x + 4_503_599_627_370_496.0).to_bits() as u32);
