#include <emscripten/bind.h>
#include <emscripten/heap.h>
#include <malloc.h>

#include "module.h"

namespace zeropoint::bindings {

namespace {

double heap_bytes() { return static_cast<double>(emscripten_get_heap_size()); }
double used_bytes() { return static_cast<double>(mallinfo().uordblks); }

}  // namespace

void register_memory() {
  emscripten::function("heapBytes", &heap_bytes);
  emscripten::function("usedBytes", &used_bytes);
}

}  // namespace zeropoint::bindings
