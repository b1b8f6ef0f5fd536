#include "shape.h"

#include "guard.h"

tensor lt_view(tensor self, const int64_t* sizes, int32_t rank) {
  return lt::made([&] { return self->view(lt::list(sizes, rank)); });
}

tensor lt_reshape(tensor self, const int64_t* sizes, int32_t rank) {
  return lt::made([&] { return self->reshape(lt::list(sizes, rank)); });
}

tensor lt_expand(tensor self, const int64_t* sizes, int32_t rank, bool implicit) {
  return lt::made([&] { return self->expand(lt::list(sizes, rank), implicit); });
}

tensor lt_permute(tensor self, const int64_t* order, int32_t rank) {
  return lt::made([&] { return self->permute(lt::list(order, rank)); });
}

tensor lt_repeat(tensor self, const int64_t* counts, int32_t rank) {
  return lt::made([&] { return self->repeat(lt::list(counts, rank)); });
}

tensor lt_flip(tensor self, const int64_t* dims, int32_t count) {
  return lt::made([&] { return self->flip(lt::list(dims, count)); });
}

tensor lt_roll(
    tensor self, const int64_t* shifts, int32_t shift_count, const int64_t* dims, int32_t dim_count) {
  return lt::made([&] { return self->roll(lt::list(shifts, shift_count), lt::list(dims, dim_count)); });
}

tensor lt_movedim(
    tensor self, const int64_t* source, int32_t source_count, const int64_t* destination,
    int32_t destination_count) {
  return lt::made([&] {
    return self->movedim(lt::list(source, source_count), lt::list(destination, destination_count));
  });
}

tensor lt_as_strided(
    tensor self, const int64_t* sizes, int32_t rank, const int64_t* strides, int32_t stride_count,
    int64_t offset) {
  return lt::made([&] {
    return self->as_strided(lt::list(sizes, rank), lt::list(strides, stride_count), offset);
  });
}

tensor lt_flatten(tensor self, int64_t start, int64_t end) {
  return lt::made([&] { return self->flatten(start, end); });
}

tensor lt_unflatten(tensor self, int64_t dim, const int64_t* sizes, int32_t rank) {
  return lt::made([&] { return self->unflatten(dim, lt::list(sizes, rank)); });
}

tensor lt_unfold(tensor self, int64_t dim, int64_t size, int64_t step) {
  return lt::made([&] { return self->unfold(dim, size, step); });
}

tensor lt_transpose(tensor self, int64_t dim0, int64_t dim1) {
  return lt::made([&] { return self->transpose(dim0, dim1); });
}

tensor lt_t(tensor self) { return lt::made([&] { return self->t(); }); }
tensor lt_squeeze(tensor self) { return lt::made([&] { return self->squeeze(); }); }
tensor lt_squeeze_dim(tensor self, int64_t dim) { return lt::made([&] { return self->squeeze(dim); }); }
bool lt_squeeze_(tensor self) { return lt::done([&] { self->squeeze_(); }); }
bool lt_squeeze_dim_(tensor self, int64_t dim) { return lt::done([&] { self->squeeze_(dim); }); }
tensor lt_unsqueeze(tensor self, int64_t dim) { return lt::made([&] { return self->unsqueeze(dim); }); }
bool lt_unsqueeze_(tensor self, int64_t dim) { return lt::done([&] { self->unsqueeze_(dim); }); }

tensor lt_narrow(tensor self, int64_t dim, int64_t start, int64_t length) {
  return lt::made([&] { return self->narrow(dim, start, length); });
}

tensor lt_select(tensor self, int64_t dim, int64_t index) {
  return lt::made([&] { return self->select(dim, index); });
}

tensor lt_slice(tensor self, int64_t dim, int64_t start, int64_t finish, int64_t step) {
  return lt::made([&] { return self->slice(dim, start, finish, step); });
}

tensor lt_diagonal(tensor self, int64_t offset, int64_t dim1, int64_t dim2) {
  return lt::made([&] { return self->diagonal(offset, dim1, dim2); });
}

tensor lt_repeat_interleave(tensor self, int64_t repeats, int64_t dim, bool flat) {
  return lt::made([&] {
    return flat ? self->repeat_interleave(repeats) : self->repeat_interleave(repeats, dim);
  });
}

tensor lt_repeat_interleave_tensor(tensor self, tensor repeats, int64_t dim, bool flat) {
  return lt::made([&] {
    return flat ? self->repeat_interleave(*repeats) : self->repeat_interleave(*repeats, dim);
  });
}

tensor lt_cat(const tensor* tensors, int32_t count, int64_t dim) {
  return lt::made([&] { return at::cat(lt::tensors(tensors, count), dim); });
}

tensor lt_stack(const tensor* tensors, int32_t count, int64_t dim) {
  return lt::made([&] { return at::stack(lt::tensors(tensors, count), dim); });
}

tensor lt_hstack(const tensor* tensors, int32_t count) {
  return lt::made([&] { return at::hstack(lt::tensors(tensors, count)); });
}

tensor lt_vstack(const tensor* tensors, int32_t count) {
  return lt::made([&] { return at::vstack(lt::tensors(tensors, count)); });
}

bool lt_chunk(tensor self, int64_t chunks, int64_t dim, tensor** results, int64_t* count) {
  return lt::done([&] { lt::hand_over(self->chunk(chunks, dim), results, count); });
}

bool lt_split(tensor self, int64_t size, int64_t dim, tensor** results, int64_t* count) {
  return lt::done([&] { lt::hand_over(self->split(size, dim), results, count); });
}

bool lt_split_sizes(
    tensor self, const int64_t* sizes, int32_t size_count, int64_t dim, tensor** results, int64_t* count) {
  return lt::done([&] {
    lt::hand_over(self->split_with_sizes(lt::list(sizes, size_count), dim), results, count);
  });
}

bool lt_unbind(tensor self, int64_t dim, tensor** results, int64_t* count) {
  return lt::done([&] { lt::hand_over(self->unbind(dim), results, count); });
}

bool lt_meshgrid(
    const tensor* tensors, int32_t tensor_count, const char* indexing, tensor** results, int64_t* count) {
  return lt::done([&] {
    lt::hand_over(at::meshgrid(lt::tensors(tensors, tensor_count), indexing), results, count);
  });
}

void lt_free_list(tensor* list) { delete[] list; }
