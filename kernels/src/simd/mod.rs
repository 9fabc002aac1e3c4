//! Vectors of numbers: one text for every processor.
//!
//! A processor adds 4, 8 or 16 floats with the instruction that adds one. A kernel here is written once, over a token
//! `S: Simd` (which instructions?) and a number `T: Float` (`f32` or `f64`?); [`dispatch!`] compiles it for each
//! instruction set and picks the best one that this machine has, at run time.
//!
//! | token | needs | lanes of f32, f64 |
//! |---|---|---|
//! | [`Avx512`](avx512::Avx512) | x86-64 with AVX-512 F, VL, DQ, BW | 16, 8 |
//! | [`Avx2`](avx2::Avx2) | x86-64 with AVX2 and FMA | 8, 4 |
//! | [`Neon`](neon::Neon) | any 64-bit ARM | 4, 2 |
//! | [`Scalar`](scalar::Scalar) | nothing | 4, 2: arrays, left to the compiler |
//!
//! **A token is a proof.** It can be had only from [`dispatch!`], which has asked the processor; a vector can be had
//! only with a token; therefore arithmetic on vectors is safe, and a kernel needs no `unsafe`.
//!
//! # A whole kernel
//!
//! The softmax of a row, in place. `#[inline(always)]` on the body and on closures is not a hint but part of the form:
//! the code must end up inside the function that was compiled with the instructions.
//!
//! ```
//! use nnkata_kernels::Float;
//! use nnkata_kernels::math;
//! use nnkata_kernels::simd::{self, Register, Simd, Vector};
//!
//! simd::dispatch! {
//!     /// Scores to probabilities.
//!     pub fn softmax<T: Float>(row: &mut [T]) = softmax_with;
//! }
//!
//! #[inline(always)]
//! fn softmax_with<S: Simd, T: Float>(s: S, row: &mut [T]) {
//!     let highest = Vector::<S, T>::splat(s, simd::maximum(s, row));
//!     simd::map_in_place(s, row, #[inline(always)] |x| math::exp(s, x - highest));
//!     let sum = simd::sum(s, row, #[inline(always)] |x| x);
//!     let scale = Vector::<S, T>::splat(s, T::ONE / sum);
//!     // The loop that `map_in_place` hides, once in full: whole vectors, then the lanes that are left.
//!     let mut vectors = row.chunks_exact_mut(Vector::<S, T>::LANES);
//!     for x in &mut vectors {
//!         (Vector::<S, T>::load(s, x) * scale).store(x);
//!     }
//!     let rest = vectors.into_remainder();
//!     (Vector::<S, T>::load_partial(s, rest) * scale).store_partial(rest);
//! }
//!
//! let mut row = [1.0f32; 5];
//! softmax(&mut row);
//! assert!(row.iter().all(|p| (p - 0.2).abs() < 1e-7));
//! ```

mod caches;
mod columns;
mod detect;
mod dispatch;
mod register;
mod rows;
pub mod scalar;
#[cfg(test)]
mod tests;
mod turn;

#[cfg(target_arch = "x86_64")]
pub mod avx2;
#[cfg(target_arch = "x86_64")]
pub mod avx512;
#[cfg(target_arch = "aarch64")]
pub mod neon;

pub use crate::simd_dispatch as dispatch;
pub use caches::{Caches, caches};
pub use columns::ColumnSums;
pub use detect::{Isa, choose, isa};
pub use register::{Register, Vector};
pub use rows::{
    every, map, map_in_place, map_many, map_totals, map2, maximum, sum, sum2, totals, totals_of_long, update,
};
pub use turn::turn;

/// Instructions that this machine has: a token of no size, handed through a kernel.
pub trait Simd: Copy + Send + Sync + std::fmt::Debug + 'static {
    /// Which one.
    const ISA: Isa;
    /// How many vectors the processor can hold at once: what a tile of sums must fit in.
    const REGISTERS: usize;
    /// A vector of `f32`.
    type F32: Register<Token = Self, Element = f32>;
    /// A vector of `f64`.
    type F64: Register<Token = Self, Element = f64>;
}
