// Elements chosen by numbers, by other tensors and by masks.
#pragma once
#include "abi.h"

extern "C" {
LT_API tensor lt_index(tensor self, const index_item* items, int32_t count);
LT_API bool lt_index_put_(tensor self, const index_item* items, int32_t count, tensor value);
LT_API bool lt_index_put_scalar_(tensor self, const index_item* items, int32_t count, scalar value);
LT_API tensor lt_index_select(tensor self, int64_t dim, tensor index);
LT_API tensor lt_index_add(tensor self, int64_t dim, tensor index, tensor source, scalar alpha);
LT_API bool lt_index_add_(tensor self, int64_t dim, tensor index, tensor source, scalar alpha);
LT_API tensor lt_index_copy(tensor self, int64_t dim, tensor index, tensor source);
LT_API bool lt_index_copy_(tensor self, int64_t dim, tensor index, tensor source);
LT_API tensor lt_index_fill(tensor self, int64_t dim, tensor index, scalar value);
LT_API bool lt_index_fill_(tensor self, int64_t dim, tensor index, scalar value);
LT_API tensor lt_gather(tensor self, int64_t dim, tensor index);
LT_API tensor lt_take(tensor self, tensor index);
LT_API tensor lt_take_along_dim(tensor self, tensor index, int64_t dim);
LT_API tensor lt_scatter(tensor self, int64_t dim, tensor index, tensor source);
LT_API bool lt_scatter_(tensor self, int64_t dim, tensor index, tensor source);
LT_API tensor lt_scatter_add(tensor self, int64_t dim, tensor index, tensor source);
LT_API bool lt_scatter_add_(tensor self, int64_t dim, tensor index, tensor source);
LT_API tensor lt_masked_fill(tensor self, tensor mask, scalar value);
LT_API bool lt_masked_fill_(tensor self, tensor mask, scalar value);
LT_API tensor lt_masked_select(tensor self, tensor mask);
LT_API tensor lt_nonzero(tensor self);
LT_API tensor lt_where(tensor condition, tensor x, tensor y);
LT_API tensor lt_tril(tensor self, int64_t diagonal);
LT_API tensor lt_triu(tensor self, int64_t diagonal);
LT_API tensor lt_diag(tensor self, int64_t diagonal);
LT_API tensor lt_diag_embed(tensor self, int64_t offset, int64_t dim1, int64_t dim2);
LT_API bool lt_sort(tensor self, int64_t dim, bool descending, bool stable, tensor* values, tensor* indices);
LT_API tensor lt_argsort(tensor self, int64_t dim, bool descending);
LT_API bool lt_topk(
    tensor self, int64_t k, int64_t dim, bool largest, bool sorted, tensor* values, tensor* indices);
LT_API tensor lt_bincount(tensor self, tensor weights, int64_t minimum_length);
}
