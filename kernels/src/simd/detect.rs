//! Which instructions to use: asked of the processor once, or told by `NNKATA_ISA`.

use std::sync::OnceLock;

/// An instruction set, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Isa {
    /// x86-64 with AVX-512 F, VL, DQ, BW.
    Avx512,
    /// x86-64 with AVX2 and FMA.
    Avx2,
    /// 64-bit ARM.
    Neon,
    /// Any machine.
    Scalar,
}

impl Isa {
    const ALL: [Isa; 4] = [Isa::Avx512, Isa::Avx2, Isa::Neon, Isa::Scalar];

    /// The word for it, as in `NNKATA_ISA`.
    pub fn name(self) -> &'static str {
        match self {
            Isa::Avx512 => "avx512",
            Isa::Avx2 => "avx2",
            Isa::Neon => "neon",
            Isa::Scalar => "scalar",
        }
    }

    /// Whether this machine can run it.
    pub fn is_here(self) -> bool {
        match self {
            #[cfg(target_arch = "x86_64")]
            Isa::Avx512 => {
                is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512vl")
                    && is_x86_feature_detected!("avx512dq")
                    && is_x86_feature_detected!("avx512bw")
            }
            #[cfg(target_arch = "x86_64")]
            Isa::Avx2 => is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma"),
            #[cfg(target_arch = "aarch64")]
            Isa::Neon => true,
            Isa::Scalar => true,
            #[allow(unreachable_patterns, reason = "what is left depends on the processor that this is compiled for")]
            _ => false,
        }
    }
}

/// The instruction set for this process: the best one here, or the one that `NNKATA_ISA` names; an error in words if
/// that is unknown or missing.
pub fn choose() -> Result<Isa, String> {
    static CHOICE: OnceLock<Result<Isa, String>> = OnceLock::new();
    CHOICE.get_or_init(|| pick(std::env::var("NNKATA_ISA").ok().as_deref())).clone()
}

fn pick(wanted: Option<&str>) -> Result<Isa, String> {
    let here = || Isa::ALL.into_iter().filter(|isa| isa.is_here());
    let words = |isas: &mut dyn Iterator<Item = Isa>| isas.map(Isa::name).collect::<Vec<_>>().join(", ");
    let Some(wanted) = wanted.filter(|wanted| !wanted.is_empty()) else {
        return Ok(here().next().unwrap_or(Isa::Scalar));
    };
    match Isa::ALL.into_iter().find(|isa| isa.name() == wanted) {
        Some(isa) if isa.is_here() => Ok(isa),
        Some(_) => Err(format!("NNKATA_ISA is \"{wanted}\", which this machine lacks; it has {}", words(&mut here()))),
        None => Err(format!("NNKATA_ISA is \"{wanted}\", expected one of {}", words(&mut Isa::ALL.into_iter()))),
    }
}

/// [`choose`], where a mistake in `NNKATA_ISA` has already been reported.
///
/// # Panics
///
/// With the sentence of [`choose`] if it has not.
#[inline]
pub fn isa() -> Isa {
    static CHOSEN: OnceLock<Isa> = OnceLock::new();
    *CHOSEN.get_or_init(|| choose().unwrap_or_else(|words| panic!("{words}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_is_unknown_or_missing_here_is_an_error_in_words() {
        let unknown = pick(Some("sse9")).unwrap_err();
        assert_eq!(unknown, "NNKATA_ISA is \"sse9\", expected one of avx512, avx2, neon, scalar");
        let missing = if cfg!(target_arch = "x86_64") { "neon" } else { "avx2" };
        let words = pick(Some(missing)).unwrap_err();
        assert!(words.contains("this machine lacks") && words.ends_with("scalar"), "{words}");
    }

    #[test]
    fn scalar_is_everywhere_and_nothing_asked_for_means_the_best() {
        assert_eq!(pick(Some("scalar")), Ok(Isa::Scalar));
        assert_eq!(pick(Some("")), pick(None));
        assert!(pick(None).unwrap().is_here());
    }
}
