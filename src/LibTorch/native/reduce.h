// Many values made into few: sums, means, extremes, norms.
#pragma once
#include "abi.h"

extern "C" {
LT_API tensor lt_sum(tensor self, int32_t dtype);
LT_API tensor lt_sum_dims(tensor self, const int64_t* dims, int32_t count, bool keepdim, int32_t dtype);
LT_API tensor lt_mean(tensor self);
LT_API tensor lt_mean_dims(tensor self, const int64_t* dims, int32_t count, bool keepdim, int32_t dtype);
LT_API tensor lt_prod(tensor self, int32_t dtype);
LT_API tensor lt_prod_dim(tensor self, int64_t dim, bool keepdim, int32_t dtype);
LT_API tensor lt_max(tensor self);
LT_API tensor lt_min(tensor self);
LT_API bool lt_max_dim(tensor self, int64_t dim, bool keepdim, tensor* values, tensor* indices);
LT_API bool lt_min_dim(tensor self, int64_t dim, bool keepdim, tensor* values, tensor* indices);
LT_API tensor lt_amax(tensor self, const int64_t* dims, int32_t count, bool keepdim);
LT_API tensor lt_amin(tensor self, const int64_t* dims, int32_t count, bool keepdim);
LT_API tensor lt_argmax(tensor self);
LT_API tensor lt_argmax_dim(tensor self, int64_t dim, bool keepdim);
LT_API tensor lt_argmin(tensor self);
LT_API tensor lt_argmin_dim(tensor self, int64_t dim, bool keepdim);
LT_API tensor lt_std(tensor self, bool unbiased);
LT_API tensor lt_std_dims(tensor self, const int64_t* dims, int32_t count, bool unbiased, bool keepdim);
LT_API tensor lt_var(tensor self, bool unbiased);
LT_API tensor lt_var_dims(tensor self, const int64_t* dims, int32_t count, bool unbiased, bool keepdim);
LT_API tensor lt_norm(tensor self, double p);
LT_API tensor lt_norm_dim(tensor self, double p, int64_t dim, bool keepdim);
LT_API tensor lt_median(tensor self);
LT_API tensor lt_quantile(tensor self, tensor q, int64_t dim, bool keepdim);
LT_API tensor lt_logsumexp(tensor self, int64_t dim, bool keepdim);
LT_API tensor lt_all(tensor self);
LT_API tensor lt_all_dim(tensor self, int64_t dim, bool keepdim);
LT_API tensor lt_any(tensor self);
LT_API tensor lt_any_dim(tensor self, int64_t dim, bool keepdim);
LT_API tensor lt_trace(tensor self);
}
