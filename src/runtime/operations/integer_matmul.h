// QLinearMatMul and com.microsoft's QGemm, equations (10) and (17), and MatMulInteger, where the network computes the right
// matrix or parameters itself, and where there are several right matrices: row-major and plain.
#pragma once

#include "runtime/preparation.h"

namespace zeropoint::operations {

Status plain_qlinear_matmul(Preparation& p);
Status plain_qgemm(Preparation& p);
Status plain_matmul_integer(Preparation& p);

}  // namespace zeropoint::operations
