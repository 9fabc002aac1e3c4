//! Exports operations, a line each:
//!
//! ```ignore
//! export! {
//!     softmax(x: Floats; axis: isize = -1) { softmax = forward(), softmax_backward = backward(dy) }
//!     lstm_cell(x: Floats, h: Floats, c: Floats, ...) { lstm_cell = forward(), lstm_cell_backward = backward(dh, dc) }
//!     gelu(x: Floats; approximate: gelu::Approximate = "none") { ... }
//! }
//! ```
//!
//! First the file in `ops/` and what all its verbs take: inputs, each with its kind (`inputs.rs`) and perhaps `= None`;
//! behind `;` parameters, each with its type (`parameters.rs`) and perhaps a default. Then the names in Python, the verb
//! that each calls, and the gradients that it takes before the inputs. Every function takes `out` last.
//!
//! The first input that is `Floats` or a `List` decides between f32 and f64; the others must match.

/// Exports operations.
macro_rules! export {
    ($($op:ident $arguments:tt { $($name:ident = $verb:ident $gradients:tt),* $(,)? })*) => {
        $($(parameters!([$name = $op $verb $gradients] $arguments);)*)*

        fn add_operations(module: &Bound<'_, PyModule>) -> PyResult<()> {
            $($(module.add_function(wrap_pyfunction!($name, module)?)?;)*)*
            Ok(())
        }
    };
}

/// Reads the parameters one by one, so that each default stays the tokens that it was written in: PyO3 shows them in the
/// signature that way. (A `-1` is two tokens, and it shows `...`.)
macro_rules! parameters {
    ($head:tt ($($input:ident: $kind:ident $(= $absent:ident)?),* $(; $($rest:tt)*)?)) => {
        parameters!(@ $head ($($input: $kind $(= $absent)?),*) [] $($($rest)*)?);
    };
    (@ $head:tt $inputs:tt [$($done:tt)*] $name:ident: $type:ty = -$default:tt $(, $($rest:tt)*)?) => {
        parameters!(@ $head $inputs [$($done)* $name: ($type) = (-$default);] $($($rest)*)?);
    };
    (@ $head:tt $inputs:tt [$($done:tt)*] $name:ident: $type:ty = $default:tt $(, $($rest:tt)*)?) => {
        parameters!(@ $head $inputs [$($done)* $name: ($type) = ($default);] $($($rest)*)?);
    };
    (@ $head:tt $inputs:tt [$($done:tt)*] $name:ident: $type:ty $(, $($rest:tt)*)?) => {
        parameters!(@ $head $inputs [$($done)* $name: ($type);] $($($rest)*)?);
    };
    (@ [$($head:tt)*] $inputs:tt $done:tt) => {
        function!($($head)* $inputs $done);
    };
}

/// One Python function: picks f32 or f64, takes its inputs and parameters, calls the operation, runs its job.
macro_rules! function {
    ($name:ident = $op:ident $verb:ident ($($gradient:ident),*)
     ($($input:ident: $kind:ident $(= $absent:ident)?),*)
     [$($parameter:ident: ($type:ty) $(= ($($default:tt)+))?;)*]) => {
        #[pyfunction]
        #[pyo3(signature = ($($gradient,)* $($input $(= $absent)?,)* $($parameter $(= $($default)+)?,)* out = None))]
        #[allow(clippy::too_many_arguments, reason = "as many as the operation has")]
        fn $name<'py>(
            py: Python<'py>,
            $($gradient: Option<&Bound<'py, PyAny>>,)*
            $($input: Option<&Bound<'py, PyAny>>,)*
            $($parameter: <$type as Parameter>::Written<'_>,)*
            out: Option<&Bound<'py, PyAny>>,
        ) -> PyResult<Bound<'py, PyAny>> {
            #[allow(clippy::too_many_arguments, reason = "as many as the operation has")]
            fn call<'py, T: Number>(
                call: &Call<'py>,
                $($gradient: Value<'_, 'py>,)*
                $($input: Value<'_, 'py>,)*
                $($parameter: <$type as Parameter>::Written<'_>,)*
                out: Value<'_, 'py>,
            ) -> PyResult<Bound<'py, PyAny>> {
                $(let $gradient = Slope::<T>::take(call, stringify!($gradient), $gradient)?;)*
                $(let $input = $kind::<T>::take(call, stringify!($input), $input)?;)*
                $(let $parameter = <$type as Parameter>::take(call, stringify!($parameter), $parameter)?;)*
                let job = ops::$op::$verb($($gradient.view(),)* $($input.view(),)* $($parameter),*);
                run(call, job.map_err(refused)?, out, &[
                    $((stringify!($gradient), &$gradient as &dyn Taken),)*
                    $((stringify!($input), &$input),)*
                ])
            }

            let (op, mut first) = (words!($op $verb), None);
            $(
                if $kind::<f32>::LEADS && first.is_none() {
                    first = Some((stringify!($input), $kind::<f32>::width(op, stringify!($input), $input)?));
                }
            )*
            let (like, width) = first.expect("an input of floats in its line of the export");
            let the = Call { py, op, like };
            match width {
                Width::F32 => call::<f32>(&the, $($gradient,)* $($input,)* $($parameter,)* out),
                Width::F64 => call::<f64>(&the, $($gradient,)* $($input,)* $($parameter,)* out),
            }
        }
    };
}

/// `softmax`, `softmax.backward`: how refusals name a verb.
macro_rules! words {
    ($op:ident forward) => {
        stringify!($op)
    };
    ($op:ident $verb:ident) => {
        concat!(stringify!($op), ".", stringify!($verb))
    };
}
