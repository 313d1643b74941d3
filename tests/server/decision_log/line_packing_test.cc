#include "server/decision_log/line_packing.h"

#include <cstddef>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"
#include "server/operation_log/text_buffer.h"
#include "tests/server/decision_log/packed_lines_fixture.h"

namespace server {
namespace {

class LinePackingTest : public PackedLinesFixture {};

TEST_F(LinePackingTest, NothingIsNothing) { EXPECT_EQ(Unpacked(), ""); }

TEST_F(LinePackingTest, LinesStayAsTheyAre) {
  // Whatever bytes they have.
  const std::string odd("\0\x01{,\xff", 5);
  Line("one");
  Line("");
  Line(odd);
  int count = 0;
  EXPECT_EQ(Unpacked(&count), absl::StrCat("one\n\n", odd, "\n"));
  EXPECT_EQ(count, 3);
}

TEST_F(LinePackingTest, CountedLinesBeginWithWhatIsShared) {
  Shared("call ");
  MoreShared("view #");
  Counted(0, kAllow, "");
  Counted(7, kDeny, ", bob");
  MoreShared("edit #");
  Counted(4'294'967, kAllow, "!");
  Line("alone");
  Counted(9, kAllow, "");
  Shared("next ");
  Counted(1, kDeny, "");
  int count = 0;
  EXPECT_EQ(Unpacked(&count),
            "[call ]view #0, is allowed}\n"
            "[call ]view #7, is not allowed, bob}\n"
            "[call ]edit #4294967, is allowed!}\n"
            "alone\n"
            "[call ]edit #9, is allowed}\n"
            "[next ]1, is not allowed}\n");
  EXPECT_EQ(count, 6);
}

TEST_F(LinePackingTest, RecordsBecomeTextWhenTheyAreTakenOut) {
  Record("one");
  Shared("call ");
  Counted(0, kAllow, "");
  Record("");
  Counted(1, kAllow, "");
  Record(std::string(1'000'000, 'r'));
  int count = 0;
  EXPECT_EQ(Unpacked(&count), absl::StrCat("[one]\n[call ]0, is allowed}\n[]\n"
                                           "[call ]1, is allowed}\n[",
                                           std::string(1'000'000, 'r'), "]\n"));
  EXPECT_EQ(count, 5);
}

TEST_F(LinePackingTest, WhatIsSharedTakesRoomOnce) {
  constexpr int kLines = 100;
  const std::string call(300, 'c');
  Shared(call);
  for (int i = 0; i < kLines; ++i) Counted(i, kAllow, "");
  EXPECT_LT(packed_.size(), kLines * 8 + 2 * call.size());
  EXPECT_GT(Unpacked().size(), kLines * call.size());
}

// What is shared goes on from one piece to the next.
TEST_F(LinePackingTest,
       ComesInPiecesThatEndWithTheLineThatMakesThemLongEnough) {
  Shared("call ");
  Counted(0, kAllow, "");
  Counted(1, kDeny, "");
  MoreShared("more ");
  Counted(2, kAllow, "");
  LineUnpacker unpacker(dictionary_);
  TextBuffer text;
  absl::string_view rest = packed_.text();
  EXPECT_EQ(unpacker.Unpack(rest, 0, text), 0);
  EXPECT_EQ(unpacker.Unpack(rest, 1, text), 1);
  EXPECT_EQ(text.text(), "[call ]0, is allowed}\n");
  // It is that long.
  EXPECT_EQ(unpacker.Unpack(rest, text.size(), text), 0);
  EXPECT_EQ(unpacker.Unpack(rest, text.size() + 1, text), 1);
  EXPECT_EQ(text.text(), "[call ]0, is allowed}\n[call ]1, is not allowed}\n");
  text.Truncate(0);
  EXPECT_EQ(unpacker.Unpack(rest, kAll, text), 1);
  EXPECT_EQ(text.text(), "[call ]more 2, is allowed}\n");
  EXPECT_TRUE(rest.empty());
}

TEST_F(LinePackingTest, LinesMayBeLong) {
  const std::string huge(1'000'000, 'h');
  Line("before");
  Line(huge);
  Shared(huge);
  Counted(1, kAllow, huge);
  Line("after");
  EXPECT_EQ(Unpacked(), absl::StrCat("before\n", huge, "\n[", huge,
                                     "]1, is allowed", huge, "}\nafter\n"));
}

// Its end is lost, rather than all that comes after it.
TEST_F(LinePackingTest, NoLineIsLongerThan16MiB) {
  constexpr std::size_t kMost = (std::size_t{1} << 24U) - 1;
  Line(std::string(kMost + 1, 'l'));
  Shared("call ");
  Counted(1, kDeny, std::string(kMost + 7, 'c'));
  Line("after");
  EXPECT_TRUE(Unpacked() == absl::StrCat(std::string(kMost, 'l'),
                                         "\n[call ]1, is not allowed",
                                         std::string(kMost, 'c'),
                                         "}\nafter\n"));
}

}  // namespace
}  // namespace server
