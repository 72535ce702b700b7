// How often the tests' program has called operator new: what the containers of the standard library allocate. Buffers do
// not pass there.
#pragma once

#include <cstddef>

namespace zeropoint::test {

std::size_t allocations();

}  // namespace zeropoint::test
