#include "info.h"

#include "guard.h"

int64_t lt_live() { return lt::live_tensors(); }
bool lt_rank(tensor self, int64_t* result) { return lt::done([&] { *result = self->dim(); }); }

bool lt_shape(tensor self, int64_t* sizes, int32_t rank) {
  return lt::done([&] { lt::copy(self->sizes(), sizes, rank); });
}

bool lt_strides(tensor self, int64_t* strides, int32_t rank) {
  return lt::done([&] { lt::copy(self->strides(), strides, rank); });
}

bool lt_numel(tensor self, int64_t* result) { return lt::done([&] { *result = self->numel(); }); }

bool lt_element_size(tensor self, int64_t* result) {
  return lt::done([&] { *result = static_cast<int64_t>(self->element_size()); });
}

bool lt_storage_offset(tensor self, int64_t* result) {
  return lt::done([&] { *result = self->storage_offset(); });
}

bool lt_dtype(tensor self, int32_t* result) {
  return lt::done([&] { *result = static_cast<int32_t>(self->scalar_type()); });
}

bool lt_device(tensor self, int32_t* type, int32_t* index) {
  return lt::done([&] {
    *type = static_cast<int32_t>(self->device().type()); *index = self->device().index();
  });
}

bool lt_data_ptr(tensor self, void** result) { return lt::done([&] { *result = self->data_ptr(); }); }
bool lt_is_contiguous(tensor self, bool* result) { return lt::done([&] { *result = self->is_contiguous(); }); }
bool lt_is_sparse(tensor self, bool* result) { return lt::done([&] { *result = self->is_sparse(); }); }
bool lt_item(tensor self, scalar* result) { return lt::done([&] { *result = lt::number(self->item()); }); }

bool lt_equal(tensor self, tensor other, bool* result) {
  return lt::done([&] { *result = self->equal(*other); });
}

tensor lt_alias(tensor self) { return lt::made([&] { return self->alias(); }); }
tensor lt_clone(tensor self) { return lt::made([&] { return self->clone(); }); }
tensor lt_contiguous(tensor self) { return lt::made([&] { return self->contiguous(); }); }

bool lt_copy_(tensor self, tensor source, bool non_blocking) {
  return lt::done([&] { self->copy_(*source, non_blocking); });
}

tensor lt_to(
    tensor self, int32_t dtype, int32_t device_type, int32_t device_index, bool non_blocking, bool copy) {
  return lt::made([&] { return self->to(lt::options(dtype, device_type, device_index), non_blocking, copy); });
}

bool lt_fill_(tensor self, scalar value) { return lt::done([&] { self->fill_(lt::number(value)); }); }

void lt_dispose(tensor self) { lt::dispose(self); }
