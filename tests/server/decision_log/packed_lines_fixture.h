// Packed lines, to be taken apart.

#ifndef TESTS_SERVER_DECISION_LOG_PACKED_LINES_FIXTURE_H_
#define TESTS_SERVER_DECISION_LOG_PACKED_LINES_FIXTURE_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"
#include "server/decision_log/line_packing.h"
#include "server/operation_log/text_buffer.h"

namespace server {

class PackedLinesFixture : public testing::Test {
 protected:
  static constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();

  void Line(absl::string_view text) { Put(PackedPart::Line(packed_), text); }
  // Records stand for their bytes between brackets.
  void Record(absl::string_view record) {
    Put(PackedPart::Record(0, packed_), record);
  }
  void Shared(absl::string_view record) {
    Put(PackedPart::Shared(0, packed_), record);
  }
  void MoreShared(absl::string_view text) {
    Put(PackedPart::MoreShared(packed_), text);
  }
  void Counted(std::uint32_t number, std::size_t constant,
               absl::string_view text) {
    Put(PackedPart::CountedLine(number, constant, packed_), text);
  }

  // All that was packed, and how many lines those were.
  std::string Unpacked(int* count = nullptr) const {
    LineUnpacker unpacker(dictionary_);
    TextBuffer all;
    absl::string_view rest = packed_.text();
    const int lines = unpacker.Unpack(rest, kAll, all);
    EXPECT_TRUE(rest.empty());
    if (count != nullptr) *count = lines;
    return std::string(all.text());
  }

  // Constants: two, and then some that lines of a batch do not have.
  static constexpr std::size_t kAllow = 0;
  static constexpr std::size_t kDeny = 1;
  const LineDictionary dictionary_ = {
      {", is allowed", ", is not allowed", ", too short", "",
       std::string(40'000, 'h')},
      {[](absl::string_view record, TextBuffer& to) {
        to += absl::StrCat("[", record, "]");
      }}};
  TextBuffer packed_;

 private:
  void Put(PackedPart part, absl::string_view text) {
    packed_ += text;
    part.End();
  }
};

}  // namespace server

#endif  // TESTS_SERVER_DECISION_LOG_PACKED_LINES_FIXTURE_H_
