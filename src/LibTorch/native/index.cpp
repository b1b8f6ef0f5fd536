#include "index.h"

#include "guard.h"

tensor lt_index(tensor self, const index_item* items, int32_t count) {
  return lt::made([&] { return self->index(lt::indices(items, count)); });
}

bool lt_index_put_scalar_(tensor self, const index_item* items, int32_t count, scalar value) {
  return lt::done([&] { self->index_put_(lt::indices(items, count), lt::number(value)); });
}

tensor lt_index_select(tensor self, int64_t dim, tensor index) {
  return lt::made([&] { return self->index_select(dim, *index); });
}

tensor lt_index_add(tensor self, int64_t dim, tensor index, tensor source, scalar alpha) {
  return lt::made([&] { return self->index_add(dim, *index, *source, lt::number(alpha)); });
}

bool lt_index_add_(tensor self, int64_t dim, tensor index, tensor source, scalar alpha) {
  return lt::done([&] { self->index_add_(dim, *index, *source, lt::number(alpha)); });
}

tensor lt_index_copy(tensor self, int64_t dim, tensor index, tensor source) {
  return lt::made([&] { return self->index_copy(dim, *index, *source); });
}

bool lt_index_copy_(tensor self, int64_t dim, tensor index, tensor source) {
  return lt::done([&] { self->index_copy_(dim, *index, *source); });
}

tensor lt_index_fill(tensor self, int64_t dim, tensor index, scalar value) {
  return lt::made([&] { return self->index_fill(dim, *index, lt::number(value)); });
}

bool lt_index_fill_(tensor self, int64_t dim, tensor index, scalar value) {
  return lt::done([&] { self->index_fill_(dim, *index, lt::number(value)); });
}

tensor lt_gather(tensor self, int64_t dim, tensor index) {
  return lt::made([&] { return self->gather(dim, *index); });
}

tensor lt_take(tensor self, tensor index) { return lt::made([&] { return self->take(*index); }); }

tensor lt_take_along_dim(tensor self, tensor index, int64_t dim) {
  return lt::made([&] { return self->take_along_dim(*index, dim); });
}

tensor lt_scatter(tensor self, int64_t dim, tensor index, tensor source) {
  return lt::made([&] { return self->scatter(dim, *index, *source); });
}

bool lt_scatter_(tensor self, int64_t dim, tensor index, tensor source) {
  return lt::done([&] { self->scatter_(dim, *index, *source); });
}

tensor lt_scatter_add(tensor self, int64_t dim, tensor index, tensor source) {
  return lt::made([&] { return self->scatter_add(dim, *index, *source); });
}

bool lt_scatter_add_(tensor self, int64_t dim, tensor index, tensor source) {
  return lt::done([&] { self->scatter_add_(dim, *index, *source); });
}

tensor lt_masked_fill(tensor self, tensor mask, scalar value) {
  return lt::made([&] { return self->masked_fill(*mask, lt::number(value)); });
}

bool lt_masked_fill_(tensor self, tensor mask, scalar value) {
  return lt::done([&] { self->masked_fill_(*mask, lt::number(value)); });
}

tensor lt_masked_select(tensor self, tensor mask) {
  return lt::made([&] { return self->masked_select(*mask); });
}

tensor lt_nonzero(tensor self) { return lt::made([&] { return self->nonzero(); }); }

tensor lt_where(tensor condition, tensor x, tensor y) {
  return lt::made([&] { return at::where(*condition, *x, *y); });
}

tensor lt_tril(tensor self, int64_t diagonal) { return lt::made([&] { return self->tril(diagonal); }); }
tensor lt_triu(tensor self, int64_t diagonal) { return lt::made([&] { return self->triu(diagonal); }); }
tensor lt_diag(tensor self, int64_t diagonal) { return lt::made([&] { return self->diag(diagonal); }); }

tensor lt_diag_embed(tensor self, int64_t offset, int64_t dim1, int64_t dim2) {
  return lt::made([&] { return self->diag_embed(offset, dim1, dim2); });
}

bool lt_sort(tensor self, int64_t dim, bool descending, bool stable, tensor* values, tensor* indices) {
  return lt::done([&] {
    lt::hand_over(stable
        ? at::sort(*self, stable, dim, descending)
        : at::sort(*self, dim, descending), values, indices);
  });
}

tensor lt_argsort(tensor self, int64_t dim, bool descending) {
  return lt::made([&] { return self->argsort(dim, descending); });
}

bool lt_topk(
    tensor self, int64_t k, int64_t dim, bool largest, bool sorted, tensor* values, tensor* indices) {
  return lt::done([&] { lt::hand_over(self->topk(k, dim, largest, sorted), values, indices); });
}

tensor lt_bincount(tensor self, tensor weights, int64_t minimum_length) {
  return lt::made([&] { return self->bincount(lt::or_undefined(weights), minimum_length); });
}

// A value on another device or of another type is converted, as in PyTorch's own indexed assignment.
bool lt_index_put_(tensor self, const index_item* items, int32_t count, tensor value) {
  return lt::done([&] {
    const at::Tensor converted =
        value->dim() == 0 || value->scalar_type() != self->scalar_type() ? value->to(self->options()) : *value;
    self->index_put_(lt::indices(items, count), converted);
  });
}
