#include "quant/entropy_range.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "core/numeric.h"
#include "quant/range_search.h"

namespace zeropoint {

namespace {

constexpr int log2_bins_per_side = 11;
constexpr double empty_code_count = 0.5;
constexpr double infinity = std::numeric_limits<double>::infinity();

struct SeenBin {
  std::int32_t index;
  double count;
  double log_count;
  double count_before;  // of all bins below
};

// A bin inside the candidate range, where P is not 0.
struct InsideBin {
  std::int32_t code;
  double count;  // without the outliers
  double p;      // with them
  double log_p;
};

class Divergence final : public RangeObjective {
 public:
  // inside: room for two bins more than were seen.
  Divergence(std::span<const SeenBin> seen, std::span<InsideBin> inside, int exponent, const QuantSpec& spec)
      : seen_(seen),
        inside_(inside),
        exponent_(exponent),
        bins_per_unit_(std::ldexp(1.0, -exponent)),
        total_(seen.empty() ? 0 : seen.back().count_before + seen.back().count),
        spec_(spec) {}

  double error(Range range, double) override {
    const Result<QParams> chosen = choose_qparams(range, spec_);
    if (!chosen) return infinity;
    const double first = range.min * bins_per_unit_;
    const double last = range.max * bins_per_unit_;
    if (last - first < chosen.value().qmax - chosen.value().qmin + 1) return infinity;
    // A width of at least two bins, so the first is not the last.
    return divergence(collect(static_cast<std::int32_t>(std::floor(first)),
                              static_cast<std::int32_t>(std::floor(last)), chosen.value()));
  }

 private:
  std::span<const InsideBin> collect(std::int32_t first_bin, std::int32_t last_bin, const QParams& params) {
    const auto begin = std::ranges::lower_bound(seen_, first_bin, {}, &SeenBin::index);
    const auto end = std::ranges::upper_bound(seen_, last_bin, {}, &SeenBin::index);
    const double below = begin == seen_.end() ? total_ : begin->count_before;
    const double above = end == seen_.end() ? 0 : total_ - end->count_before;

    std::size_t n = 0;
    const auto code_of = [&](std::int32_t index) {
      return quantize_value(static_cast<float>(std::ldexp(index + 0.5, exponent_)), params);
    };
    if (below > 0 && (begin == end || begin->index != first_bin)) inside_[n++] = {code_of(first_bin), 0, 0, 0};
    for (auto bin = begin; bin != end; ++bin) {
      inside_[n++] = {code_of(bin->index), bin->count, bin->count, bin->log_count};
    }
    if (above > 0 && (begin == end || (end - 1)->index != last_bin)) inside_[n++] = {code_of(last_bin), 0, 0, 0};

    const auto add_outliers = [](InsideBin& bin, double count) {
      if (count == 0) return;
      bin.p += count;
      bin.log_p = portable_log(bin.p);
    };
    add_outliers(inside_[0], below);
    add_outliers(inside_[n - 1], above);
    return inside_.first(n);
  }

  double divergence(std::span<const InsideBin> bins) const {
    double sum = 0;
    double sum_q = 0;
    for (std::size_t i = 0; i < bins.size();) {
      const std::size_t first = i;
      double count = 0;
      for (; i < bins.size() && bins[i].code == bins[first].code; ++i) count += bins[i].count;
      const auto bins_of_code = static_cast<double>(i - first);
      const double q = count > 0 ? count / bins_of_code : empty_code_count;
      const double log_q = portable_log(q);
      sum_q += q * bins_of_code;
      for (std::size_t j = first; j < i; ++j) sum += bins[j].p * (bins[j].log_p - log_q);
    }
    return (sum + (sum_q - total_)) / total_;
  }

  std::span<const SeenBin> seen_;
  std::span<InsideBin> inside_;
  int exponent_;
  double bins_per_unit_;
  double total_;
  QuantSpec spec_;
};

// Bin 0 cut down to the fuller of its neighbours; other bins as they are.
std::uint64_t count_without_zeros(std::span<const Bin> bins, std::size_t i) {
  if (bins[i].index != 0) return bins[i].count;
  std::uint64_t limit = 0;
  if (i > 0 && bins[i - 1].index == -1) limit = bins[i - 1].count;
  if (i + 1 < bins.size() && bins[i + 1].index == 1) limit = std::max(limit, bins[i + 1].count);
  return std::min(bins[i].count, limit);
}

}  // namespace

Result<Range> entropy_range(const Distribution& values, const QuantSpec& spec) {
  ZP_TRY(const Bins& histogram, values.bins(log2_bins_per_side));
  ZP_TRY(Buffer<SeenBin> seen, Buffer<SeenBin>::make(histogram.bins.size()));
  ZP_TRY(Buffer<InsideBin> inside, Buffer<InsideBin>::make(seen.size() + 2));
  std::size_t n = 0;
  double before = 0;
  for (std::size_t i = 0; i < histogram.bins.size(); ++i) {
    const std::uint64_t kept = count_without_zeros(histogram.bins.span(), i);
    if (kept == 0) continue;
    const auto count = static_cast<double>(kept);
    seen[n++] = {histogram.bins[i].index, count, portable_log(count), before};
    before += count;
  }
  Divergence objective(seen.span().first(n), inside.span(), histogram.exponent, spec);
  return search_range(values.seen(), spec.scheme, objective);
}

}  // namespace zeropoint
