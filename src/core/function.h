// Callables of any type behind one signature. std::function does more, it copies, and has five functions for each type of
// callable: a tenth of the wasm file.
#pragma once

#include <concepts>
#include <utility>

namespace zeropoint {

template <class Signature>
class Function;
template <class Signature>
class FunctionRef;

// Owns a callable; it moves.
template <class R, class... Args>
class Function<R(Args...)> {
 public:
  Function() = default;
  template <std::invocable<Args...> F>
    requires(!std::same_as<F, Function>)
  Function(F callable)
      : object_(new F(std::move(callable))),
        call_([](const void* object, Args... args) -> R { return (*static_cast<const F*>(object))(std::forward<Args>(args)...); }),
        destroy_([](const void* object) { delete static_cast<const F*>(object); }) {}
  Function(Function&& other) noexcept { swap(other); }
  Function& operator=(Function&& other) noexcept {
    swap(other);
    return *this;
  }
  ~Function() {
    if (object_ != nullptr) destroy_(object_);
  }

  explicit operator bool() const { return object_ != nullptr; }
  // Only if there is one.
  R operator()(Args... args) const { return call_(object_, std::forward<Args>(args)...); }

 private:
  void swap(Function& other) {
    std::swap(object_, other.object_);
    std::swap(call_, other.call_);
    std::swap(destroy_, other.destroy_);
  }

  const void* object_ = nullptr;
  R (*call_)(const void*, Args...) = nullptr;
  void (*destroy_)(const void*) = nullptr;
};

// Somebody else's callable, for as long as that lives.
template <class R, class... Args>
class FunctionRef<R(Args...)> {
 public:
  template <std::invocable<Args...> F>
    requires(!std::same_as<F, FunctionRef>)
  FunctionRef(const F& callable)
      : object_(&callable),
        call_([](const void* object, Args... args) -> R { return (*static_cast<const F*>(object))(std::forward<Args>(args)...); }) {}

  R operator()(Args... args) const { return call_(object_, std::forward<Args>(args)...); }

 private:
  const void* object_;
  R (*call_)(const void*, Args...);
};

}  // namespace zeropoint
