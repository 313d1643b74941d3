#include "server/log/line_packing.h"

#include <cstddef>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"
#include "server/log/text_buffer.h"
#include "tests/server/log/packed_lines_fixture.h"

namespace server {
namespace {

const std::string& Allow() {
  static const auto& kText = *new std::string(" allow");
  return kText;
}

const std::string& Deny() {
  static const auto& kText = *new std::string(" deny");
  return kText;
}

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
  Counted(0, Allow(), "");
  Counted(7, Deny(), " bob");
  MoreShared("edit #");
  Counted(4'294'967, Allow(), "!");
  Line("alone");
  Counted(9, Allow(), "");
  Shared("next ");
  Counted(1, Deny(), "");
  int count = 0;
  EXPECT_EQ(Unpacked(&count),
            "[call ]view #0 allow\n"
            "[call ]view #7 deny bob\n"
            "[call ]edit #4294967 allow!\n"
            "alone\n"
            "[call ]edit #9 allow\n"
            "[next ]1 deny\n");
  EXPECT_EQ(count, 6);
}

TEST_F(LinePackingTest, RecordsBecomeTextWhenTheyAreTakenOut) {
  Record("one");
  Shared("call ");
  Counted(0, Allow(), "");
  Record("");
  Counted(1, Allow(), "");
  Record(std::string(1'000'000, 'r'));
  int count = 0;
  EXPECT_EQ(Unpacked(&count),
            absl::StrCat("[one]\n[call ]0 allow\n[]\n[call ]1 allow\n[",
                         std::string(1'000'000, 'r'), "]\n"));
  EXPECT_EQ(count, 5);
}

TEST_F(LinePackingTest, WhatIsSharedTakesRoomOnce) {
  constexpr int kLines = 100;
  const std::string call(300, 'c');
  Shared(call);
  for (int i = 0; i < kLines; ++i) Counted(i, Allow(), "");
  EXPECT_LT(packed_.size(), kLines * 30 + 2 * call.size());
  EXPECT_GT(Unpacked().size(), kLines * call.size());
}

// What is shared goes on from one piece to the next.
TEST_F(LinePackingTest,
       ComesInPiecesThatEndWithTheLineThatMakesThemLongEnough) {
  Shared("call ");
  Counted(0, Allow(), "");
  Counted(1, Deny(), "");
  MoreShared("more ");
  Counted(2, Allow(), "");
  LineUnpacker unpacker;
  TextBuffer text;
  absl::string_view rest = packed_.text();
  EXPECT_EQ(unpacker.Unpack(rest, 0, text), 0);
  EXPECT_EQ(unpacker.Unpack(rest, 1, text), 1);
  EXPECT_EQ(text.text(), "[call ]0 allow\n");
  // It is that long.
  EXPECT_EQ(unpacker.Unpack(rest, text.size(), text), 0);
  EXPECT_EQ(unpacker.Unpack(rest, text.size() + 1, text), 1);
  EXPECT_EQ(text.text(), "[call ]0 allow\n[call ]1 deny\n");
  text.Truncate(0);
  EXPECT_EQ(unpacker.Unpack(rest, kAll, text), 1);
  EXPECT_EQ(text.text(), "[call ]more 2 allow\n");
  EXPECT_TRUE(rest.empty());
}

TEST_F(LinePackingTest, LinesMayBeLong) {
  const std::string huge(1'000'000, 'h');
  Line("before");
  Line(huge);
  Shared(huge);
  Counted(1, Allow(), huge);
  Line("after");
  EXPECT_EQ(Unpacked(), absl::StrCat("before\n", huge, "\n[", huge, "]1 allow",
                                     huge, "\nafter\n"));
}

}  // namespace
}  // namespace server
