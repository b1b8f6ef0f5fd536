// Comparisons and logic; the results are boolean.
#pragma once
#include "abi.h"

extern "C" {
LT_API tensor lt_eq(tensor self, tensor other);
LT_API tensor lt_eq_scalar(tensor self, scalar other);
LT_API tensor lt_ne(tensor self, tensor other);
LT_API tensor lt_ne_scalar(tensor self, scalar other);
LT_API tensor lt_gt(tensor self, tensor other);
LT_API tensor lt_gt_scalar(tensor self, scalar other);
LT_API tensor lt_ge(tensor self, tensor other);
LT_API tensor lt_ge_scalar(tensor self, scalar other);
LT_API tensor lt_lt(tensor self, tensor other);
LT_API tensor lt_lt_scalar(tensor self, scalar other);
LT_API tensor lt_le(tensor self, tensor other);
LT_API tensor lt_le_scalar(tensor self, scalar other);
LT_API tensor lt_logical_and(tensor self, tensor other);
LT_API tensor lt_logical_or(tensor self, tensor other);
LT_API tensor lt_logical_xor(tensor self, tensor other);
LT_API tensor lt_logical_not(tensor self);
LT_API tensor lt_bitwise_and(tensor self, tensor other);
LT_API tensor lt_bitwise_or(tensor self, tensor other);
LT_API tensor lt_bitwise_xor(tensor self, tensor other);
LT_API tensor lt_bitwise_not(tensor self);
LT_API tensor lt_isnan(tensor self);
LT_API tensor lt_isinf(tensor self);
LT_API tensor lt_isfinite(tensor self);
LT_API tensor lt_isclose(tensor self, tensor other, double rtol, double atol, bool equal_nan);
LT_API bool lt_allclose(tensor self, tensor other, double rtol, double atol, bool equal_nan, bool* result);
LT_API tensor lt_isin(tensor self, tensor test_elements, bool assume_unique, bool invert);
}
