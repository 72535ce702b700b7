// Functions of one and of two tensors of 8-bit codes, element by element; one of the groups of NetworkKernels.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/broadcast.h"
#include "quant/qparams.h"

namespace zeropoint {

enum class CodeBinary {
  sum,      // equation (12)
  product,  // equation (13)
};

struct CodeOperand {
  const std::uint8_t* data;  // each holds a code, which may be signed
  QParams from;              // S and Z
  Broadcast broadcast = Broadcast::none;
};

struct CodePointwiseKernels {
  // y [rows][columns], its codes as `to` says; it may be the data of an operand without broadcast. is_signed: the codes
  // of a, b and y are int8.
  void (*binary)(CodeBinary function, bool is_signed, const CodeOperand& a, const CodeOperand& b, std::size_t rows,
                 std::size_t columns, const QParams& to, std::uint8_t* y) noexcept;
  // Equation (18): table has 256 bytes. Rows of x and y begin so many bytes after each other. y may be x.
  void (*map)(const std::uint8_t* table, std::size_t rows, std::size_t columns, const std::uint8_t* x, std::size_t x_stride,
              std::uint8_t* y, std::size_t y_stride) noexcept;
};

}  // namespace zeropoint
