#include "unary.h"

#include "guard.h"

tensor lt_abs(tensor self) { return lt::made([&] { return self->abs(); }); }
bool lt_abs_(tensor self) { return lt::done([&] { self->abs_(); }); }
tensor lt_neg(tensor self) { return lt::made([&] { return self->neg(); }); }
bool lt_neg_(tensor self) { return lt::done([&] { self->neg_(); }); }
tensor lt_exp(tensor self) { return lt::made([&] { return self->exp(); }); }
bool lt_exp_(tensor self) { return lt::done([&] { self->exp_(); }); }
tensor lt_expm1(tensor self) { return lt::made([&] { return self->expm1(); }); }
bool lt_expm1_(tensor self) { return lt::done([&] { self->expm1_(); }); }
tensor lt_log(tensor self) { return lt::made([&] { return self->log(); }); }
bool lt_log_(tensor self) { return lt::done([&] { self->log_(); }); }
tensor lt_log1p(tensor self) { return lt::made([&] { return self->log1p(); }); }
bool lt_log1p_(tensor self) { return lt::done([&] { self->log1p_(); }); }
tensor lt_log2(tensor self) { return lt::made([&] { return self->log2(); }); }
bool lt_log2_(tensor self) { return lt::done([&] { self->log2_(); }); }
tensor lt_log10(tensor self) { return lt::made([&] { return self->log10(); }); }
bool lt_log10_(tensor self) { return lt::done([&] { self->log10_(); }); }
tensor lt_sqrt(tensor self) { return lt::made([&] { return self->sqrt(); }); }
bool lt_sqrt_(tensor self) { return lt::done([&] { self->sqrt_(); }); }
tensor lt_rsqrt(tensor self) { return lt::made([&] { return self->rsqrt(); }); }
bool lt_rsqrt_(tensor self) { return lt::done([&] { self->rsqrt_(); }); }
tensor lt_square(tensor self) { return lt::made([&] { return self->square(); }); }
tensor lt_reciprocal(tensor self) { return lt::made([&] { return self->reciprocal(); }); }
bool lt_reciprocal_(tensor self) { return lt::done([&] { self->reciprocal_(); }); }
tensor lt_sign(tensor self) { return lt::made([&] { return self->sign(); }); }
bool lt_sign_(tensor self) { return lt::done([&] { self->sign_(); }); }
tensor lt_sigmoid(tensor self) { return lt::made([&] { return self->sigmoid(); }); }
bool lt_sigmoid_(tensor self) { return lt::done([&] { self->sigmoid_(); }); }
tensor lt_tanh(tensor self) { return lt::made([&] { return self->tanh(); }); }
bool lt_tanh_(tensor self) { return lt::done([&] { self->tanh_(); }); }
tensor lt_sin(tensor self) { return lt::made([&] { return self->sin(); }); }
bool lt_sin_(tensor self) { return lt::done([&] { self->sin_(); }); }
tensor lt_cos(tensor self) { return lt::made([&] { return self->cos(); }); }
bool lt_cos_(tensor self) { return lt::done([&] { self->cos_(); }); }
tensor lt_tan(tensor self) { return lt::made([&] { return self->tan(); }); }
bool lt_tan_(tensor self) { return lt::done([&] { self->tan_(); }); }
tensor lt_sinh(tensor self) { return lt::made([&] { return self->sinh(); }); }
bool lt_sinh_(tensor self) { return lt::done([&] { self->sinh_(); }); }
tensor lt_cosh(tensor self) { return lt::made([&] { return self->cosh(); }); }
bool lt_cosh_(tensor self) { return lt::done([&] { self->cosh_(); }); }
tensor lt_asin(tensor self) { return lt::made([&] { return self->asin(); }); }
bool lt_asin_(tensor self) { return lt::done([&] { self->asin_(); }); }
tensor lt_acos(tensor self) { return lt::made([&] { return self->acos(); }); }
bool lt_acos_(tensor self) { return lt::done([&] { self->acos_(); }); }
tensor lt_atan(tensor self) { return lt::made([&] { return self->atan(); }); }
bool lt_atan_(tensor self) { return lt::done([&] { self->atan_(); }); }
tensor lt_floor(tensor self) { return lt::made([&] { return self->floor(); }); }
bool lt_floor_(tensor self) { return lt::done([&] { self->floor_(); }); }
tensor lt_ceil(tensor self) { return lt::made([&] { return self->ceil(); }); }
bool lt_ceil_(tensor self) { return lt::done([&] { self->ceil_(); }); }
tensor lt_trunc(tensor self) { return lt::made([&] { return self->trunc(); }); }
bool lt_trunc_(tensor self) { return lt::done([&] { self->trunc_(); }); }
tensor lt_frac(tensor self) { return lt::made([&] { return self->frac(); }); }
bool lt_frac_(tensor self) { return lt::done([&] { self->frac_(); }); }
tensor lt_erf(tensor self) { return lt::made([&] { return self->erf(); }); }
bool lt_erf_(tensor self) { return lt::done([&] { self->erf_(); }); }
tensor lt_erfc(tensor self) { return lt::made([&] { return self->erfc(); }); }
bool lt_erfc_(tensor self) { return lt::done([&] { self->erfc_(); }); }
tensor lt_erfinv(tensor self) { return lt::made([&] { return self->erfinv(); }); }
bool lt_erfinv_(tensor self) { return lt::done([&] { self->erfinv_(); }); }
tensor lt_lgamma(tensor self) { return lt::made([&] { return self->lgamma(); }); }
bool lt_lgamma_(tensor self) { return lt::done([&] { self->lgamma_(); }); }
tensor lt_digamma(tensor self) { return lt::made([&] { return self->digamma(); }); }
bool lt_digamma_(tensor self) { return lt::done([&] { self->digamma_(); }); }
tensor lt_relu(tensor self) { return lt::made([&] { return self->relu(); }); }
bool lt_relu_(tensor self) { return lt::done([&] { self->relu_(); }); }
tensor lt_silu(tensor self) { return lt::made([&] { return at::silu(*self); }); }
