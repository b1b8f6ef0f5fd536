#include "create.h"

#include "guard.h"

tensor lt_empty(
    const int64_t* sizes, int32_t rank, int32_t dtype, int32_t device_type, int32_t device_index) {
  return lt::made([&] {
    return at::empty(lt::list(sizes, rank), lt::options(dtype, device_type, device_index));
  });
}

tensor lt_zeros(
    const int64_t* sizes, int32_t rank, int32_t dtype, int32_t device_type, int32_t device_index) {
  return lt::made([&] {
    return at::zeros(lt::list(sizes, rank), lt::options(dtype, device_type, device_index));
  });
}

tensor lt_ones(const int64_t* sizes, int32_t rank, int32_t dtype, int32_t device_type, int32_t device_index) {
  return lt::made([&] {
    return at::ones(lt::list(sizes, rank), lt::options(dtype, device_type, device_index));
  });
}

tensor lt_full(
    const int64_t* sizes, int32_t rank, scalar value, int32_t dtype, int32_t device_type,
    int32_t device_index) {
  return lt::made([&] {
    return at::full(lt::list(sizes, rank), lt::number(value), lt::options(dtype, device_type, device_index));
  });
}

tensor lt_eye(int64_t rows, int64_t columns, int32_t dtype, int32_t device_type, int32_t device_index) {
  return lt::made([&] { return at::eye(rows, columns, lt::options(dtype, device_type, device_index)); });
}

tensor lt_arange(
    scalar start, scalar stop, scalar step, int32_t dtype, int32_t device_type, int32_t device_index) {
  return lt::made([&] {
    return at::arange(
        lt::number(start), lt::number(stop), lt::number(step), lt::options(dtype, device_type, device_index));
  });
}

tensor lt_linspace(
    double start, double end, int64_t steps, int32_t dtype, int32_t device_type, int32_t device_index) {
  return lt::made([&] {
    return at::linspace(start, end, steps, lt::options(dtype, device_type, device_index));
  });
}

tensor lt_logspace(
    double start, double end, int64_t steps, double base, int32_t dtype, int32_t device_type,
    int32_t device_index) {
  return lt::made([&] {
    return at::logspace(start, end, steps, base, lt::options(dtype, device_type, device_index));
  });
}

tensor lt_from_memory(void* data, const int64_t* sizes, int32_t rank, int32_t dtype) {
  return lt::made([&] {
    return at::from_blob(data, lt::list(sizes, rank), at::TensorOptions().dtype(lt::dtype(dtype))).clone();
  });
}

// Shares the caller's memory: torch calls release(owner), from whatever thread drops the last reference.
tensor lt_from_managed(
    void* data, const int64_t* sizes, int32_t rank, int32_t dtype, void* owner, void* release) {
  return lt::made([&] {
    auto free = [owner, release](void*) { reinterpret_cast<void (*)(void*)>(release)(owner); };
    return at::from_blob(data, lt::list(sizes, rank), free, at::TensorOptions().dtype(lt::dtype(dtype)));
  });
}
