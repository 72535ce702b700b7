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

// With what belongs to them: biases and multipliers.
using PackedBytes = std::shared_ptr<const Buffer<std::byte>>;

struct PackedFloats {
  PackedBytes bytes;

  std::span<const float> span() const { return {reinterpret_cast<const float*>(bytes->data()), bytes->size() / sizeof(float)}; }
  explicit operator bool() const { return bytes != nullptr; }
};

// How weights are packed: into so many bytes, from what `fill` owns.
struct Packing {
  std::size_t bytes = 0;
  Function<Status(std::span<std::byte>)> fill;
};

inline std::span<float> as_floats(std::span<std::byte> bytes) { return {reinterpret_cast<float*>(bytes.data()), bytes.size() / sizeof(float)}; }

// Plans own the packings: one that no plan uses any more is dropped when the next is made.
class WeightCache {
 public:
  // The packing `how` ("conv 1", with all that it depends on besides the constants) of these constants, or what `make`
  // says. Constants may be null.
  Result<PackedBytes> packed(std::span<const Constant* const> constants, const std::string& how, FunctionRef<Result<Packing>()> make);

  // Packings of this constant are known to plans only; its bytes are no longer kept.
  void forget(const Constant& constant);

  // From here on packings stay empty until pack_waiting() makes them, or drops what it was told to do. The largest come
  // first, and fill free memory least badly.
  void wait() { waits_ = true; }
  Status pack_waiting(bool does);

 private:
  using Key = std::pair<std::vector<const std::byte*>, std::string>;
  struct Entry {
    std::vector<Constant> constants;  // keep the bytes, whose addresses are the key, alive
    std::weak_ptr<const Buffer<std::byte>> packing;
  };
  struct Work {
    std::shared_ptr<Buffer<std::byte>> to;
    Packing packing;

    std::size_t bytes() const { return packing.bytes; }
    Status carry_out() const;
  };
  std::map<Key, Entry> entries_;
  bool waits_ = false;
  std::vector<Work> waiting_;  // a heap
};

}  // namespace zeropoint
