// TensorProto → Constant.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "model/constant.h"
#include "model/wire.h"

namespace zeropoint {

struct NamedConstant {
  std::string_view name;  // within the file's bytes
  Constant constant;
};

// Takes at most 8 bytes per byte of the message. where: for messages, "initializer" or "Conv 'x': attribute 'value'".
// Errors: damaged data, a type that is not read, external data, a shape that does not fit the values.
Result<NamedConstant> read_tensor(WireReader tensor, std::string_view where);

}  // namespace zeropoint
