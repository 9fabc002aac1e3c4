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

use pyo3::exceptions::{PyImportError, PyRuntimeWarning, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::{ops, simd};
use arrays::{Number, Value};
use inputs::{Call, Floats, Ints, List, MaybeFloats, MaybeMask, Slope, Taken, Width};
use outputs::{refused, run};
use parameters::Parameter;

export! {
    adam(
        param: Floats, grad: Floats, m: Floats, v: Floats; step: isize, lr: f64, beta1: f64 = 0.9, beta2: f64 = 0.999,
        eps: f64 = 1e-8, weight_decay: f64 = 0.0
    ) { adam = forward() }
    adamw(
        param: Floats, grad: Floats, m: Floats, v: Floats; step: isize, lr: f64, beta1: f64 = 0.9, beta2: f64 = 0.999,
        eps: f64 = 1e-8, weight_decay: f64 = 0.0
    ) { adamw = forward() }
    avg_pool2d(x: Floats; size: isize, stride: isize = 0, padding: isize = 0, count_padding: bool = true) {
        avg_pool2d = forward(), avg_pool2d_backward = backward(dy)
    }
    batch_norm(x: Floats, weight: Floats, bias: Floats; eps: f64 = 1e-5) {
        batch_norm = forward(), batch_norm_backward = backward(dy)
    }
    batch_norm(x: Floats, weight: Floats, bias: Floats, mean: Floats, variance: Floats; eps: f64 = 1e-5) {
        batch_norm_inference = inference()
    }
    binary_cross_entropy_with_logits(logits: Floats, targets: Floats) {
        binary_cross_entropy_with_logits = forward(), binary_cross_entropy_with_logits_backward = backward(dy)
    }
    clip_grad_norm(grads: List; max_norm: f64) { clip_grad_norm = forward() }
    conv2d(
        x: Floats, w: Floats, b: MaybeFloats = None;
        stride: isize = 1, padding: isize = 0, dilation: isize = 1, groups: isize = 1, winograd: bool = false
    ) { conv2d = forward() }
    conv2d(
        x: Floats, w: Floats, b: MaybeFloats = None;
        stride: isize = 1, padding: isize = 0, dilation: isize = 1, groups: isize = 1
    ) { conv2d_backward = backward(dy) }
    cross_entropy(logits: Floats, labels: Ints, weight: MaybeFloats = None; label_smoothing: f64 = 0.0) {
        cross_entropy = forward(), cross_entropy_backward = backward(dy)
    }
    dense(x: Floats, w: Floats, b: Floats) { dense = forward(), dense_backward = backward(dy) }
    dot(a: Floats, b: Floats) { dot = forward(), dot_backward = backward(dy) }
    embedding(ids: Ints, table: Floats) { embedding = forward(), embedding_backward = backward(dy) }
    exp(x: Floats) { exp = forward(), exp_backward = backward(dy) }
    gelu(x: Floats; approximate: ops::gelu::Approximate = "none") { gelu = forward(), gelu_backward = backward(dy) }
    gru(x: Floats, h0: Floats, w_ih: Floats, w_hh: Floats, b_ih: Floats, b_hh: Floats) {
        gru = forward(), gru_backward = backward(dy)
    }
    gru_cell(x: Floats, h: Floats, w_ih: Floats, w_hh: Floats, b_ih: Floats, b_hh: Floats) {
        gru_cell = forward(), gru_cell_backward = backward(dh)
    }
    huber(x: Floats, target: Floats; delta: f64 = 1.0) { huber = forward(), huber_backward = backward(dy) }
    layer_norm(x: Floats, weight: Floats, bias: Floats; eps: f64 = 1e-5) {
        layer_norm = forward(), layer_norm_backward = backward(dy)
    }
    leaky_relu(x: Floats; slope: f64 = 0.01) { leaky_relu = forward(), leaky_relu_backward = backward(dy) }
    log_softmax(x: Floats; axis: isize = -1) { log_softmax = forward(), log_softmax_backward = backward(dy) }
    lstm(x: Floats, h0: Floats, c0: Floats, w_ih: Floats, w_hh: Floats, b_ih: Floats, b_hh: Floats) {
        lstm = forward(), lstm_backward = backward(dy, dh, dc)
    }
    lstm_cell(x: Floats, h: Floats, c: Floats, w_ih: Floats, w_hh: Floats, b_ih: Floats, b_hh: Floats) {
        lstm_cell = forward(), lstm_cell_backward = backward(dh, dc)
    }
    matmul(a: Floats, b: Floats; transpose_a: bool = false, transpose_b: bool = false) {
        matmul = forward(), matmul_backward = backward(dy)
    }
    max_pool2d(x: Floats; size: isize, stride: isize = 0, padding: isize = 0) {
        max_pool2d = forward(), max_pool2d_with_indices = with_indices(), max_pool2d_backward = backward(dy)
    }
    mse(x: Floats, target: Floats) { mse = forward(), mse_backward = backward(dy) }
    pairwise_distances(x: Floats, y: Floats) {
        pairwise_distances = forward(), pairwise_distances_backward = backward(dy)
    }
    relu(x: Floats) { relu = forward(), relu_backward = backward(dy) }
    rms_norm(x: Floats, weight: Floats; eps: f64 = 1e-5) { rms_norm = forward(), rms_norm_backward = backward(dy) }
    rnn(x: Floats, h0: Floats, w_ih: Floats, w_hh: Floats, b_ih: Floats, b_hh: Floats) {
        rnn = forward(), rnn_backward = backward(dy)
    }
    rnn_cell(x: Floats, h: Floats, w_ih: Floats, w_hh: Floats, b_ih: Floats, b_hh: Floats) {
        rnn_cell = forward(), rnn_cell_backward = backward(dh)
    }
    rotary_embedding(x: Floats; base: f64 = 10000.0, offset: isize = 0) {
        rotary_embedding = forward(), rotary_embedding_backward = backward(dy)
    }
    scaled_dot_product_attention(q: Floats, k: Floats, v: Floats, mask: MaybeMask = None; causal: bool = false) {
        scaled_dot_product_attention = forward(), scaled_dot_product_attention_backward = backward(dy)
    }
    sgd(
        param: Floats, grad: Floats, velocity: Floats;
        lr: f64, momentum: f64 = 0.0, weight_decay: f64 = 0.0, nesterov: bool = false
    ) { sgd = forward() }
    sigmoid(x: Floats) { sigmoid = forward(), sigmoid_backward = backward(dy) }
    softmax(x: Floats; axis: isize = -1) { softmax = forward(), softmax_backward = backward(dy) }
    softplus(x: Floats) { softplus = forward(), softplus_backward = backward(dy) }
    tanh(x: Floats) { tanh = forward(), tanh_backward = backward(dy) }
    variance(x: Floats; axis: isize = -1, ddof: isize = 0) { variance = forward(), variance_backward = backward(dy) }
}

plan! { PackedDense = dense::Packed(w: Floats, b: Floats) calls forward(x: Floats) }
plan! {
    PackedGruCell = gru_cell::Packed(w_ih: Floats, w_hh: Floats, b_ih: Floats, b_hh: Floats)
    calls forward(x: Floats, h: Floats)
}
plan! {
    PackedLstmCell = lstm_cell::Packed(w_ih: Floats, w_hh: Floats, b_ih: Floats, b_hh: Floats)
    calls forward(x: Floats, h: Floats, c: Floats)
}
plan! {
    PackedRnnCell = rnn_cell::Packed(w_ih: Floats, w_hh: Floats, b_ih: Floats, b_hh: Floats)
    calls forward(x: Floats, h: Floats)
}

/// The instruction set that the kernels use.
#[pyfunction]
fn isa() -> &'static str {
    simd::isa().name()
}

/// How many threads work together.
#[pyfunction]
fn threads() -> usize {
    crate::threads::threads()
}

/// From now on so many do; 0 means as many as at the start.
#[pyfunction]
fn set_threads(n: isize) -> PyResult<()> {
    match usize::try_from(n) {
        Ok(count) if count <= crate::threads::MOST => {
            crate::threads::set_threads(count);
            Ok(())
        }
        _ => {
            let most = crate::threads::MOST;
            Err(PyValueError::new_err(format!("set_threads: n is {n}, expected 0 to {most}")))
        }
    }
}

/// What this machine can do at best.
#[pyfunction]
fn roofline(py: Python<'_>) -> PyResult<Bound<'_, PyDict>> {
    use crate::roofline::{Bandwidth, measure};
    let found = py.detach(measure);
    let told = PyDict::new(py);
    told.set_item("isa", found.isa.name())?;
    told.set_item("threads", found.threads)?;
    let simd::Caches { first, second, third } = simd::caches();
    told.set_item("caches", (first, second, third))?;
    for (name, value) in
        [("f32_one", found.f32_one), ("f32_all", found.f32_all), ("f64_one", found.f64_one), ("f64_all", found.f64_all)]
    {
        told.set_item(name, value)?;
    }
    for (name, Bandwidth { reading, updating }) in [
        ("first_level", found.first_level),
        ("second_level", found.second_level),
        ("third_level", found.third_level),
        ("memory_one", found.memory_one),
        ("memory_all", found.memory_all),
    ] {
        told.set_item(name, (reading, updating))?;
    }
    Ok(told)
}

#[pymodule]
fn _kernels(module: &Bound<'_, PyModule>) -> PyResult<()> {
    simd::choose().map_err(PyImportError::new_err)?;
    add_operations(module)?;
    module.add_class::<PackedDense>()?;
    module.add_class::<PackedGruCell>()?;
    module.add_class::<PackedLstmCell>()?;
    module.add_class::<PackedRnnCell>()?;
    module.add_function(wrap_pyfunction!(isa, module)?)?;
    module.add_function(wrap_pyfunction!(threads, module)?)?;
    module.add_function(wrap_pyfunction!(set_threads, module)?)?;
    module.add_function(wrap_pyfunction!(roofline, module)?)?;
    module.add("is_debug", cfg!(debug_assertions))?;
    if cfg!(debug_assertions) {
        let words = c"nnkata's kernels are a debug build, 10 to 100 times slower: run `pip install -e .` in the clone";
        PyErr::warn(module.py(), &module.py().get_type::<PyRuntimeWarning>(), words, 1)?;
    }
    Ok(())
}
