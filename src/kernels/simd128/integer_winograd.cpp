// Winograd convolution (kernels/winograd.h): tiles are transformed one row of them after the other and collected until
// there are enough to make the reading of the weights worth while, whatever picture they are from; then one matrix
// product for each position gives the sums, some panels of output channels at a time, which are transformed back.
#include "kernels/simd128/integer_winograd.h"

#include <algorithm>
#include <array>
#include <span>

#include "kernels/integer_packed.h"
#include "kernels/simd128/integer_strip.h"
#include "kernels/simd128/integer_tile.h"
#include "kernels/simd128/integer_winograd_transform.h"
#include "kernels/winograd.h"

namespace zeropoint::simd128 {

namespace {

constexpr std::size_t tile_pixels = 4;
constexpr std::size_t input_budget = 192 << 10;   // bytes of transformed inputs, and of sums, that are to stay in the
constexpr std::size_t output_budget = 160 << 10;  // second cache

std::size_t eighths(std::size_t n) { return (n + 7) / 8 * 8; }

template <int T>
struct Plan {
  const ConvShape& shape;
  winograd::Parts parts;
  std::size_t tiles_h, tiles_w;
  Strip strip;  // one row of tiles
  std::size_t capacity;       // tiles collected
  std::size_t panels;         // of output channels
  std::size_t chunk;          // panels at a time

  std::size_t input_size() const { return winograd::positions<T> * capacity * parts.channels; }
  std::size_t sums_of_panel() const { return parts.count * winograd::positions<T> * packed::panel; }
};

template <int T>
Plan<T> plan_of(const ConvShape& s, std::size_t parts) {
  Plan<T> p{.shape = s, .parts = winograd::Parts(s.in_c, parts), .tiles_h = (s.out_h + T - 1) / T, .tiles_w = (s.out_w + T - 1) / T,
            .strip = {}, .capacity = 1, .panels = packed::panels(s.out_c), .chunk = 1};
  p.strip.rows = {p.tiles_h * T + 2, 1, s.pad_top, s.in_h};
  p.strip.columns = {p.tiles_w * T + 2, 1, s.pad_left, s.in_w};
  p.strip.channels = s.in_c;
  p.strip.pixel = p.parts.channels;
  const std::size_t tiles = (s.batch * p.tiles_h * p.tiles_w + tile_pixels - 1) / tile_pixels * tile_pixels;
  const std::size_t of_tile = winograd::positions<T> * p.parts.channels * sizeof(std::int16_t);
  p.capacity = std::min(std::clamp<std::size_t>(input_budget / of_tile, 16, 64) / tile_pixels * tile_pixels, tiles);
  p.chunk = std::clamp<std::size_t>(output_budget / (p.capacity * p.sums_of_panel() * sizeof(std::int32_t)), 1, p.panels);
  return p;
}

struct Scratch {
  OutputTile* tiles;
  const std::int16_t** pixels;  // of the first position
  std::int16_t* strip;
  std::int16_t* inputs;  // [positions][capacity][channels]
  std::int32_t* sums;    // [capacity][chunk][parts][positions][8]
};

template <int T>
Scratch scratch_of(const Plan<T>& p, std::byte* memory, std::uint64_t* size = nullptr) {
  std::byte* at = memory;
  const auto take = [&]<class E>(std::size_t count, E*& to) {
    to = reinterpret_cast<E*>(at);
    at += eighths(count * sizeof(E));
  };
  Scratch s;
  take(p.capacity, s.tiles);
  take(p.capacity, s.pixels);
  take((T + 2) * p.strip.pitch(), s.strip);
  take(p.input_size(), s.inputs);
  take(p.capacity * p.chunk * p.sums_of_panel(), s.sums);
  if (size != nullptr) *size = static_cast<std::uint64_t>(at - memory);
  return s;
}

// The sums of `count` collected tiles, and their results.
template <int T>
void finish_tiles(const IntegerConvLayer& layer, const Plan<T>& p, const Scratch& memory, const std::byte* packed, std::size_t count) {
  static constexpr std::array<std::int32_t, packed::panel> zeros{};
  static constexpr std::array<float, packed::panel> no_multipliers{};
  const packed::Epilogue epilogue(p.shape, packed);
  const std::int16_t* weights = packed::weights(p.shape, packed);
  const Destination to{layer.result, layer.y, p.shape.out_c};
  const std::size_t tile_sums = p.chunk * p.sums_of_panel();
  for (std::size_t first = 0; first < p.panels; first += p.chunk) {
    const std::size_t panels = std::min(p.chunk, p.panels - first);
    for (std::size_t part = 0; part < p.parts.count; ++part) {
      const std::size_t length = p.parts.end(part) - p.parts.begin(part);
      const std::int16_t* part_weights = weights + p.parts.begin(part) * winograd::positions<T> * p.panels * packed::panel;
      for (std::size_t position = 0; position < winograd::positions<T>; ++position) {
        const auto offset = static_cast<std::ptrdiff_t>(position * p.capacity * p.parts.channels + p.parts.begin(part));
        const TileWork work{&offset, 1, length / 2, {ConvResult::accumulators, {}, tile_sums}};
        for (std::size_t panel = 0; panel < panels; ++panel) {
          const std::int16_t* w = part_weights + (position * p.panels + first + panel) * packed::panel * length;
          std::int32_t* sums = memory.sums + panel * p.sums_of_panel() + (part * winograd::positions<T> + position) * packed::panel;
          tiles(work, count, memory.pixels, w, zeros.data(), no_multipliers.data(), packed::panel, reinterpret_cast<std::byte*>(sums));
        }
      }
    }
    for (std::size_t panel = 0; panel < panels; ++panel) {
      const std::size_t o = (first + panel) * packed::panel;
      const OutputWork work{to, p.shape.out_w * p.shape.out_c, p.parts.count, tile_sums, epilogue.bias + o, epilogue.multipliers + o, p.shape.out_c - o};
      transform_outputs<T>(work, std::span(memory.tiles, count), memory.sums + panel * p.sums_of_panel(), o * to.element());
    }
  }
}

template <int T>
void conv_tiles(const IntegerConvLayer& layer, std::size_t parts, const std::byte* x, const std::byte* packed, std::byte* scratch, std::byte* y) {
  const ConvShape& s = layer.shape;
  const Plan<T> p = plan_of<T>(s, parts);
  const Scratch memory = scratch_of<T>(p, scratch);
  for (std::size_t i = 0; i < p.capacity; ++i) memory.pixels[i] = memory.inputs + i * p.parts.channels;
  const std::size_t element = Destination{layer.result, {}, 0}.element();
  std::size_t count = 0;
  for (std::size_t n = 0; n < s.batch; ++n) {
    for (std::size_t oy = 0; oy < s.out_h; oy += T) {
      fill_strip(layer, p.strip, oy, T + 2, x + n * s.in_h * s.in_w * layer.x_pixel, memory.strip);
      for (std::size_t ox = 0; ox < s.out_w; ox += T) {
        transform_input<T>(memory.strip + ox * p.strip.pixel, p.strip.pitch(), p.parts.channels, memory.inputs + count * p.parts.channels,
                           p.capacity * p.parts.channels);
        memory.tiles[count++] = {y + ((n * s.out_h + oy) * s.out_w + ox) * s.out_c * element, std::min<std::size_t>(T, s.out_h - oy),
                                 std::min<std::size_t>(T, s.out_w - ox)};
        if (count < p.capacity) continue;
        finish_tiles<T>(layer, p, memory, packed, count);
        count = 0;
      }
    }
  }
  if (count > 0) finish_tiles<T>(layer, p, memory, packed, count);
}

template <int T>
std::uint64_t scratch_bytes(const IntegerConvLayer& layer, std::size_t parts) {
  std::uint64_t size = 0;
  scratch_of<T>(plan_of<T>(layer.shape, parts), nullptr, &size);
  return size;
}

}  // namespace

std::uint64_t winograd_scratch(const IntegerConvLayer& layer, const ConvChoice& choice) {
  return (choice.algorithm == ConvAlgorithm::winograd_2x2 ? scratch_bytes<2> : scratch_bytes<4>)(layer, choice.parts);
}

void conv_winograd(const IntegerConvLayer& layer, const ConvChoice& choice, const std::byte* x, const std::byte* packed, std::byte* scratch,
                   std::byte* y) {
  (choice.algorithm == ConvAlgorithm::winograd_2x2 ? conv_tiles<2> : conv_tiles<4>)(layer, choice.parts, x, packed, scratch, y);
}

}  // namespace zeropoint::simd128
