//! The operations, one file each: `forward(inputs, parameters)` and `backward(dy, inputs, parameters)`.

pub mod conv2d;
pub mod cross_entropy;
pub mod dense;
pub mod gru;
pub mod gru_cell;
pub mod log_softmax;
pub mod lstm;
pub mod lstm_cell;
pub mod matmul;
mod recurrent;
pub mod rnn;
pub mod rnn_cell;
pub mod scaled_dot_product_attention;
pub mod softmax;
mod turn;

#[cfg(test)]
pub(crate) mod testing;
