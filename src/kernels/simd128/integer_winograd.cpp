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

template <int T>
struct Plan {
  const ConvShape& shape;
  winograd::Parts parts;
  std::size_t tiles_h, tiles_w;
  Strip strip;  // one row of tiles
  std::size_t capacity;       // tiles collected
  std::size_t panels;         // of output channels
  std::size_t chunk;          // panels at a time

  // From position to position: one cache line more than needed, as powers of two meet in the same places of the cache.
  std::size_t position_size() const { return capacity * parts.channels + 32; }
  std::size_t input_size() const { return winograd::positions<T> * position_size(); }
  std::size_t sums_of_panel() const { return parts.count * winograd::positions<T> * packed::panel; }
  std::size_t tile_sums() const { return chunk * sums_of_panel(); }
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
  std::int16_t* strip;
  std::int16_t* inputs;  // [positions][capacity][channels]
  std::int32_t* sums;    // [capacity][chunk][parts][positions][8]
  const std::int16_t** pixels;  // the collected tiles' inputs at the first position
  OutputTile* tiles;            // and their outputs
  std::uint64_t bytes;
};

template <int T>
Scratch scratch_of(const Plan<T>& p, std::byte* memory) {
  Scratch s{};
  const auto take = [&]<class E>(std::uint64_t count, E*& to) {
    if (memory != nullptr) to = reinterpret_cast<E*>(memory + s.bytes);
    s.bytes += (count * sizeof(E) + 63) / 64 * 64;
  };
  take((T + 2) * p.strip.pitch(), s.strip);
  take(p.input_size(), s.inputs);
  take(p.capacity * p.tile_sums(), s.sums);
  take(p.capacity, s.pixels);
  take(p.capacity, s.tiles);
  return s;
}

// Panels of output channels whose sums fit the cache.
struct Chunk {
  std::size_t first, panels;
};

// The sums of `count` collected tiles.
template <int T>
void multiply(const Plan<T>& p, const Scratch& memory, const std::int16_t* weights, const Chunk& chunk, std::size_t count) {
  static constexpr std::array<std::int32_t, packed::panel> zeros{};
  static constexpr std::array<float, packed::panel> no_multipliers{};
  // Few tiles take too little time for reading ahead.
  const bool ahead = count >= 4 * tile_pixels;
  for (std::size_t part = 0; part < p.parts.count; ++part) {
    const std::size_t length = p.parts.end(part) - p.parts.begin(part), panel_size = packed::panel * length;
    const std::int16_t* of_part = weights + p.parts.begin(part) * winograd::positions<T> * p.panels * packed::panel;
    for (std::size_t position = 0; position < winograd::positions<T>; ++position) {
      const auto offset = static_cast<std::ptrdiff_t>(position * p.position_size() + p.parts.begin(part));
      const TileWork work{&offset, 1, length / 2, {ConvResult::accumulators, {}, p.tile_sums()}};
      const std::int16_t* w = of_part + (position * p.panels + chunk.first) * panel_size;
      for (std::size_t panel = 0; panel < chunk.panels; ++panel, w += panel_size) {
        const bool last = position + 1 == winograd::positions<T> && panel + 1 == chunk.panels;
        const std::int16_t* next = panel + 1 < chunk.panels ? w + panel_size : w + (p.panels - chunk.panels + 1) * panel_size;
        std::int32_t* sums = memory.sums + panel * p.sums_of_panel() + (part * winograd::positions<T> + position) * packed::panel;
        tiles(work, count, memory.pixels, w, ahead && !last ? next : w, zeros.data(), no_multipliers.data(), packed::panel,
              reinterpret_cast<std::byte*>(sums));
      }
    }
  }
}

template <int T>
void finish_tiles(const IntegerConvLayer& layer, const Plan<T>& p, const Scratch& memory, const std::byte* packed, std::size_t count) {
  const packed::Epilogue epilogue(p.shape, packed);
  const Destination to{layer.result, layer.y, p.shape.out_c};
  for (std::size_t first = 0; first < p.panels; first += p.chunk) {
    const Chunk chunk{first, std::min(p.chunk, p.panels - first)};
    multiply<T>(p, memory, packed::weights(p.shape, packed), chunk, count);
    for (std::size_t panel = 0; panel < chunk.panels; ++panel) {
      const std::size_t o = (first + panel) * packed::panel;
      const OutputWork work{.to = to, .row = p.shape.out_w * p.shape.out_c, .parts = p.parts.count, .tile_sums = p.tile_sums(),
                            .bias = epilogue.bias + o, .multipliers = epilogue.multipliers + o, .outputs = p.shape.out_c - o};
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
                           p.position_size());
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
  return scratch_of<T>(plan_of<T>(layer.shape, parts), nullptr).bytes;
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
