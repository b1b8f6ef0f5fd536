// No exception may cross into .NET: every exported function runs inside made(...) or done(...).
#pragma once
#include <ATen/ATen.h>
#include <ATen/TensorIndexing.h>

#include <algorithm>
#include <tuple>
#include <vector>

#include "abi.h"

namespace lt {

// The message of the last failure on this thread; the caller frees it. Null when nothing failed since the last call.
char* take_error() noexcept;

// To be called while an exception is in flight: keeps its message for take_error.
void keep_error() noexcept;

// Moves a tensor to the heap as a handle. An undefined tensor is refused, so that null always means failure.
tensor own(at::Tensor value);

void dispose(tensor self) noexcept;

// The number of handles that were made and not disposed.
int64_t live_tensors() noexcept;

template <class Body>
tensor made(Body&& body) noexcept {
  try {
    return own(body());
  } catch (...) {
    keep_error();
    return nullptr;
  }
}

template <class Body>
bool done(Body&& body) noexcept {
  try {
    body();
    return true;
  } catch (...) {
    keep_error();
    return false;
  }
}

template <class Body>
generator made_generator(Body&& body) noexcept {
  try {
    return new at::Generator(body());
  } catch (...) {
    keep_error();
    return nullptr;
  }
}

inline at::IntArrayRef list(const int64_t* values, int32_t count) {
  return at::IntArrayRef(values, static_cast<size_t>(count));
}

inline void copy(at::IntArrayRef from, int64_t* to, int32_t count) {
  std::copy_n(from.begin(), std::min<size_t>(from.size(), static_cast<size_t>(count)), to);
}

inline at::ScalarType dtype(int32_t code) { return static_cast<at::ScalarType>(code); }

inline at::Device device(int32_t type, int32_t index) {
  return at::Device(static_cast<at::DeviceType>(type), static_cast<at::DeviceIndex>(index));
}

inline at::TensorOptions options(int32_t dtype_code, int32_t device_type, int32_t device_index) {
  return at::TensorOptions().dtype(dtype(dtype_code)).device(device(device_type, device_index));
}

at::Scalar number(scalar value);

scalar number(const at::Scalar& value);

std::vector<at::Tensor> tensors(const tensor* handles, int32_t count);

std::vector<at::indexing::TensorIndex> indices(const index_item* items, int32_t count);

inline at::Tensor or_undefined(tensor handle) { return handle == nullptr ? at::Tensor() : *handle; }

inline at::Generator source(generator handle) { return handle == nullptr ? at::Generator() : *handle; }

// Hands several results over at once: either all of them or, when one throws, none.
void hand_over(std::vector<at::Tensor> values, tensor** results, int64_t* count);
void hand_over(std::tuple<at::Tensor, at::Tensor> values, tensor* first, tensor* second);
void hand_over(std::tuple<at::Tensor, at::Tensor, at::Tensor> values, tensor* first, tensor* second, tensor* third);

}  // namespace lt
