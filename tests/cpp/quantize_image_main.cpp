// Quantizes a raw RGBA file and prints every parameter and metric as JSON: what the browser test compares the
// numbers on the page with.
//
//   zeropoint_quantize_image WIDTH HEIGHT FILE [key=value…]
//
// Keys: kernels bits scheme signed granularity tile_height tile_width method percentile averaging_constant min max
// rounding seed ssim rows, with the names of the enumerators as values.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "image/image_quantizer.h"

using namespace zeropoint;

namespace {

[[noreturn]] void fail(const std::string& message) {
  std::fprintf(stderr, "zeropoint_quantize_image: %s\n", message.c_str());
  std::exit(1);
}

template <class T>
T require(Result<T> result) {
  if (!result.ok()) fail(result.error().message);
  return std::move(result).value();
}

struct Options {
  ImageSpec spec;
  const Kernels* kernels = &scalar::kernels();
  std::int64_t rows = 64;
  std::optional<float> min, max;
};

template <class Enum>
Enum choose(std::string_view key, std::string_view value, std::initializer_list<std::pair<std::string_view, Enum>> names) {
  for (const auto& [name, meaning] : names) {
    if (name == value) return meaning;
  }
  fail("unknown " + std::string(key) + " " + std::string(value));
}

double number(std::string_view key, const std::string& value) {
  char* end = nullptr;
  const double x = std::strtod(value.c_str(), &end);
  if (value.empty() || *end != '\0') fail("not a number: " + std::string(key) + "=" + value);
  return x;
}

void set(Options& options, const std::string& argument) {
  const std::size_t equals = argument.find('=');
  if (equals == std::string::npos) fail("expected key=value, got " + argument);
  const std::string key = argument.substr(0, equals);
  const std::string value = argument.substr(equals + 1);
  ImageSpec& spec = options.spec;
  if (key == "kernels") {
    options.kernels = nullptr;
    for (const Kernels* kernels : available_kernels()) {
      if (kernels->name == value) options.kernels = kernels;
    }
    if (options.kernels == nullptr) fail("no kernels named " + value);
  } else if (key == "bits") {
    spec.quant.bits = static_cast<int>(number(key, value));
  } else if (key == "scheme") {
    spec.quant.scheme = choose<Scheme>(key, value, {{"affine", Scheme::affine}, {"symmetric", Scheme::symmetric}});
  } else if (key == "signed") {
    spec.quant.is_signed = number(key, value) != 0;
  } else if (key == "granularity") {
    spec.granularity = choose<ImageGranularity>(key, value,
                                                {{"image", ImageGranularity::image},
                                                 {"channel", ImageGranularity::channel},
                                                 {"tile", ImageGranularity::tile},
                                                 {"tile_channel", ImageGranularity::tile_channel}});
  } else if (key == "tile_height") {
    spec.tile_height = static_cast<std::int64_t>(number(key, value));
  } else if (key == "tile_width") {
    spec.tile_width = static_cast<std::int64_t>(number(key, value));
  } else if (key == "method") {
    spec.observer.method = choose<RangeMethod>(key, value,
                                               {{"minmax", RangeMethod::minmax},
                                                {"moving_average", RangeMethod::moving_average},
                                                {"percentile", RangeMethod::percentile},
                                                {"mse", RangeMethod::mse},
                                                {"entropy", RangeMethod::entropy}});
  } else if (key == "percentile") {
    spec.observer.percentile = number(key, value);
  } else if (key == "averaging_constant") {
    spec.observer.averaging_constant = number(key, value);
  } else if (key == "min") {
    options.min = static_cast<float>(number(key, value));
  } else if (key == "max") {
    options.max = static_cast<float>(number(key, value));
  } else if (key == "rounding") {
    spec.rounding = choose<Rounding>(key, value,
                                     {{"half_even", Rounding::half_even},
                                      {"stochastic", Rounding::stochastic},
                                      {"floyd_steinberg", Rounding::floyd_steinberg}});
  } else if (key == "seed") {
    spec.seed = static_cast<std::uint32_t>(number(key, value));
  } else if (key == "ssim") {
    spec.want_ssim = number(key, value) != 0;
  } else if (key == "rows") {
    options.rows = static_cast<std::int64_t>(number(key, value));
  } else {
    fail("unknown key " + key);
  }
}

std::vector<std::uint8_t> read_file(const char* path) {
  std::FILE* file = std::fopen(path, "rb");
  if (file == nullptr) fail(std::string("cannot open ") + path);
  std::vector<std::uint8_t> bytes;
  std::uint8_t chunk[65536];
  while (const std::size_t n = std::fread(chunk, 1, sizeof chunk, file)) bytes.insert(bytes.end(), chunk, chunk + n);
  std::fclose(file);
  return bytes;
}

std::uint64_t fnv1a(std::span<const std::uint8_t> bytes) {
  std::uint64_t hash = 0xCBF29CE484222325U;
  for (std::uint8_t byte : bytes) hash = (hash ^ byte) * 0x100000001B3U;
  return hash;
}

// JSON has no infinity: null.
std::string json(double x) {
  if (!std::isfinite(x)) return "null";
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.17g", x);
  return buffer;
}

void print(const ByteMetrics& m) {
  std::printf("{\"mse\":%s,\"maxAbsError\":%d,\"psnr\":%s,\"sqnr\":%s,\"cosine\":%s,\"ssim\":%s}", json(m.mse).c_str(),
              m.max_abs_error, json(m.psnr).c_str(), json(m.sqnr).c_str(), json(m.cosine).c_str(),
              m.ssim ? json(*m.ssim).c_str() : "null");
}

void print(const ImageResult& result) {
  const ImageMetrics& m = result.metrics;
  std::printf("{\"qparams\":[");
  for (std::size_t i = 0; i < result.qparams.size(); ++i) {
    const QParams& p = result.qparams[i];
    std::printf("%s{\"scale\":%s,\"zeroPoint\":%d,\"qmin\":%d,\"qmax\":%d}", i == 0 ? "" : ",",
                json(double{p.scale}).c_str(), p.zero_point, p.qmin, p.qmax);
  }
  std::printf("],\n\"all\":");
  print(m.all);
  std::printf(",\n\"channels\":[");
  for (std::size_t c = 0; c < 3; ++c) {
    std::printf(c == 0 ? "" : ",\n");
    print(m.channels[c]);
  }
  std::printf("],\n\"saturated\":%llu,\"codeEntropy\":%s,", static_cast<unsigned long long>(m.saturated),
              json(m.code_entropy).c_str());
  std::printf("\"bytes\":{\"original\":%llu,\"codes\":%llu,\"parameters\":%llu},\n",
              static_cast<unsigned long long>(m.bytes.original), static_cast<unsigned long long>(m.bytes.stored.codes),
              static_cast<unsigned long long>(m.bytes.stored.parameters));
  std::printf("\"imageHash\":\"%016llx\",\"codesHash\":\"%016llx\"}\n",
              static_cast<unsigned long long>(fnv1a(result.image.pixels.span())),
              static_cast<unsigned long long>(fnv1a(result.codes.span())));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) fail("usage: zeropoint_quantize_image WIDTH HEIGHT FILE [key=value...]");
  Options options;
  options.spec.want_codes = true;
  for (int i = 4; i < argc; ++i) set(options, argv[i]);
  if (options.min.has_value() != options.max.has_value()) fail("min and max go together");
  if (options.min) options.spec.range = Range{*options.min, *options.max};

  const std::vector<std::uint8_t> rgba = read_file(argv[3]);
  const auto width = static_cast<std::int64_t>(number("width", argv[1]));
  const auto height = static_cast<std::int64_t>(number("height", argv[2]));
  ImageQuantizer quantizer =
      require(ImageQuantizer::make(require(RgbaImage::copy_of(width, height, rgba)), *options.kernels));
  require(quantizer.start(options.spec));
  while (!require(quantizer.advance(options.rows))) {
  }
  print(*quantizer.result());
  return 0;
}
