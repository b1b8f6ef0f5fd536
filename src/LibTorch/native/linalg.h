// Factorizations and solvers.
#pragma once
#include "abi.h"

extern "C" {
LT_API tensor lt_linalg_cholesky(tensor self, bool upper);
LT_API bool lt_linalg_eigh(tensor self, const char* triangle, tensor* values, tensor* vectors);
LT_API tensor lt_linalg_eigvalsh(tensor self, const char* triangle);
LT_API tensor lt_linalg_solve(tensor self, tensor other, bool left);
LT_API tensor lt_linalg_inv(tensor self);
LT_API tensor lt_linalg_det(tensor self);
LT_API bool lt_linalg_slogdet(tensor self, tensor* sign, tensor* logarithm);
LT_API bool lt_linalg_qr(tensor self, const char* mode, tensor* q, tensor* r);
LT_API bool lt_linalg_svd(tensor self, bool full, tensor* u, tensor* s, tensor* vh);
LT_API tensor lt_linalg_svdvals(tensor self);
}
