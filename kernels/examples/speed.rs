//! How fast products and functions are, as a share of what the machine can do at that moment.
//!
//! `cargo run --release --example speed [-- gemm|gemv|math]`; `NNKATA_ISA` and `NNKATA_THREADS` count.

use std::time::Duration;

use nnkata_kernels::gemm::{Matrix, MatrixMut, Plain, Start, multiply};
use nnkata_kernels::simd::{self, Simd};
use nnkata_kernels::{Float, math, roofline, threads};

const MOMENT: Duration = Duration::from_millis(60);

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let is_wanted = |word: &str| wanted.is_empty() || wanted.iter().any(|wanted| wanted == word);
    let line = roofline::measure();
    println!("{line:#.3?}\n");
    if is_wanted("gemm") {
        products::<f32>("f32");
        products::<f64>("f64");
    }
    if is_wanted("gemv") {
        vectors::<f32>("f32");
    }
    if is_wanted("math") {
        functions::<f32>("f32");
        functions::<f64>("f64");
    }
}

/// Square products: `a @ b`, and `a @ b^T`.
fn products<T: Float>(name: &str) {
    println!("{name} product        GF/s    % of peak     b turned");
    for n in [4, 8, 16, 24, 32, 48, 64, 96, 100, 128, 192, 256, 320, 384, 512, 768, 1024, 1536, 2048] {
        let (a, b, mut c) = (some::<T>(n * n), some::<T>(n * n), vec![T::ZERO; n * n]);
        let (a, b) = (Matrix::new(&a, n, n), Matrix::new(&b, n, n));
        let repeat = (200_000 / (n * n * n)).max(1);
        let mut rate = |b: Matrix<T>| {
            let seconds = roofline::best(MOMENT, || {
                for _ in 0..repeat {
                    multiply(a, b, MatrixMut::new(&mut c, n, n), Start::Zero, &Plain);
                }
            });
            2.0 * (n * n * n * repeat) as f64 / seconds
        };
        let (straight, turned) = (rate(b), rate(b.transposed()));
        let peak = roofline::peak::<T>(threads::threads());
        println!(
            "{n:6}^3        {:8.1}     {:6.1}       {:6.1}",
            straight / 1e9,
            100.0 * straight / peak,
            100.0 * turned / peak
        );
    }
}

/// One row times a matrix: its bytes are read once.
fn vectors<T: Float>(name: &str) {
    println!("{name} vector times matrix   GB/s    b turned    rows = 3    reading alone");
    for n in [64, 256, 1024, 4096] {
        let (a, b, mut c) = (some::<T>(4 * n), some::<T>(n * n), vec![T::ZERO; 4 * n]);
        let b = Matrix::new(&b, n, n);
        let mut rate = |rows: usize, b: Matrix<T>| {
            let repeat = (1_000_000 / (n * n)).max(1);
            let seconds = roofline::best(MOMENT, || {
                for _ in 0..repeat {
                    multiply(Matrix::new(&a, rows, n), b, MatrixMut::new(&mut c, rows, n), Start::Zero, &Plain);
                }
            });
            (n * n * size_of::<T>() * repeat) as f64 / seconds / 1e9
        };
        let (one, turned, three) = (rate(1, b), rate(1, b.transposed()), rate(3, b));
        let alone = roofline::bandwidth(&mut vec![1.0; n * n * size_of::<T>() / 4], threads::threads()).reading / 1e9;
        println!("{n:6}                {one:10.1}  {turned:10.1}  {three:10.1}  {alone:10.1}");
    }
}

macro_rules! functions {
    ($($name:ident)*) => {
        $(simd::dispatch! { fn $name<T: Float>(x: &[T], y: &mut [T]) = with::$name; })*
        mod with {
            use super::*;
            $(
                #[inline(always)]
                pub fn $name<S: Simd, T: Float>(s: S, x: &[T], y: &mut [T]) {
                    simd::map(s, x, y, #[inline(always)] |x| math::$name(s, x));
                }
            )*
        }
        fn functions<T: Float>(name: &str) {
            println!("{name} function     ns an element, 4096    2^22    GB/s (read and write)");
            $({
                let rate = |length: usize| {
                    let (x, mut y) = (some::<T>(length), vec![T::ZERO; length]);
                    let repeat = ((1 << 16) / length).max(1);
                    let seconds = roofline::best(MOMENT, || (0..repeat).for_each(|_| $name(&x, &mut y)));
                    1e9 * seconds / (length * repeat) as f64
                };
                let (near, far) = (rate(4096), rate(1 << 22));
                println!("{:16} {near:12.3} {far:20.3} {:10.1}", stringify!($name), 2.0 * size_of::<T>() as f64 / near);
            })*
        }
    };
}
functions!(exp exp_m1 log log_1p sigmoid tanh softplus normal_cdf gelu gelu_tanh);

/// Numbers between -1 and 1.
fn some<T: Float>(count: usize) -> Vec<T> {
    (0..count).map(|i| T::narrow((i * 7919 % 2003) as f64 / 1001.5 - 1.0)).collect()
}
