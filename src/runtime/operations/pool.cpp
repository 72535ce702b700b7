// MaxPool and AveragePool over windows of two axes.
#include <limits>

#include "runtime/operations.h"
#include "runtime/operations/parameters.h"
#include "runtime/operations/window.h"

namespace zeropoint::operations {

namespace {

// The place of a largest element among all of the input, as ONNX counts.
struct Counting {
  std::size_t row = 0, column = 0;  // what a step along them adds
};

// Image by image, row-major, for what the kernels do not have: where the maxima were. The first of equal ones is taken;
// NaN is passed over.
template <class T>
void max_with_indices(const PoolShape& s, const Counting& counting, const T* x, T* y, std::int64_t* indices) {
  const std::size_t area = s.in_h * s.in_w;
  for (std::size_t image = 0; image < s.batch * s.channels; ++image, x += area) {
    for (std::size_t oy = 0; oy < s.out_h; ++oy) {
      const PoolTaps rows = pool_taps(oy, s.stride_h, s.dilation_h, s.kernel_h, s.pad_top, s.in_h, s.pad_bottom);
      for (std::size_t ox = 0; ox < s.out_w; ++ox) {
        const PoolTaps columns = pool_taps(ox, s.stride_w, s.dilation_w, s.kernel_w, s.pad_left, s.in_w, s.pad_right);
        T most = std::numeric_limits<T>::has_infinity ? -std::numeric_limits<T>::infinity() : std::numeric_limits<T>::lowest();
        bool any = false;
        std::size_t index = 0;
        for (std::size_t kh = rows.begin; kh < rows.end; ++kh) {
          for (std::size_t kw = columns.begin; kw < columns.end; ++kw) {
            const std::size_t iy = oy * s.stride_h + kh * s.dilation_h - s.pad_top, ix = ox * s.stride_w + kw * s.dilation_w - s.pad_left;
            const T here = x[iy * s.in_w + ix];
            if (any && !(most < here)) continue;
            index = image * area + iy * counting.row + ix * counting.column;
            most = most < here ? here : most;
            any = true;
          }
        }
        *y++ = most;
        *indices++ = static_cast<std::int64_t>(index);
      }
    }
  }
}

template <class T>
Status add_max_with_indices(Preparation& p, const PoolShape& s) {
  const auto order = MemoryOrder::row_major(4);
  const Counting counting = p.integer("storage_order", 0) != 0 ? Counting{1, s.in_h} : Counting{s.in_w, 1};
  ZP_TRY(const Operand x, p.input(0, order));
  p.add({x}, {p.output(0, order), p.output(1, order)}, [=](const StepMemory& m) -> Status {
    max_with_indices<T>(s, counting, m.input<T>(0).data(), m.output<T>(0).data(), m.output<std::int64_t>(1).data());
    return Done{};
  });
  return Done{};
}

using PoolKernel = void (*)(const PoolShape& shape, std::span<const float> x, float* y) noexcept;

Status pool(Preparation& p, PoolKernel kernel, const PoolShape& shape) {
  const auto nhwc = MemoryOrder::channels_last(4);
  ZP_TRY(const Operand x, p.input(0, nhwc));
  p.add({x}, {p.output(0, nhwc)}, [=](const StepMemory& m) -> Status {
    kernel(shape, m.input<float>(0), m.output<float>(0).data());
    return Done{};
  });
  return Done{};
}

Status max_of_codes(Preparation& p, const PoolShape& shape) {
  const auto nhwc = MemoryOrder::channels_last(4);
  ZP_TRY(const Operand x, p.input(0, nhwc));
  p.add({x}, {p.output(0, nhwc)}, [=, is_int8 = p.type(0) == ElementType::i8, kernel = p.kernels().code_pool.max](const StepMemory& m) -> Status {
    kernel(is_int8, shape, m.input<std::uint8_t>(0).data(), m.output<std::uint8_t>(0).data());
    return Done{};
  });
  return Done{};
}

}  // namespace

Status max_pool(Preparation& p) {
  ZP_TRY(const PoolShape& shape, pool_shape_of(p, p.shape(0), p.output_shape()));
  const ElementType type = p.type(0);
  if (has_8_bits(type)) {
    if (!p.wants(1)) return max_of_codes(p, shape);
    return type == ElementType::i8 ? add_max_with_indices<std::int8_t>(p, shape) : add_max_with_indices<std::uint8_t>(p, shape);
  }
  ZP_CHECK(p.check_floats({0}));
  return p.wants(1) ? add_max_with_indices<float>(p, shape) : pool(p, p.kernels().pool.max, shape);
}

Status average_pool(Preparation& p) {
  ZP_CHECK(p.check_floats({0}));
  ZP_TRY(const PoolShape& shape, pool_shape_of(p, p.shape(0), p.output_shape()));
  return pool(p, p.kernels().pool.average, shape);
}

}  // namespace zeropoint::operations
