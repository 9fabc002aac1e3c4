//! 512-bit vectors: x86-64 with AVX-512 F, VL, DQ and BW (Skylake-SP 2017, Zen 4 2022). A mask is a register of its
//! own kind, a bit a lane, and any load or store takes one for free.

use std::arch::x86_64::*;

use crate::simd::register::{operators, proved};
use crate::simd::{Isa, Register, Simd, avx2};

/// AVX-512 F, VL, DQ, BW are there.
#[derive(Debug, Clone, Copy)]
pub struct Avx512(());

impl Avx512 {
    /// # Safety
    ///
    /// The processor has them (and AVX2 and FMA, as each such processor does), and the code that uses the token is
    /// inlined into a function compiled for them.
    #[inline(always)]
    pub unsafe fn new() -> Self {
        Avx512(())
    }
}

impl Simd for Avx512 {
    const ISA: Isa = Isa::Avx512;
    const REGISTERS: usize = 32;
    type F32 = F32;
    type F64 = F64;
}

/// 16 x f32.
#[derive(Debug, Clone, Copy)]
pub struct F32(__m512);

/// 8 x f64.
#[derive(Debug, Clone, Copy)]
pub struct F64(__m512d);

operators!(F32, _mm512_add_ps, _mm512_sub_ps, _mm512_mul_ps, _mm512_div_ps, |x| {
    F32(proved!(_mm512_xor_ps(x.0, _mm512_set1_ps(-0.0))))
});
operators!(F64, _mm512_add_pd, _mm512_sub_pd, _mm512_mul_pd, _mm512_div_pd, |x| {
    F64(proved!(_mm512_xor_pd(x.0, _mm512_set1_pd(-0.0))))
});

/// The methods that differ between f32 and f64 only in the names.
macro_rules! same_form {
    ($Float:ty, $Mask:ty, $lanes:literal, $set1:ident, $load:ident, $load_some:ident, $store:ident, $store_some:ident,
     $fma:ident, $fnma:ident, $sqrt:ident, $abs:ident, $and:ident, $or:ident, $max:ident, $min:ident, $round:ident,
     $scalef:ident, $mantissa:ident, $exponent:ident, $cmp:ident, $blend:ident) => {
        type Token = Avx512;
        type Element = $Float;
        type Mask = $Mask;
        const LANES: usize = $lanes;

        #[inline(always)]
        fn splat(_: Avx512, x: $Float) -> Self {
            Self(proved!($set1(x)))
        }
        #[inline(always)]
        unsafe fn load_from(_: Avx512, at: *const $Float) -> Self {
            // SAFETY: the caller's promise.
            Self(unsafe { $load(at) })
        }
        #[inline(always)]
        unsafe fn load_first(s: Avx512, at: *const $Float, count: usize) -> Self {
            // SAFETY: lanes that the mask leaves out are not read; the caller's promise for the others.
            Self(unsafe { $load_some(Self::first(s, count), at) })
        }
        #[inline(always)]
        unsafe fn store_to(self, at: *mut $Float) {
            // SAFETY: the caller's promise.
            unsafe { $store(at, self.0) }
        }
        #[inline(always)]
        unsafe fn store_first(self, at: *mut $Float, count: usize) {
            // SAFETY: lanes that the mask leaves out are not written; the caller's promise for the others.
            unsafe { $store_some(at, Self::first(Avx512(()), count), self.0) }
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
            Self(proved!($abs(self.0)))
        }
        #[inline(always)]
        fn copysign(self, sign: Self) -> Self {
            Self(proved!($or($abs(self.0), $and($set1(-0.0), sign.0))))
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
        fn scale(self, n: Self) -> Self {
            Self(proved!($scalef(self.0, n.0)))
        }
        #[inline(always)]
        fn scale_normal(self, n: Self) -> Self {
            self.scale(n)
        }
        #[inline(always)]
        fn split(self) -> (Self, Self) {
            proved!((Self($mantissa::<_MM_MANT_NORM_1_2, _MM_MANT_SIGN_SRC>(self.0)), Self($exponent(self.0))))
        }
        #[inline(always)]
        fn lt(self, other: Self) -> $Mask {
            proved!($cmp::<_CMP_LT_OQ>(self.0, other.0))
        }
        #[inline(always)]
        fn le(self, other: Self) -> $Mask {
            proved!($cmp::<_CMP_LE_OQ>(self.0, other.0))
        }
        #[inline(always)]
        fn eq(self, other: Self) -> $Mask {
            proved!($cmp::<_CMP_EQ_OQ>(self.0, other.0))
        }
        #[inline(always)]
        fn first(_: Avx512, count: usize) -> $Mask {
            ((1u32 << count.min($lanes)) - 1) as $Mask
        }
        #[inline(always)]
        fn select(mask: $Mask, yes: Self, no: Self) -> Self {
            Self(proved!($blend(mask, no.0, yes.0)))
        }
        #[inline(always)]
        fn bits(mask: $Mask) -> u32 {
            u32::from(mask)
        }
    };
}

impl Register for F32 {
    same_form!(
        f32,
        __mmask16,
        16,
        _mm512_set1_ps,
        _mm512_loadu_ps,
        _mm512_maskz_loadu_ps,
        _mm512_storeu_ps,
        _mm512_mask_storeu_ps,
        _mm512_fmadd_ps,
        _mm512_fnmadd_ps,
        _mm512_sqrt_ps,
        _mm512_abs_ps,
        _mm512_and_ps,
        _mm512_or_ps,
        _mm512_max_ps,
        _mm512_min_ps,
        _mm512_roundscale_ps,
        _mm512_scalef_ps,
        _mm512_getmant_ps,
        _mm512_getexp_ps,
        _mm512_cmp_ps_mask,
        _mm512_mask_blend_ps
    );

    #[inline(always)]
    fn reduce_add(self) -> f32 {
        let (low, high) = halves(self);
        (low + high).reduce_add()
    }

    #[inline(always)]
    fn reduce_max(self) -> f32 {
        let (low, high) = halves(self);
        low.max(high).reduce_max()
    }

    #[inline(always)]
    fn widen(self) -> [F64; 2] {
        proved!([
            F64(_mm512_cvtps_pd(_mm512_castps512_ps256(self.0))),
            F64(_mm512_cvtps_pd(_mm512_extractf32x8_ps::<1>(self.0))),
        ])
    }

    #[inline(always)]
    fn narrow([low, high]: [F64; 2]) -> Self {
        F32(proved!(_mm512_insertf32x8::<1>(_mm512_castps256_ps512(_mm512_cvtpd_ps(low.0)), _mm512_cvtpd_ps(high.0))))
    }

    #[inline(always)]
    fn deinterleave(self, next: Self) -> (Self, Self) {
        proved!({
            let even = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
            let odd = _mm512_add_epi32(even, _mm512_set1_epi32(1));
            (F32(_mm512_permutex2var_ps(self.0, even, next.0)), F32(_mm512_permutex2var_ps(self.0, odd, next.0)))
        })
    }

    #[inline(always)]
    fn interleave(self, other: Self) -> (Self, Self) {
        proved!({
            let low = _mm512_setr_epi32(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
            let high = _mm512_add_epi32(low, _mm512_set1_epi32(8));
            (F32(_mm512_permutex2var_ps(self.0, low, other.0)), F32(_mm512_permutex2var_ps(self.0, high, other.0)))
        })
    }
}

/// Both halves, as vectors of the smaller instruction set.
#[inline(always)]
fn halves(x: F32) -> (avx2::F32, avx2::F32) {
    proved!((avx2::F32(_mm512_castps512_ps256(x.0)), avx2::F32(_mm512_extractf32x8_ps::<1>(x.0))))
}

#[inline(always)]
fn halves64(x: F64) -> (avx2::F64, avx2::F64) {
    proved!((avx2::F64(_mm512_castpd512_pd256(x.0)), avx2::F64(_mm512_extractf64x4_pd::<1>(x.0))))
}

impl Register for F64 {
    same_form!(
        f64,
        __mmask8,
        8,
        _mm512_set1_pd,
        _mm512_loadu_pd,
        _mm512_maskz_loadu_pd,
        _mm512_storeu_pd,
        _mm512_mask_storeu_pd,
        _mm512_fmadd_pd,
        _mm512_fnmadd_pd,
        _mm512_sqrt_pd,
        _mm512_abs_pd,
        _mm512_and_pd,
        _mm512_or_pd,
        _mm512_max_pd,
        _mm512_min_pd,
        _mm512_roundscale_pd,
        _mm512_scalef_pd,
        _mm512_getmant_pd,
        _mm512_getexp_pd,
        _mm512_cmp_pd_mask,
        _mm512_mask_blend_pd
    );

    #[inline(always)]
    fn reduce_add(self) -> f64 {
        let (low, high) = halves64(self);
        (low + high).reduce_add()
    }

    #[inline(always)]
    fn reduce_max(self) -> f64 {
        let (low, high) = halves64(self);
        low.max(high).reduce_max()
    }

    #[inline(always)]
    fn widen(self) -> [F64; 2] {
        [self, F64(proved!(_mm512_setzero_pd()))]
    }

    #[inline(always)]
    fn narrow([low, _]: [F64; 2]) -> Self {
        low
    }

    #[inline(always)]
    fn deinterleave(self, next: Self) -> (Self, Self) {
        proved!({
            let even = _mm512_setr_epi64(0, 2, 4, 6, 8, 10, 12, 14);
            let odd = _mm512_add_epi64(even, _mm512_set1_epi64(1));
            (F64(_mm512_permutex2var_pd(self.0, even, next.0)), F64(_mm512_permutex2var_pd(self.0, odd, next.0)))
        })
    }

    #[inline(always)]
    fn interleave(self, other: Self) -> (Self, Self) {
        proved!({
            let low = _mm512_setr_epi64(0, 8, 1, 9, 2, 10, 3, 11);
            let high = _mm512_add_epi64(low, _mm512_set1_epi64(4));
            (F64(_mm512_permutex2var_pd(self.0, low, other.0)), F64(_mm512_permutex2var_pd(self.0, high, other.0)))
        })
    }
}
