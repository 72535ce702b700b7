// Buffer<T>: an array whose allocation may fail without ending the program. Anything whose size
// comes from the user's data lives in one, so that running into wasm's memory ceiling is an error
// message and the instance stays usable.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <span>
#include <type_traits>
#include <utility>

#include "core/result.h"

namespace zeropoint {

namespace detail {
void* allocate(std::size_t n, std::size_t size);  // null if it cannot be
Error no_memory(std::size_t n, std::size_t size);
}  // namespace detail

template <class T>
class Buffer {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  Buffer() = default;
  Buffer(Buffer&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  Buffer& operator=(Buffer&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~Buffer() { std::free(data_); }

  // n elements, not initialized.
  static Result<Buffer> make(std::size_t n) {
    Buffer buffer;
    if (n == 0) return buffer;
    buffer.data_ = static_cast<T*>(detail::allocate(n, sizeof(T)));
    if (buffer.data_ == nullptr) return detail::no_memory(n, sizeof(T));
    buffer.size_ = n;
    return buffer;
  }

  // n elements, all equal to value.
  static Result<Buffer> make(std::size_t n, T value) {
    ZP_TRY(Buffer buffer, make(n));
    std::fill(buffer.begin(), buffer.end(), value);
    return buffer;
  }

  T* data() { return data_; }
  const T* data() const { return data_; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  T& operator[](std::size_t i) { return data_[i]; }
  const T& operator[](std::size_t i) const { return data_[i]; }
  T* begin() { return data_; }
  T* end() { return data_ + size_; }
  const T* begin() const { return data_; }
  const T* end() const { return data_ + size_; }
  std::span<T> span() { return {data_, size_}; }
  std::span<const T> span() const { return {data_, size_}; }

 private:
  T* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace zeropoint
