//! The operations, one file each: `forward(inputs, parameters)` and `backward(dy, inputs, parameters)`.

pub mod adam;
pub mod adamw;
pub mod avg_pool2d;
pub mod batch_norm;
pub mod binary_cross_entropy_with_logits;
pub mod clip_grad_norm;
pub mod conv2d;
pub mod cross_entropy;
pub mod dense;
pub mod dot;
pub mod embedding;
pub mod exp;
pub mod gelu;
pub mod gru;
pub mod gru_cell;
pub mod huber;
pub mod layer_norm;
pub mod leaky_relu;
pub mod log_softmax;
pub mod lstm;
pub mod lstm_cell;
pub mod matmul;
pub mod max_pool2d;
pub mod mse;
pub mod pairwise_distances;
pub mod relu;
pub mod rms_norm;
pub mod rnn;
pub mod rnn_cell;
pub mod rotary_embedding;
pub mod scaled_dot_product_attention;
pub mod sgd;
pub mod sigmoid;
pub mod softmax;
pub mod softplus;
pub mod tanh;
pub mod variance;

#[cfg(test)]
pub(crate) mod testing;
