// WeightCache: weights in the layout that kernels want, shared by all plans of a model that need them.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/buffer.h"
#include "core/function.h"
#include "model/constant.h"

namespace zeropoint {

template <class T>
using Packed = std::shared_ptr<const Buffer<T>>;
using PackedFloats = Packed<float>;
using PackedBytes = Packed<std::byte>;

// Plans own the packings: one that no plan uses any more is dropped when the next is made.
template <class T>
class Packings {
 public:
  // The packing `how` ("conv 1", with all that it depends on besides the constants) of these constants, or what `pack`
  // makes of them. Constants may be null.
  Result<Packed<T>> packed(std::span<const Constant* const> constants, const std::string& how, FunctionRef<Result<Buffer<T>>()> pack) {
    Key key{{}, how};
    std::vector<Constant> kept;
    for (const Constant* constant : constants) {
      key.first.push_back(constant != nullptr ? constant->bytes().data() : nullptr);
      if (constant != nullptr) kept.push_back(*constant);
    }
    if (const auto found = entries_.find(key); found != entries_.end()) {
      if (Packed<T> packing = found->second.packing.lock()) return packing;
    }
    std::erase_if(entries_, [](const auto& entry) { return entry.second.packing.expired(); });
    ZP_TRY(Buffer<T> made, pack());
    auto packing = std::make_shared<const Buffer<T>>(std::move(made));
    entries_.emplace(std::move(key), Entry{std::move(kept), packing});
    return packing;
  }

 private:
  using Key = std::pair<std::vector<const std::byte*>, std::string>;
  struct Entry {
    std::vector<Constant> constants;  // keep the bytes, whose addresses are the key, alive
    std::weak_ptr<const Buffer<T>> packing;
  };
  std::map<Key, Entry> entries_;
};

struct WeightCache {
  Packings<float> floats;
  Packings<std::byte> codes;  // with what belongs to them: biases and multipliers
};

}  // namespace zeropoint
