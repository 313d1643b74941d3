// Numbers as text, of lines that are counted.

#ifndef SERVER_DECISION_LOG_COUNTED_NUMBER_H_
#define SERVER_DECISION_LOG_COUNTED_NUMBER_H_

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>

namespace server {

constexpr std::size_t kMostNumberDigits =
    std::numeric_limits<std::uint32_t>::digits10 + 1;

// Most lines have the number after that of the one before, so what all ten
// numbers have in common that differ in their last digit is made once.
class CountedNumber {
 public:
  CountedNumber() { BeginAt(0); }

  // Writes the digits to `to`, where there must be room for kMostNumberDigits,
  // and returns where they end.
  char* Write(std::uint32_t number, char* to) {
    if (number - first_ >= kBase && !BeginAt(number)) {
      return std::to_chars(to, to + kMostNumberDigits, number).ptr;
    }
    const std::uint64_t digits = digits_ + (number - first_) * unit_;
    std::memcpy(to, &digits, sizeof(digits));
    return to + size_;
  }

 private:
  static constexpr std::uint32_t kBase = 10;

  // Makes it ready for `number` and those that differ in their last digit.
  // False where they have too many digits.
  bool BeginAt(std::uint32_t number) {
    constexpr std::uint32_t kMost = 99'999'999;
    if (number > kMost) return false;
    first_ = number - number % kBase;
    std::array<char, sizeof(digits_)> text = {};
    const char* const end =
        std::to_chars(text.data(), text.data() + text.size(), first_).ptr;
    size_ = static_cast<std::size_t>(end - text.data());
    std::memcpy(&digits_, text.data(), sizeof(digits_));
    text = {};
    text[size_ - 1] = 1;
    std::memcpy(&unit_, text.data(), sizeof(unit_));
    return true;
  }

  // The first of them.
  std::uint32_t first_ = 0;
  // Its digits, and 1 in the place of the last one, both as bytes of text.
  std::uint64_t digits_ = 0;
  std::uint64_t unit_ = 0;
  std::size_t size_ = 0;
};

}  // namespace server

#endif  // SERVER_DECISION_LOG_COUNTED_NUMBER_H_
