//! 256-bit vectors: x86-64 with AVX2 and FMA (Haswell 2013, Zen 2017).

use std::arch::x86_64::*;

use crate::simd::register::{operators, proved};
use crate::simd::{Isa, Register, Simd};

/// AVX2 and FMA are there.
#[derive(Debug, Clone, Copy)]
pub struct Avx2(());

impl Avx2 {
    /// # Safety
    ///
    /// The processor has AVX2 and FMA, and the code that uses the token is inlined into a function compiled for them.
    #[inline(always)]
    pub unsafe fn new() -> Self {
        Avx2(())
    }
}

impl Simd for Avx2 {
    const ISA: Isa = Isa::Avx2;
    const REGISTERS: usize = 16;
    type F32 = F32;
    type F64 = F64;
}

/// 8 x f32.
#[derive(Debug, Clone, Copy)]
pub struct F32(pub(super) __m256);

/// 4 x f64.
#[derive(Debug, Clone, Copy)]
pub struct F64(pub(super) __m256d);

/// All ones in the lanes that count.
#[derive(Debug, Clone, Copy)]
pub struct Mask<V>(V);

/// A window into this, `count` places before the middle, is a mask of the first `count` lanes.
static WINDOW32: [i32; 16] = [-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0];
static WINDOW64: [i64; 8] = [-1, -1, -1, -1, 0, 0, 0, 0];

operators!(F32, _mm256_add_ps, _mm256_sub_ps, _mm256_mul_ps, _mm256_div_ps, |x| {
    F32(proved!(_mm256_xor_ps(x.0, _mm256_set1_ps(-0.0))))
});
operators!(F64, _mm256_add_pd, _mm256_sub_pd, _mm256_mul_pd, _mm256_div_pd, |x| {
    F64(proved!(_mm256_xor_pd(x.0, _mm256_set1_pd(-0.0))))
});

macro_rules! masks {
    ($vector:ty, $and:ident, $or:ident, $xor:ident, $ones:expr) => {
        impl std::ops::BitAnd for Mask<$vector> {
            type Output = Self;
            #[inline(always)]
            fn bitand(self, other: Self) -> Self {
                Mask(proved!($and(self.0, other.0)))
            }
        }
        impl std::ops::BitOr for Mask<$vector> {
            type Output = Self;
            #[inline(always)]
            fn bitor(self, other: Self) -> Self {
                Mask(proved!($or(self.0, other.0)))
            }
        }
        impl std::ops::Not for Mask<$vector> {
            type Output = Self;
            #[inline(always)]
            fn not(self) -> Self {
                Mask(proved!($xor(self.0, $ones)))
            }
        }
    };
}
masks!(__m256, _mm256_and_ps, _mm256_or_ps, _mm256_xor_ps, _mm256_castsi256_ps(_mm256_set1_epi32(-1)));
masks!(__m256d, _mm256_and_pd, _mm256_or_pd, _mm256_xor_pd, _mm256_castsi256_pd(_mm256_set1_epi32(-1)));

/// The methods that differ between f32 and f64 only in the names.
macro_rules! same_form {
    ($Float:ty, $set1:ident, $load:ident, $store:ident, $fma:ident, $fnma:ident, $sqrt:ident, $and:ident, $andnot:ident,
     $or:ident, $max:ident, $min:ident, $round:ident, $cmp:ident, $blend:ident, $movemask:ident) => {
        #[inline(always)]
        fn splat(_: Avx2, x: $Float) -> Self {
            Self(proved!($set1(x)))
        }
        #[inline(always)]
        unsafe fn load_from(_: Avx2, at: *const $Float) -> Self {
            // SAFETY: the caller's promise.
            Self(unsafe { $load(at) })
        }
        #[inline(always)]
        unsafe fn store_to(self, at: *mut $Float) {
            // SAFETY: the caller's promise.
            unsafe { $store(at, self.0) }
        }
        #[inline(always)]
        fn mul_add(self, b: Self, c: Self) -> Self {
            Self(proved!($fma(self.0, b.0, c.0)))
        }
        #[inline(always)]
        fn neg_mul_add(self, b: Self, c: Self) -> Self {
            Self(proved!($fnma(self.0, b.0, c.0)))
        }
        #[inline(always)]
        fn sqrt(self) -> Self {
            Self(proved!($sqrt(self.0)))
        }
        #[inline(always)]
        fn abs(self) -> Self {
            Self(proved!($andnot($set1(-0.0), self.0)))
        }
        #[inline(always)]
        fn copysign(self, sign: Self) -> Self {
            Self(proved!($or(self.abs().0, $and($set1(-0.0), sign.0))))
        }
        #[inline(always)]
        fn max(self, other: Self) -> Self {
            Self(proved!($max(self.0, other.0)))
        }
        #[inline(always)]
        fn min(self, other: Self) -> Self {
            Self(proved!($min(self.0, other.0)))
        }
        #[inline(always)]
        fn round(self) -> Self {
            Self(proved!($round::<{ _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC }>(self.0)))
        }
        #[inline(always)]
        fn floor(self) -> Self {
            Self(proved!($round::<{ _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC }>(self.0)))
        }
        #[inline(always)]
        fn lt(self, other: Self) -> Self::Mask {
            Mask(proved!($cmp::<_CMP_LT_OQ>(self.0, other.0)))
        }
        #[inline(always)]
        fn le(self, other: Self) -> Self::Mask {
            Mask(proved!($cmp::<_CMP_LE_OQ>(self.0, other.0)))
        }
        #[inline(always)]
        fn eq(self, other: Self) -> Self::Mask {
            Mask(proved!($cmp::<_CMP_EQ_OQ>(self.0, other.0)))
        }
        #[inline(always)]
        fn select(mask: Self::Mask, yes: Self, no: Self) -> Self {
            Self(proved!($blend(no.0, yes.0, mask.0)))
        }
        #[inline(always)]
        fn bits(mask: Self::Mask) -> u32 {
            proved!($movemask(mask.0)).cast_unsigned()
        }
    };
}

mod wide;

impl Register for F32 {
    type Token = Avx2;
    type Element = f32;
    type Mask = Mask<__m256>;
    const LANES: usize = 8;

    same_form!(
        f32,
        _mm256_set1_ps,
        _mm256_loadu_ps,
        _mm256_storeu_ps,
        _mm256_fmadd_ps,
        _mm256_fnmadd_ps,
        _mm256_sqrt_ps,
        _mm256_and_ps,
        _mm256_andnot_ps,
        _mm256_or_ps,
        _mm256_max_ps,
        _mm256_min_ps,
        _mm256_round_ps,
        _mm256_cmp_ps,
        _mm256_blendv_ps,
        _mm256_movemask_ps
    );

    #[inline(always)]
    fn first(_: Avx2, count: usize) -> Self::Mask {
        // SAFETY: the window begins between 0 and 8 and is 8 wide; the table holds 16.
        Mask(unsafe { _mm256_loadu_ps(WINDOW32.as_ptr().add(8 - count.min(8)).cast()) })
    }

    #[inline(always)]
    unsafe fn load_first(s: Avx2, at: *const f32, count: usize) -> Self {
        // SAFETY: lanes that the mask leaves out are not read.
        F32(unsafe { _mm256_maskload_ps(at, _mm256_castps_si256(Self::first(s, count).0)) })
    }

    #[inline(always)]
    unsafe fn store_first(self, at: *mut f32, count: usize) {
        // By powers of two and not `maskstore`, which takes AMD's processors some forty steps.
        // SAFETY: exactly `count` places are written, front to back.
        unsafe {
            if count >= 8 {
                return _mm256_storeu_ps(at, self.0);
            }
            let (mut at, mut rest) = (at, _mm256_castps256_ps128(self.0));
            if count & 4 != 0 {
                _mm_storeu_ps(at, rest);
                (at, rest) = (at.add(4), _mm256_extractf128_ps::<1>(self.0));
            }
            if count & 2 != 0 {
                _mm_storel_pd(at.cast(), _mm_castps_pd(rest));
                (at, rest) = (at.add(2), _mm_movehl_ps(rest, rest));
            }
            if count & 1 != 0 {
                _mm_store_ss(at, rest);
            }
        }
    }

    #[inline(always)]
    fn scale(self, n: Self) -> Self {
        // 2^n may be too large or too small for a float: half of it, then the rest. Only the last product rounds.
        proved!({
            let n = _mm256_cvtps_epi32(n.0);
            let half = _mm256_srai_epi32::<1>(n);
            let power = |n| _mm256_castsi256_ps(_mm256_slli_epi32::<23>(_mm256_add_epi32(n, _mm256_set1_epi32(127))));
            self * F32(power(half)) * F32(power(_mm256_sub_epi32(n, half)))
        })
    }

    #[inline(always)]
    fn scale_normal(self, n: Self) -> Self {
        proved!({
            let exponent = _mm256_slli_epi32::<23>(_mm256_cvtps_epi32(n.0));
            F32(_mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(self.0), exponent)))
        })
    }

    #[inline(always)]
    fn split(self) -> (Self, Self) {
        proved!({
            let bits = _mm256_castps_si256(self.0);
            let exponent = _mm256_sub_epi32(_mm256_srli_epi32::<23>(bits), _mm256_set1_epi32(127));
            let fraction = _mm256_and_si256(bits, _mm256_set1_epi32(0x007F_FFFF));
            let mantissa = _mm256_or_si256(fraction, _mm256_set1_epi32(0x3F80_0000));
            (F32(_mm256_castsi256_ps(mantissa)), F32(_mm256_cvtepi32_ps(exponent)))
        })
    }

    #[inline(always)]
    fn reduce_add(self) -> f32 {
        proved!({
            let four = _mm_add_ps(_mm256_castps256_ps128(self.0), _mm256_extractf128_ps::<1>(self.0));
            let two = _mm_add_ps(four, _mm_movehl_ps(four, four));
            _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)))
        })
    }

    #[inline(always)]
    fn reduce_max(self) -> f32 {
        proved!({
            let four = _mm_max_ps(_mm256_castps256_ps128(self.0), _mm256_extractf128_ps::<1>(self.0));
            let two = _mm_max_ps(four, _mm_movehl_ps(four, four));
            _mm_cvtss_f32(_mm_max_ss(two, _mm_movehdup_ps(two)))
        })
    }

    #[inline(always)]
    fn widen(self) -> [F64; 2] {
        proved!({
            [
                F64(_mm256_cvtps_pd(_mm256_castps256_ps128(self.0))),
                F64(_mm256_cvtps_pd(_mm256_extractf128_ps::<1>(self.0))),
            ]
        })
    }

    #[inline(always)]
    fn narrow([low, high]: [F64; 2]) -> Self {
        F32(proved!(_mm256_set_m128(_mm256_cvtpd_ps(high.0), _mm256_cvtpd_ps(low.0))))
    }

    #[inline(always)]
    fn deinterleave(self, next: Self) -> (Self, Self) {
        // The shuffle works in halves of 128 bits; the permutation puts the quarters into order.
        proved!({
            let order = |x| _mm256_castpd_ps(_mm256_permute4x64_pd::<0b11_01_10_00>(_mm256_castps_pd(x)));
            let even = _mm256_shuffle_ps::<0b10_00_10_00>(self.0, next.0);
            let odd = _mm256_shuffle_ps::<0b11_01_11_01>(self.0, next.0);
            (F32(order(even)), F32(order(odd)))
        })
    }

    #[inline(always)]
    fn interleave(self, other: Self) -> (Self, Self) {
        proved!({
            let (low, high) = (_mm256_unpacklo_ps(self.0, other.0), _mm256_unpackhi_ps(self.0, other.0));
            let halves = (_mm256_permute2f128_ps::<0x20>(low, high), _mm256_permute2f128_ps::<0x31>(low, high));
            (F32(halves.0), F32(halves.1))
        })
    }
}
