//! Exports plans, a line each: an operation whose weights are known beforehand.
//!
//! ```ignore
//! plan! { PackedDense = dense::Packed(w: Floats, b: Floats) calls forward(x: Floats) }
//! ```
//!
//! In `ops/dense.rs`, `Packed<T>` has `new(w, b) -> Result<Packed<T>>`, which checks and copies, and
//! `forward(&self, x) -> Result<Job>`. The class keeps one for the dtype of the weights; a call must come in that dtype.
//! Several threads may call one plan: `forward` only reads it.

/// What a plan holds.
pub enum Packed<A, B> {
    F32(A),
    F64(B),
}

/// Exports one plan as a class.
macro_rules! plan {
    ($class:ident = $op:ident::$packed:ident($first:ident: Floats $(, $weight:ident: $kind:ident)*)
     calls $verb:ident($($input:ident: $input_kind:ident),*)) => {
        #[pyclass(frozen, module = "nnkata_plugin._kernels")]
        struct $class(plan::Packed<ops::$op::$packed<f32>, ops::$op::$packed<f64>>);

        #[pymethods]
        impl $class {
            #[new]
            fn new<'py>(
                py: Python<'py>,
                $first: Option<&Bound<'py, PyAny>>,
                $($weight: Option<&Bound<'py, PyAny>>),*
            ) -> PyResult<Self> {
                fn pack<'py, T: Number>(
                    call: &Call<'py>,
                    $first: Value<'_, 'py>,
                    $($weight: Value<'_, 'py>),*
                ) -> PyResult<ops::$op::$packed<T>> {
                    let $first = Floats::<T>::take(call, stringify!($first), $first)?;
                    $(let $weight = $kind::<T>::take(call, stringify!($weight), $weight)?;)*
                    ops::$op::$packed::new($first.view(), $($weight.view()),*).map_err(refused)
                }
                let (op, like) = (stringify!($class), stringify!($first));
                let call = Call { py, op, like };
                Ok($class(match Floats::<f32>::width(op, like, $first)? {
                    Width::F32 => plan::Packed::F32(pack(&call, $first, $($weight),*)?),
                    Width::F64 => plan::Packed::F64(pack(&call, $first, $($weight),*)?),
                }))
            }

            #[pyo3(signature = ($($input,)* out = None))]
            fn __call__<'py>(
                &self,
                py: Python<'py>,
                $($input: Option<&Bound<'py, PyAny>>,)*
                out: Option<&Bound<'py, PyAny>>,
            ) -> PyResult<Bound<'py, PyAny>> {
                fn call<'py, T: Number>(
                    call: &Call<'py>,
                    packed: &ops::$op::$packed<T>,
                    $($input: Value<'_, 'py>,)*
                    out: Value<'_, 'py>,
                ) -> PyResult<Bound<'py, PyAny>> {
                    $(let $input = $input_kind::<T>::take(call, stringify!($input), $input)?;)*
                    let job = packed.$verb($($input.view()),*).map_err(refused)?;
                    run(call, job, out, &[$((stringify!($input), &$input as &dyn Taken)),*])
                }
                let the = Call { py, op: stringify!($class), like: stringify!($first) };
                match &self.0 {
                    plan::Packed::F32(packed) => call(&the, packed, $($input,)* out),
                    plan::Packed::F64(packed) => call(&the, packed, $($input,)* out),
                }
            }
        }
    };
}
