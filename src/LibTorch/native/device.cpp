#include "device.h"

#include <ATen/Parallel.h>
#include <torch/cuda.h>
#include <torch/version.h>

#include <cstdlib>

#include "guard.h"

bool lt_num_threads(int32_t* result) { return lt::done([&] { *result = at::get_num_threads(); }); }

bool lt_num_interop_threads(int32_t* result) {
  return lt::done([&] { *result = at::get_num_interop_threads(); });
}
bool lt_set_num_threads(int32_t count) { return lt::done([&] { at::set_num_threads(count); }); }
bool lt_set_num_interop_threads(int32_t count) { return lt::done([&] { at::set_num_interop_threads(count); }); }
bool lt_cuda_is_available(bool* result) { return lt::done([&] { *result = torch::cuda::is_available(); }); }

bool lt_cudnn_is_available(bool* result) {
  return lt::done([&] { *result = torch::cuda::cudnn_is_available(); });
}

bool lt_cuda_device_count(int64_t* result) {
  return lt::done([&] { *result = static_cast<int64_t>(torch::cuda::device_count()); });
}

bool lt_cuda_synchronize(int64_t index) { return lt::done([&] { torch::cuda::synchronize(index); }); }
bool lt_cuda_manual_seed(uint64_t seed) { return lt::done([&] { torch::cuda::manual_seed(seed); }); }
bool lt_cuda_manual_seed_all(uint64_t seed) { return lt::done([&] { torch::cuda::manual_seed_all(seed); }); }

bool lt_allow_tf32_matmul(bool* result) {
  return lt::done([&] { *result = at::globalContext().allowTF32CuBLAS(); });
}

bool lt_set_allow_tf32_matmul(bool value) {
  return lt::done([&] { at::globalContext().setAllowTF32CuBLAS(value); });
}

bool lt_allow_tf32_cudnn(bool* result) {
  return lt::done([&] { *result = at::globalContext().allowTF32CuDNN(); });
}

bool lt_set_allow_tf32_cudnn(bool value) {
  return lt::done([&] { at::globalContext().setAllowTF32CuDNN(value); });
}

const char* lt_version() { return TORCH_VERSION; }

char* lt_take_error() { return lt::take_error(); }

void lt_free_text(char* text) { std::free(text); }
