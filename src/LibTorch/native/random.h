// Random numbers and their generators. A null generator means torch's own default one.
#pragma once
#include "abi.h"

extern "C" {
LT_API tensor lt_rand(
    const int64_t* sizes, int32_t rank, generator source, int32_t dtype, int32_t device_type,
    int32_t device_index);
LT_API tensor lt_randn(
    const int64_t* sizes, int32_t rank, generator source, int32_t dtype, int32_t device_type,
    int32_t device_index);
LT_API tensor lt_randint(
    int64_t low, int64_t high, const int64_t* sizes, int32_t rank, generator source, int32_t dtype,
    int32_t device_type, int32_t device_index);
LT_API tensor lt_randperm(
    int64_t n, generator source, int32_t dtype, int32_t device_type, int32_t device_index);
LT_API tensor lt_normal(tensor mean, tensor std, generator source);
LT_API tensor lt_bernoulli(tensor self, generator source);
LT_API tensor lt_multinomial(tensor self, int64_t samples, bool replacement, generator source);
LT_API bool lt_normal_(tensor self, double mean, double std, generator source);
LT_API bool lt_uniform_(tensor self, double from, double to, generator source);
LT_API bool lt_exponential_(tensor self, double lambda, generator source);
LT_API bool lt_bernoulli_(tensor self, double p, generator source);
LT_API bool lt_bernoulli_tensor_(tensor self, tensor p, generator source);
LT_API bool lt_random_(tensor self, int64_t from, int64_t to, generator source);
LT_API generator lt_generator_new(uint64_t seed, int32_t device_type, int32_t device_index);
LT_API generator lt_generator_default();
LT_API void lt_generator_dispose(generator self);
LT_API bool lt_generator_seed(generator self, uint64_t seed);
LT_API bool lt_generator_initial_seed(generator self, uint64_t* result);
LT_API tensor lt_generator_state(generator self);
LT_API bool lt_generator_set_state(generator self, tensor state);
LT_API bool lt_manual_seed(uint64_t seed);
}
