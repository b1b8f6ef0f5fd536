#include "random.h"

#include <ATen/CPUGeneratorImpl.h>

#include <mutex>

#include "guard.h"

tensor lt_rand(
    const int64_t* sizes, int32_t rank, generator source, int32_t dtype, int32_t device_type,
    int32_t device_index) {
  return lt::made([&] {
    return at::rand(lt::list(sizes, rank), lt::source(source), lt::options(dtype, device_type, device_index));
  });
}

tensor lt_randn(
    const int64_t* sizes, int32_t rank, generator source, int32_t dtype, int32_t device_type,
    int32_t device_index) {
  return lt::made([&] {
    return at::randn(lt::list(sizes, rank), lt::source(source), lt::options(dtype, device_type, device_index));
  });
}

tensor lt_randint(
    int64_t low, int64_t high, const int64_t* sizes, int32_t rank, generator source, int32_t dtype,
    int32_t device_type, int32_t device_index) {
  return lt::made([&] {
    return at::randint(
        low, high, lt::list(sizes, rank), lt::source(source), lt::options(dtype, device_type, device_index));
  });
}

tensor lt_randperm(int64_t n, generator source, int32_t dtype, int32_t device_type, int32_t device_index) {
  return lt::made([&] {
    return at::randperm(n, lt::source(source), lt::options(dtype, device_type, device_index));
  });
}

tensor lt_normal(tensor mean, tensor std, generator source) {
  return lt::made([&] { return at::normal(*mean, *std, lt::source(source)); });
}

tensor lt_bernoulli(tensor self, generator source) {
  return lt::made([&] { return self->bernoulli(lt::source(source)); });
}

tensor lt_multinomial(tensor self, int64_t samples, bool replacement, generator source) {
  return lt::made([&] { return self->multinomial(samples, replacement, lt::source(source)); });
}

bool lt_normal_(tensor self, double mean, double std, generator source) {
  return lt::done([&] { self->normal_(mean, std, lt::source(source)); });
}

bool lt_uniform_(tensor self, double from, double to, generator source) {
  return lt::done([&] { self->uniform_(from, to, lt::source(source)); });
}

bool lt_exponential_(tensor self, double lambda, generator source) {
  return lt::done([&] { self->exponential_(lambda, lt::source(source)); });
}

bool lt_bernoulli_(tensor self, double p, generator source) {
  return lt::done([&] { self->bernoulli_(p, lt::source(source)); });
}

bool lt_bernoulli_tensor_(tensor self, tensor p, generator source) {
  return lt::done([&] { self->bernoulli_(*p, lt::source(source)); });
}

bool lt_random_(tensor self, int64_t from, int64_t to, generator source) {
  return lt::done([&] { self->random_(from, to, lt::source(source)); });
}

tensor lt_generator_state(generator self) { return lt::made([&] { return self->get_state(); }); }
bool lt_generator_set_state(generator self, tensor state) { return lt::done([&] { self->set_state(*state); }); }
bool lt_manual_seed(uint64_t seed) { return lt::done([&] { at::manual_seed(seed); }); }

// Works without CUDA's headers: a CUDA generator is a clone of the device's default one with a seed of its own.
generator lt_generator_new(uint64_t seed, int32_t device_type, int32_t device_index) {
  return lt::made_generator([&] {
    const at::Device device = lt::device(device_type, device_index);
    if (device.is_cpu()) {
      return at::make_generator<at::CPUGeneratorImpl>(seed);
    }
    at::Generator made = at::globalContext().defaultGenerator(device).clone();
    made.set_current_seed(seed);
    return made;
  });
}

generator lt_generator_default() {
  return lt::made_generator([&] { return at::globalContext().defaultGenerator(at::kCPU); });
}

void lt_generator_dispose(generator self) { delete self; }

bool lt_generator_seed(generator self, uint64_t seed) {
  return lt::done([&] {
    std::lock_guard<std::mutex> lock(self->mutex());
    self->set_current_seed(seed);
  });
}

bool lt_generator_initial_seed(generator self, uint64_t* result) {
  return lt::done([&] { *result = self->current_seed(); });
}
