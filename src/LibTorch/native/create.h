// Tensors made from sizes, numbers and the caller's memory.
#pragma once
#include "abi.h"

extern "C" {
LT_API tensor lt_empty(
    const int64_t* sizes, int32_t rank, int32_t dtype, int32_t device_type, int32_t device_index);
LT_API tensor lt_zeros(
    const int64_t* sizes, int32_t rank, int32_t dtype, int32_t device_type, int32_t device_index);
LT_API tensor lt_ones(
    const int64_t* sizes, int32_t rank, int32_t dtype, int32_t device_type, int32_t device_index);
LT_API tensor lt_full(
    const int64_t* sizes, int32_t rank, scalar value, int32_t dtype, int32_t device_type,
    int32_t device_index);
LT_API tensor lt_eye(int64_t rows, int64_t columns, int32_t dtype, int32_t device_type, int32_t device_index);
LT_API tensor lt_arange(
    scalar start, scalar stop, scalar step, int32_t dtype, int32_t device_type, int32_t device_index);
LT_API tensor lt_linspace(
    double start, double end, int64_t steps, int32_t dtype, int32_t device_type, int32_t device_index);
LT_API tensor lt_logspace(
    double start, double end, int64_t steps, double base, int32_t dtype, int32_t device_type,
    int32_t device_index);
LT_API tensor lt_from_memory(void* data, const int64_t* sizes, int32_t rank, int32_t dtype);
LT_API tensor lt_from_managed(
    void* data, const int64_t* sizes, int32_t rank, int32_t dtype, void* owner, void* release);
}
