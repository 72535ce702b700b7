// How an operand of a function of two tensors lies in memory, of floats and of codes alike.
#pragma once

namespace zeropoint {

enum class Broadcast {
  none,    // [rows][columns]
  row,     // [columns]: the same for every row, as a value for each channel
  scalar,  // [1]
};

}  // namespace zeropoint
