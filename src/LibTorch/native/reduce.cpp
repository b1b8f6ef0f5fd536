#include "reduce.h"

#include "guard.h"

tensor lt_sum(tensor self, int32_t dtype) {
  return lt::made([&] { return dtype < 0 ? self->sum() : self->sum(lt::dtype(dtype)); });
}

tensor lt_sum_dims(tensor self, const int64_t* dims, int32_t count, bool keepdim, int32_t dtype) {
  return lt::made([&] {
    return dtype < 0
        ? self->sum(lt::list(dims, count), keepdim)
        : self->sum(lt::list(dims, count), keepdim, lt::dtype(dtype));
  });
}

tensor lt_mean(tensor self) { return lt::made([&] { return self->mean(); }); }

tensor lt_mean_dims(tensor self, const int64_t* dims, int32_t count, bool keepdim, int32_t dtype) {
  return lt::made([&] {
    return dtype < 0
        ? self->mean(lt::list(dims, count), keepdim)
        : self->mean(lt::list(dims, count), keepdim, lt::dtype(dtype));
  });
}

tensor lt_prod(tensor self, int32_t dtype) {
  return lt::made([&] { return dtype < 0 ? self->prod() : self->prod(lt::dtype(dtype)); });
}

tensor lt_prod_dim(tensor self, int64_t dim, bool keepdim, int32_t dtype) {
  return lt::made([&] {
    return dtype < 0 ? self->prod(dim, keepdim) : self->prod(dim, keepdim, lt::dtype(dtype));
  });
}

tensor lt_max(tensor self) { return lt::made([&] { return self->max(); }); }
tensor lt_min(tensor self) { return lt::made([&] { return self->min(); }); }

bool lt_max_dim(tensor self, int64_t dim, bool keepdim, tensor* values, tensor* indices) {
  return lt::done([&] { lt::hand_over(self->max(dim, keepdim), values, indices); });
}

bool lt_min_dim(tensor self, int64_t dim, bool keepdim, tensor* values, tensor* indices) {
  return lt::done([&] { lt::hand_over(self->min(dim, keepdim), values, indices); });
}

tensor lt_amax(tensor self, const int64_t* dims, int32_t count, bool keepdim) {
  return lt::made([&] { return self->amax(lt::list(dims, count), keepdim); });
}

tensor lt_amin(tensor self, const int64_t* dims, int32_t count, bool keepdim) {
  return lt::made([&] { return self->amin(lt::list(dims, count), keepdim); });
}

tensor lt_argmax(tensor self) { return lt::made([&] { return self->argmax(); }); }

tensor lt_argmax_dim(tensor self, int64_t dim, bool keepdim) {
  return lt::made([&] { return self->argmax(dim, keepdim); });
}

tensor lt_argmin(tensor self) { return lt::made([&] { return self->argmin(); }); }

tensor lt_argmin_dim(tensor self, int64_t dim, bool keepdim) {
  return lt::made([&] { return self->argmin(dim, keepdim); });
}

tensor lt_std(tensor self, bool unbiased) { return lt::made([&] { return self->std(unbiased); }); }

tensor lt_std_dims(tensor self, const int64_t* dims, int32_t count, bool unbiased, bool keepdim) {
  return lt::made([&] { return self->std(lt::list(dims, count), unbiased, keepdim); });
}

tensor lt_var(tensor self, bool unbiased) { return lt::made([&] { return self->var(unbiased); }); }

tensor lt_var_dims(tensor self, const int64_t* dims, int32_t count, bool unbiased, bool keepdim) {
  return lt::made([&] { return self->var(lt::list(dims, count), unbiased, keepdim); });
}

tensor lt_norm(tensor self, double p) { return lt::made([&] { return self->norm(p); }); }

tensor lt_norm_dim(tensor self, double p, int64_t dim, bool keepdim) {
  return lt::made([&] { return self->norm(p, at::IntArrayRef(dim), keepdim); });
}

tensor lt_median(tensor self) { return lt::made([&] { return self->median(); }); }

tensor lt_quantile(tensor self, tensor q, int64_t dim, bool keepdim) {
  return lt::made([&] { return self->quantile(*q, dim, keepdim); });
}

tensor lt_logsumexp(tensor self, int64_t dim, bool keepdim) {
  return lt::made([&] { return self->logsumexp(at::IntArrayRef(dim), keepdim); });
}

tensor lt_all(tensor self) { return lt::made([&] { return self->all(); }); }

tensor lt_all_dim(tensor self, int64_t dim, bool keepdim) {
  return lt::made([&] { return self->all(dim, keepdim); });
}

tensor lt_any(tensor self) { return lt::made([&] { return self->any(); }); }

tensor lt_any_dim(tensor self, int64_t dim, bool keepdim) {
  return lt::made([&] { return self->any(dim, keepdim); });
}

tensor lt_trace(tensor self) { return lt::made([&] { return self->trace(); }); }
