// protozero in a program without exceptions. Its readers throw on damaged data; model/wire.h looks at
// every field before protozero does, so that no throw is ever reached, and here each becomes a trap.
#pragma once

// Whatever protozero includes comes first, while `throw` still is a keyword.
#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <initializer_list>
#include <iterator>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace zeropoint::detail {
[[noreturn]] inline void protozero_threw() { __builtin_trap(); }
}  // namespace zeropoint::detail

#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wkeyword-macro"
#endif
#define PROTOZERO_USE_VIEW std::string_view
#define throw ::zeropoint::detail::protozero_threw(),
#include <protozero/pbf_reader.hpp>
#undef throw
#if defined(__clang__)
#pragma clang diagnostic pop
#endif
