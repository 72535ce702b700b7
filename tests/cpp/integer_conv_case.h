// Random integer convolutions: a layer with its codes and weights, and what the formula says in int64.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/network_kernels.h"
#include "random.h"

namespace zeropoint::test {

std::size_t pick(Random& random, std::size_t lo, std::size_t hi);

// Codes in bytes.
struct CodeBytes {
  bool is_signed = false;
  std::vector<std::byte> bytes;

  std::int32_t operator[](std::size_t i) const {
    return is_signed ? std::int32_t{static_cast<std::int8_t>(bytes[i])} : std::int32_t{static_cast<std::uint8_t>(bytes[i])};
  }
};

struct IntegerConvCase {
  IntegerConvLayer layer;
  CodeBytes x, w;
  std::vector<std::int32_t> w_zero, bias;
  std::vector<float> multipliers;

  IntegerConvWeights weights() const { return {w.bytes, w.is_signed, w_zero, bias, multipliers}; }
  std::size_t outputs() const { return layer.shape.batch * layer.shape.out_h * layer.shape.out_w * layer.shape.out_c; }
};

// Any shape of one group with at least one output; the padding may exceed the kernel, and at the right and bottom too.
ConvShape random_conv_shape(Random& random);

// Shapes for which there are algorithms, and others.
enum class ConvKind { any, groups, depthwise, three_by_three, product };
ConvShape random_conv_shape(Random& random, ConvKind kind);

// Codes and weights of any signedness, range and zero points for a shape; any result; x may have further channels.
IntegerConvCase random_integer_conv(Random& random, const ConvShape& shape);

// The bytes of y that kernels make, with the algorithm asked for. Checks that nothing is written beside y and the scratch
// memory; x and the packed weights end where their allocations end.
std::vector<std::byte> run_integer_conv(const IntegerConvKernels& kernels, const ConvChoice& choice, const IntegerConvCase& c);

// The same from the scalar kernels.
std::vector<std::byte> run_plain(const IntegerConvCase& c);

// The definition: equation (10) in int64, wrapped to int32 at the end.
std::vector<std::byte> exact_integer_conv(const IntegerConvCase& c);

}  // namespace zeropoint::test
