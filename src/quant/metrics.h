// How far one tensor is from another, and how values and codes are spread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "core/buffer.h"
#include "core/result.h"
#include "quant/value_counts.h"

namespace zeropoint {

// Of a test tensor t against a reference r. Differences and sums are float64, in ascending index order.
struct Comparison {
  double max_abs_error = 0;      // max|r − t|, in units of r
  double mse = 0;                // Σ(r − t)² / n, in units of r squared
  double sqnr_db = 0;            // 10·log10(Σr² / Σ(r − t)²) dB; +inf without any error, else −inf for a zero r
  double cosine_similarity = 0;  // Σr·t / (√Σr²·√Σt²), within [−1, 1]; 1 for two zero tensors, 0 for one
};

// The same batch by batch: sums go on in the order in which values come.
class RunningComparison {
 public:
  // Errors: lengths that differ; NaN or infinity, naming the tensor and the index. Nothing is then added.
  Status add(std::span<const float> reference, std::span<const float> test);
  // Errors: nothing to compare.
  Result<Comparison> result() const;

 private:
  std::uint64_t count_ = 0;
  double reference_squares_ = 0, test_squares_ = 0, dot_ = 0, noise_ = 0, max_abs_error_ = 0;
};

// Errors: lengths that differ; nothing to compare; NaN or infinity, naming the tensor and the index.
Result<Comparison> compare(std::span<const float> reference, std::span<const float> test);

// 10·log10(peak²/mse) dB; +inf for mse = 0. peak is the largest possible magnitude of the signal: 255 for
// 8-bit images, 1 for images in [0, 1]. Errors: a peak that is not positive and finite, an mse that is
// negative or not finite.
Result<double> psnr_db(double mse, double peak);

// counts[i] values fell into bin i of [min, max]: i = ⌊(r − min)·bins / (max − min)⌋ in float64, in that
// order of operations; r = max belongs to the last bin.
struct Histogram {
  Buffer<std::uint64_t> counts;
  std::uint64_t below = 0;  // values < min
  std::uint64_t above = 0;  // values > max
};

// Errors: no bins or more than 65,536; ends that are not finite or not in ascending order; NaN or infinity
// among the values, naming the index.
Result<Histogram> histogram(std::span<const float> values, std::size_t bins, float min, float max);
Result<Histogram> histogram(std::span<const WeightedValue> values, std::size_t bins, float min, float max);

// Shannon entropy in bits of the distribution that the counts give: Σ (c/n)·log2(n/c) with n = Σc, in
// ascending order. Between 0 and log2(number of counts); 0 when nothing was counted.
double entropy_bits(std::span<const std::uint64_t> counts);

}  // namespace zeropoint
