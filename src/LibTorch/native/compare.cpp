#include "compare.h"

#include "guard.h"

tensor lt_eq(tensor self, tensor other) { return lt::made([&] { return self->eq(*other); }); }
tensor lt_eq_scalar(tensor self, scalar other) { return lt::made([&] { return self->eq(lt::number(other)); }); }
tensor lt_ne(tensor self, tensor other) { return lt::made([&] { return self->ne(*other); }); }
tensor lt_ne_scalar(tensor self, scalar other) { return lt::made([&] { return self->ne(lt::number(other)); }); }
tensor lt_gt(tensor self, tensor other) { return lt::made([&] { return self->gt(*other); }); }
tensor lt_gt_scalar(tensor self, scalar other) { return lt::made([&] { return self->gt(lt::number(other)); }); }
tensor lt_ge(tensor self, tensor other) { return lt::made([&] { return self->ge(*other); }); }
tensor lt_ge_scalar(tensor self, scalar other) { return lt::made([&] { return self->ge(lt::number(other)); }); }
tensor lt_lt(tensor self, tensor other) { return lt::made([&] { return self->lt(*other); }); }
tensor lt_lt_scalar(tensor self, scalar other) { return lt::made([&] { return self->lt(lt::number(other)); }); }
tensor lt_le(tensor self, tensor other) { return lt::made([&] { return self->le(*other); }); }
tensor lt_le_scalar(tensor self, scalar other) { return lt::made([&] { return self->le(lt::number(other)); }); }
tensor lt_logical_and(tensor self, tensor other) { return lt::made([&] { return self->logical_and(*other); }); }
tensor lt_logical_or(tensor self, tensor other) { return lt::made([&] { return self->logical_or(*other); }); }
tensor lt_logical_xor(tensor self, tensor other) { return lt::made([&] { return self->logical_xor(*other); }); }
tensor lt_logical_not(tensor self) { return lt::made([&] { return self->logical_not(); }); }
tensor lt_bitwise_and(tensor self, tensor other) { return lt::made([&] { return self->bitwise_and(*other); }); }
tensor lt_bitwise_or(tensor self, tensor other) { return lt::made([&] { return self->bitwise_or(*other); }); }
tensor lt_bitwise_xor(tensor self, tensor other) { return lt::made([&] { return self->bitwise_xor(*other); }); }
tensor lt_bitwise_not(tensor self) { return lt::made([&] { return self->bitwise_not(); }); }
tensor lt_isnan(tensor self) { return lt::made([&] { return self->isnan(); }); }
tensor lt_isinf(tensor self) { return lt::made([&] { return self->isinf(); }); }
tensor lt_isfinite(tensor self) { return lt::made([&] { return self->isfinite(); }); }

tensor lt_isclose(tensor self, tensor other, double rtol, double atol, bool equal_nan) {
  return lt::made([&] { return self->isclose(*other, rtol, atol, equal_nan); });
}

bool lt_allclose(tensor self, tensor other, double rtol, double atol, bool equal_nan, bool* result) {
  return lt::done([&] { *result = self->allclose(*other, rtol, atol, equal_nan); });
}

tensor lt_isin(tensor self, tensor test_elements, bool assume_unique, bool invert) {
  return lt::made([&] { return at::isin(*self, *test_elements, assume_unique, invert); });
}
