// ImageQuantizer: quantizes one image as often as a slider moves.
//
// It owns the original and remembers what depends on that alone (histograms, smallest and largest bytes
// of the tiles, the means of SSIM). A run is done in steps, so that a large image blocks nobody:
//
//   quantizer.start(spec); while (!finished) finished = quantizer.advance(64); quantizer.result();
//
// The bytes of a result depend on the original and the spec only, not on the steps or the kernels.
#pragma once

#include <cstdint>
#include <memory>

#include "core/buffer.h"
#include "core/result.h"
#include "image/image_metrics.h"
#include "image/image_spec.h"
#include "image/rgba_image.h"
#include "kernels/kernels.h"
#include "quant/granularity.h"
#include "quant/qparams.h"

namespace zeropoint {

struct ImageResult {
  ImageSpec spec;
  RgbaImage image;              // v̂ = quantize(r̂) with byte_qparams, the original's alpha
  Buffer<std::uint8_t> codes;   // [height][width][3], two's complement when signed; only with want_codes
  RgbaImage error_map;          // only when asked for
  Tiling tiling;                // of [height, width, 3]
  Buffer<QParams> qparams;      // one per tile of `tiling`
  ImageCounts counts;
  ImageMetrics metrics;
};

class ImageQuantizer {
 public:
  // The table of kernels must outlive the quantizer. Errors: those of check_image_size; not enough memory.
  static Result<ImageQuantizer> make(RgbaImage original, const Kernels& kernels);

  ImageQuantizer(ImageQuantizer&&) noexcept;
  ImageQuantizer& operator=(ImageQuantizer&&) noexcept;
  ~ImageQuantizer();

  const RgbaImage& original() const;

  // Begins a run; one under way is dropped, and the last result is gone. Errors: those of
  // check_image_spec; not enough memory. After an error there is no run.
  Status start(const ImageSpec& spec);

  // Works on about max_rows rows of pixels (at least one) in the current pass over the image; true when the
  // run is finished. Errors: no run; an observer's. After an error there is no run.
  Result<bool> advance(std::int64_t max_rows);

  // Drops the run under way, and the last result.
  void cancel();

  double progress() const;  // in [0, 1]; 1 when finished, 0 without a run

  // Null until the run is finished. Stays as it is until the next start or cancel.
  const ImageResult* result() const;

 private:
  struct State;
  explicit ImageQuantizer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace zeropoint
