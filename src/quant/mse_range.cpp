#include "quant/mse_range.h"

#include <limits>
#include <span>

#include "quant/range_search.h"

namespace zeropoint {

namespace {

class SquaredError final : public RangeObjective {
 public:
  SquaredError(std::span<const WeightedValue> points, const QuantSpec& spec) : points_(points), spec_(spec) {}

  double error(Range range, double bound) override {
    const Result<QParams> chosen = choose_qparams(range, spec_);
    if (!chosen) return std::numeric_limits<double>::infinity();
    const QParams params = chosen.value();
    double sum = 0;
    for (const WeightedValue& point : points_) {
      const float restored = dequantize_value(quantize_value(point.value, params), params);
      const double difference = double{point.value} - restored;
      sum += static_cast<double>(point.count) * (difference * difference);
      if (sum > bound) break;
    }
    return sum;
  }

 private:
  std::span<const WeightedValue> points_;
  QuantSpec spec_;
};

}  // namespace

Result<Range> mse_range(const Distribution& values, const QuantSpec& spec) {
  ZP_TRY(const Buffer<WeightedValue>& points, values.points());
  SquaredError objective(points.span(), spec);
  return search_range(values.seen(), spec.scheme, objective);
}

}  // namespace zeropoint
