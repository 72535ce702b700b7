// The relaxed back end with each behaviour that its instruction may have.
#pragma once

#include <span>
#include <string_view>

#include "kernels/relaxed/choose.h"

namespace zeropoint::test {

struct RelaxedBackEnd {
  std::string_view name;
  relaxed::DotKind kind;   // what the probe finds
  relaxed::DotKind wanted;
  const IntegerConvKernels* kernels;  // what it makes of it
};

std::span<const RelaxedBackEnd> relaxed_back_ends();

}  // namespace zeropoint::test
