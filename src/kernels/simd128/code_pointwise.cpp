// Sums, products and tables of 8-bit codes on 128-bit vectors; kernels/scalar/code_pointwise.cpp says what they compute.
#include "kernels/code_pointwise.h"

#include "kernels/simd128/code_lanes.h"
#include "kernels/simd128/network_simd128.h"
#include "quant/integer_rules.h"

namespace zeropoint::simd128 {

namespace {

// Eight reals: equation (1).
struct Reals {
  v128_t low, high;
};

class ToReals {
 public:
  explicit ToReals(const QParams& from) : scale_(wasm_f32x4_splat(from.scale)), zero_point_(wasm_i32x4_splat(from.zero_point)) {}

  Reals operator()(Wide codes) const { return {real(codes.low), real(codes.high)}; }

 private:
  v128_t real(v128_t code) const { return wasm_f32x4_mul(scale_, wasm_f32x4_convert_i32x4(wasm_i32x4_sub(code, zero_point_))); }

  v128_t scale_, zero_point_;
};

template <CodeBinary function>
v128_t combined(v128_t a, v128_t b) {
  return function == CodeBinary::sum ? wasm_f32x4_add(a, b) : wasm_f32x4_mul(a, b);
}

// One operand of a row.
template <class Code>
struct Side {
  const Code* codes;
  Broadcast broadcast;
  QParams from;
  ToReals to_reals;
  Reals one;  // where it is the same everywhere

  explicit Side(const CodeOperand& operand)
      : codes(reinterpret_cast<const Code*>(operand.data)), broadcast(operand.broadcast), from(operand.from), to_reals(operand.from),
        one(to_reals(Wide{wasm_i32x4_splat(codes[0]), wasm_i32x4_splat(codes[0])})) {}

  Reals eight(std::size_t i) const { return broadcast == Broadcast::scalar ? one : to_reals(widen(codes + i)); }
  std::int32_t at(std::size_t i) const { return codes[broadcast == Broadcast::scalar ? 0 : i]; }
  void next_row(std::size_t columns) { codes += broadcast == Broadcast::none ? columns : 0; }
};

template <CodeBinary function, class Code>
void run_rows(const CodeOperand& operand_a, const CodeOperand& operand_b, std::size_t rows, std::size_t columns, const QParams& to, std::uint8_t* y) {
  Side<Code> a(operand_a), b(operand_b);
  const ToShiftedCode to_code(to);
  const v128_t scale = wasm_f32x4_splat(to.scale);
  for (std::size_t row = 0; row < rows; ++row, y += columns, a.next_row(columns), b.next_row(columns)) {
    std::size_t i = 0;
    for (; i + 8 <= columns; i += 8) {
      const Reals left = a.eight(i), right = b.eight(i);
      const v128_t low = to_code(wasm_f32x4_div(combined<function>(left.low, right.low), scale));
      const v128_t high = to_code(wasm_f32x4_div(combined<function>(left.high, right.high), scale));
      store_eight(reinterpret_cast<Code*>(y + i), low, high);
    }
    for (; i < columns; ++i) {
      const auto rule = function == CodeBinary::sum ? quantized_sum : quantized_product;
      y[i] = static_cast<std::uint8_t>(rule(a.at(i), a.from, b.at(i), b.from, to));
    }
  }
}

template <CodeBinary function>
void run(bool is_signed, const CodeOperand& a, const CodeOperand& b, std::size_t rows, std::size_t columns, const QParams& to, std::uint8_t* y) {
  if (is_signed) run_rows<function, std::int8_t>(a, b, rows, columns, to, y);
  else run_rows<function, std::uint8_t>(a, b, rows, columns, to, y);
}

void binary(CodeBinary function, bool is_signed, const CodeOperand& a, const CodeOperand& b, std::size_t rows, std::size_t columns,
            const QParams& to, std::uint8_t* y) noexcept {
  if (rows * columns == 0) return;
  if (a.broadcast == Broadcast::none && b.broadcast == Broadcast::none) columns *= rows, rows = 1;
  if (function == CodeBinary::sum) run<CodeBinary::sum>(is_signed, a, b, rows, columns, to, y);
  else run<CodeBinary::product>(is_signed, a, b, rows, columns, to, y);
}

// Sixteen swizzles of 16 entries would take longer than 16 loads.
void map(const std::uint8_t* table, std::size_t rows, std::size_t columns, const std::uint8_t* x, std::size_t x_stride,
         std::uint8_t* y, std::size_t y_stride) noexcept {
  for (std::size_t row = 0; row < rows; ++row) {
    const std::uint8_t* from = x + row * x_stride;
    std::uint8_t* out = y + row * y_stride;
    std::size_t i = 0;
    for (; i + 4 <= columns; i += 4) {
      const std::uint8_t a = table[from[i]], b = table[from[i + 1]], c = table[from[i + 2]], d = table[from[i + 3]];
      out[i] = a;
      out[i + 1] = b;
      out[i + 2] = c;
      out[i + 3] = d;
    }
    for (; i < columns; ++i) out[i] = table[from[i]];
  }
}

}  // namespace

constinit const CodePointwiseKernels code_pointwise_kernels{
    .binary = binary,
    .map = map,
};

}  // namespace zeropoint::simd128
