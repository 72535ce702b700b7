// Attribute: a named parameter of a node.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "model/constant.h"

namespace zeropoint {

using AttributeValue = std::variant<std::int64_t, float, std::string, Constant, std::vector<std::int64_t>,
                                    std::vector<float>, std::vector<std::string>>;

struct Attribute {
  std::string name;
  AttributeValue value;
};

// The kind of a value, for messages: "an int", "ints".
std::string_view attribute_kind(const AttributeValue& value);

}  // namespace zeropoint
