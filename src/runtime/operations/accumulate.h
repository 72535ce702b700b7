// Sums of products of codes in int32, the first line of equation (10): plain loops, row-major, each code as itself.
#pragma once

#include <cstddef>
#include <cstdint>

#include "model/element_type.h"
#include "runtime/operations/window.h"

namespace zeropoint::operations {

struct IntegerConv {
  std::size_t batch = 1, in_c = 1, in_h = 1, in_w = 1, out_c = 1, out_h = 1, out_w = 1, groups = 1;
  Windows windows;
};

// Part of one output channel of one picture: `channels` input channels. x: the code of the first of them, NCHW; w: its
// first weight, [channels][kh][kw]; adds to acc [out_h][out_w]. Padding adds nothing.
void accumulate_conv(const IntegerConv& conv, std::size_t channels, ElementType x_type, const std::byte* x, std::int32_t x_zero,
                     ElementType w_type, const std::byte* w, std::int32_t w_zero, std::int32_t* acc);

// A matrix of codes by strides; each is of 8 bits.
struct CodeMatrix {
  ElementType type = ElementType::u8;
  const std::byte* at = nullptr;
  std::size_t row_stride = 0, column_stride = 0;
};

// Σ_k (a[row][k] − a_zero)·(b[k][column] − b_zero), wrapped to int32.
std::int32_t accumulate_product(const CodeMatrix& a, std::size_t row, std::int32_t a_zero, const CodeMatrix& b, std::size_t column,
                                std::int32_t b_zero, std::size_t depth);

}  // namespace zeropoint::operations
