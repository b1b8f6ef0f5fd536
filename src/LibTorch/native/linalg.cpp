#include "linalg.h"

#include "guard.h"

tensor lt_linalg_cholesky(tensor self, bool upper) {
  return lt::made([&] { return at::linalg_cholesky(*self, upper); });
}

bool lt_linalg_eigh(tensor self, const char* triangle, tensor* values, tensor* vectors) {
  return lt::done([&] { lt::hand_over(at::linalg_eigh(*self, triangle), values, vectors); });
}

tensor lt_linalg_eigvalsh(tensor self, const char* triangle) {
  return lt::made([&] { return at::linalg_eigvalsh(*self, triangle); });
}

tensor lt_linalg_solve(tensor self, tensor other, bool left) {
  return lt::made([&] { return at::linalg_solve(*self, *other, left); });
}

tensor lt_linalg_inv(tensor self) { return lt::made([&] { return at::linalg_inv(*self); }); }
tensor lt_linalg_det(tensor self) { return lt::made([&] { return at::linalg_det(*self); }); }

bool lt_linalg_slogdet(tensor self, tensor* sign, tensor* logarithm) {
  return lt::done([&] { lt::hand_over(at::linalg_slogdet(*self), sign, logarithm); });
}

bool lt_linalg_qr(tensor self, const char* mode, tensor* q, tensor* r) {
  return lt::done([&] { lt::hand_over(at::linalg_qr(*self, mode), q, r); });
}

bool lt_linalg_svd(tensor self, bool full, tensor* u, tensor* s, tensor* vh) {
  return lt::done([&] { lt::hand_over(at::linalg_svd(*self, full), u, s, vh); });
}

tensor lt_linalg_svdvals(tensor self) { return lt::made([&] { return at::linalg_svdvals(*self); }); }
