//! The operations, one file each: `forward(inputs, parameters)` and `backward(dy, inputs, parameters)`.

pub mod avg_pool2d;
pub mod conv2d;
pub mod cross_entropy;
pub mod dense;
pub mod dot;
pub mod log_softmax;
pub mod matmul;
pub mod max_pool2d;
pub mod pairwise_distances;
pub mod scaled_dot_product_attention;
pub mod softmax;

#[cfg(test)]
pub(crate) mod testing;
