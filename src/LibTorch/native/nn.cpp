#include "nn.h"

#include "guard.h"

tensor lt_linear(tensor input, tensor weight, tensor bias) {
  return lt::made([&] { return at::linear(*input, *weight, lt::or_undefined(bias)); });
}

tensor lt_conv2d(
    tensor input, tensor weight, tensor bias, const int64_t* stride, int32_t stride_count,
    const int64_t* padding, int32_t padding_count, const int64_t* dilation, int32_t dilation_count,
    int64_t groups) {
  return lt::made([&] {
    return at::conv2d(
        *input, *weight, lt::or_undefined(bias), lt::list(stride, stride_count),
        lt::list(padding, padding_count), lt::list(dilation, dilation_count), groups);
  });
}

tensor lt_max_pool2d(
    tensor input, const int64_t* kernel, int32_t kernel_count, const int64_t* stride, int32_t stride_count,
    const int64_t* padding, int32_t padding_count, const int64_t* dilation, int32_t dilation_count,
    bool ceil_mode) {
  return lt::made([&] {
    return at::max_pool2d(
        *input, lt::list(kernel, kernel_count), lt::list(stride, stride_count),
        lt::list(padding, padding_count), lt::list(dilation, dilation_count), ceil_mode);
  });
}

bool lt_max_pool2d_indices(
    tensor input, const int64_t* kernel, int32_t kernel_count, const int64_t* stride, int32_t stride_count,
    const int64_t* padding, int32_t padding_count, const int64_t* dilation, int32_t dilation_count,
    bool ceil_mode, tensor* values, tensor* indices) {
  return lt::done([&] {
    lt::hand_over(
        at::max_pool2d_with_indices(
            *input, lt::list(kernel, kernel_count), lt::list(stride, stride_count),
            lt::list(padding, padding_count), lt::list(dilation, dilation_count), ceil_mode),
        values, indices);
  });
}

tensor lt_avg_pool2d(
    tensor input, const int64_t* kernel, int32_t kernel_count, const int64_t* stride, int32_t stride_count,
    const int64_t* padding, int32_t padding_count, bool ceil_mode, bool count_padding) {
  return lt::made([&] {
    return at::avg_pool2d(
        *input, lt::list(kernel, kernel_count), lt::list(stride, stride_count),
        lt::list(padding, padding_count), ceil_mode, count_padding);
  });
}

tensor lt_softmax(tensor self, int64_t dim, int32_t dtype) {
  return lt::made([&] { return dtype < 0 ? self->softmax(dim) : self->softmax(dim, lt::dtype(dtype)); });
}

tensor lt_log_softmax(tensor self, int64_t dim, int32_t dtype) {
  return lt::made([&] {
    return dtype < 0 ? self->log_softmax(dim) : self->log_softmax(dim, lt::dtype(dtype));
  });
}

tensor lt_cross_entropy(
    tensor input, tensor target, tensor weight, int64_t reduction, int64_t ignore_index,
    double label_smoothing) {
  return lt::made([&] {
    return at::cross_entropy_loss(
        *input, *target, lt::or_undefined(weight), reduction, ignore_index, label_smoothing);
  });
}

tensor lt_nll_loss(tensor input, tensor target, tensor weight, int64_t reduction) {
  return lt::made([&] { return at::nll_loss_nd(*input, *target, lt::or_undefined(weight), reduction); });
}

tensor lt_mse_loss(tensor input, tensor target, int64_t reduction) {
  return lt::made([&] { return at::mse_loss(*input, *target, reduction); });
}

tensor lt_l1_loss(tensor input, tensor target, int64_t reduction) {
  return lt::made([&] { return at::l1_loss(*input, *target, reduction); });
}

tensor lt_smooth_l1_loss(tensor input, tensor target, int64_t reduction, double beta) {
  return lt::made([&] { return at::smooth_l1_loss(*input, *target, reduction, beta); });
}

tensor lt_binary_cross_entropy(tensor input, tensor target, tensor weight, int64_t reduction) {
  return lt::made([&] {
    return at::binary_cross_entropy(*input, *target, lt::or_undefined(weight), reduction);
  });
}

tensor lt_binary_cross_entropy_with_logits(
    tensor input, tensor target, tensor weight, tensor positive_weight, int64_t reduction) {
  return lt::made([&] {
    return at::binary_cross_entropy_with_logits(
        *input, *target, lt::or_undefined(weight), lt::or_undefined(positive_weight), reduction);
  });
}

tensor lt_dropout(tensor input, double p, bool training) {
  return lt::made([&] { return at::dropout(*input, p, training); });
}

tensor lt_one_hot(tensor self, int64_t classes) {
  return lt::made([&] { return at::one_hot(*self, classes); });
}

// Only the "constant" mode takes a value; torch wants 0 for the others.
tensor lt_pad(tensor self, const int64_t* amounts, int32_t count, const char* mode, double value) {
  return lt::made([&] { return at::pad(*self, lt::list(amounts, count), mode, value); });
}
