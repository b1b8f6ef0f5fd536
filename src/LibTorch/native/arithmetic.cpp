#include "arithmetic.h"

#include "guard.h"

tensor lt_add(tensor self, tensor other, scalar alpha) {
  return lt::made([&] { return self->add(*other, lt::number(alpha)); });
}

bool lt_add_(tensor self, tensor other, scalar alpha) {
  return lt::done([&] { self->add_(*other, lt::number(alpha)); });
}

tensor lt_add_scalar(tensor self, scalar other, scalar alpha) {
  return lt::made([&] { return self->add(lt::number(other), lt::number(alpha)); });
}

bool lt_add_scalar_(tensor self, scalar other, scalar alpha) {
  return lt::done([&] { self->add_(lt::number(other), lt::number(alpha)); });
}

tensor lt_sub(tensor self, tensor other) { return lt::made([&] { return self->sub(*other); }); }
bool lt_sub_(tensor self, tensor other) { return lt::done([&] { self->sub_(*other); }); }

tensor lt_sub_scalar(tensor self, scalar other) {
  return lt::made([&] { return self->sub(lt::number(other)); });
}

bool lt_sub_scalar_(tensor self, scalar other) { return lt::done([&] { self->sub_(lt::number(other)); }); }

tensor lt_rsub_scalar(tensor self, scalar other) {
  return lt::made([&] { return at::rsub(*self, lt::number(other)); });
}

tensor lt_mul(tensor self, tensor other) { return lt::made([&] { return self->mul(*other); }); }
bool lt_mul_(tensor self, tensor other) { return lt::done([&] { self->mul_(*other); }); }

tensor lt_mul_scalar(tensor self, scalar other) {
  return lt::made([&] { return self->mul(lt::number(other)); });
}

bool lt_mul_scalar_(tensor self, scalar other) { return lt::done([&] { self->mul_(lt::number(other)); }); }

tensor lt_div(tensor self, tensor other, const char* rounding) {
  return lt::made([&] { return rounding == nullptr ? self->div(*other) : self->div(*other, rounding); });
}

bool lt_div_(tensor self, tensor other, const char* rounding) {
  return lt::done([&] { rounding == nullptr ? self->div_(*other) : self->div_(*other, rounding); });
}

tensor lt_div_scalar(tensor self, scalar other, const char* rounding) {
  return lt::made([&] {
    return rounding == nullptr ? self->div(lt::number(other)) : self->div(lt::number(other), rounding);
  });
}

bool lt_div_scalar_(tensor self, scalar other, const char* rounding) {
  return lt::done([&] {
    rounding == nullptr ? self->div_(lt::number(other)) : self->div_(lt::number(other), rounding);
  });
}

tensor lt_floor_divide(tensor self, tensor other) {
  return lt::made([&] { return self->floor_divide(*other); });
}

bool lt_floor_divide_(tensor self, tensor other) { return lt::done([&] { self->floor_divide_(*other); }); }

tensor lt_floor_divide_scalar(tensor self, scalar other) {
  return lt::made([&] { return self->floor_divide(lt::number(other)); });
}

bool lt_floor_divide_scalar_(tensor self, scalar other) {
  return lt::done([&] { self->floor_divide_(lt::number(other)); });
}

tensor lt_remainder(tensor self, tensor other) { return lt::made([&] { return self->remainder(*other); }); }

tensor lt_remainder_scalar(tensor self, scalar other) {
  return lt::made([&] { return self->remainder(lt::number(other)); });
}

bool lt_remainder_(tensor self, tensor other) { return lt::done([&] { self->remainder_(*other); }); }

bool lt_remainder_scalar_(tensor self, scalar other) {
  return lt::done([&] { self->remainder_(lt::number(other)); });
}

tensor lt_fmod(tensor self, tensor other) { return lt::made([&] { return self->fmod(*other); }); }

tensor lt_fmod_scalar(tensor self, scalar other) {
  return lt::made([&] { return self->fmod(lt::number(other)); });
}

tensor lt_pow(tensor self, tensor exponent) { return lt::made([&] { return self->pow(*exponent); }); }
bool lt_pow_(tensor self, tensor exponent) { return lt::done([&] { self->pow_(*exponent); }); }

tensor lt_pow_scalar(tensor self, scalar exponent) {
  return lt::made([&] { return self->pow(lt::number(exponent)); });
}

bool lt_pow_scalar_(tensor self, scalar exponent) {
  return lt::done([&] { self->pow_(lt::number(exponent)); });
}

tensor lt_addcmul(tensor self, tensor left, tensor right, scalar value) {
  return lt::made([&] { return self->addcmul(*left, *right, lt::number(value)); });
}

bool lt_addcmul_(tensor self, tensor left, tensor right, scalar value) {
  return lt::done([&] { self->addcmul_(*left, *right, lt::number(value)); });
}

tensor lt_addcdiv(tensor self, tensor left, tensor right, scalar value) {
  return lt::made([&] { return self->addcdiv(*left, *right, lt::number(value)); });
}

bool lt_addcdiv_(tensor self, tensor left, tensor right, scalar value) {
  return lt::done([&] { self->addcdiv_(*left, *right, lt::number(value)); });
}

tensor lt_lerp(tensor self, tensor end, tensor weight) {
  return lt::made([&] { return self->lerp(*end, *weight); });
}

bool lt_lerp_(tensor self, tensor end, tensor weight) { return lt::done([&] { self->lerp_(*end, *weight); }); }
tensor lt_maximum(tensor self, tensor other) { return lt::made([&] { return self->maximum(*other); }); }
tensor lt_minimum(tensor self, tensor other) { return lt::made([&] { return self->minimum(*other); }); }
tensor lt_atan2(tensor self, tensor other) { return lt::made([&] { return self->atan2(*other); }); }
tensor lt_hypot(tensor self, tensor other) { return lt::made([&] { return self->hypot(*other); }); }
tensor lt_xlogy(tensor self, tensor other) { return lt::made([&] { return self->xlogy(*other); }); }

tensor lt_leaky_relu(tensor self, scalar slope) {
  return lt::made([&] { return at::leaky_relu(*self, lt::number(slope)); });
}

bool lt_leaky_relu_(tensor self, scalar slope) {
  return lt::done([&] { at::leaky_relu_(*self, lt::number(slope)); });
}

tensor lt_softplus(tensor self, scalar beta, scalar threshold) {
  return lt::made([&] { return at::softplus(*self, lt::number(beta), lt::number(threshold)); });
}

tensor lt_elu(tensor self, scalar alpha, scalar scale, scalar input_scale) {
  return lt::made([&] {
    return at::elu(*self, lt::number(alpha), lt::number(scale), lt::number(input_scale));
  });
}

tensor lt_gelu(tensor self, const char* approximate) {
  return lt::made([&] { return at::gelu(*self, approximate); });
}

tensor lt_round(tensor self, int64_t decimals) { return lt::made([&] { return self->round(decimals); }); }
bool lt_round_(tensor self, int64_t decimals) { return lt::done([&] { self->round_(decimals); }); }

tensor lt_cumsum(tensor self, int64_t dim, int32_t dtype) {
  return lt::made([&] { return dtype < 0 ? self->cumsum(dim) : self->cumsum(dim, lt::dtype(dtype)); });
}

tensor lt_cumprod(tensor self, int64_t dim, int32_t dtype) {
  return lt::made([&] { return dtype < 0 ? self->cumprod(dim) : self->cumprod(dim, lt::dtype(dtype)); });
}

namespace {
// torch's clamp wants at least one bound; a scalar of kind "none" is a bound that is not there.
at::Tensor clamped(const at::Tensor& self, scalar minimum, scalar maximum) {
  if (maximum.kind == SCALAR_NONE) {
    return self.clamp_min(lt::number(minimum));
  }
  return minimum.kind == SCALAR_NONE ? self.clamp_max(lt::number(maximum))
                                     : self.clamp(lt::number(minimum), lt::number(maximum));
}

at::Tensor clamped(const at::Tensor& self, tensor minimum, tensor maximum) {
  if (maximum == nullptr) {
    return self.clamp_min(*minimum);
  }
  return minimum == nullptr ? self.clamp_max(*maximum) : self.clamp(*minimum, *maximum);
}
}  // namespace

tensor lt_clamp(tensor self, scalar minimum, scalar maximum) {
  return lt::made([&] { return clamped(*self, minimum, maximum); });
}

bool lt_clamp_(tensor self, scalar minimum, scalar maximum) {
  return lt::done([&] {
    if (maximum.kind == SCALAR_NONE) {
      self->clamp_min_(lt::number(minimum));
    } else if (minimum.kind == SCALAR_NONE) {
      self->clamp_max_(lt::number(maximum));
    } else {
      self->clamp_(lt::number(minimum), lt::number(maximum));
    }
  });
}

tensor lt_clamp_tensor(tensor self, tensor minimum, tensor maximum) {
  return lt::made([&] { return clamped(*self, minimum, maximum); });
}

bool lt_clamp_tensor_(tensor self, tensor minimum, tensor maximum) {
  return lt::done([&] {
    if (maximum == nullptr) {
      self->clamp_min_(*minimum);
    } else if (minimum == nullptr) {
      self->clamp_max_(*maximum);
    } else {
      self->clamp_(*minimum, *maximum);
    }
  });
}
