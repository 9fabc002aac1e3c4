//! What this machine can do at best: the line that a kernel's speed is held against (Williams, Waterman and Patterson
//! 2009). A kernel that reads few bytes a flop is limited by the arithmetic, any other by the memory.
//!
//! Each probe is run many times for a moment, and the best run counts: the others were disturbed. All take two turns: a
//! neighbour that disturbs a whole moment has often gone by the second.

use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::simd::{self, Caches, Isa, Register, Simd, Vector, caches};
use crate::{Float, threads};

/// Bytes a second between one level of memory and the registers.
#[derive(Debug, Clone, Copy)]
pub struct Bandwidth {
    /// Reading alone.
    pub reading: f64,
    /// Reading and writing back, both counted: most levels do some of it at once.
    pub updating: f64,
}

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
    /// The first-level cache, one thread.
    pub first_level: Bandwidth,
    /// The second level, one thread.
    pub second_level: Bandwidth,
    /// The third level, one thread.
    pub third_level: Bandwidth,
    /// Memory, one thread.
    pub memory_one: Bandwidth,
    /// Memory, all threads.
    pub memory_all: Bandwidth,
}

/// Measures them all, in about two seconds.
pub fn measure() -> Roofline {
    let count = threads::threads();
    let Caches { first, second, third } = caches();
    // Far beyond the last level, but no strain for a small machine.
    let mut data = large_pages((third * 8).clamp(128 << 20, 256 << 20) / size_of::<f32>());
    let mut front = |bytes: usize, threads| {
        let length = (bytes / size_of::<f32>()).min(data.len());
        bandwidth(&mut data[..length], threads)
    };
    let mut turn = || Roofline {
        isa: simd::isa(),
        threads: count,
        f32_one: peak::<f32>(1),
        f32_all: peak::<f32>(count),
        f64_one: peak::<f64>(1),
        f64_all: peak::<f64>(count),
        first_level: front(first / 2, 1),
        second_level: front(second / 2, 1),
        third_level: front(third / 2, 1),
        memory_one: front(usize::MAX, 1),
        memory_all: front(usize::MAX, count),
    };
    let before = turn();
    turn().or(before)
}

impl Roofline {
    /// The faster of both, each figure by itself.
    fn or(self, other: Self) -> Self {
        Self {
            f32_one: self.f32_one.max(other.f32_one),
            f32_all: self.f32_all.max(other.f32_all),
            f64_one: self.f64_one.max(other.f64_one),
            f64_all: self.f64_all.max(other.f64_all),
            first_level: self.first_level.or(other.first_level),
            second_level: self.second_level.or(other.second_level),
            third_level: self.third_level.or(other.third_level),
            memory_one: self.memory_one.or(other.memory_one),
            memory_all: self.memory_all.or(other.memory_all),
            ..self
        }
    }
}

impl Bandwidth {
    fn or(self, other: Self) -> Self {
        Self { reading: self.reading.max(other.reading), updating: self.updating.max(other.updating) }
    }
}

/// Flops a second of fused multiply-adds that wait for nothing, on so many threads.
pub fn peak<T: Float>(threads: usize) -> f64 {
    const STEPS: usize = 20_000;
    let flops = std::sync::atomic::AtomicUsize::new(0);
    let seconds = best(Duration::from_millis(50), || {
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

/// So many ones, in pages as large as the system has: NumPy asks for them too, and where it does not get them a third of
/// the time goes into looking pages up.
fn large_pages(length: usize) -> Vec<f32> {
    let mut data = Vec::<f32>::with_capacity(length);
    #[cfg(target_os = "linux")]
    {
        unsafe extern "C" {
            fn madvise(at: *mut u8, length: usize, advice: i32) -> i32;
        }
        const PAGE: usize = 4096;
        const HUGE: i32 = 14;
        let at: *mut u8 = data.as_mut_ptr().map_addr(|at| at.next_multiple_of(PAGE)).cast();
        // SAFETY: the advice changes no contents, and whole pages within the vector are all that it is about. A system
        // that does not know it refuses, and nothing is lost.
        unsafe { madvise(at, (length * size_of::<f32>()).saturating_sub(PAGE), HUGE) };
    }
    data.resize(length, 1.0);
    data
}

/// Bytes that are timed at once. The shorter a try, the likelier that nothing disturbs it.
const PIECE: usize = 8 << 20;

/// How fast `data` moves, each thread its share. What does not fit the caches has left them by the time that it is its
/// piece's turn again.
pub fn bandwidth(data: &mut [f32], threads: usize) -> Bandwidth {
    // Vectors that lie across two lines of cache take twice as long.
    let (_, data) = data.split_at_mut(data.as_ptr().align_offset(64).min(data.len()));
    // A small buffer is gone over many times, so that the clock's own cost does not count.
    let repeat = (PIECE / 8 / size_of_val(data).max(1)).max(1);
    let length = data.len().clamp(1, PIECE / size_of::<f32>());
    let count = data.len() / length;
    let mut piece = 0;
    let mut rate = |pass: fn(&mut [f32]), moves: usize| {
        let mut next = || {
            threads::parallel_chunks(&mut data[piece * length..][..length], length.div_ceil(threads), |_, part| {
                for _ in 0..repeat {
                    pass(black_box(&mut *part));
                }
            });
            piece = (piece + 1) % count;
        };
        // Once round untimed: a piece may be in a cache still.
        (0..count).for_each(|_| next());
        (moves * length * size_of::<f32>() * repeat) as f64 / best(Duration::from_millis(80), next)
    };
    Bandwidth {
        reading: rate(
            |part| {
                black_box(read(part));
            },
            1,
        ),
        updating: rate(negate, 2),
    }
}

simd::dispatch! { fn read(data: &[f32]) -> f32 = read_with; }

/// Four streams, with two sums each: one alone waits for its additions, and for its lines from memory.
#[inline(always)]
fn read_with<S: Simd>(s: S, data: &[f32]) -> f32 {
    let lanes = Vector::<S, f32>::LANES;
    let stream = data.len() / (8 * lanes) * 2 * lanes;
    let mut sums = [[Vector::<S, f32>::zero(s); 2]; 4];
    for i in (0..stream).step_by(2 * lanes) {
        for (n, sums) in sums.iter_mut().enumerate() {
            for (half, sum) in sums.iter_mut().enumerate() {
                // SAFETY: two vectors of the `stream` numbers that each of four streams has.
                *sum =
                    *sum + unsafe { Vector::<S, f32>::load_from(s, data.as_ptr().add(n * stream + i + half * lanes)) };
            }
        }
    }
    let [[a, b], [c, d], [e, f], [g, h]] = sums;
    (((a + b) + (c + d)) + ((e + f) + (g + h))).reduce_add()
}

simd::dispatch! { fn negate(data: &mut [f32]) = negate_with; }

#[inline(always)]
fn negate_with<S: Simd>(s: S, data: &mut [f32]) {
    simd::map_in_place(
        s,
        data,
        #[inline(always)]
        |x| -x,
    );
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
        let Bandwidth { reading, updating } = bandwidth(&mut [1.0; 4096], 1);
        assert!((1e8..1e13).contains(&reading) && (1e8..1e13).contains(&updating), "{reading} {updating}");
    }

    #[test]
    fn every_number_of_a_large_buffer_is_there() {
        assert_eq!(large_pages(10_000), [1.0; 10_000]);
        assert_eq!(read(&large_pages(4096)), 4096.0);
    }
}
