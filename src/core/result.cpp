#include "core/result.h"

namespace zeropoint {

Error::Error(ErrorCode code, std::string message) : code(code), message(std::move(message)) {}
Error::Error(const Error&) = default;
Error::Error(Error&&) noexcept = default;
Error& Error::operator=(const Error&) = default;
Error& Error::operator=(Error&&) noexcept = default;
Error::~Error() = default;

}  // namespace zeropoint
