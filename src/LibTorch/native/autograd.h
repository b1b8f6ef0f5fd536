// Gradients, and whether they are recorded.
#pragma once
#include "abi.h"

extern "C" {
LT_API bool lt_requires_grad(tensor self, bool* result);
LT_API bool lt_set_requires_grad(tensor self, bool value);
LT_API bool lt_is_leaf(tensor self, bool* result);
LT_API bool lt_grad(tensor self, tensor* result);
LT_API bool lt_set_grad(tensor self, tensor value);
LT_API tensor lt_detach(tensor self);
LT_API bool lt_detach_(tensor self);
LT_API bool lt_backward(
    const tensor* outputs, int32_t output_count, const tensor* gradients, int32_t gradient_count,
    bool retain_graph, bool create_graph, const tensor* inputs, int32_t input_count);
LT_API bool lt_autograd_grad(
    const tensor* outputs, int32_t output_count, const tensor* inputs, int32_t input_count,
    const tensor* gradients, int32_t gradient_count, bool retain_graph, bool create_graph,
    bool allow_unused, tensor** results, int64_t* count);
LT_API bool lt_grad_enabled();
LT_API void lt_set_grad_enabled(bool value);
LT_API bool lt_inference_enabled();
LT_API void* lt_inference_enter(bool value);
LT_API void lt_inference_leave(void* guard);
}
