#include "quant/range_search.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace zeropoint {

namespace {

constexpr int octaves = 12;
constexpr int grid = 8;
constexpr int max_repeats = 3;
constexpr double first_step = 1.0 / 16;
constexpr double last_step = 1.0 / 1024;

class Search {
 public:
  Search(Range full, RangeObjective& objective)
      : full_(full),
        objective_(objective),
        best_(full),
        best_error_(objective.error(full, std::numeric_limits<double>::infinity())) {}

  Range best() const { return best_; }

  void scan_together() {
    for_each_fraction(8, [&](double t) { improve(t, t); });
  }

  void scan_grid() {
    for (int i = 1; i <= grid; ++i) {
      for (int j = 1; j <= grid; ++j) improve(i / double{grid}, j / double{grid});
    }
  }

  void scan_each_end() {
    for (int repeat = 0; repeat < max_repeats; ++repeat) {
      const Range before = best_;
      const double t_max = t_max_;
      for_each_fraction(2, [&](double t) { improve(t, t_max); });
      improve(0, t_max);
      const double t_min = t_min_;
      for_each_fraction(2, [&](double t) { improve(t_min, t); });
      improve(t_min, 0);
      if (best_ == before) return;
    }
  }

  void refine(bool ends_together) {
    for (double step = first_step; step >= last_step; step /= 2) {
      for (int repeat = 0; repeat < max_repeats; ++repeat) {
        const Range before = best_;
        const double t_min = t_min_;
        const double t_max = t_max_;
        for (int i = -1; i <= 1; ++i) {
          for (int j = -1; j <= 1; ++j) {
            if (ends_together && i != j) continue;
            improve(t_min * (1 + i * step), t_max * (1 + j * step));
          }
        }
        if (best_ == before) break;
      }
    }
  }

 private:
  // t = (1 − i/(2n))·2^-octave: n values in each octave, descending from 1.
  template <class Use>
  static void for_each_fraction(int per_octave, Use&& use) {
    double octave = 1;
    for (int o = 0; o < octaves; ++o, octave /= 2) {
      for (int i = 0; i < per_octave; ++i) use(octave * (1 - i / (2.0 * per_octave)));
    }
  }

  void improve(double t_min, double t_max) {
    t_min = std::min(t_min, 1.0);
    t_max = std::min(t_max, 1.0);
    const Range range{static_cast<float>(full_.min * t_min) + 0.0F, static_cast<float>(full_.max * t_max)};
    if (range == best_ || (range.min == 0 && range.max == 0)) return;
    const double error = objective_.error(range, best_error_);
    if (error < best_error_ || (error == best_error_ && width(range) > width(best_))) {
      best_ = range;
      best_error_ = error;
      t_min_ = t_min;
      t_max_ = t_max;
    }
  }

  static double width(Range range) { return double{range.max} - range.min; }

  Range full_;
  RangeObjective& objective_;
  Range best_;
  double best_error_;
  double t_min_ = 1;
  double t_max_ = 1;
};

}  // namespace

Range search_range(Range seen, Scheme scheme, RangeObjective& objective) {
  const Range full{std::min(seen.min, 0.0F), std::max(seen.max, 0.0F)};
  if (full.min == 0 && full.max == 0) return full;
  if (scheme == Scheme::symmetric) {
    const float reach = std::max(-full.min, full.max);
    Search search({-reach, reach}, objective);
    search.scan_together();
    search.refine(true);
    const float cut = search.best().max;
    return {std::max(full.min, -cut), std::min(full.max, cut)};
  }
  Search search(full, objective);
  const bool one_end = full.min == 0 || full.max == 0;
  search.scan_together();
  if (!one_end) {
    search.scan_grid();
    search.scan_each_end();
  }
  search.refine(one_end);
  return search.best();
}

}  // namespace zeropoint
