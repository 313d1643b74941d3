#include "server/decision_log/line_compressor.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"
#include "server/operation_log/text_buffer.h"
#include "tests/server/decision_log/log_content.h"
#include "tests/server/decision_log/packed_lines_fixture.h"

namespace server {
namespace {

class LineCompressorTest : public PackedLinesFixture {
 protected:
  // Frames of so many bytes or a little more.
  std::string Compressed(std::size_t frame_bytes = kAll) const {
    LineCompressor compressor(dictionary_);
    std::string frames;
    absl::string_view rest = packed_.text();
    while (!rest.empty()) {
      TextBuffer frame;
      const int lines = compressor.Compress(rest, frame_bytes, frame);
      EXPECT_EQ(lines == 0, frame.size() == 0);
      frames.append(frame.text().data(), frame.size());
    }
    return frames;
  }
};

TEST_F(LineCompressorTest, NothingIsNothing) {
  EXPECT_EQ(Compressed(), "");
  Shared("call");
  EXPECT_EQ(Compressed(), "");
}

TEST_F(LineCompressorTest, LinesOfABatchTakeAFewBytes) {
  constexpr int kLines = 10'000;
  Shared(std::string(300, 's'));
  for (int i = 0; i < kLines; ++i) Counted(i, kAllow, "");
  const std::string frames = Compressed();
  EXPECT_LT(frames.size(), std::size_t{11} * kLines);
  EXPECT_EQ(Decompressed(frames), Unpacked());
}

TEST_F(LineCompressorTest, LinesHaveTheirNumbers) {
  const std::uint32_t most = std::numeric_limits<std::uint32_t>::max();
  for (const std::uint32_t number :
       {0U, 0U, 1U, 2U, 1U, 8U, 9U, 10U, 11U, 99U, 100U, 101U, 7U, 1'000U,
        most - 1, most, 0U, 1U}) {
    Counted(number, kAllow, "");
  }
  EXPECT_EQ(Decompressed(Compressed()), Unpacked());
}

TEST_F(LineCompressorTest, OtherLinesTakeLess) {
  constexpr int kLines = 1'000;
  for (int i = 0; i < kLines; ++i) {
    const std::string line = absl::StrCat(
        "{\"time\":\"2026-11-22T23:54:32Z\",\"method\":\"Check\",\"actor\":", i,
        ",\"allowed\":true}");
    Line(line);
  }
  const std::string text = Unpacked();
  const std::string frames = Compressed();
  EXPECT_LT(frames.size(), text.size() / 4);
  EXPECT_EQ(Decompressed(frames), text);
}

TEST_F(LineCompressorTest, LinesMayBeLong) {
  std::string huge;
  std::minstd_rand numbers(1);
  for (int i = 0; i < 3'000'000; ++i) {
    huge += static_cast<char>('a' + numbers() % 26);
  }
  Line(huge);
  Shared(huge);
  Counted(1, kAllow, huge);
  for (const std::size_t size : {32'000, 32'600, 32'767, 33'000, 66'000}) {
    Shared(absl::string_view(huge).substr(0, size));
    for (int i = 0; i < 40; ++i) Counted(i, i % 2 == 0 ? kAllow : kDeny, "");
  }
  EXPECT_TRUE(Decompressed(Compressed()) == Unpacked());
}

// Whatever comes after what, and wherever a frame ends.
TEST_F(LineCompressorTest, SaysWhatTheUnpackerSays) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    SCOPED_TRACE(seed);
    std::minstd_rand numbers(seed);
    const auto some_text = [&numbers](std::size_t most) {
      std::string text(numbers() % most, 'x');
      for (int i = 0; i < 3 && !text.empty(); ++i) {
        text[numbers() % text.size()] = static_cast<char>('a' + numbers() % 3);
      }
      return text;
    };
    packed_.Truncate(0);
    const int parts = static_cast<int>(numbers() % 300);
    for (int i = 0; i < parts; ++i) {
      switch (numbers() % 12) {
        case 0:
          Line(some_text(500));
          break;
        case 3:
          Record(some_text(500));
          break;
        case 1:
          Shared(some_text(500));
          break;
        case 2:
          MoreShared(some_text(100));
          break;
        default:
          Counted(numbers() % 3 == 0 ? i : numbers(),
                  numbers() % dictionary_.constants.size(),
                  some_text(numbers() % 2 == 0 ? 2 : 100));
      }
    }
    const std::string text = Unpacked();
    EXPECT_EQ(Decompressed(Compressed()), text);
    EXPECT_EQ(Decompressed(Compressed(1 + numbers() % 20'000)), text);
  }
}

}  // namespace
}  // namespace server
