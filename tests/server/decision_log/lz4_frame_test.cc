#include "server/decision_log/lz4_frame.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"
#include "server/decision_log/lz4_block.h"
#include "server/operation_log/text_buffer.h"
#include "tests/server/decision_log/log_content.h"

namespace server {
namespace {

// Of a block for each text.
std::string Frame(const std::vector<std::string>& texts) {
  TextBuffer frame;
  BeginLz4Frame(frame);
  for (const std::string& text : texts) {
    const std::size_t begin = BeginLz4Block(frame);
    Lz4Block block(frame);
    block.Reserve(text.size());
    block.Text(text);
    block.End();
    EndLz4Block(begin, frame);
  }
  EndLz4Frame(frame);
  return std::string(frame.text());
}

TEST(Lz4FrameTest, TheLibraryReadsThem) {
  const std::string long_text(300'000, 'x');
  const std::string frames =
      absl::StrCat(Frame({"one\n", long_text}), Frame({}), Frame({"two\n"}));
  EXPECT_EQ(Decompressed(frames), absl::StrCat("one\n", long_text, "two\n"));
}

TEST(Lz4FrameTest, EndsWithTheLastWholeOneWhereverItWasCut) {
  const std::vector<std::string> frames = {Frame({"one", "and more"}),
                                           Frame({}), Frame({"two"})};
  const std::string all = absl::StrCat(frames[0], frames[1], frames[2]);
  std::size_t whole = 0;
  std::size_t next = 0;
  for (std::size_t size = 0; size <= all.size(); ++size) {
    if (next < frames.size() && size == whole + frames[next].size()) {
      whole = size;
      ++next;
    }
    EXPECT_EQ(EndOfWholeLz4Frames(absl::string_view(all).substr(0, size)),
              whole)
        << size;
  }
}

TEST(Lz4FrameTest, MayBeginWithinOne) {
  const std::string first = Frame({std::string(1'000, 'x')});
  const std::string second = Frame({"two"});
  const std::string all = absl::StrCat(first, second);
  for (std::size_t begin = 1; begin <= first.size(); ++begin) {
    const absl::string_view tail = absl::string_view(all).substr(begin);
    EXPECT_EQ(EndOfWholeLz4Frames(tail), tail.size()) << begin;
    EXPECT_EQ(EndOfWholeLz4Frames(tail.substr(0, tail.size() - 1)),
              first.size() - begin)
        << begin;
  }
}

TEST(Lz4FrameTest, EndsBeforeWhatIsNone) {
  const std::string frame = Frame({"one"});
  EXPECT_EQ(EndOfWholeLz4Frames(absl::StrCat(frame, std::string(50, '\0'))),
            frame.size());
  EXPECT_EQ(EndOfWholeLz4Frames("{\"time\":\"2026\"}\n"), std::nullopt);
  EXPECT_EQ(EndOfWholeLz4Frames(std::string(50, '\0')), std::nullopt);
}

}  // namespace
}  // namespace server
