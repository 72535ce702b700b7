// What became of many tests: a line for each, and at the end how many were skipped for which reason.
#pragma once

#include <cstdio>
#include <map>
#include <string>
#include <string_view>

#include "core/text.h"
#include "node_test_files.h"

namespace zeropoint::test {

// "pass NAME", "skip NAME: why" for an error that says `unsupported`, "fail NAME: why" for any other.
class Verdicts {
 public:
  void add(const std::string& path, const Status& status) {
    const std::string name = path.substr(path.find_last_of('/') + 1);
    if (status.ok()) return print("pass", name, "");
    if (!refuses_politely(status.error())) return print("fail", name, status.error().message);
    print("skip", name, status.error().message);
    ++reasons_[reason(status.error().message)];
  }
  // "reason 14: mode 'cubic' is not supported"
  void print_reasons() const {
    for (const auto& [why, count] : reasons_) std::printf("reason %d: %s\n", count, why.c_str());
  }

 private:
  static void print(const char* verdict, const std::string& name, const std::string& why) {
    std::printf("%s %s%s%s\n", verdict, name.c_str(), why.empty() ? "" : ": ", why.c_str());
  }
  // The message without what is particular to one file: names in quotes and brackets, the values behind a semicolon. Of
  // several operators that are missing, the first.
  static std::string reason(std::string_view message) {
    std::string out;
    std::string_view rest = message.substr(0, message.starts_with("operators") ? message.find(" (") : message.find(';'));
    if (const auto open = rest.find(" '"), close = rest.find("'", open + 2); open < close && close != rest.npos) {
      out = rest.substr(0, open);
      rest.remove_prefix(close + 1);
    }
    return out + std::string(rest);
  }

  std::map<std::string, int> reasons_;
};

}  // namespace zeropoint::test
