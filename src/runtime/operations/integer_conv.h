// QLinearConv, equation (10), QLinearBlockConv, equation (11), and ConvInteger, the first line of (10), where the network
// computes weights or parameters itself: row-major and plain.
#pragma once

#include "runtime/preparation.h"

namespace zeropoint::operations {

Status plain_qlinear_conv(Preparation& p);
Status plain_block_conv(Preparation& p);
Status plain_conv_integer(Preparation& p);

}  // namespace zeropoint::operations
