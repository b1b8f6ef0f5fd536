// Products of vectors, matrices and batches of matrices.
#pragma once
#include "abi.h"

extern "C" {
LT_API tensor lt_matmul(tensor self, tensor other);
LT_API tensor lt_mm(tensor self, tensor other);
LT_API tensor lt_mv(tensor self, tensor other);
LT_API tensor lt_bmm(tensor self, tensor other);
LT_API tensor lt_dot(tensor self, tensor other);
LT_API tensor lt_outer(tensor self, tensor other);
LT_API tensor lt_inner(tensor self, tensor other);
LT_API tensor lt_kron(tensor self, tensor other);
LT_API tensor lt_addmm(tensor self, tensor left, tensor right, double beta, double alpha);
LT_API bool lt_addmm_(tensor self, tensor left, tensor right, double beta, double alpha);
LT_API tensor lt_addmv(tensor self, tensor matrix, tensor vector, double beta, double alpha);
LT_API tensor lt_einsum(const char* equation, const tensor* tensors, int32_t count);
LT_API tensor lt_tensordot(
    tensor self, tensor other, const int64_t* dims_self, int32_t count_self, const int64_t* dims_other,
    int32_t count_other);
}
