//! What a kernel may ask of a vector.

use std::fmt::Debug;
use std::ops::{Add, BitAnd, BitOr, Div, Mul, Neg, Not, Sub};

use crate::Float;
use crate::simd::Simd;

/// The vector of `T` that the instructions `S` work on.
pub type Vector<S, T> = <T as Float>::In<S>;

/// A register full of numbers. Lane by lane unless it says otherwise; comparisons with NaN are false.
pub trait Register:
    Copy + Debug + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Div<Output = Self> + Neg<Output = Self>
{
    /// The proof that the instructions are there.
    type Token: Simd;
    /// What a lane holds.
    type Element: Float<In<Self::Token> = Self>;
    /// A yes or no a lane.
    type Mask: Copy + BitAnd<Output = Self::Mask> + BitOr<Output = Self::Mask> + Not<Output = Self::Mask>;
    /// How many numbers it holds.
    const LANES: usize;

    /// The same number in every lane.
    fn splat(s: Self::Token, x: Self::Element) -> Self;

    /// 0 in every lane.
    #[inline(always)]
    fn zero(s: Self::Token) -> Self {
        Self::splat(s, Self::Element::ZERO)
    }

    /// The constant `x`, rounded to the element type, in every lane.
    #[inline(always)]
    fn constant(s: Self::Token, x: f64) -> Self {
        Self::splat(s, Self::Element::narrow(x))
    }

    /// Reads `LANES` numbers.
    ///
    /// # Safety
    ///
    /// They can be read; any alignment.
    unsafe fn load_from(s: Self::Token, at: *const Self::Element) -> Self;

    /// Reads the first `count` lanes, 0 in the others; memory behind them is not touched. `count >= LANES` reads all.
    ///
    /// # Safety
    ///
    /// `count.min(LANES)` numbers can be read.
    unsafe fn load_first(s: Self::Token, at: *const Self::Element, count: usize) -> Self;

    /// Writes all lanes.
    ///
    /// # Safety
    ///
    /// `LANES` numbers can be written.
    unsafe fn store_to(self, at: *mut Self::Element);

    /// Writes the first `count` lanes; memory behind them is not touched. `count >= LANES` writes all.
    ///
    /// # Safety
    ///
    /// `count.min(LANES)` numbers can be written.
    unsafe fn store_first(self, at: *mut Self::Element, count: usize);

    /// The first `LANES` numbers of a slice.
    ///
    /// # Panics
    ///
    /// If it is shorter.
    #[inline(always)]
    fn load(s: Self::Token, from: &[Self::Element]) -> Self {
        assert!(from.len() >= Self::LANES);
        // SAFETY: the slice holds them.
        unsafe { Self::load_from(s, from.as_ptr()) }
    }

    /// The numbers of a slice, 0 in the lanes behind them.
    #[inline(always)]
    fn load_partial(s: Self::Token, from: &[Self::Element]) -> Self {
        // SAFETY: the slice holds them.
        unsafe { Self::load_first(s, from.as_ptr(), from.len()) }
    }

    /// The numbers of a slice, those of `fill` in the lanes behind them.
    #[inline(always)]
    fn load_partial_or(s: Self::Token, from: &[Self::Element], fill: Self) -> Self {
        Self::select(Self::first(s, from.len()), Self::load_partial(s, from), fill)
    }

    /// Into the first `LANES` numbers of a slice.
    ///
    /// # Panics
    ///
    /// If it is shorter.
    #[inline(always)]
    fn store(self, to: &mut [Self::Element]) {
        assert!(to.len() >= Self::LANES);
        // SAFETY: the slice holds them.
        unsafe { self.store_to(to.as_mut_ptr()) }
    }

    /// As many lanes as the slice has places.
    #[inline(always)]
    fn store_partial(self, to: &mut [Self::Element]) {
        // SAFETY: the slice holds them.
        unsafe { self.store_first(to.as_mut_ptr(), to.len()) }
    }

    /// `self * b + c`: rounded once, but twice on `Scalar`, where a fused multiply-add would be a function call.
    fn mul_add(self, b: Self, c: Self) -> Self;
    /// `c - self * b`, rounded as `mul_add` is.
    fn neg_mul_add(self, b: Self, c: Self) -> Self;
    /// The square root, correctly rounded.
    fn sqrt(self) -> Self;
    /// Without its sign.
    fn abs(self) -> Self;
    /// With the sign of another.
    fn copysign(self, sign: Self) -> Self;
    /// `if self > other { self } else { other }`: with a NaN on either side, `other`.
    fn max(self, other: Self) -> Self;
    /// `if self < other { self } else { other }`: with a NaN on either side, `other`.
    fn min(self, other: Self) -> Self;
    /// To the nearest integer, ties to even.
    fn round(self) -> Self;
    /// To the next integer below.
    fn floor(self) -> Self;

    /// `self * 2^n` for a whole `n` between -2000 and 2000 (f32: -250 and 250), rounded once: overflow is infinite and
    /// underflow gradual.
    fn scale(self, n: Self) -> Self;
    /// `self * 2^n` for a whole `n`, where `self` and the answer are normal numbers; NaN stays NaN, and any other `n`
    /// gives anything. Cheaper than `scale`.
    fn scale_normal(self, n: Self) -> Self;
    /// `(m, e)` with `self = m * 2^e` and `1 <= m < 2`. For a normal, positive, finite `self`; anything else gives
    /// anything.
    fn split(self) -> (Self, Self);

    /// `self < other`.
    fn lt(self, other: Self) -> Self::Mask;
    /// `self <= other`.
    fn le(self, other: Self) -> Self::Mask;
    /// `self == other`; `x.eq(x)` is false where `x` is NaN.
    fn eq(self, other: Self) -> Self::Mask;
    /// `self > other`.
    #[inline(always)]
    fn gt(self, other: Self) -> Self::Mask {
        other.lt(self)
    }
    /// `self >= other`.
    #[inline(always)]
    fn ge(self, other: Self) -> Self::Mask {
        other.le(self)
    }
    /// Yes in the first `count` lanes.
    fn first(s: Self::Token, count: usize) -> Self::Mask;
    /// `yes` where the mask says so, `no` elsewhere.
    fn select(mask: Self::Mask, yes: Self, no: Self) -> Self;
    /// A bit a lane, lane 0 lowest.
    fn bits(mask: Self::Mask) -> u32;
    /// Whether any lane says yes.
    #[inline(always)]
    fn any(mask: Self::Mask) -> bool {
        Self::bits(mask) != 0
    }

    /// The sum of the lanes, in a fixed order: halves onto halves.
    fn reduce_add(self) -> Self::Element;
    /// The largest lane; NaN lanes may be passed over.
    fn reduce_max(self) -> Self::Element;

    /// The lanes as f64, low half first. (For f64: itself, and zeros.)
    fn widen(self) -> [<Self::Token as Simd>::F64; 2];
    /// What `widen` took apart, rounded.
    fn narrow(wide: [<Self::Token as Simd>::F64; 2]) -> Self;
    /// The even and the odd numbers of `self` followed by `next`.
    fn deinterleave(self, next: Self) -> (Self, Self);
    /// The numbers of `self` and `other` in turns: what `deinterleave` took apart.
    fn interleave(self, other: Self) -> (Self, Self);
}

/// Runs intrinsics. Sound wherever a token or a vector is at hand: either is had only where the processor has been asked.
macro_rules! proved {
    ($intrinsics:expr) => {{
        // SAFETY: a token or a vector is at hand, which proves that the processor has the instructions.
        #[allow(unused_unsafe, reason = "what every processor of a kind has is safe to call")]
        unsafe {
            $intrinsics
        }
    }};
}
pub(crate) use proved;

/// `+ - * / -` of a vector type, from the intrinsics of an instruction set.
macro_rules! operators {
    ($vector:ident, $add:ident, $sub:ident, $mul:ident, $div:ident, |$x:ident| $neg:expr) => {
        operators!(@two $vector, Add, add, $add);
        operators!(@two $vector, Sub, sub, $sub);
        operators!(@two $vector, Mul, mul, $mul);
        operators!(@two $vector, Div, div, $div);
        impl std::ops::Neg for $vector {
            type Output = Self;
            #[inline(always)]
            fn neg(self) -> Self {
                let $x = self;
                $neg
            }
        }
    };
    (@two $vector:ident, $Trait:ident, $method:ident, $intrinsic:ident) => {
        impl std::ops::$Trait for $vector {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                $vector($crate::simd::register::proved!($intrinsic(self.0, other.0)))
            }
        }
    };
}
pub(crate) use operators;
