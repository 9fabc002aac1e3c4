//! The skin: the Python module `nnkata_plugin._kernels`, NumPy arrays in and out. Its contract is written once, in
//! `_kernels.pyi`.

#[macro_use]
mod export;
#[macro_use]
mod plan;
mod arrays;
mod inputs;
mod outputs;
mod parameters;

use pyo3::exceptions::PyRuntimeWarning;
use pyo3::prelude::*;

use crate::ops;
use arrays::{Number, Value};
use inputs::{Call, Floats, Ints, MaybeFloats, Slope, Taken, Width};
use outputs::{refused, run};
use parameters::Parameter;

export! {
    conv2d(x: Floats, w: Floats, b: MaybeFloats = None; stride: isize = 1, padding: isize = 0) {
        conv2d = forward(), conv2d_backward = backward(dy)
    }
    cross_entropy(logits: Floats, labels: Ints) { cross_entropy = forward(), cross_entropy_backward = backward(dy) }
    dense(x: Floats, w: Floats, b: Floats) { dense = forward(), dense_backward = backward(dy) }
    log_softmax(x: Floats; axis: isize = -1) { log_softmax = forward(), log_softmax_backward = backward(dy) }
    matmul(a: Floats, b: Floats) { matmul = forward(), matmul_backward = backward(dy) }
    scaled_dot_product_attention(q: Floats, k: Floats, v: Floats) {
        scaled_dot_product_attention = forward(), scaled_dot_product_attention_backward = backward(dy)
    }
    softmax(x: Floats; axis: isize = -1) { softmax = forward(), softmax_backward = backward(dy) }
}

plan! { PackedDense = dense::Packed(w: Floats, b: Floats) calls forward(x: Floats) }

/// Which instructions the kernels use on this machine.
#[pyfunction]
fn isa() -> &'static str {
    "scalar"
}

#[pymodule]
fn _kernels(module: &Bound<'_, PyModule>) -> PyResult<()> {
    add_operations(module)?;
    module.add_class::<PackedDense>()?;
    module.add_function(wrap_pyfunction!(isa, module)?)?;
    module.add("is_debug", cfg!(debug_assertions))?;
    if cfg!(debug_assertions) {
        let words = c"nnkata's kernels are a debug build, 10 to 100 times slower: run `pip install -e .` in the clone";
        PyErr::warn(module.py(), &module.py().get_type::<PyRuntimeWarning>(), words, 1)?;
    }
    Ok(())
}
