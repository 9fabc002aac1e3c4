//! The skin: the Python module `nnkata_plugin._kernels`, NumPy arrays in and out. Its contract is written once, in
//! `_kernels.pyi`.

mod values;

use numpy::Element;
use pyo3::exceptions::PyRuntimeWarning;
use pyo3::prelude::*;

use crate::{Float, ops};
use values::{Floats, Labels, MaybeFloats, Slope, Width, answers, into_python, refused};

/// Below this many numbers a call takes microseconds, and handing the interpreter to other threads costs more than it
/// gives.
const LONG_WORK: usize = 1024;

/// One Python function: takes its inputs, picks f32 or f64 by the first of them, calls the operation, hands the answer
/// over.
macro_rules! function {
    ($name:ident = $op:ident . $verb:ident as $words:expr, like $first:ident,
     ($($input:ident: $kind:ident $(= $absent:ident)?),*) ($($parameter:ident = $default:literal),*)) => {
        #[pyfunction]
        #[pyo3(signature = ($($input $(= $absent)?,)* $($parameter = $default),*))]
        fn $name<'py>(
            py: Python<'py>,
            $($input: Option<Bound<'py, PyAny>>,)*
            $($parameter: isize,)*
        ) -> PyResult<Bound<'py, PyAny>> {
            fn run<'py, T: Float + Element>(
                py: Python<'py>,
                $($input: Option<Bound<'py, PyAny>>,)*
                $($parameter: isize,)*
            ) -> PyResult<Bound<'py, PyAny>> {
                $(let $input = $kind::<T>::take($words, stringify!($input), stringify!($first), $input)?;)*
                $(let $input = $input.view()?;)*
                let numbers = 0 $(+ values::Count::count(&$input))*;
                let work = move || answers($words, ops::$op::$verb($($input,)* $($parameter),*)?);
                let answer = if numbers < LONG_WORK { work() } else { py.detach(work) };
                into_python(py, answer.map_err(refused)?)
            }
            match Width::of($words, stringify!($first), $first.as_ref())? {
                Width::F32 => run::<f32>(py, $($input,)* $($parameter),*),
                Width::F64 => run::<f64>(py, $($input,)* $($parameter),*),
            }
        }
    };
}

/// Exports operations, a line each: the two names in Python, the inputs, and behind `;` the integer parameters.
macro_rules! export {
    ($($op:ident, $backward:ident($first:ident: $floats:ident $(, $input:ident: $kind:ident $(= $absent:ident)?)*
       $(; $($parameter:ident = $default:literal),*)?);)*) => {
        $(
            function!($op = $op.forward as stringify!($op), like $first,
                ($first: $floats $(, $input: $kind $(= $absent)?)*) ($($($parameter = $default),*)?));
            function!($backward = $op.backward as concat!(stringify!($op), ".backward"), like $first,
                (dy: Slope, $first: $floats $(, $input: $kind $(= $absent)?)*) ($($($parameter = $default),*)?));
        )*

        fn add_operations(module: &Bound<'_, PyModule>) -> PyResult<()> {
            $(
                module.add_function(wrap_pyfunction!($op, module)?)?;
                module.add_function(wrap_pyfunction!($backward, module)?)?;
            )*
            Ok(())
        }
    };
}

export! {
    conv2d, conv2d_backward(x: Floats, w: Floats, b: MaybeFloats = None; stride = 1, padding = 0);
    cross_entropy, cross_entropy_backward(logits: Floats, labels: Labels);
    dense, dense_backward(x: Floats, w: Floats, b: Floats);
    log_softmax, log_softmax_backward(x: Floats; axis = -1);
    matmul, matmul_backward(a: Floats, b: Floats);
    scaled_dot_product_attention, scaled_dot_product_attention_backward(q: Floats, k: Floats, v: Floats);
    softmax, softmax_backward(x: Floats; axis = -1);
}

/// Which instructions the kernels use on this machine.
#[pyfunction]
fn isa() -> &'static str {
    "scalar"
}

#[pymodule]
fn _kernels(module: &Bound<'_, PyModule>) -> PyResult<()> {
    add_operations(module)?;
    module.add_function(wrap_pyfunction!(isa, module)?)?;
    module.add("is_debug", cfg!(debug_assertions))?;
    if cfg!(debug_assertions) {
        let words = c"nnkata's kernels are a debug build, 10 to 100 times slower: run `pip install -e .` in the clone";
        PyErr::warn(module.py(), &module.py().get_type::<PyRuntimeWarning>(), words, 1)?;
    }
    Ok(())
}
