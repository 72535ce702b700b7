// The specification of CodePointwiseKernels: equations (12), (13) and (18), element by element.
#include "kernels/code_pointwise.h"
#include "kernels/scalar/network_scalar.h"
#include "quant/integer_rules.h"

namespace zeropoint::scalar {

namespace {

std::size_t place(Broadcast broadcast, std::size_t row, std::size_t column, std::size_t columns) {
  switch (broadcast) {
    case Broadcast::none: return row * columns + column;
    case Broadcast::row: return column;
    case Broadcast::scalar: return 0;
  }
  return 0;
}

void binary(CodeBinary function, bool is_signed, const CodeOperand& a, const CodeOperand& b, std::size_t rows, std::size_t columns,
            const QParams& to, std::uint8_t* y) noexcept {
  const auto rule = function == CodeBinary::sum ? quantized_sum : quantized_product;
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t i = 0; i < columns; ++i) {
      const std::int32_t left = code_in(a.data[place(a.broadcast, row, i, columns)], is_signed);
      const std::int32_t right = code_in(b.data[place(b.broadcast, row, i, columns)], is_signed);
      y[row * columns + i] = static_cast<std::uint8_t>(rule(left, a.from, right, b.from, to));
    }
  }
}

void map(const std::uint8_t* table, std::size_t rows, std::size_t columns, const std::uint8_t* x, std::size_t x_stride,
         std::uint8_t* y, std::size_t y_stride) noexcept {
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t i = 0; i < columns; ++i) y[row * y_stride + i] = table[x[row * x_stride + i]];
  }
}

}  // namespace

constinit const CodePointwiseKernels code_pointwise_kernels{
    .binary = binary,
    .map = map,
};

}  // namespace zeropoint::scalar
