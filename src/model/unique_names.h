// Names for values that a rewrite adds to a graph.
#pragma once

#include <set>
#include <string>

#include "core/text.h"
#include "model/graph.h"

namespace zeropoint {

class UniqueNames {
 public:
  explicit UniqueNames(const Graph& graph) {
    for (const Value& value : graph.values) taken_.insert(value.name);
  }

  // The wanted name, or the first of wanted_1, wanted_2, … that is not taken; it is taken now.
  std::string make(const std::string& wanted) {
    std::string name = wanted;
    for (int i = 1; !taken_.insert(name).second; ++i) name = text(wanted, "_", i);
    return name;
  }

 private:
  std::set<std::string> taken_;
};

}  // namespace zeropoint
