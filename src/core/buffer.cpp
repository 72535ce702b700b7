#include "core/buffer.h"

#include <limits>

#include "core/text.h"

namespace zeropoint::detail {

void* allocate(std::size_t n, std::size_t size) {
  return n <= std::numeric_limits<std::size_t>::max() / size ? std::malloc(n * size) : nullptr;
}

Error no_memory(std::size_t n, std::size_t size) {
  return {ErrorCode::out_of_memory, text("not enough memory for ", n, " elements of ", size, " bytes")};
}

}  // namespace zeropoint::detail
