// Views, and tensors joined or taken apart.
#pragma once
#include "abi.h"

extern "C" {
LT_API tensor lt_view(tensor self, const int64_t* sizes, int32_t rank);
LT_API tensor lt_reshape(tensor self, const int64_t* sizes, int32_t rank);
LT_API tensor lt_expand(tensor self, const int64_t* sizes, int32_t rank, bool implicit);
LT_API tensor lt_permute(tensor self, const int64_t* order, int32_t rank);
LT_API tensor lt_repeat(tensor self, const int64_t* counts, int32_t rank);
LT_API tensor lt_flip(tensor self, const int64_t* dims, int32_t count);
LT_API tensor lt_roll(
    tensor self, const int64_t* shifts, int32_t shift_count, const int64_t* dims, int32_t dim_count);
LT_API tensor lt_movedim(
    tensor self, const int64_t* source, int32_t source_count, const int64_t* destination,
    int32_t destination_count);
LT_API tensor lt_as_strided(
    tensor self, const int64_t* sizes, int32_t rank, const int64_t* strides, int32_t stride_count,
    int64_t offset);
LT_API tensor lt_flatten(tensor self, int64_t start, int64_t end);
LT_API tensor lt_unflatten(tensor self, int64_t dim, const int64_t* sizes, int32_t rank);
LT_API tensor lt_unfold(tensor self, int64_t dim, int64_t size, int64_t step);
LT_API tensor lt_transpose(tensor self, int64_t dim0, int64_t dim1);
LT_API tensor lt_t(tensor self);
LT_API tensor lt_squeeze(tensor self);
LT_API tensor lt_squeeze_dim(tensor self, int64_t dim);
LT_API bool lt_squeeze_(tensor self);
LT_API bool lt_squeeze_dim_(tensor self, int64_t dim);
LT_API tensor lt_unsqueeze(tensor self, int64_t dim);
LT_API bool lt_unsqueeze_(tensor self, int64_t dim);
LT_API tensor lt_narrow(tensor self, int64_t dim, int64_t start, int64_t length);
LT_API tensor lt_select(tensor self, int64_t dim, int64_t index);
LT_API tensor lt_slice(tensor self, int64_t dim, int64_t start, int64_t finish, int64_t step);
LT_API tensor lt_diagonal(tensor self, int64_t offset, int64_t dim1, int64_t dim2);
LT_API tensor lt_repeat_interleave(tensor self, int64_t repeats, int64_t dim, bool flat);
LT_API tensor lt_repeat_interleave_tensor(tensor self, tensor repeats, int64_t dim, bool flat);
LT_API tensor lt_cat(const tensor* tensors, int32_t count, int64_t dim);
LT_API tensor lt_stack(const tensor* tensors, int32_t count, int64_t dim);
LT_API tensor lt_hstack(const tensor* tensors, int32_t count);
LT_API tensor lt_vstack(const tensor* tensors, int32_t count);
LT_API bool lt_chunk(tensor self, int64_t chunks, int64_t dim, tensor** results, int64_t* count);
LT_API bool lt_split(tensor self, int64_t size, int64_t dim, tensor** results, int64_t* count);
LT_API bool lt_split_sizes(
    tensor self, const int64_t* sizes, int32_t size_count, int64_t dim, tensor** results, int64_t* count);
LT_API bool lt_unbind(tensor self, int64_t dim, tensor** results, int64_t* count);
LT_API bool lt_meshgrid(
    const tensor* tensors, int32_t tensor_count, const char* indexing, tensor** results, int64_t* count);
LT_API void lt_free_list(tensor* list);
}
