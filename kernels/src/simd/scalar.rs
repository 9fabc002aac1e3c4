//! No instructions at all: small arrays, which any compiler for any machine understands (and often turns into what
//! vectors it has). It is what Miri reads, and what the other instruction sets are compared with.

use crate::simd::{Isa, Register, Simd};

/// Nothing is needed.
#[derive(Debug, Clone, Copy)]
pub struct Scalar;

impl Simd for Scalar {
    const ISA: Isa = Isa::Scalar;
    const REGISTERS: usize = 16;
    type F32 = F32;
    type F64 = F64;
}

/// A yes or no a lane.
#[derive(Debug, Clone, Copy)]
pub struct Mask<const N: usize>([bool; N]);

impl<const N: usize> std::ops::BitAnd for Mask<N> {
    type Output = Self;
    #[inline(always)]
    fn bitand(self, other: Self) -> Self {
        Mask(std::array::from_fn(|i| self.0[i] & other.0[i]))
    }
}

impl<const N: usize> std::ops::BitOr for Mask<N> {
    type Output = Self;
    #[inline(always)]
    fn bitor(self, other: Self) -> Self {
        Mask(std::array::from_fn(|i| self.0[i] | other.0[i]))
    }
}

impl<const N: usize> std::ops::Not for Mask<N> {
    type Output = Self;
    #[inline(always)]
    fn not(self) -> Self {
        Mask(self.0.map(|yes| !yes))
    }
}

macro_rules! array {
    ($doc:literal, $Vector:ident, $Float:ident, $lanes:literal, $Signed:ident, $Bits:ident, $digits:literal, $bias:literal,
     [$($widen:tt)*], [$($narrow:tt)*]) => {
        #[doc = $doc]
        #[derive(Debug, Clone, Copy)]
        pub struct $Vector([$Float; $lanes]);

        impl $Vector {
            #[inline(always)]
            fn each(f: impl Fn(usize) -> $Float) -> Self {
                $Vector(std::array::from_fn(f))
            }
        }

        array!(@operator $Vector, Add, add, +);
        array!(@operator $Vector, Sub, sub, -);
        array!(@operator $Vector, Mul, mul, *);
        array!(@operator $Vector, Div, div, /);
        impl std::ops::Neg for $Vector {
            type Output = Self;
            #[inline(always)]
            fn neg(self) -> Self {
                $Vector(self.0.map(|x| -x))
            }
        }

        impl Register for $Vector {
            type Token = Scalar;
            type Element = $Float;
            type Mask = Mask<$lanes>;
            const LANES: usize = $lanes;

            #[inline(always)]
            fn splat(_: Scalar, x: $Float) -> Self {
                $Vector([x; $lanes])
            }
            #[inline(always)]
            unsafe fn load_from(_: Scalar, at: *const $Float) -> Self {
                // SAFETY: the caller's promise.
                $Vector(unsafe { at.cast::<[$Float; $lanes]>().read_unaligned() })
            }
            #[inline(always)]
            unsafe fn load_first(_: Scalar, at: *const $Float, count: usize) -> Self {
                // SAFETY: the caller's promise for the first `count`; the others are not read.
                Self::each(|i| if i < count { unsafe { at.add(i).read() } } else { 0.0 })
            }
            #[inline(always)]
            unsafe fn store_to(self, at: *mut $Float) {
                // SAFETY: the caller's promise.
                unsafe { at.cast::<[$Float; $lanes]>().write_unaligned(self.0) }
            }
            #[inline(always)]
            unsafe fn store_first(self, at: *mut $Float, count: usize) {
                for (i, x) in self.0.into_iter().enumerate().take(count) {
                    // SAFETY: the caller's promise for the first `count`.
                    unsafe { at.add(i).write(x) }
                }
            }
            #[inline(always)]
            fn mul_add(self, b: Self, c: Self) -> Self {
                self * b + c
            }
            #[inline(always)]
            fn neg_mul_add(self, b: Self, c: Self) -> Self {
                c - self * b
            }
            #[inline(always)]
            fn sqrt(self) -> Self {
                $Vector(self.0.map($Float::sqrt))
            }
            #[inline(always)]
            fn abs(self) -> Self {
                $Vector(self.0.map($Float::abs))
            }
            #[inline(always)]
            fn copysign(self, sign: Self) -> Self {
                Self::each(|i| self.0[i].copysign(sign.0[i]))
            }
            #[inline(always)]
            fn max(self, other: Self) -> Self {
                Self::each(|i| if self.0[i] > other.0[i] { self.0[i] } else { other.0[i] })
            }
            #[inline(always)]
            fn min(self, other: Self) -> Self {
                Self::each(|i| if self.0[i] < other.0[i] { self.0[i] } else { other.0[i] })
            }
            #[inline(always)]
            fn round(self) -> Self {
                $Vector(self.0.map($Float::round_ties_even))
            }
            #[inline(always)]
            fn floor(self) -> Self {
                $Vector(self.0.map($Float::floor))
            }
            #[inline(always)]
            fn scale(self, n: Self) -> Self {
                let power = |n: $Signed| $Float::from_bits(((n + $bias) << $digits).cast_unsigned());
                Self::each(|i| {
                    // 2^n may be too large or too small for a float: half of it, then the rest.
                    let n = n.0[i] as $Signed;
                    self.0[i] * power(n >> 1) * power(n - (n >> 1))
                })
            }
            #[inline(always)]
            fn scale_normal(self, n: Self) -> Self {
                Self::each(|i| {
                    let exponent = ((n.0[i] as $Signed) << $digits).cast_unsigned();
                    $Float::from_bits(self.0[i].to_bits().wrapping_add(exponent))
                })
            }
            #[inline(always)]
            fn split(self) -> (Self, Self) {
                let fraction: $Bits = (1 << $digits) - 1;
                let one = (1.0 as $Float).to_bits();
                (
                    $Vector(self.0.map(|x| $Float::from_bits(x.to_bits() & fraction | one))),
                    $Vector(self.0.map(|x| ((x.to_bits() >> $digits).cast_signed() - $bias) as $Float)),
                )
            }
            #[inline(always)]
            fn lt(self, other: Self) -> Self::Mask {
                Mask(std::array::from_fn(|i| self.0[i] < other.0[i]))
            }
            #[inline(always)]
            fn le(self, other: Self) -> Self::Mask {
                Mask(std::array::from_fn(|i| self.0[i] <= other.0[i]))
            }
            #[inline(always)]
            fn eq(self, other: Self) -> Self::Mask {
                Mask(std::array::from_fn(|i| self.0[i] == other.0[i]))
            }
            #[inline(always)]
            fn first(_: Scalar, count: usize) -> Self::Mask {
                Mask(std::array::from_fn(|i| i < count))
            }
            #[inline(always)]
            fn select(mask: Self::Mask, yes: Self, no: Self) -> Self {
                Self::each(|i| if mask.0[i] { yes.0[i] } else { no.0[i] })
            }
            #[inline(always)]
            fn bits(mask: Self::Mask) -> u32 {
                mask.0.into_iter().enumerate().map(|(i, yes)| u32::from(yes) << i).sum()
            }
            #[inline(always)]
            fn reduce_add(self) -> $Float {
                let half = $lanes / 2;
                (0..half).map(|i| self.0[i] + self.0[i + half]).sum()
            }
            #[inline(always)]
            fn reduce_max(self) -> $Float {
                self.0.into_iter().fold($Float::NEG_INFINITY, |best, x| if x > best { x } else { best })
            }
            #[inline(always)]
            fn deinterleave(self, next: Self) -> (Self, Self) {
                let at = |i: usize| if i < $lanes { self.0[i] } else { next.0[i - $lanes] };
                (Self::each(|i| at(2 * i)), Self::each(|i| at(2 * i + 1)))
            }
            #[inline(always)]
            fn interleave(self, other: Self) -> (Self, Self) {
                let at = |i: usize| if i % 2 == 0 { self.0[i / 2] } else { other.0[i / 2] };
                (Self::each(at), Self::each(|i| at(i + $lanes)))
            }
            $($widen)*
            $($narrow)*
        }
    };
    (@operator $Vector:ident, $Trait:ident, $method:ident, $sign:tt) => {
        impl std::ops::$Trait for $Vector {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Self::each(|i| self.0[i] $sign other.0[i])
            }
        }
    };
}

array!("4 x f32.", F32, f32, 4, i32, u32, 23, 127, [
    #[inline(always)]
    fn widen(self) -> [F64; 2] {
        let [a, b, c, d] = self.0.map(f64::from);
        [F64([a, b]), F64([c, d])]
    }
], [
    #[inline(always)]
    fn narrow([F64([a, b]), F64([c, d])]: [F64; 2]) -> Self {
        F32([a, b, c, d].map(|x| x as f32))
    }
]);
array!("2 x f64.", F64, f64, 2, i64, u64, 52, 1023, [
    #[inline(always)]
    fn widen(self) -> [F64; 2] {
        [self, F64([0.0; 2])]
    }
], [
    #[inline(always)]
    fn narrow([low, _]: [F64; 2]) -> Self {
        low
    }
]);
