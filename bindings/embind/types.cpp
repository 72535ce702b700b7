// The C++ types that cross to JavaScript, in place of Embind's own list (bind.cpp of Emscripten 3.1). That one has wide strings, of which
// the loader would hold the code, and names types with printf: together 3 kB of what a browser loads, compressed.
#include <emscripten/bind.h>

#include <cstdint>
#include <cstring>
#include <limits>

namespace {

using emscripten::internal::InitFunc;
using emscripten::internal::TypeID;

InitFunc* first_binding = nullptr;

// JavaScript's kinds of typed arrays, as the loader numbers them.
enum ArrayKind : unsigned { int8, uint8, int16, uint16, int32, uint32, float32, float64, int64, uint64 };

template <class T>
void register_array(ArrayKind kind) {
  emscripten::internal::_embind_register_memory_view(TypeID<emscripten::memory_view<T>>::get(), kind, "memory_view");
}

template <class T>
void register_integer(const char* name) {
  emscripten::internal::_embind_register_integer(TypeID<T>::get(), name, sizeof(T), std::numeric_limits<T>::min(), std::numeric_limits<T>::max());
}

}  // namespace

extern "C" {

// For messages about types that are not in the list; calling a function with such a type shows them.
const char* __getTypeName(emscripten::internal::TYPEID) { return strdup("unknown"); }

void _embind_register_bindings(InitFunc* binding) {
  binding->next = first_binding;
  first_binding = binding;
}

void _embind_initialize_bindings() {
  for (const InitFunc* binding = first_binding; binding != nullptr; binding = binding->next) binding->init_func();
}

// Embind's file would be linked for this one. There are no coroutines here.
void _emval_coro_resume(void*, emscripten::EM_VAL) {}

}  // extern "C"

// By these names the loader knows unsigned integers and strings in UTF-8.
EMSCRIPTEN_BINDINGS(types) {
  using namespace emscripten::internal;
  _embind_register_void(TypeID<void>::get(), "void");
  _embind_register_bool(TypeID<bool>::get(), "bool", true, false);
  register_integer<int>("int");
  register_integer<unsigned>("unsigned int");
  register_integer<long>("long");
  register_integer<unsigned long>("unsigned long");
  _embind_register_float(TypeID<float>::get(), "float", sizeof(float));
  _embind_register_float(TypeID<double>::get(), "double", sizeof(double));
  _embind_register_std_string(TypeID<std::string>::get(), "std::string");
  _embind_register_emval(TypeID<emscripten::val>::get());
  register_array<std::int8_t>(int8);
  register_array<std::uint8_t>(uint8);
  register_array<std::int16_t>(int16);
  register_array<std::uint16_t>(uint16);
  register_array<std::int32_t>(int32);
  register_array<std::uint32_t>(uint32);
  register_array<std::uint64_t>(uint64);
  register_array<float>(float32);
  register_array<double>(float64);
}
