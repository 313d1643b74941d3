#include "server/metrics/fact_paths.h"

namespace server {
namespace {

// A path without its indexes, in memory of its own.
class PathName {
 public:
  explicit PathName(absl::string_view path) {
    bool in_index = false;
    for (const char c : path) {
      if (c == ']') in_index = false;
      if (in_index) continue;
      if (c == '[') in_index = true;
      if (size_ == text_.size()) {
        is_too_long_ = true;
        return;
      }
      text_[size_++] = c;
    }
  }

  bool is_too_long() const { return is_too_long_; }
  absl::string_view text() const { return {text_.data(), size_}; }

 private:
  std::array<char, 128> text_;
  std::size_t size_ = 0;
  bool is_too_long_ = false;
};

}  // namespace

std::size_t FactPaths::NumberOf(absl::string_view path) {
  const PathName name(path);
  if (name.is_too_long()) return kOther;
  const std::size_t found = Find(name.text());
  if (found != kOther || size() == kMax) return found;

  const absl::MutexLock lock(&mutex_);
  // Another thread may have added it meanwhile.
  const std::size_t found_now = Find(name.text());
  const std::size_t next = size();
  if (found_now != kOther || next == kMax) return found_now;
  names_[next] = std::string(name.text());
  size_.store(next + 1, std::memory_order_release);
  return next;
}

std::size_t FactPaths::Find(absl::string_view name) const {
  const std::size_t size = this->size();
  for (std::size_t i = 0; i < size; ++i) {
    if (names_[i] == name) return i;
  }
  return kOther;
}

}  // namespace server
