//! How large the caches are, asked of the processor once.

use std::sync::OnceLock;

/// Bytes of the data caches that one core works with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caches {
    /// The first level.
    pub first: usize,
    /// The second level.
    pub second: usize,
    /// The third level, shared by some or all cores.
    pub third: usize,
}

/// What this machine has; something usual where it cannot be asked.
#[inline]
pub fn caches() -> Caches {
    static CACHES: OnceLock<Caches> = OnceLock::new();
    *CACHES.get_or_init(|| {
        let usual = Caches { first: 32 << 10, second: 512 << 10, third: 8 << 20 };
        // Miri has no processor.
        #[cfg(all(target_arch = "x86_64", not(miri)))]
        let usual = asked(usual);
        usual
    })
}

/// Intel lists its caches in leaf 4 of `cpuid`, AMD in leaf 8000001D; the form is the same.
#[cfg(all(target_arch = "x86_64", not(miri)))]
fn asked(mut caches: Caches) -> Caches {
    use std::arch::x86_64::{__cpuid, __cpuid_count, CpuidResult};
    #[allow(unused_unsafe, reason = "newer compilers know that every x86-64 has the instruction")]
    // SAFETY: every x86-64 processor has the instruction.
    let of = |leaf, count| -> CpuidResult { unsafe { __cpuid_count(leaf, count) } };
    #[allow(unused_unsafe, reason = "as above")]
    // SAFETY: as above.
    let highest = unsafe { __cpuid(0x8000_0000) }.eax;
    for leaf in [4, 0x8000_001D] {
        if leaf > 4 && leaf > highest {
            continue;
        }
        for count in 0..8 {
            let CpuidResult { eax, ebx, ecx, .. } = of(leaf, count);
            // 1 is a cache of data, 3 one of data and instructions.
            if !matches!(eax & 31, 1 | 3) {
                continue;
            }
            let bytes = ((ebx >> 22) as usize + 1)
                * ((ebx >> 12 & 0x3FF) as usize + 1)
                * ((ebx & 0xFFF) as usize + 1)
                * (ecx as usize + 1);
            match eax >> 5 & 7 {
                1 => caches.first = bytes,
                2 => caches.second = bytes,
                3 => caches.third = bytes,
                _ => {}
            }
        }
    }
    caches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_level_is_larger_than_the_one_before() {
        let Caches { first, second, third } = caches();
        assert!((8 << 10..=1 << 20).contains(&first) && first < second && second < third, "{:?}", caches());
    }
}
