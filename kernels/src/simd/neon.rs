//! 128-bit vectors of 64-bit ARM, which every such processor has.

use std::arch::aarch64::*;

use crate::simd::register::{operators, proved};
use crate::simd::{Isa, Register, Simd};

/// 64-bit ARM.
#[derive(Debug, Clone, Copy)]
pub struct Neon(());

impl Neon {
    /// Always there.
    #[inline(always)]
    #[allow(clippy::new_without_default, reason = "a token is made on purpose")]
    pub fn new() -> Self {
        Neon(())
    }
}

impl Simd for Neon {
    const ISA: Isa = Isa::Neon;
    const REGISTERS: usize = 32;
    type F32 = F32;
    type F64 = F64;
}

/// 4 x f32.
#[derive(Debug, Clone, Copy)]
pub struct F32(float32x4_t);

/// 2 x f64.
#[derive(Debug, Clone, Copy)]
pub struct F64(float64x2_t);

/// All ones in the lanes that count.
#[derive(Debug, Clone, Copy)]
pub struct Mask<V>(V);

operators!(F32, vaddq_f32, vsubq_f32, vmulq_f32, vdivq_f32, |x| F32(proved!(vnegq_f32(x.0))));
operators!(F64, vaddq_f64, vsubq_f64, vmulq_f64, vdivq_f64, |x| F64(proved!(vnegq_f64(x.0))));

/// The methods that differ between f32 and f64 only in the names.
macro_rules! same_form {
    ($Float:ident, $Mask:ty, $lanes:literal, $dup:ident, $load:ident, $store:ident, $fma:ident, $fms:ident, $sqrt:ident,
     $abs:ident, $round:ident, $floor:ident, $lt:ident, $le:ident, $eq:ident, $select:ident, $dup_bits:ident,
     $even:ident, $odd:ident, $low:ident, $high:ident) => {
        type Token = Neon;
        type Element = $Float;
        type Mask = Mask<$Mask>;
        const LANES: usize = $lanes;

        #[inline(always)]
        fn splat(_: Neon, x: $Float) -> Self {
            Self(proved!($dup(x)))
        }
        #[inline(always)]
        unsafe fn load_from(_: Neon, at: *const $Float) -> Self {
            // SAFETY: the caller's promise.
            Self(unsafe { $load(at) })
        }
        #[inline(always)]
        unsafe fn load_first(s: Neon, at: *const $Float, count: usize) -> Self {
            let mut lanes = [0.0; $lanes];
            // SAFETY: the caller's promise for the first `count`; the array holds all lanes.
            unsafe {
                std::ptr::copy_nonoverlapping(at, lanes.as_mut_ptr(), count.min($lanes));
                Self::load_from(s, lanes.as_ptr())
            }
        }
        #[inline(always)]
        unsafe fn store_to(self, at: *mut $Float) {
            // SAFETY: the caller's promise.
            unsafe { $store(at, self.0) }
        }
        #[inline(always)]
        unsafe fn store_first(self, at: *mut $Float, count: usize) {
            let mut lanes = [0.0; $lanes];
            // SAFETY: the array holds all lanes; the caller's promise for the first `count`.
            unsafe {
                self.store_to(lanes.as_mut_ptr());
                std::ptr::copy_nonoverlapping(lanes.as_ptr(), at, count.min($lanes));
            }
        }
        #[inline(always)]
        fn mul_add(self, b: Self, c: Self) -> Self {
            Self(proved!($fma(c.0, self.0, b.0)))
        }
        #[inline(always)]
        fn neg_mul_add(self, b: Self, c: Self) -> Self {
            Self(proved!($fms(c.0, self.0, b.0)))
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
            Self(proved!($select($dup_bits((-0.0 as $Float).to_bits()), sign.0, self.0)))
        }
        // Not the instructions for it: they spread a NaN from either side.
        #[inline(always)]
        fn max(self, other: Self) -> Self {
            Self::select(other.lt(self), self, other)
        }
        #[inline(always)]
        fn min(self, other: Self) -> Self {
            Self::select(self.lt(other), self, other)
        }
        #[inline(always)]
        fn round(self) -> Self {
            Self(proved!($round(self.0)))
        }
        #[inline(always)]
        fn floor(self) -> Self {
            Self(proved!($floor(self.0)))
        }
        #[inline(always)]
        fn lt(self, other: Self) -> Self::Mask {
            Mask(proved!($lt(self.0, other.0)))
        }
        #[inline(always)]
        fn le(self, other: Self) -> Self::Mask {
            Mask(proved!($le(self.0, other.0)))
        }
        #[inline(always)]
        fn eq(self, other: Self) -> Self::Mask {
            Mask(proved!($eq(self.0, other.0)))
        }
        #[inline(always)]
        fn select(mask: Self::Mask, yes: Self, no: Self) -> Self {
            Self(proved!($select(mask.0, yes.0, no.0)))
        }
        #[inline(always)]
        fn deinterleave(self, next: Self) -> (Self, Self) {
            proved!((Self($even(self.0, next.0)), Self($odd(self.0, next.0))))
        }
        #[inline(always)]
        fn interleave(self, other: Self) -> (Self, Self) {
            proved!((Self($low(self.0, other.0)), Self($high(self.0, other.0))))
        }
    };
}

macro_rules! masks {
    ($vector:ty, $and:ident, $or:ident, |$x:ident| $not:expr) => {
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
                let $x = self.0;
                Mask($not)
            }
        }
    };
}
masks!(uint32x4_t, vandq_u32, vorrq_u32, |x| proved!(vmvnq_u32(x)));
masks!(uint64x2_t, vandq_u64, vorrq_u64, |x| proved!(veorq_u64(x, vdupq_n_u64(u64::MAX))));

impl Register for F32 {
    same_form!(
        f32,
        uint32x4_t,
        4,
        vdupq_n_f32,
        vld1q_f32,
        vst1q_f32,
        vfmaq_f32,
        vfmsq_f32,
        vsqrtq_f32,
        vabsq_f32,
        vrndnq_f32,
        vrndmq_f32,
        vcltq_f32,
        vcleq_f32,
        vceqq_f32,
        vbslq_f32,
        vdupq_n_u32,
        vuzp1q_f32,
        vuzp2q_f32,
        vzip1q_f32,
        vzip2q_f32
    );

    #[inline(always)]
    fn scale(self, n: Self) -> Self {
        // 2^n may be too large or too small for a float: half of it, then the rest. Only the last product rounds.
        proved!({
            let n = vcvtq_s32_f32(n.0);
            let half = vshrq_n_s32::<1>(n);
            let power = |n| F32(vreinterpretq_f32_s32(vshlq_n_s32::<23>(vaddq_s32(n, vdupq_n_s32(127)))));
            self * power(half) * power(vsubq_s32(n, half))
        })
    }

    #[inline(always)]
    fn scale_normal(self, n: Self) -> Self {
        proved!({
            let exponent = vshlq_n_s32::<23>(vcvtq_s32_f32(n.0));
            F32(vreinterpretq_f32_s32(vaddq_s32(vreinterpretq_s32_f32(self.0), exponent)))
        })
    }

    #[inline(always)]
    fn split(self) -> (Self, Self) {
        proved!({
            let bits = vreinterpretq_u32_f32(self.0);
            let exponent = vsubq_s32(vreinterpretq_s32_u32(vshrq_n_u32::<23>(bits)), vdupq_n_s32(127));
            let mantissa = vorrq_u32(vandq_u32(bits, vdupq_n_u32(0x007F_FFFF)), vdupq_n_u32(0x3F80_0000));
            (F32(vreinterpretq_f32_u32(mantissa)), F32(vcvtq_f32_s32(exponent)))
        })
    }

    #[inline(always)]
    fn first(_: Neon, count: usize) -> Self::Mask {
        let lane: [u32; 4] = [0, 1, 2, 3];
        // SAFETY: the array holds all lanes.
        Mask(unsafe { vcltq_u32(vld1q_u32(lane.as_ptr()), vdupq_n_u32(count.min(4) as u32)) })
    }

    #[inline(always)]
    fn bits(mask: Self::Mask) -> u32 {
        let weight: [u32; 4] = [1, 2, 4, 8];
        // SAFETY: the array holds all lanes.
        unsafe { vaddvq_u32(vandq_u32(mask.0, vld1q_u32(weight.as_ptr()))) }
    }

    #[inline(always)]
    fn reduce_add(self) -> f32 {
        proved!(vpadds_f32(vadd_f32(vget_low_f32(self.0), vget_high_f32(self.0))))
    }

    #[inline(always)]
    fn reduce_max(self) -> f32 {
        proved!(vmaxnmvq_f32(self.0))
    }

    #[inline(always)]
    fn widen(self) -> [F64; 2] {
        proved!([F64(vcvt_f64_f32(vget_low_f32(self.0))), F64(vcvt_high_f64_f32(self.0))])
    }

    #[inline(always)]
    fn narrow([low, high]: [F64; 2]) -> Self {
        F32(proved!(vcvt_high_f32_f64(vcvt_f32_f64(low.0), high.0)))
    }
}

impl Register for F64 {
    same_form!(
        f64,
        uint64x2_t,
        2,
        vdupq_n_f64,
        vld1q_f64,
        vst1q_f64,
        vfmaq_f64,
        vfmsq_f64,
        vsqrtq_f64,
        vabsq_f64,
        vrndnq_f64,
        vrndmq_f64,
        vcltq_f64,
        vcleq_f64,
        vceqq_f64,
        vbslq_f64,
        vdupq_n_u64,
        vuzp1q_f64,
        vuzp2q_f64,
        vzip1q_f64,
        vzip2q_f64
    );

    #[inline(always)]
    fn scale(self, n: Self) -> Self {
        proved!({
            let n = vcvtq_s64_f64(n.0);
            let half = vshrq_n_s64::<1>(n);
            let power = |n| F64(vreinterpretq_f64_s64(vshlq_n_s64::<52>(vaddq_s64(n, vdupq_n_s64(1023)))));
            self * power(half) * power(vsubq_s64(n, half))
        })
    }

    #[inline(always)]
    fn scale_normal(self, n: Self) -> Self {
        proved!({
            let exponent = vshlq_n_s64::<52>(vcvtq_s64_f64(n.0));
            F64(vreinterpretq_f64_s64(vaddq_s64(vreinterpretq_s64_f64(self.0), exponent)))
        })
    }

    #[inline(always)]
    fn split(self) -> (Self, Self) {
        proved!({
            let bits = vreinterpretq_u64_f64(self.0);
            let exponent = vsubq_s64(vreinterpretq_s64_u64(vshrq_n_u64::<52>(bits)), vdupq_n_s64(1023));
            let fraction = vandq_u64(bits, vdupq_n_u64(0x000F_FFFF_FFFF_FFFF));
            let mantissa = vorrq_u64(fraction, vdupq_n_u64(0x3FF0_0000_0000_0000));
            (F64(vreinterpretq_f64_u64(mantissa)), F64(vcvtq_f64_s64(exponent)))
        })
    }

    #[inline(always)]
    fn first(_: Neon, count: usize) -> Self::Mask {
        let lane: [u64; 2] = [0, 1];
        // SAFETY: the array holds all lanes.
        Mask(unsafe { vcltq_u64(vld1q_u64(lane.as_ptr()), vdupq_n_u64(count.min(2) as u64)) })
    }

    #[inline(always)]
    fn bits(mask: Self::Mask) -> u32 {
        proved!((vgetq_lane_u64::<0>(mask.0) & 1 | vgetq_lane_u64::<1>(mask.0) & 2) as u32)
    }

    #[inline(always)]
    fn reduce_add(self) -> f64 {
        proved!(vpaddd_f64(self.0))
    }

    #[inline(always)]
    fn reduce_max(self) -> f64 {
        proved!(vmaxnmvq_f64(self.0))
    }

    #[inline(always)]
    fn widen(self) -> [F64; 2] {
        [self, F64(proved!(vdupq_n_f64(0.0)))]
    }

    #[inline(always)]
    fn narrow([low, _]: [F64; 2]) -> Self {
        low
    }
}
