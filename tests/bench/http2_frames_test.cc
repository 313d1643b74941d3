#include "bench/http2_frames.h"

#include <cstddef>
#include <optional>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

namespace bench {
namespace {

TEST(Http2FramesTest, FramesAreTakenAsTheyWereAppended) {
  std::string bytes;
  AppendFrame(FrameType::kData, kEndStream, 7, "payload", bytes);
  AppendFrame(FrameType::kPing, kAck, 0, "", bytes);
  absl::string_view rest = bytes;

  std::optional<Http2Frame> frame = TakeFrame(rest);
  ASSERT_TRUE(frame.has_value());
  EXPECT_EQ(frame->type, FrameType::kData);
  EXPECT_EQ(frame->flags, kEndStream);
  EXPECT_EQ(frame->stream, 7);
  EXPECT_EQ(frame->payload, "payload");

  frame = TakeFrame(rest);
  ASSERT_TRUE(frame.has_value());
  EXPECT_EQ(frame->type, FrameType::kPing);
  EXPECT_EQ(frame->payload, "");
  EXPECT_EQ(rest, "");
}

TEST(Http2FramesTest, PartOfAFrameIsLeft) {
  std::string bytes;
  AppendFrame(FrameType::kData, 0, 1, "payload", bytes);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    absl::string_view part = absl::string_view(bytes).substr(0, size);
    EXPECT_FALSE(TakeFrame(part).has_value()) << size;
    EXPECT_EQ(part.size(), size);
  }
}

TEST(Http2FramesTest, NumbersAreBigEndian) {
  std::string bytes;
  AppendNumber(0x0102'0304, 4, bytes);
  AppendNumber(0x0506, 3, bytes);
  EXPECT_EQ(absl::BytesToHexString(bytes), "01020304000506");
  EXPECT_EQ(ReadNumber(bytes, 4), 0x0102'0304);
}

// The longest path that one byte counts, and longer ones.
TEST(Http2FramesTest, LengthsOfHeaderFields) {
  const auto length_of = [](std::size_t size) {
    return absl::BytesToHexString(
        FirstRequestHeaders(std::string(size, 'p')).substr(2, 4));
  };
  EXPECT_EQ(length_of(126), "447e7070");
  EXPECT_EQ(length_of(127), "447f0070");
  EXPECT_EQ(length_of(300), "447fad01");
}

}  // namespace
}  // namespace bench
