// SsimPass: mean SSIM of red, green and blue between the original and what is shown, in steps of rows.
#pragma once

#include <array>
#include <cstdint>

#include "core/buffer.h"
#include "core/result.h"
#include "image/rgba_image.h"
#include "kernels/kernels.h"

namespace zeropoint {

class SsimPass {
 public:
  // The window has to fit: images below 11 pixels a side have no SSIM.
  static bool is_defined_for(const RgbaImage& image);

  // Readies a pass over images of this size; what is known about the original is kept. Precondition:
  // is_defined_for(original). Errors: not enough memory.
  Status begin(const RgbaImage& original);
  void drop() { rows_to_do_ = 0; }

  std::int64_t rows_to_do() const { return rows_to_do_; }  // of one channel each
  void advance(const RgbaImage& original, const RgbaImage& shown, const Kernels& kernels, std::int64_t max_rows);

  // Mean SSIM of each channel, when nothing is left to do.
  const std::array<double, 3>& means() const { return means_; }

 private:
  // The row-filtered values of the last eleven rows: x, y, x² + y², x·y.
  enum Moment { original_value, shown_value, squares, products, moment_count };

  void add_row(const RgbaImage& original, const RgbaImage& shown, const Kernels& kernels);
  double* recent_row(Moment moment, std::int64_t y);
  ssim::Rows recent_rows(Moment moment, std::int64_t last) const;

  // The original's means μx are the same in every run. They take 24 bytes a pixel, so larger images compute
  // them anew.
  static constexpr std::int64_t max_remembered_pixels = std::int64_t{1} << 21;

  std::int64_t width_ = 0, height_ = 0;
  std::size_t channel_ = 0;    // under way
  std::int64_t y_ = 0;         // next row to add
  std::int64_t rows_to_do_ = 0;
  double sum_ = 0;             // of the channel under way, row by row
  std::array<double, 3> means_{};

  Buffer<double> planes_;           // [moment][width]: one row before it is filtered
  Buffer<double> recent_;           // [moment][11][width − 10]
  Buffer<double> original_means_;   // [3 channels][height − 10][width − 10], or one row
  std::array<bool, 3> knows_original_means_{};
};

}  // namespace zeropoint
