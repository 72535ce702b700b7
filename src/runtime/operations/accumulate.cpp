#include "runtime/operations/accumulate.h"

namespace zeropoint::operations {

namespace {

// Unsigned sums wrap where int32 would overflow; a product of two differences of 8-bit codes always fits.
template <class X, class W>
void accumulate(const IntegerConv& conv, std::size_t channels, const X* x, std::int32_t x_zero, const W* w, std::int32_t w_zero, std::int32_t* acc) {
  const WindowAxis &h = conv.windows.h, &v = conv.windows.w;
  for (std::size_t c = 0; c < channels; ++c) {
    const X* plane = x + c * conv.in_h * conv.in_w;
    for (std::size_t kh = 0; kh < h.kernel; ++kh) {
      for (std::size_t kw = 0; kw < v.kernel; ++kw) {
        const std::int32_t weight = *w++ - w_zero;
        for (std::size_t oh = 0; oh < conv.out_h; ++oh) {
          const std::size_t ih = oh * h.stride + kh * h.dilation - h.pad_before;  // wraps above in_h in the padding
          if (ih >= conv.in_h) continue;
          for (std::size_t ow = 0; ow < conv.out_w; ++ow) {
            const std::size_t iw = ow * v.stride + kw * v.dilation - v.pad_before;
            if (iw >= conv.in_w) continue;
            const auto product = static_cast<std::uint32_t>((plane[ih * conv.in_w + iw] - x_zero) * weight);
            std::int32_t& sum = acc[oh * conv.out_w + ow];
            sum = static_cast<std::int32_t>(static_cast<std::uint32_t>(sum) + product);
          }
        }
      }
    }
  }
}

template <class X>
void accumulate(const IntegerConv& conv, std::size_t channels, const X* x, std::int32_t x_zero, ElementType w_type, const std::byte* w,
                std::int32_t w_zero, std::int32_t* acc) {
  if (w_type == ElementType::u8) accumulate(conv, channels, x, x_zero, reinterpret_cast<const std::uint8_t*>(w), w_zero, acc);
  else accumulate(conv, channels, x, x_zero, reinterpret_cast<const std::int8_t*>(w), w_zero, acc);
}

std::int32_t code(const CodeMatrix& m, std::size_t row, std::size_t column) {
  const std::byte b = m.at[row * m.row_stride + column * m.column_stride];
  return m.type == ElementType::u8 ? static_cast<std::uint8_t>(b) : static_cast<std::int8_t>(b);
}

}  // namespace

void accumulate_conv(const IntegerConv& conv, std::size_t channels, ElementType x_type, const std::byte* x, std::int32_t x_zero,
                     ElementType w_type, const std::byte* w, std::int32_t w_zero, std::int32_t* acc) {
  if (x_type == ElementType::u8) accumulate(conv, channels, reinterpret_cast<const std::uint8_t*>(x), x_zero, w_type, w, w_zero, acc);
  else accumulate(conv, channels, reinterpret_cast<const std::int8_t*>(x), x_zero, w_type, w, w_zero, acc);
}

std::int32_t accumulate_product(const CodeMatrix& a, std::size_t row, std::int32_t a_zero, const CodeMatrix& b, std::size_t column,
                                std::int32_t b_zero, std::size_t depth) {
  std::uint32_t sum = 0;
  for (std::size_t k = 0; k < depth; ++k) sum += static_cast<std::uint32_t>((code(a, row, k) - a_zero) * (code(b, k, column) - b_zero));
  return static_cast<std::int32_t>(sum);
}

}  // namespace zeropoint::operations
