// Result<T>: a value or an Error. The wasm core is built without exceptions, so everything that can
// fail says so in its type, and the compiler warns when an answer is thrown away.
#pragma once

#include <cassert>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace zeropoint {

enum class ErrorCode {
  invalid_argument,  // a parameter is outside its documented range
  shape_mismatch,    // lengths, shapes or axes do not fit together
  not_finite,        // NaN or infinity where numbers are needed
  too_large,         // above a stated ceiling
  out_of_memory,     // an allocation failed
  unsupported,       // well-formed, but not something that this library does
};

// The stable name of a code, as JavaScript sees it in ZeropointError.code.
constexpr std::string_view error_code_name(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_argument: return "invalid_argument";
    case ErrorCode::shape_mismatch: return "shape_mismatch";
    case ErrorCode::not_finite: return "not_finite";
    case ErrorCode::too_large: return "too_large";
    case ErrorCode::out_of_memory: return "out_of_memory";
    case ErrorCode::unsupported: return "unsupported";
  }
  return "unknown";
}

struct Error {
  ErrorCode code;
  std::string message;  // names the thing and the value: "bits must be 1 to 8 or 16, got 17"

  // In result.cpp: written out at every return, they would be a tenth of the wasm file.
  Error(ErrorCode code, std::string message);
  Error(const Error&);
  Error(Error&&) noexcept;
  Error& operator=(const Error&);
  Error& operator=(Error&&) noexcept;
  ~Error();
};

// A union and a flag: a std::variant does the same in twice the code, and this is in every function.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T&& value) : ok_(true), value_(std::move(value)) {}
  Result(const T& value) : ok_(true), value_(value) {}
  Result(Error&& error) : ok_(false), error_(std::move(error)) {}
  Result(const Error& error) : ok_(false), error_(error) {}
  Result(Result&& other) noexcept : ok_(other.ok_) {
    if (ok_) {
      std::construct_at(&value_, std::move(other.value_));
    } else {
      std::construct_at(&error_, std::move(other.error_));
    }
  }
  Result& operator=(Result&& other) noexcept {
    std::destroy_at(this);
    std::construct_at(this, std::move(other));
    return *this;
  }
  ~Result() {
    if (ok_) {
      value_.~T();
    } else {
      error_.~Error();
    }
  }

  bool ok() const { return ok_; }
  explicit operator bool() const { return ok_; }

  // Only after ok().
  T& value() & { return assert(ok_), value_; }
  const T& value() const& { return assert(ok_), value_; }
  T value() && { return assert(ok_), std::move(value_); }
  T&& moved() { return assert(ok_), std::move(value_); }  // for ZP_TRY: the Result lives on

  // Only after !ok().
  const Error& error() const& { return assert(!ok_), error_; }
  Error&& error() && { return assert(!ok_), std::move(error_); }

 private:
  bool ok_;
  union {
    T value_;
    Error error_;
  };
};

// The answer of something that has no value to give.
struct Done {};
using Status = Result<Done>;

}  // namespace zeropoint

#define ZP_CONCAT_INNER(a, b) a##b
#define ZP_CONCAT(a, b) ZP_CONCAT_INNER(a, b)

// ZP_TRY(auto tiling, make_tiling(shape, granularity)); hands an error on to the caller.
#define ZP_TRY(declaration, expression) ZP_TRY_NAMED(ZP_CONCAT(zp_try_, __LINE__), declaration, expression)
#define ZP_TRY_NAMED(name, declaration, expression)  \
  auto name = (expression);                          \
  if (!name.ok()) return std::move(name).error();    \
  declaration = name.moved()

// The same for a Status, which has no value to name.
#define ZP_CHECK(expression)                                                               \
  do {                                                                                     \
    if (auto zp_status = (expression); !zp_status.ok()) return std::move(zp_status).error(); \
  } while (false)
