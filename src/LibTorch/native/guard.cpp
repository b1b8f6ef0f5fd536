#include "guard.h"

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <memory>
#include <string>

namespace lt {
namespace {

thread_local std::string last_error;
thread_local bool has_error = false;

std::atomic<int64_t> live{0};

struct Disposer {
  void operator()(tensor handle) const { dispose(handle); }
};

typedef std::unique_ptr<at::Tensor, Disposer> Owned;

}  // namespace

void keep_error() noexcept {
  try {
    has_error = true;
    try {
      throw;
    } catch (const c10::Error& error) {
      last_error = error.what_without_backtrace();
    } catch (const std::exception& error) {
      last_error = error.what();
    } catch (...) {
      last_error = "libtorch threw something that is not a std::exception.";
    }
  } catch (...) {
    last_error.clear();  // no memory for the message; has_error still tells that there was one
  }
}

char* take_error() noexcept {
  if (!has_error) {
    return nullptr;
  }
  has_error = false;
  char* text = static_cast<char*>(std::malloc(last_error.size() + 1));
  if (text != nullptr) {
    std::memcpy(text, last_error.c_str(), last_error.size() + 1);
  }
  last_error.clear();
  return text;
}

tensor own(at::Tensor value) {
  TORCH_CHECK(value.defined(), "libtorch returned an undefined tensor where a result was expected.");
  tensor handle = new at::Tensor(std::move(value));
  live.fetch_add(1, std::memory_order_relaxed);
  return handle;
}

void dispose(tensor self) noexcept {
  if (self != nullptr) {
    delete self;
    live.fetch_sub(1, std::memory_order_relaxed);
  }
}

int64_t live_tensors() noexcept { return live.load(std::memory_order_relaxed); }

at::Scalar number(scalar value) {
  switch (value.kind) {
    case SCALAR_INTEGER:
      return at::Scalar(value.bits);
    case SCALAR_BOOL:
      return at::Scalar(value.bits != 0);
    case SCALAR_REAL: {
      double real;
      std::memcpy(&real, &value.bits, sizeof real);
      return at::Scalar(real);
    }
    default:
      TORCH_CHECK(false, "A number is missing.");
  }
}

scalar number(const at::Scalar& value) {
  if (value.isBoolean()) {
    return {SCALAR_BOOL, value.toBool() ? 1 : 0};
  }
  if (value.isIntegral(/*includeBool=*/false)) {
    return {SCALAR_INTEGER, value.toLong()};
  }
  const double real = value.toDouble();
  scalar result = {SCALAR_REAL, 0};
  std::memcpy(&result.bits, &real, sizeof real);
  return result;
}

std::vector<at::Tensor> tensors(const tensor* handles, int32_t count) {
  std::vector<at::Tensor> list;
  list.reserve(static_cast<size_t>(count));
  for (int32_t i = 0; i < count; i++) {
    list.push_back(or_undefined(handles[i]));
  }
  return list;
}

std::vector<at::indexing::TensorIndex> indices(const index_item* items, int32_t count) {
  using at::indexing::TensorIndex;
  const int64_t absent = INT64_MIN;
  std::vector<TensorIndex> list;
  list.reserve(static_cast<size_t>(count));
  for (const index_item* item = items; item != items + count; item++) {
    switch (item->kind) {
      case INDEX_NONE:
        list.emplace_back(at::indexing::None);
        break;
      case INDEX_ELLIPSIS:
        list.emplace_back(at::indexing::Ellipsis);
        break;
      case INDEX_BOOL:
        list.emplace_back(item->start != 0);
        break;
      case INDEX_INTEGER:
        list.emplace_back(item->start);
        break;
      case INDEX_SLICE: {
        const int64_t start = item->start == absent ? 0 : item->start;
        const int64_t stop = item->stop == absent ? INT64_MAX : item->stop;
        list.emplace_back(at::indexing::Slice(start, stop, item->step));
        break;
      }
      default:
        list.emplace_back(*item->chosen);
        break;
    }
  }
  return list;
}

void hand_over(std::vector<at::Tensor> values, tensor** results, int64_t* count) {
  std::vector<Owned> owned;
  owned.reserve(values.size());
  for (at::Tensor& value : values) {
    // A gradient that does not exist stays null in a list.
    owned.emplace_back(value.defined() ? own(std::move(value)) : nullptr);
  }
  *results = new tensor[owned.size()];
  *count = static_cast<int64_t>(owned.size());
  for (size_t i = 0; i < owned.size(); i++) {
    (*results)[i] = owned[i].release();
  }
}

void hand_over(std::tuple<at::Tensor, at::Tensor> values, tensor* first, tensor* second) {
  Owned one(own(std::get<0>(values)));
  Owned two(own(std::get<1>(values)));
  *first = one.release();
  *second = two.release();
}

void hand_over(std::tuple<at::Tensor, at::Tensor, at::Tensor> values, tensor* first, tensor* second, tensor* third) {
  Owned one(own(std::get<0>(values)));
  Owned two(own(std::get<1>(values)));
  Owned three(own(std::get<2>(values)));
  *first = one.release();
  *second = two.release();
  *third = three.release();
}

}  // namespace lt
