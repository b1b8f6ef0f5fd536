// Properties of one tensor, its lifetime and its memory.
#pragma once
#include "abi.h"

extern "C" {
LT_API int64_t lt_live();
LT_API void lt_dispose(tensor self);
LT_API bool lt_rank(tensor self, int64_t* result);
LT_API bool lt_shape(tensor self, int64_t* sizes, int32_t rank);
LT_API bool lt_strides(tensor self, int64_t* strides, int32_t rank);
LT_API bool lt_numel(tensor self, int64_t* result);
LT_API bool lt_element_size(tensor self, int64_t* result);
LT_API bool lt_storage_offset(tensor self, int64_t* result);
LT_API bool lt_dtype(tensor self, int32_t* result);
LT_API bool lt_device(tensor self, int32_t* type, int32_t* index);
LT_API bool lt_data_ptr(tensor self, void** result);
LT_API bool lt_is_contiguous(tensor self, bool* result);
LT_API bool lt_is_sparse(tensor self, bool* result);
LT_API bool lt_item(tensor self, scalar* result);
LT_API bool lt_equal(tensor self, tensor other, bool* result);
LT_API tensor lt_alias(tensor self);
LT_API tensor lt_clone(tensor self);
LT_API tensor lt_contiguous(tensor self);
LT_API bool lt_copy_(tensor self, tensor source, bool non_blocking);
LT_API tensor lt_to(
    tensor self, int32_t dtype, int32_t device_type, int32_t device_index, bool non_blocking, bool copy);
LT_API bool lt_fill_(tensor self, scalar value);
}
