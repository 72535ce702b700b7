// WeightCache: weights in the layout that kernels want, shared by all plans of a model that need them.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "core/buffer.h"
#include "model/constant.h"

namespace zeropoint {

using PackedFloats = std::shared_ptr<const Buffer<float>>;

class WeightCache {
 public:
  // The packing `how` ("conv 1", with all that it depends on besides the constants) of a weight and its bias, or
  // what `pack` makes of them.
  Result<PackedFloats> packed(const Constant& weight, const Constant* bias, const std::string& how,
                              const std::function<Result<Buffer<float>>()>& pack);

 private:
  // Plans own the packings: one that no plan uses any more is dropped when the next is made.
  struct Entry {
    Constant weight;  // keeps the bytes, whose address is the key, alive
    std::optional<Constant> bias;
    std::weak_ptr<const Buffer<float>> floats;
  };
  using Key = std::pair<std::pair<const std::byte*, const std::byte*>, std::string>;
  std::map<Key, Entry> entries_;
};

}  // namespace zeropoint
