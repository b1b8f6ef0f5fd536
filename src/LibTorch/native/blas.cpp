#include "blas.h"

#include "guard.h"

tensor lt_matmul(tensor self, tensor other) { return lt::made([&] { return self->matmul(*other); }); }
tensor lt_mm(tensor self, tensor other) { return lt::made([&] { return self->mm(*other); }); }
tensor lt_mv(tensor self, tensor other) { return lt::made([&] { return self->mv(*other); }); }
tensor lt_bmm(tensor self, tensor other) { return lt::made([&] { return self->bmm(*other); }); }
tensor lt_dot(tensor self, tensor other) { return lt::made([&] { return self->dot(*other); }); }
tensor lt_outer(tensor self, tensor other) { return lt::made([&] { return self->outer(*other); }); }
tensor lt_inner(tensor self, tensor other) { return lt::made([&] { return self->inner(*other); }); }
tensor lt_kron(tensor self, tensor other) { return lt::made([&] { return self->kron(*other); }); }

tensor lt_addmm(tensor self, tensor left, tensor right, double beta, double alpha) {
  return lt::made([&] { return self->addmm(*left, *right, beta, alpha); });
}

bool lt_addmm_(tensor self, tensor left, tensor right, double beta, double alpha) {
  return lt::done([&] { self->addmm_(*left, *right, beta, alpha); });
}

tensor lt_addmv(tensor self, tensor matrix, tensor vector, double beta, double alpha) {
  return lt::made([&] { return self->addmv(*matrix, *vector, beta, alpha); });
}

tensor lt_einsum(const char* equation, const tensor* tensors, int32_t count) {
  return lt::made([&] { return at::einsum(equation, lt::tensors(tensors, count)); });
}

tensor lt_tensordot(
    tensor self, tensor other, const int64_t* dims_self, int32_t count_self, const int64_t* dims_other,
    int32_t count_other) {
  return lt::made([&] {
    return at::tensordot(*self, *other, lt::list(dims_self, count_self), lt::list(dims_other, count_other));
  });
}
