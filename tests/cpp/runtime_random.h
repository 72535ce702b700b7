// Random tensors, and feeds whose memory lies in a random order.
#pragma once

#include <utility>

#include "random.h"
#include "runtime_case.h"

namespace zeropoint::test {

inline std::size_t below(Random& random, std::size_t n) { return random.next() % n; }

inline std::size_t count_of(const Ints& dims) {
  std::size_t n = 1;
  for (const std::int64_t d : dims) n *= static_cast<std::size_t>(d);
  return n;
}

// The position of element `at` of a row-major tensor, and back.
inline std::vector<std::size_t> position_of(std::size_t at, const Ints& dims) {
  std::vector<std::size_t> position(dims.size());
  for (std::size_t k = dims.size(); k-- > 0;) {
    position[k] = at % static_cast<std::size_t>(dims[k]);
    at /= static_cast<std::size_t>(dims[k]);
  }
  return position;
}
inline std::size_t index_of(const std::vector<std::size_t>& position, const Ints& dims) {
  std::size_t at = 0;
  for (std::size_t k = 0; k < dims.size(); ++k) at = at * static_cast<std::size_t>(dims[k]) + position[k];
  return at;
}

inline Values random_floats(Random& random, const Ints& dims) {
  Values v{ElementType::f32, dims, {}};
  for (std::size_t i = 0; i < count_of(dims); ++i) v.numbers.push_back(random.real(-8, 8));
  return v;
}
// Sums of products of these are exact in float32.
inline Values random_integers(Random& random, const Ints& dims) {
  Values v{ElementType::f32, dims, {}};
  for (std::size_t i = 0; i < count_of(dims); ++i) v.numbers.push_back(static_cast<double>(random.integer(-8, 8)));
  return v;
}

inline std::vector<float> floats(const Values& v) { return std::vector<float>(v.numbers.begin(), v.numbers.end()); }

inline Ints random_permutation(Random& random, std::size_t rank) {
  Ints permutation(rank);
  for (std::size_t i = 0; i < rank; ++i) permutation[i] = static_cast<std::int64_t>(i);
  for (std::size_t i = rank; i > 1; --i) std::swap(permutation[i - 1], permutation[below(random, i)]);
  return permutation;
}

// ONNX's Transpose by the definition.
inline Values transposed(const Values& v, const Ints& permutation) {
  Values out{v.type, {}, Numbers(v.numbers.size())};
  for (const std::int64_t axis : permutation) out.dims.push_back(v.dims[static_cast<std::size_t>(axis)]);
  for (std::size_t at = 0; at < v.numbers.size(); ++at) {
    const auto position = position_of(at, v.dims);
    std::vector<std::size_t> moved;
    for (const std::int64_t axis : permutation) moved.push_back(position[static_cast<std::size_t>(axis)]);
    out.numbers[index_of(moved, out.dims)] = v.numbers[at];
  }
  return out;
}

// Makes the value `name` equal to v, its memory in a random order: fed transposed, and transposed back. Returns the feed.
inline Values declare_in_some_order(ModelBuilder& model, Random& random, const std::string& name, const Values& v) {
  const Ints permutation = random_permutation(random, v.dims.size());
  Ints back(permutation.size());
  for (std::size_t i = 0; i < back.size(); ++i) back[static_cast<std::size_t>(permutation[i])] = static_cast<std::int64_t>(i);
  const Values fed = transposed(v, permutation);
  declare(model, name + ".fed", fed);
  model.node("Transpose", name + ".back", {name + ".fed"}, {name}, {attribute_ints("perm", back)});
  return fed;
}

}  // namespace zeropoint::test
