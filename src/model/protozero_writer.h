// protozero's writer in a program without exceptions. It rolls a field back when memory runs out; here the program
// ends there instead, so what may be large is not written through it.
#pragma once

#include "model/protozero.h"

#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wkeyword-macro"
#endif
#define try if (true)
#define catch(what) if (false)
#define throw ::zeropoint::detail::protozero_threw()
#include <protozero/pbf_writer.hpp>
#undef throw
#undef catch
#undef try
#if defined(__clang__)
#pragma clang diagnostic pop
#endif
