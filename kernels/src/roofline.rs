//! What this machine can do at best: the line that a kernel's speed is held against (Williams, Waterman and Patterson
//! 2009). A kernel that reads few bytes a flop is limited by the arithmetic, any other by the memory.
//!
//! Each probe is run many times for a moment, and the best run counts: the others were disturbed.

use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::simd::{self, Caches, Isa, Register, Simd, Vector, caches};
use crate::{Float, threads};

/// Limits of this machine, with the instruction set in use; flops and bytes a second.
#[derive(Debug, Clone, Copy)]
pub struct Roofline {
    /// The instruction set they were measured with.
    pub isa: Isa,
    /// How many threads "all" are.
    pub threads: usize,
    /// f32, one thread.
    pub f32_one: f64,
    /// f32, all threads.
    pub f32_all: f64,
    /// f64, one thread.
    pub f64_one: f64,
    /// f64, all threads.
    pub f64_all: f64,
    /// Reading from the first-level cache, one thread.
    pub first_level: f64,
    /// Reading from the second level, one thread.
    pub second_level: f64,
    /// Reading from the third level, one thread.
    pub third_level: f64,
    /// Reading from memory, one thread.
    pub memory_one: f64,
    /// Reading from memory, all threads.
    pub memory_all: f64,
}

/// Measures them all, in one to three seconds.
pub fn measure() -> Roofline {
    let count = threads::threads();
    let Caches { first, second, third } = caches();
    // Far beyond the last level, but no strain for a small machine.
    let beyond = (third * 4).clamp(128 << 20, 256 << 20);
    let data = vec![1f32; beyond / 4];
    let front = |bytes: usize| &data[..(bytes / 4).min(data.len())];
    Roofline {
        isa: simd::isa(),
        threads: count,
        f32_one: peak::<f32>(1),
        f32_all: peak::<f32>(count),
        f64_one: peak::<f64>(1),
        f64_all: peak::<f64>(count),
        first_level: bandwidth(front(first / 2), 1),
        second_level: bandwidth(front(second / 2), 1),
        third_level: bandwidth(front(third / 2), 1),
        memory_one: bandwidth(&data, 1),
        memory_all: bandwidth(&data, count),
    }
}

/// Flops a second of fused multiply-adds that wait for nothing, on so many threads.
pub fn peak<T: Float>(threads: usize) -> f64 {
    const STEPS: usize = 20_000;
    let flops = std::sync::atomic::AtomicUsize::new(0);
    let seconds = best(Duration::from_millis(60), || {
        flops.store(0, std::sync::atomic::Ordering::Relaxed);
        threads::parallel(threads, |_| {
            let done = multiply_add::<T>(STEPS, T::narrow(black_box(0.5)));
            flops.fetch_add(done, std::sync::atomic::Ordering::Relaxed);
        });
    });
    flops.into_inner() as f64 / seconds
}

simd::dispatch! { fn multiply_add<T: Float>(steps: usize, x: T) -> usize = multiply_add_with; }

#[inline(always)]
fn multiply_add_with<S: Simd, T: Float>(s: S, steps: usize, x: T) -> usize {
    // Two a cycle that take four or five cycles each: ten sums hide it.
    let (x, mut sums) = (Vector::<S, T>::splat(s, x), [Vector::<S, T>::zero(s); 12]);
    for _ in 0..steps {
        for sum in &mut sums {
            *sum = sum.mul_add(x, x);
        }
    }
    black_box(sums.map(Vector::<S, T>::reduce_add));
    2 * steps * sums.len() * Vector::<S, T>::LANES
}

/// Bytes a second of reading `data` front to back, each thread its share.
pub fn bandwidth(data: &[f32], threads: usize) -> f64 {
    // A small buffer is read many times, so that the clock's own cost does not count.
    let repeat = ((1 << 20) / size_of_val(data).max(1)).max(1);
    let share = data.len().div_ceil(threads);
    let seconds = best(Duration::from_millis(100), || {
        threads::parallel(threads, |thread| {
            let from = (thread * share).min(data.len());
            let part = &data[from..(from + share).min(data.len())];
            for _ in 0..repeat {
                black_box(read(black_box(part)));
            }
        });
    });
    (size_of_val(data) * repeat) as f64 / seconds
}

simd::dispatch! { fn read(data: &[f32]) -> f32 = read_with; }

#[inline(always)]
fn read_with<S: Simd>(s: S, data: &[f32]) -> f32 {
    let lanes = Vector::<S, f32>::LANES;
    let mut sums = [Vector::<S, f32>::zero(s); 8];
    for block in data.chunks_exact(8 * lanes) {
        for (sum, x) in sums.iter_mut().zip(block.chunks_exact(lanes)) {
            *sum = *sum + Vector::<S, f32>::load(s, x);
        }
    }
    sums.map(Vector::<S, f32>::reduce_add).into_iter().sum()
}

/// The shortest time of `work` in seconds, tried for `moment` and at least five times.
pub fn best(moment: Duration, mut work: impl FnMut()) -> f64 {
    let (begin, mut best, mut tries) = (Instant::now(), f64::INFINITY, 0);
    while tries < 5 || begin.elapsed() < moment {
        let start = Instant::now();
        work();
        best = best.min(start.elapsed().as_secs_f64());
        tries += 1;
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limits_are_those_of_a_machine_of_this_century() {
        let peak = peak::<f32>(1);
        assert!((1e8..1e13).contains(&peak), "{peak}");
        let bandwidth = bandwidth(&[1.0; 4096], 1);
        assert!((1e8..1e13).contains(&bandwidth), "{bandwidth}");
    }
}
