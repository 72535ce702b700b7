// The integer convolution kernels, layer by layer, beside the rooflines of the moment: the peak of i32x4.dot_i16x8_s +
// i32x4.add on registers, and that of relaxed dot products. Prints a table; every algorithm that can compute a layer is
// measured; * marks what simd128 chooses, + what the relaxed back end does. All are interleaved, so that a machine that slows
// down does so for all.
//
//   zeropoint_bench_kernels [rounds, 40] [part of a layer's name] [part of an algorithm's name]
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "../cpp/random.h"
#include "kernels/network_kernels.h"
#include "kernels/relaxed/dot.h"

using namespace zeropoint;

namespace {

constexpr double sample_ms = 2;  // what one measurement should take at least

double now_ms() {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// Dots and additions of six sums with factors from registers: 48 multiply-accumulates a repetition. Two of the factors
// are loaded, so that the compiler cannot take the dots out of the loop; more sums would not fit x86's registers.
constexpr double roofline_macs = 48;
[[gnu::noinline]] v128_t roofline(std::size_t repetitions, v128_t a, v128_t b, const std::array<v128_t, 64>& changing) {
  const v128_t c = wasm_v128_not(a);
  v128_t sums[6] = {a, b, c, a, b, c};
  for (std::size_t i = 0; i < repetitions; ++i) {
    const v128_t w0 = changing[i % 32], w1 = changing[i % 32 + 32];
    sums[0] = wasm_i32x4_add(sums[0], wasm_i32x4_dot_i16x8(a, w0));
    sums[1] = wasm_i32x4_add(sums[1], wasm_i32x4_dot_i16x8(a, w1));
    sums[2] = wasm_i32x4_add(sums[2], wasm_i32x4_dot_i16x8(b, w0));
    sums[3] = wasm_i32x4_add(sums[3], wasm_i32x4_dot_i16x8(b, w1));
    sums[4] = wasm_i32x4_add(sums[4], wasm_i32x4_dot_i16x8(c, w0));
    sums[5] = wasm_i32x4_add(sums[5], wasm_i32x4_dot_i16x8(c, w1));
  }
  for (int i = 1; i < 6; ++i) sums[0] = wasm_v128_xor(sums[0], sums[i]);
  return sums[0];
}

// The same of relaxed dot products, which need no additions: 128 a repetition.
constexpr double relaxed_macs = 128;
[[gnu::noinline]] v128_t relaxed_roofline(std::size_t repetitions, v128_t a, v128_t b, const std::array<v128_t, 64>& changing) {
  v128_t sums[8] = {a, b, a, b, a, b, a, b};
  for (std::size_t i = 0; i < repetitions; ++i) {
    const v128_t w0 = changing[i % 32], w1 = changing[i % 32 + 32];
    for (int k = 0; k < 8; ++k) sums[k] = relaxed::RelaxedDot::add(k % 2 == 0 ? w0 : w1, k % 4 < 2 ? a : b, sums[k]);
  }
  for (int i = 1; i < 8; ++i) sums[0] = wasm_v128_xor(sums[0], sums[i]);
  return sums[0];
}

const IntegerConvKernels& kernels() { return available_network_kernels().back()->integer_conv; }

struct Case {
  std::string name;
  IntegerConvLayer layer;
  std::vector<std::byte> x, weights, packed, scratch, y;
  std::vector<float> multipliers;
  ConvChoice choice;
  std::string mark;
  std::size_t calls = 1;  // in one measurement
  std::vector<double> ms;  // of one call

  double macs() const {
    const ConvShape& s = layer.shape;
    return static_cast<double>(s.batch * s.out_h * s.out_w * s.out_c * s.depth());
  }
  void run() {
    for (std::size_t i = 0; i < calls; ++i) kernels().conv(layer, choice, x, packed, scratch.data(), y.data());
  }
};

struct Layer {
  const char* name;
  std::size_t size, in_c, out_c, kernel, stride, groups;
  int bits = 8;  // of the weights
};

constexpr Layer layers[] = {
    {"3x3 64-64 56", 56, 64, 64, 3, 1, 1},      {"1x1 128-128 28", 28, 128, 128, 1, 1, 1}, {"1x1 96-24 56", 56, 96, 24, 1, 1, 1},
    {"dw 3x3 96 56", 56, 96, 96, 3, 1, 96},     {"dw 3x3 96 56 s2", 56, 96, 96, 3, 2, 96}, {"dw 5x5 96 28", 28, 96, 96, 5, 1, 96},
    {"3x3 3-32 224 s2", 224, 3, 32, 3, 2, 1},   {"7x7 3-64 224 s2", 224, 3, 64, 7, 2, 1},  {"5x5 32-64 14", 14, 32, 64, 5, 1, 1},
    {"gemm 1x1024x1000", 1, 1024, 1000, 1, 1, 1}, {"3x3 128-128 28", 28, 128, 128, 3, 1, 1}, {"3x3 256-256 14", 14, 256, 256, 3, 1, 1},
    {"3x3 512-512 7", 7, 512, 512, 3, 1, 1},    {"3x3 16-16 32", 32, 16, 16, 3, 1, 1},     {"3x3 32-32 16", 16, 32, 32, 3, 1, 1},
    {"3x3 64-64 8", 8, 64, 64, 3, 1, 1},        {"3x3 64-128 56 s2", 56, 64, 128, 3, 2, 1}, {"1x1 64-128 56 s2", 56, 64, 128, 1, 2, 1},
    {"1x1 16-96 112", 112, 16, 96, 1, 1, 1},    {"1x1 960-160 7", 7, 960, 160, 1, 1, 1},
    {"1x1 128-128 28 w4", 28, 128, 128, 1, 1, 1, 4}, {"1x1 96-24 56 w4", 56, 96, 24, 1, 1, 1, 4}, {"1x1 16-96 112 w4", 112, 16, 96, 1, 1, 1, 4},
    {"1x1 96-576 14 w4", 14, 96, 576, 1, 1, 1, 4}, {"1x1 960-160 7 w4", 7, 960, 160, 1, 1, 1, 4},
};

// A layer as networks have it: uint8 activations, symmetric weights, whose sum of magnitudes is that of trained ones.
Case make_case(const Layer& l) {
  Case c;
  c.name = l.name;
  ConvShape& s = c.layer.shape;
  s.in_h = s.in_w = l.size;
  s.in_c = l.in_c;
  s.out_c = l.out_c;
  s.kernel_h = s.kernel_w = l.kernel;
  s.stride_h = s.stride_w = l.stride;
  s.pad_top = s.pad_left = l.kernel / 2;
  s.out_h = s.out_w = (l.size + l.stride - 1) / l.stride;
  s.groups = l.groups;
  c.layer.x_pixel = l.in_c;
  c.layer.x = {0, 0, 255};
  test::Random random(1);
  c.x.resize(l.size * l.size * l.in_c);
  for (std::byte& q : c.x) q = static_cast<std::byte>(random.integer(0, 255));
  c.weights.resize(s.out_c * s.depth());
  for (std::byte& q : c.weights) q = static_cast<std::byte>(l.bits == 8 ? random.integer(0, 63) * random.integer(-2, 2) / 2 : random.integer(-7, 7));
  c.multipliers.assign(s.out_c, 0.001F);
  c.y.resize(s.out_h * s.out_w * s.out_c);
  return c;
}

std::vector<Case> cases(const char* part, std::string_view algorithm_part) {
  std::vector<Case> all;
  for (const Layer& l : layers) {
    if (std::strstr(l.name, part) == nullptr) continue;
    const Case base = make_case(l);
    const IntegerConvWeights weights{base.weights, true, {}, {}, base.multipliers};
    const ConvChoice chosen = simd128::network_kernels().integer_conv.choose(base.layer, weights);
    const ConvChoice relaxed_chosen = kernels().choose(base.layer, weights);
    for (const ConvAlgorithm algorithm : {ConvAlgorithm::direct, ConvAlgorithm::rows, ConvAlgorithm::depthwise, ConvAlgorithm::winograd_2x2, ConvAlgorithm::winograd_4x4,
                                          ConvAlgorithm::dot, ConvAlgorithm::dot_depthwise, ConvAlgorithm::dot_pairs}) {
      auto choice = conv_choice(algorithm, base.layer, weights);
      if (!choice) choice = relaxed::dot_choice(relaxed::dot_kind<relaxed::RelaxedDot>(), algorithm, base.layer, weights);
      if (!choice || conv_algorithm_name(algorithm).find(algorithm_part) == std::string_view::npos) continue;
      Case c = base;
      c.choice = *choice;
      c.mark = std::string(algorithm == chosen.algorithm ? "*" : "") + (algorithm == relaxed_chosen.algorithm ? "+" : "");
      c.packed.resize(packed_integer_conv_size(c.layer, c.choice));
      pack_integer_conv(c.layer, weights, c.choice, c.packed.data());
      c.scratch.resize(kernels().scratch_bytes(c.layer, c.choice));
      all.push_back(std::move(c));
    }
  }
  return all;
}

double least(const std::vector<double>& values) { return *std::min_element(values.begin(), values.end()); }
double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

}  // namespace

int main(int count, char** arguments) {
  const int rounds = count > 1 ? std::atoi(arguments[1]) : 40;
  std::vector<Case> all = cases(count > 2 ? arguments[2] : "", count > 3 ? arguments[3] : "");
  // V8 moves functions to its optimizing compiler while these run.
  for (int i = 0; i < 30; ++i) {
    for (Case& c : all) c.run();
  }
  for (Case& c : all) {
    const double start = now_ms();
    c.run();
    c.calls = static_cast<std::size_t>(std::max(1.0, sample_ms / std::max(1e-3, now_ms() - start)));
  }
  constexpr std::size_t repetitions = 2000;
  const v128_t a = wasm_i16x8_splat(static_cast<std::int16_t>(count)), b = wasm_i16x8_splat(3);
  v128_t sink = a;
  std::array<v128_t, 64> changing;
  for (std::size_t i = 0; i < changing.size(); ++i) changing[i] = wasm_i16x8_splat(static_cast<std::int16_t>(i));
  for (int i = 0; i < 2000; ++i) sink = roofline(repetitions, sink, b, changing);
  for (int i = 0; i < 2000; ++i) sink = relaxed_roofline(repetitions, sink, b, changing);
  std::vector<double> roof, relaxed_roof;
  for (int i = 0; i < rounds; ++i) {
    for (Case& c : all) {
      double start = now_ms();
      for (int call = 0; call < 50; ++call) sink = roofline(repetitions, sink, b, changing);
      roof.push_back(50.0 * repetitions * roofline_macs / (now_ms() - start) / 1e6);
      start = now_ms();
      for (int call = 0; call < 50; ++call) sink = relaxed_roofline(repetitions, sink, b, changing);
      relaxed_roof.push_back(50.0 * repetitions * relaxed_macs / (now_ms() - start) / 1e6);
      start = now_ms();
      c.run();
      c.ms.push_back((now_ms() - start) / static_cast<double>(c.calls));
    }
  }
  const double peak = *std::max_element(roof.begin(), roof.end());
  std::printf("roofline: %.1f GMAC/s, median %.1f (%d)\n", peak, median(roof), wasm_i32x4_extract_lane(sink, 0) & 1);
  std::printf("relaxed: %.1f GMAC/s, median %.1f\n", *std::max_element(relaxed_roof.begin(), relaxed_roof.end()), median(relaxed_roof));
  std::printf("%-18s %-16s %9s %9s %8s %6s\n", "layer", "algorithm", "min ms", "median", "GMAC/s", "share");
  for (const Case& c : all) {
    const double best = least(c.ms), rate = c.macs() / best / 1e6;
    std::printf("%-18s %-14s%-2s %9.4f %9.4f %8.1f %5.0f%%\n", c.name.c_str(), std::string(conv_algorithm_name(c.choice.algorithm)).c_str(),
                c.mark.c_str(), best, median(c.ms), rate, 100 * rate / peak);
  }
}
