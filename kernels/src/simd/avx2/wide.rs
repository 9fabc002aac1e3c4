//! The same of 4 x f64.

use std::arch::x86_64::*;

use super::{Avx2, F64, Mask, WINDOW64};
use crate::simd::Register;
use crate::simd::register::proved;

impl Register for F64 {
    type Token = Avx2;
    type Element = f64;
    type Mask = Mask<__m256d>;
    const LANES: usize = 4;

    same_form!(
        f64,
        _mm256_set1_pd,
        _mm256_loadu_pd,
        _mm256_storeu_pd,
        _mm256_fmadd_pd,
        _mm256_fnmadd_pd,
        _mm256_sqrt_pd,
        _mm256_and_pd,
        _mm256_andnot_pd,
        _mm256_or_pd,
        _mm256_max_pd,
        _mm256_min_pd,
        _mm256_round_pd,
        _mm256_cmp_pd,
        _mm256_blendv_pd,
        _mm256_movemask_pd
    );

    #[inline(always)]
    fn first(_: Avx2, count: usize) -> Self::Mask {
        // SAFETY: the window begins between 0 and 4 and is 4 wide; the table holds 8.
        Mask(unsafe { _mm256_loadu_pd(WINDOW64.as_ptr().add(4 - count.min(4)).cast()) })
    }

    #[inline(always)]
    unsafe fn load_first(s: Avx2, at: *const f64, count: usize) -> Self {
        // SAFETY: lanes that the mask leaves out are not read.
        F64(unsafe { _mm256_maskload_pd(at, _mm256_castpd_si256(Self::first(s, count).0)) })
    }

    #[inline(always)]
    unsafe fn store_first(self, at: *mut f64, count: usize) {
        // SAFETY: exactly `count` places are written, front to back.
        unsafe {
            if count >= 4 {
                return _mm256_storeu_pd(at, self.0);
            }
            let (mut at, mut rest) = (at, _mm256_castpd256_pd128(self.0));
            if count & 2 != 0 {
                _mm_storeu_pd(at, rest);
                (at, rest) = (at.add(2), _mm256_extractf128_pd::<1>(self.0));
            }
            if count & 1 != 0 {
                _mm_store_sd(at, rest);
            }
        }
    }

    #[inline(always)]
    fn scale(self, n: Self) -> Self {
        // As for f32; the exponents are 32-bit integers until the last moment, for AVX2 cannot shift 64-bit ones right.
        proved!({
            let n = _mm256_cvtpd_epi32(n.0);
            let half = _mm_srai_epi32::<1>(n);
            let power = |n| {
                let exponent = _mm256_cvtepi32_epi64(_mm_add_epi32(n, _mm_set1_epi32(1023)));
                _mm256_castsi256_pd(_mm256_slli_epi64::<52>(exponent))
            };
            self * F64(power(half)) * F64(power(_mm_sub_epi32(n, half)))
        })
    }

    #[inline(always)]
    fn scale_normal(self, n: Self) -> Self {
        proved!({
            let exponent = _mm256_slli_epi64::<52>(_mm256_cvtepi32_epi64(_mm256_cvtpd_epi32(n.0)));
            F64(_mm256_castsi256_pd(_mm256_add_epi64(_mm256_castpd_si256(self.0), exponent)))
        })
    }

    #[inline(always)]
    fn split(self) -> (Self, Self) {
        // No conversion from 64-bit integers in AVX2: the exponent becomes the low bits of 2^52, which is then taken off.
        proved!({
            let bits = _mm256_castpd_si256(self.0);
            let magic = _mm256_castpd_si256(_mm256_set1_pd(4_503_599_627_370_496.0));
            let shifted = _mm256_castsi256_pd(_mm256_or_si256(_mm256_srli_epi64::<52>(bits), magic));
            let exponent = _mm256_sub_pd(shifted, _mm256_set1_pd(4_503_599_627_370_496.0 + 1023.0));
            let fraction = _mm256_and_si256(bits, _mm256_set1_epi64x(0x000F_FFFF_FFFF_FFFF));
            let mantissa = _mm256_or_si256(fraction, _mm256_set1_epi64x(0x3FF0_0000_0000_0000));
            (F64(_mm256_castsi256_pd(mantissa)), F64(exponent))
        })
    }

    #[inline(always)]
    fn reduce_add(self) -> f64 {
        proved!({
            let two = _mm_add_pd(_mm256_castpd256_pd128(self.0), _mm256_extractf128_pd::<1>(self.0));
            _mm_cvtsd_f64(_mm_add_sd(two, _mm_unpackhi_pd(two, two)))
        })
    }

    #[inline(always)]
    fn reduce_max(self) -> f64 {
        proved!({
            let two = _mm_max_pd(_mm256_castpd256_pd128(self.0), _mm256_extractf128_pd::<1>(self.0));
            _mm_cvtsd_f64(_mm_max_sd(two, _mm_unpackhi_pd(two, two)))
        })
    }

    #[inline(always)]
    fn widen(self) -> [F64; 2] {
        [self, F64(proved!(_mm256_setzero_pd()))]
    }

    #[inline(always)]
    fn narrow([low, _]: [F64; 2]) -> Self {
        low
    }

    #[inline(always)]
    fn deinterleave(self, next: Self) -> (Self, Self) {
        proved!({
            let (even, odd) = (_mm256_unpacklo_pd(self.0, next.0), _mm256_unpackhi_pd(self.0, next.0));
            let order = |x| F64(_mm256_permute4x64_pd::<0b11_01_10_00>(x));
            (order(even), order(odd))
        })
    }

    #[inline(always)]
    fn interleave(self, other: Self) -> (Self, Self) {
        proved!({
            let (low, high) = (_mm256_unpacklo_pd(self.0, other.0), _mm256_unpackhi_pd(self.0, other.0));
            let halves = (_mm256_permute2f128_pd::<0x20>(low, high), _mm256_permute2f128_pd::<0x31>(low, high));
            (F64(halves.0), F64(halves.1))
        })
    }
}
