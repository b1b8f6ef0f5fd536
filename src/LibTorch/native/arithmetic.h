// Arithmetic on two tensors, or on a tensor and a number.
#pragma once
#include "abi.h"

extern "C" {
LT_API tensor lt_add(tensor self, tensor other, scalar alpha);
LT_API bool lt_add_(tensor self, tensor other, scalar alpha);
LT_API tensor lt_add_scalar(tensor self, scalar other, scalar alpha);
LT_API bool lt_add_scalar_(tensor self, scalar other, scalar alpha);
LT_API tensor lt_sub(tensor self, tensor other);
LT_API bool lt_sub_(tensor self, tensor other);
LT_API tensor lt_sub_scalar(tensor self, scalar other);
LT_API bool lt_sub_scalar_(tensor self, scalar other);
LT_API tensor lt_rsub_scalar(tensor self, scalar other);
LT_API tensor lt_mul(tensor self, tensor other);
LT_API bool lt_mul_(tensor self, tensor other);
LT_API tensor lt_mul_scalar(tensor self, scalar other);
LT_API bool lt_mul_scalar_(tensor self, scalar other);
LT_API tensor lt_div(tensor self, tensor other, const char* rounding);
LT_API bool lt_div_(tensor self, tensor other, const char* rounding);
LT_API tensor lt_div_scalar(tensor self, scalar other, const char* rounding);
LT_API bool lt_div_scalar_(tensor self, scalar other, const char* rounding);
LT_API tensor lt_floor_divide(tensor self, tensor other);
LT_API bool lt_floor_divide_(tensor self, tensor other);
LT_API tensor lt_floor_divide_scalar(tensor self, scalar other);
LT_API bool lt_floor_divide_scalar_(tensor self, scalar other);
LT_API tensor lt_remainder(tensor self, tensor other);
LT_API tensor lt_remainder_scalar(tensor self, scalar other);
LT_API bool lt_remainder_(tensor self, tensor other);
LT_API bool lt_remainder_scalar_(tensor self, scalar other);
LT_API tensor lt_fmod(tensor self, tensor other);
LT_API tensor lt_fmod_scalar(tensor self, scalar other);
LT_API tensor lt_pow(tensor self, tensor exponent);
LT_API bool lt_pow_(tensor self, tensor exponent);
LT_API tensor lt_pow_scalar(tensor self, scalar exponent);
LT_API bool lt_pow_scalar_(tensor self, scalar exponent);
LT_API tensor lt_addcmul(tensor self, tensor left, tensor right, scalar value);
LT_API bool lt_addcmul_(tensor self, tensor left, tensor right, scalar value);
LT_API tensor lt_addcdiv(tensor self, tensor left, tensor right, scalar value);
LT_API bool lt_addcdiv_(tensor self, tensor left, tensor right, scalar value);
LT_API tensor lt_lerp(tensor self, tensor end, tensor weight);
LT_API bool lt_lerp_(tensor self, tensor end, tensor weight);
LT_API tensor lt_maximum(tensor self, tensor other);
LT_API tensor lt_minimum(tensor self, tensor other);
LT_API tensor lt_atan2(tensor self, tensor other);
LT_API tensor lt_hypot(tensor self, tensor other);
LT_API tensor lt_xlogy(tensor self, tensor other);
LT_API tensor lt_clamp(tensor self, scalar minimum, scalar maximum);
LT_API bool lt_clamp_(tensor self, scalar minimum, scalar maximum);
LT_API tensor lt_clamp_tensor(tensor self, tensor minimum, tensor maximum);
LT_API bool lt_clamp_tensor_(tensor self, tensor minimum, tensor maximum);
LT_API tensor lt_leaky_relu(tensor self, scalar slope);
LT_API bool lt_leaky_relu_(tensor self, scalar slope);
LT_API tensor lt_softplus(tensor self, scalar beta, scalar threshold);
LT_API tensor lt_elu(tensor self, scalar alpha, scalar scale, scalar input_scale);
LT_API tensor lt_gelu(tensor self, const char* approximate);
LT_API tensor lt_round(tensor self, int64_t decimals);
LT_API bool lt_round_(tensor self, int64_t decimals);
LT_API tensor lt_cumsum(tensor self, int64_t dim, int32_t dtype);
LT_API tensor lt_cumprod(tensor self, int64_t dim, int32_t dtype);
}
