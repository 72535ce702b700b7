// WeightCache: weights in the layout that kernels want, shared by all plans of a model that need them.
#pragma once

#include <algorithm>
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

// How weights are packed: into so many elements, from what `fill` owns.
template <class T>
struct Packing {
  std::size_t size = 0;
  Function<Status(std::span<T>)> fill;
};

// Packing put off until all nodes are known: the largest come first, and fill what is free least badly.
class Waiting {
 public:
  void begin() { on_ = true; }
  bool on() const { return on_; }
  void add(std::size_t bytes, Function<Status()> work) {
    work_.emplace_back(bytes, std::move(work));
    std::ranges::push_heap(work_, {}, by_bytes);
  }
  // Does all of it, or drops it.
  Status finish(bool does) {
    Status status = Done{};
    for (; does && status.ok() && !work_.empty(); work_.pop_back()) {
      std::ranges::pop_heap(work_, {}, by_bytes);
      status = work_.back().second();
    }
    work_.clear();
    on_ = false;
    return status;
  }

 private:
  using Work = std::pair<std::size_t, Function<Status()>>;
  static std::size_t by_bytes(const Work& work) { return work.first; }

  bool on_ = false;
  std::vector<Work> work_;  // a heap
};

// Plans own the packings: one that no plan uses any more is dropped when the next is made.
template <class T>
class Packings {
 public:
  explicit Packings(Waiting& waiting) : waiting_(waiting) {}

  // The packing `how` ("conv 1", with all that it depends on besides the constants) of these constants, or what `make`
  // says; while packing is put off it is still empty. Constants may be null.
  Result<Packed<T>> packed(std::span<const Constant* const> constants, const std::string& how, FunctionRef<Result<Packing<T>>()> make) {
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
    ZP_TRY(Packing<T> packing, make());
    const auto made = std::make_shared<Buffer<T>>();
    const std::size_t bytes = packing.size * sizeof(T);
    Function<Status()> work = [made, packing = std::move(packing)]() -> Status {
      ZP_TRY(*made, Buffer<T>::make(packing.size));
      return packing.fill(made->span());
    };
    if (waiting_.on()) waiting_.add(bytes, std::move(work));
    else ZP_CHECK(work());
    entries_.emplace(std::move(key), Entry{std::move(kept), made});
    return Packed<T>(made);
  }

  // Packings of this constant are known to plans only, which own them; its bytes are no longer kept.
  void forget(const Constant& constant) {
    std::erase_if(entries_, [&](const auto& entry) { return std::ranges::find(entry.first.first, constant.bytes().data()) != entry.first.first.end(); });
  }

 private:
  using Key = std::pair<std::vector<const std::byte*>, std::string>;
  struct Entry {
    std::vector<Constant> constants;  // keep the bytes, whose addresses are the key, alive
    std::weak_ptr<const Buffer<T>> packing;
  };
  Waiting& waiting_;
  std::map<Key, Entry> entries_;
};

struct WeightCache {
  Waiting waiting;
  Packings<float> floats{waiting};
  Packings<std::byte> codes{waiting};  // with what belongs to them: biases and multipliers

  void forget(const Constant& constant) {
    floats.forget(constant);
    codes.forget(constant);
  }
};

}  // namespace zeropoint
