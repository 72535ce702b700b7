#include "core/text.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace zeropoint::detail {

namespace {

constexpr int significant = 9;  // a float32 is known by so many

void append_digits(std::string& out, unsigned long long number) {
  char digits[20];
  char* first = digits + sizeof digits;
  do *--first = static_cast<char>('0' + number % 10);
  while ((number /= 10) != 0);
  out.append(first, digits + sizeof digits);
}

// number · 10^exponent.
double scaled(double number, int exponent) {
  // 10^22 is the largest power of ten that is a double.
  for (; exponent > 22; exponent -= 22) number *= 1e22;
  for (; exponent < -22; exponent += 22) number /= 1e22;
  double power = 1;
  for (int i = 0; i < std::abs(exponent); ++i) power *= 10;
  return exponent < 0 ? number / power : number * power;
}

}  // namespace

void append(std::string& out, const char* part) { out += part; }
void append(std::string& out, const std::string& part) { out += part; }
void append(std::string& out, const std::string_view& part) { out += part; }
void append(std::string& out, unsigned long long part) { append_digits(out, part); }

void append(std::string& out, long long part) {
  if (part < 0) out += '-';
  append_digits(out, part < 0 ? 0 - static_cast<unsigned long long>(part) : static_cast<unsigned long long>(part));
}

// As printf's %.9g has it, whose code is 7 kB of the wasm file.
void append(std::string& out, double part) {
  if (std::signbit(part)) out += '-';
  part = std::abs(part);
  if (!std::isfinite(part)) {
    out += std::isnan(part) ? "nan" : "inf";
    return;
  }
  int exponent = 0;  // of the first digit
  double digits = 0;
  if (part > 0) {
    exponent = static_cast<int>(std::floor(std::log10(part)));
    digits = std::rint(scaled(part, significant - 1 - exponent));
    // Rounding, of the number or of its logarithm, may lead to the next power of ten.
    if (digits >= 1e9) digits = std::rint(scaled(part, significant - 1 - ++exponent));
    if (digits < 1e8) digits = std::rint(scaled(part, significant - 1 - --exponent));
  }
  std::string number;
  append_digits(number, static_cast<unsigned long long>(digits));
  number.resize(std::max<std::size_t>(number.find_last_not_of('0') + 1, 1));
  const int count = static_cast<int>(number.size());
  if (exponent < -4 || exponent >= significant) {
    if (count > 1) number.insert(1, 1, '.');
    out += number;
    out += exponent < 0 ? "e-" : "e+";
    if (std::abs(exponent) < 10) out += '0';
    append_digits(out, static_cast<unsigned long long>(std::abs(exponent)));
    return;
  }
  if (exponent < 0) number.insert(0, static_cast<std::size_t>(-exponent), '0');
  if (exponent >= count) number.append(static_cast<std::size_t>(exponent + 1 - count), '0');
  const std::size_t whole = static_cast<std::size_t>(std::max(exponent, 0)) + 1;
  if (number.size() > whole) number.insert(whole, 1, '.');
  out += number;
}

}  // namespace zeropoint::detail
