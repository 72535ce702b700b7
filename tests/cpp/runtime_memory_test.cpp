// Orders of memory, strided copies and the arena, each against the definition.
#include <algorithm>
#include <cstring>
#include <limits>
#include <numeric>

#include "runtime/arena.h"
#include "runtime/strided.h"
#include "runtime_random.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

Shape shape_of(const Ints& dims) { return Shape::make(dims).value(); }

MemoryOrder order_of(const Ints& axes) {
  const std::vector<std::size_t> unsigned_axes(axes.begin(), axes.end());
  return MemoryOrder(unsigned_axes);
}

// Where the row-major element `at` lies.
std::size_t place_in_memory(std::size_t at, const Ints& dims, const MemoryOrder& order) {
  const auto position = position_of(at, dims);
  std::size_t place = 0;
  for (std::size_t k = 0; k < dims.size(); ++k) place = place * static_cast<std::size_t>(dims[order[k]]) + position[order[k]];
  return place;
}

bool lie_alike(const Ints& dims, const MemoryOrder& order, const Ints& other, const MemoryOrder& other_order) {
  for (std::size_t at = 0; at < count_of(dims); ++at) {
    if (place_in_memory(at, dims, order) != place_in_memory(at, other, other_order)) return false;
  }
  return true;
}

Ints random_dims(Random& random, std::size_t most_axes) {
  Ints dims(below(random, most_axes + 1));
  for (std::int64_t& d : dims) d = std::vector<std::int64_t>{1, 1, 2, 3, 4, 6}[below(random, 6)];
  return dims;
}

// Other extents with the same product.
Ints reshaped(Random& random, const Ints& dims) {
  std::vector<std::int64_t> factors;
  for (std::int64_t d : dims) {
    for (const std::int64_t prime : {2, 3}) {
      while (d % prime == 0) factors.push_back(prime), d /= prime;
    }
  }
  Ints out;
  for (const std::int64_t factor : factors) {
    if (out.size() < 5 && (out.empty() || below(random, 2) == 0)) out.push_back(factor);
    else out.back() *= factor;
  }
  while (out.size() < 5 && below(random, 3) == 0) out.insert(out.begin() + static_cast<std::ptrdiff_t>(below(random, out.size() + 1)), 1);
  return out;
}

}  // namespace

TEST_CASE("memory order: a reshape keeps the memory wherever some order allows it") {
  Random random(53);
  int kept = 0, moved = 0;
  for (int round = 0; round < 3000; ++round) {
    const Ints dims = random_dims(random, 4);
    const Ints to = reshaped(random, dims);
    const MemoryOrder order = order_of(random_permutation(random, dims.size()));
    const auto found = reshaped_order(shape_of(dims), order, shape_of(to));
    CAPTURE(shape_of(dims).to_string());
    CAPTURE(shape_of(to).to_string());
    if (found) {
      ++kept;
      REQUIRE(found->rank() == to.size());
      CHECK(lie_alike(dims, order, to, *found));
      continue;
    }
    ++moved;
    Ints axes(to.size());
    std::iota(axes.begin(), axes.end(), 0);
    bool possible = false;
    do possible = possible || lie_alike(dims, order, to, order_of(axes));
    while (std::ranges::next_permutation(axes).found);
    CHECK(!possible);
  }
  CHECK(kept > 500);
  CHECK(moved > 400);
}

TEST_CASE("memory order: a transposed tensor is the same memory") {
  Random random(59);
  for (int round = 0; round < 500; ++round) {
    const Ints dims = random_dims(random, 5), permutation = random_permutation(random, dims.size());
    const MemoryOrder order = order_of(random_permutation(random, dims.size()));
    const std::vector<std::size_t> axes(permutation.begin(), permutation.end());
    const MemoryOrder after = transposed_order(order, axes);
    const Values numbered{ElementType::f32, dims, counted(count_of(dims))};
    const Values turned = transposed(numbered, permutation);
    for (std::size_t at = 0; at < turned.numbers.size(); ++at) {
      REQUIRE(place_in_memory(at, turned.dims, after) == place_in_memory(static_cast<std::size_t>(turned.numbers[at]), dims, order));
    }
  }
}

TEST_CASE("memory order: which orders are the same memory") {
  Random random(61);
  for (int round = 0; round < 2000; ++round) {
    const Ints dims = random_dims(random, 5);
    const MemoryOrder a = order_of(random_permutation(random, dims.size())), b = order_of(random_permutation(random, dims.size()));
    CHECK(same_memory(shape_of(dims), a, b) == lie_alike(dims, a, dims, b));
  }
}

TEST_CASE("strided copy: any strides, elements of any width") {
  Random random(67);
  for (int round = 0; round < 400; ++round) {
    const Ints dims = random_dims(random, 5);
    const std::size_t width = std::size_t{1} << below(random, 4);
    const auto to = strides_of(shape_of(dims), order_of(random_permutation(random, dims.size())));
    auto from = strides_of(shape_of(dims), order_of(random_permutation(random, dims.size())));
    StridedCopy copy;
    std::int64_t start = 0;
    for (std::size_t k = 0; k < dims.size(); ++k) {
      if (below(random, 4) == 0) from[k] = 0;
      if (below(random, 4) == 0) start += from[k] * (dims[k] - 1), from[k] = -from[k];
      copy.add_axis(dims[k], from[k], to[k]);
    }
    const std::size_t count = count_of(dims);
    std::vector<std::byte> x(count * width), wanted(count * width);
    for (std::byte& b : x) b = static_cast<std::byte>(random.next());
    for (std::size_t at = 0; at < count; ++at) {
      const auto position = position_of(at, dims);
      std::int64_t source = start, target = 0;
      for (std::size_t k = 0; k < dims.size(); ++k) {
        source += static_cast<std::int64_t>(position[k]) * from[k];
        target += static_cast<std::int64_t>(position[k]) * to[k];
      }
      std::memcpy(wanted.data() + target * static_cast<std::int64_t>(width), x.data() + source * static_cast<std::int64_t>(width), width);
    }
    for (const NetworkKernels* kernels : available_network_kernels()) {
      for (const StridedCopy& form : {copy, copy.simplified()}) {
        std::vector<std::byte> y(count * width, std::byte{0xA5});
        run_copy(form, width, *kernels, x.data() + start * static_cast<std::int64_t>(width), y.data());
        CHECK(y == wanted);
      }
    }
  }
}

TEST_CASE("strided copy: as few axes as possible") {
  CHECK(reorder({2, 3, 4, 5}, MemoryOrder::row_major(4), MemoryOrder::row_major(4)).rank == 1);
  CHECK(reorder({2, 3, 4, 5}, MemoryOrder::row_major(4), MemoryOrder::channels_last(4)).rank == 3);
  CHECK(reorder({1, 3, 4, 5}, MemoryOrder::row_major(4), MemoryOrder::channels_last(4)).rank == 2);
  CHECK(reorder({}, MemoryOrder{}, MemoryOrder{}).rank == 0);
}

TEST_CASE("arena: tensors that are alive together share no byte") {
  Random random(71);
  for (int round = 0; round < 300; ++round) {
    std::vector<Storage> storages(1 + below(random, 40));
    std::size_t sum = 0, at_once = 0;
    for (Storage& s : storages) {
      s.bytes = random.integer(0, 5) == 0 ? 0 : 1 + below(random, 1000);
      const std::size_t first = below(random, 20);
      s.use(first);
      s.use(first + below(random, 6));
      sum += (s.bytes + arena_alignment - 1) / arena_alignment * arena_alignment;
    }
    const auto size = place(storages);
    REQUIRE(size.ok());
    for (std::size_t step = 0; step < 30; ++step) {
      std::size_t alive = 0;
      for (const Storage& s : storages) alive += s.first <= step && step <= s.last ? s.bytes : 0;
      at_once = std::max(at_once, alive);
    }
    CHECK(zeropoint::most_at_once(storages) == at_once);
    CHECK(size.value() >= at_once);
    CHECK(size.value() <= sum);
    for (const Storage& a : storages) {
      CHECK(a.offset % arena_alignment == 0);
      CHECK(a.offset + a.bytes <= size.value());
      for (const Storage& b : storages) {
        const bool together = &a != &b && a.first <= b.last && b.first <= a.last && a.bytes > 0 && b.bytes > 0;
        CHECK((!together || a.offset + a.bytes <= b.offset || b.offset + b.bytes <= a.offset));
      }
    }
  }
}

TEST_CASE("arena: tensors that follow each other take the same place, and more than the memory is refused") {
  std::vector<Storage> in_turn(5);
  for (std::size_t i = 0; i < in_turn.size(); ++i) in_turn[i].bytes = 640, in_turn[i].use(i);
  CHECK(place(in_turn).value() == 640);
  std::vector<Storage> vast(2);
  for (Storage& s : vast) s.bytes = std::numeric_limits<std::size_t>::max() / 3, s.use(0);
  REQUIRE(!place(vast).ok());
}
