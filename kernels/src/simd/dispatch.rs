//! The macro that compiles a kernel for each instruction set and calls the right one.

/// Defines a function that runs a generic body `fn body<S: Simd, ...>(s: S, ...)` with the instructions chosen by
/// [`isa`](crate::simd::isa).
///
/// ```text
/// simd::dispatch! {
///     /// Docs.
///     pub(crate) fn name<T: Float, E: Epilogue<T>>(x: &[T], y: &mut [T], e: E) -> usize = body;
/// }
/// ```
///
/// The body must be `#[inline(always)]`: it is pasted into wrappers that carry `#[target_feature]`. The choice costs a
/// load and a jump; inside a body, call bodies, not dispatched functions.
#[macro_export]
#[doc(hidden)]
macro_rules! simd_dispatch {
    ($(#[$meta:meta])* $vis:vis fn $name:ident $(<$($param:ident: $bound:path),* $(,)?>)?
     ($($arg:ident: $type:ty),* $(,)?) $(-> $ret:ty)? = $body:path;) => {
        $(#[$meta])*
        #[inline]
        #[allow(clippy::too_many_arguments, reason = "a kernel's arguments are handed on one by one")]
        $vis fn $name $(<$($param: $bound),*>)? ($($arg: $type),*) $(-> $ret)? {
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx512f,avx512vl,avx512dq,avx512bw,avx2,fma")]
            #[allow(clippy::too_many_arguments, reason = "a kernel's arguments are handed on one by one")]
            unsafe fn avx512 $(<$($param: $bound),*>)? ($($arg: $type),*) $(-> $ret)? {
                // SAFETY: the caller has asked the processor.
                let token = unsafe { $crate::simd::avx512::Avx512::new() };
                $body(token $(, $arg)*)
            }
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2,fma")]
            #[allow(clippy::too_many_arguments, reason = "a kernel's arguments are handed on one by one")]
            unsafe fn avx2 $(<$($param: $bound),*>)? ($($arg: $type),*) $(-> $ret)? {
                // SAFETY: the caller has asked the processor.
                let token = unsafe { $crate::simd::avx2::Avx2::new() };
                $body(token $(, $arg)*)
            }
            match $crate::simd::isa() {
                // SAFETY: `isa` names only what the processor has.
                #[cfg(target_arch = "x86_64")]
                $crate::simd::Isa::Avx512 => unsafe { avx512 $(::<$($param),*>)? ($($arg),*) },
                // SAFETY: as above.
                #[cfg(target_arch = "x86_64")]
                $crate::simd::Isa::Avx2 => unsafe { avx2 $(::<$($param),*>)? ($($arg),*) },
                #[cfg(target_arch = "aarch64")]
                $crate::simd::Isa::Neon => $body($crate::simd::neon::Neon::new() $(, $arg)*),
                _ => $body($crate::simd::scalar::Scalar $(, $arg)*),
            }
        }
    };
}
