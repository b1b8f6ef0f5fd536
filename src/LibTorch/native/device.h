// The backend itself: version, threads, CUDA, errors.
#pragma once
#include "abi.h"

extern "C" {
LT_API const char* lt_version();
LT_API char* lt_take_error();
LT_API void lt_free_text(char* text);
LT_API bool lt_num_threads(int32_t* result);
LT_API bool lt_num_interop_threads(int32_t* result);
LT_API bool lt_set_num_threads(int32_t count);
LT_API bool lt_set_num_interop_threads(int32_t count);
LT_API bool lt_cuda_is_available(bool* result);
LT_API bool lt_cudnn_is_available(bool* result);
LT_API bool lt_cuda_device_count(int64_t* result);
LT_API bool lt_cuda_synchronize(int64_t index);
LT_API bool lt_cuda_manual_seed(uint64_t seed);
LT_API bool lt_cuda_manual_seed_all(uint64_t seed);
LT_API bool lt_allow_tf32_matmul(bool* result);
LT_API bool lt_set_allow_tf32_matmul(bool value);
LT_API bool lt_allow_tf32_cudnn(bool* result);
LT_API bool lt_set_allow_tf32_cudnn(bool value);
}
