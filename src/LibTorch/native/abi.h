// The types that cross the border between C# and C++.
//
// Every exported function is declared once, in the header of its topic, and the compiler checks its definition against
// that. LibTorch.Tests reads the same headers and checks every import in C# against them.
//
//   tensor       a handle that the caller owns and gives back to lt_dispose. As a result, null means: failed, ask
//                lt_take_error. As an argument, null means: no such tensor.
//   bool         as a result: whether it worked.
//                Functions that cannot fail (disposal, texts, the recording modes) give their answer directly.
//   tensor**     receives an array of handles; the caller owns the handles and gives the array back to lt_free_list.
#pragma once
#include <cstdint>

namespace at {
class Tensor;
struct Generator;
}  // namespace at

#if defined(_WIN32)
#define LT_API __declspec(dllexport)
#else
#define LT_API __attribute__((visibility("default")))
#endif

typedef at::Tensor* tensor;
typedef at::Generator* generator;

enum scalar_kind : int64_t { SCALAR_NONE = 0, SCALAR_INTEGER = 1, SCALAR_REAL = 2, SCALAR_BOOL = 3 };

// A number with the type it had in C#. The bits are those of an int64_t or, for SCALAR_REAL, of a double.
struct scalar {
  int64_t kind;
  int64_t bits;
};

enum index_kind : int64_t {
  INDEX_NONE = 0,
  INDEX_ELLIPSIS = 1,
  INDEX_BOOL = 2,
  INDEX_INTEGER = 3,
  INDEX_SLICE = 4,
  INDEX_TENSOR = 5,
};

// One entry of t[...]. A slice without a start or stop carries INT64_MIN there.
struct index_item {
  int64_t kind;
  int64_t start;
  int64_t stop;
  int64_t step;
  tensor chosen;
};
