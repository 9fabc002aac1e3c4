//! The reference kernels of nnkata: what a learner's answer is compared with, and what a curious one reads next.
//!
//! | file | what it teaches |
//! |---|---|
//! | `ops/X.rs` | one operation: its formula, what it costs, `forward`, `backward`, its tests |
//! | `gemm/` | matrix times matrix: blocks that stay in cache, tiles that stay in registers |
//! | `simd/` | vectors: one text for AVX-512, AVX2, NEON and plain code, chosen at run time |
//! | `math/` | `exp`, `log`, `tanh` and their kin on vectors, to a unit or two in the last place |
//! | `threads.rs` | a small pool: the caller works too, and idle workers sleep |
//! | `moments.rs` | mean and variance, without losing digits |
//! | `array.rs`, `shape.rs` | row-major data in, errors in words |
//! | `job.rs`, `elementwise.rs` | a checked call that still has to be done, and how to write an operation |
//! | `roofline.rs` | what the machine can do at best |
//! | `curve.rs` | functions of one number, which an operation names and this carries over arrays |
//! | `loss.rs` | losses that compare number by number, likewise |
//! | `recurrent.rs` | the products around a cell, step after step, and the way back through time |
//! | `turn.rs` | a transposition |
//! | `float.rs` | the few things an operation asks of a number, so that f32 and f64 share one text |
//! | `python/` | the skin: NumPy arrays in and out; one line exports an operation |
//!
//! An operation never panics on bad input: it returns an [`Error`] that says where, what was found and what was
//! expected; or a [`Job`] that cannot fail.

pub mod array;
mod curve;
pub mod elementwise;
pub mod float;
pub mod gemm;
pub mod job;
mod loss;
pub mod math;
mod moments;
pub mod ops;
#[cfg(feature = "python")]
mod python;
mod recurrent;
pub mod roofline;
pub mod shape;
pub mod simd;
pub mod threads;
mod turn;

pub use array::{Array, Choice, Error, Mask, Result, View};
pub use float::Float;
pub use job::Job;
pub use shape::Shape;
