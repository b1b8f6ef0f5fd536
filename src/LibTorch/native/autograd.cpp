#include "autograd.h"

#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/autograd.h>

#include "guard.h"

bool lt_requires_grad(tensor self, bool* result) { return lt::done([&] { *result = self->requires_grad(); }); }
bool lt_set_requires_grad(tensor self, bool value) { return lt::done([&] { self->set_requires_grad(value); }); }
bool lt_is_leaf(tensor self, bool* result) { return lt::done([&] { *result = self->is_leaf(); }); }

bool lt_set_grad(tensor self, tensor value) {
  return lt::done([&] { self->mutable_grad() = lt::or_undefined(value); });
}

tensor lt_detach(tensor self) { return lt::made([&] { return self->detach(); }); }
bool lt_detach_(tensor self) { return lt::done([&] { self->detach_(); }); }

bool lt_backward(
    const tensor* outputs, int32_t output_count, const tensor* gradients, int32_t gradient_count,
    bool retain_graph, bool create_graph, const tensor* inputs, int32_t input_count) {
  return lt::done([&] {
    torch::autograd::backward(
        lt::tensors(outputs, output_count), lt::tensors(gradients, gradient_count), retain_graph,
        create_graph, lt::tensors(inputs, input_count));
  });
}

bool lt_autograd_grad(
    const tensor* outputs, int32_t output_count, const tensor* inputs, int32_t input_count,
    const tensor* gradients, int32_t gradient_count, bool retain_graph, bool create_graph,
    bool allow_unused, tensor** results, int64_t* count) {
  return lt::done([&] {
    lt::hand_over(
        torch::autograd::grad(
            lt::tensors(outputs, output_count), lt::tensors(inputs, input_count),
            lt::tensors(gradients, gradient_count), retain_graph, create_graph, allow_unused),
        results, count);
  });
}

bool lt_grad_enabled() { return c10::GradMode::is_enabled(); }
void lt_set_grad_enabled(bool value) { c10::GradMode::set_enabled(value); }
bool lt_inference_enabled() { return c10::InferenceMode::is_enabled(); }

// No gradient is a result, not an error: the call succeeds and the result is null.
bool lt_grad(tensor self, tensor* result) {
  return lt::done([&] {
    const at::Tensor& grad = self->grad();
    *result = grad.defined() ? lt::own(grad) : nullptr;
  });
}

void* lt_inference_enter(bool value) {
  void* guard = nullptr;
  lt::done([&] { guard = new c10::InferenceMode(value); });
  return guard;
}

void lt_inference_leave(void* guard) { delete static_cast<c10::InferenceMode*>(guard); }
