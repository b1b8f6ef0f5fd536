// Layers and losses. A null weight or bias means there is none.
#pragma once
#include "abi.h"

extern "C" {
LT_API tensor lt_linear(tensor input, tensor weight, tensor bias);
LT_API tensor lt_conv2d(
    tensor input, tensor weight, tensor bias, const int64_t* stride, int32_t stride_count,
    const int64_t* padding, int32_t padding_count, const int64_t* dilation, int32_t dilation_count,
    int64_t groups);
LT_API tensor lt_max_pool2d(
    tensor input, const int64_t* kernel, int32_t kernel_count, const int64_t* stride, int32_t stride_count,
    const int64_t* padding, int32_t padding_count, const int64_t* dilation, int32_t dilation_count,
    bool ceil_mode);
LT_API bool lt_max_pool2d_indices(
    tensor input, const int64_t* kernel, int32_t kernel_count, const int64_t* stride, int32_t stride_count,
    const int64_t* padding, int32_t padding_count, const int64_t* dilation, int32_t dilation_count,
    bool ceil_mode, tensor* values, tensor* indices);
LT_API tensor lt_avg_pool2d(
    tensor input, const int64_t* kernel, int32_t kernel_count, const int64_t* stride, int32_t stride_count,
    const int64_t* padding, int32_t padding_count, bool ceil_mode, bool count_padding);
LT_API tensor lt_softmax(tensor self, int64_t dim, int32_t dtype);
LT_API tensor lt_log_softmax(tensor self, int64_t dim, int32_t dtype);
LT_API tensor lt_cross_entropy(
    tensor input, tensor target, tensor weight, int64_t reduction, int64_t ignore_index,
    double label_smoothing);
LT_API tensor lt_nll_loss(tensor input, tensor target, tensor weight, int64_t reduction);
LT_API tensor lt_mse_loss(tensor input, tensor target, int64_t reduction);
LT_API tensor lt_l1_loss(tensor input, tensor target, int64_t reduction);
LT_API tensor lt_smooth_l1_loss(tensor input, tensor target, int64_t reduction, double beta);
LT_API tensor lt_binary_cross_entropy(tensor input, tensor target, tensor weight, int64_t reduction);
LT_API tensor lt_binary_cross_entropy_with_logits(
    tensor input, tensor target, tensor weight, tensor positive_weight, int64_t reduction);
LT_API tensor lt_dropout(tensor input, double p, bool training);
LT_API tensor lt_one_hot(tensor self, int64_t classes);
LT_API tensor lt_pad(tensor self, const int64_t* amounts, int32_t count, const char* mode, double value);
}
