// A calibration as plain data, to be written as JSON and read again. Numbers are exact as JSON numbers: float32, and
// counts below 2^53.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "quant/distribution.h"

namespace zeropoint {

struct CalibrationOptions {
  std::optional<double> averaging_constant{};  // keep moving averages with this constant
  bool per_channel = false;                  // keep the range of each channel (axis 1), for display

  bool operator==(const CalibrationOptions&) const = default;
};

struct ValueState {
  std::string name;
  DistributionState values;
  std::optional<Range> average;  // once something was seen, where averages are kept
  std::vector<Range> channels;

  bool operator==(const ValueState&) const = default;
};

struct CalibrationState {
  std::string network;  // network_hash
  std::uint64_t samples = 0;
  CalibrationOptions options;
  std::vector<ValueState> values;

  bool operator==(const CalibrationState&) const = default;
};

}  // namespace zeropoint
