// Reads the golden vectors of tests/data/golden, whose README describes the format.
#pragma once

#include <bit>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace zeropoint::test {

struct GoldenCase {
  std::string name, op, type, kind;
  std::int64_t axis = 0;
  std::int64_t size = 0;
  std::vector<std::int64_t> shape;
  std::vector<float> scale;
  std::vector<std::int32_t> zero;
  std::vector<float> real;
  std::vector<std::int32_t> code;
};

// Words of a file, one after the other; lines that begin with # are skipped.
class Words {
 public:
  explicit Words(const char* file) : file_(std::fopen(std::string(ZEROPOINT_TEST_DATA "/golden/").append(file).c_str(), "r")) {}
  ~Words() {
    if (file_ != nullptr) std::fclose(file_);
  }
  Words(const Words&) = delete;
  Words& operator=(const Words&) = delete;

  bool is_open() const { return file_ != nullptr; }
  bool next(std::string& word) {
    char buffer[128];
    if (file_ == nullptr || std::fscanf(file_, "%127s", buffer) != 1) return false;
    word = buffer;
    if (word[0] != '#') return true;
    for (int c = 0; c != '\n' && c != EOF;) c = std::fgetc(file_);
    return next(word);
  }
  std::int64_t integer() { return std::stoll(word()); }
  std::uint64_t hex() { return std::stoull(word(), nullptr, 16); }
  float real() { return std::bit_cast<float>(static_cast<std::uint32_t>(hex())); }
  std::string word() {
    std::string w;
    return next(w) ? w : "0";
  }

 private:
  std::FILE* file_;
};

// Empty when the file is missing.
inline std::vector<GoldenCase> read_golden(const char* file) {
  std::vector<GoldenCase> cases;
  Words words(file);
  for (std::string key; words.next(key);) {
    if (key == "case") {
      cases.emplace_back();
      cases.back().name = words.word();
      cases.back().op = words.word();
      cases.back().type = words.word();
      continue;
    }
    if (cases.empty() || key == "end") continue;
    GoldenCase& c = cases.back();
    if (key == "tiles") {
      c.kind = words.word();
      c.axis = words.integer();
      c.size = words.integer();
      continue;
    }
    for (std::int64_t n = words.integer(); n > 0; --n) {
      if (key == "shape") c.shape.push_back(words.integer());
      if (key == "scale") c.scale.push_back(words.real());
      if (key == "zero") c.zero.push_back(static_cast<std::int32_t>(words.integer()));
      if (key == "real") c.real.push_back(words.real());
      if (key == "code") c.code.push_back(static_cast<std::int32_t>(words.integer()));
    }
  }
  return cases;
}

}  // namespace zeropoint::test
