#include "server/rpc/codec.h"

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/slice.h>

#include <array>
#include <cstddef>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "google/protobuf/arena.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "tests/server/support/wire_bytes.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;
using google::protobuf::util::MessageDifferencer;

constexpr char kMalformed[] =
    "request: is not a conversations.authz.v1.CheckRequest, its bytes are "
    "malformed or nested too deep";

v1::CheckRequest SomeRequest() {
  v1::CheckRequest request;
  request.mutable_actor()->set_id("actor");
  request.set_action(v1::ACTION_VIEW_MESSAGES);
  for (int i = 0; i < 100; ++i) request.add_targets()->set_id("target");
  request.mutable_at()->set_seconds(1);
  return request;
}

class CodecTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { KeepProtobufLog(); }
};

struct BadCase {
  std::string name;
  std::string bytes;
  std::string error;
};

void PrintTo(const BadCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class BadBytesTest : public CodecTest,
                     public testing::WithParamInterface<BadCase> {};

TEST_P(BadBytesTest, AreRefusedInAnySlices) {
  const std::string& bytes = GetParam().bytes;
  for (const std::size_t slice_size : {std::string::npos, std::size_t{1}}) {
    v1::CheckRequest request;
    const absl::Status status = Decode(ToBuffer(bytes, slice_size), request);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(std::string(status.message()), GetParam().error);
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, BadBytesTest,
    testing::ValuesIn(std::vector<BadCase>{
        {"Garbage", "\xff\xff\xff\xff", kMalformed},
        {"Text", "{\"actor\":{}}", kMalformed},
        // Both at once, of which one is told.
        {"NotUtf8PastTheEndOfItsMessage",
         "\x0a\x04\x0a\x08"
         "aaaaaa\xff\xff",
         "conversations.authz.v1.User.id: is not valid UTF-8"},
        {"Zeros", std::string(8, '\0'), kMalformed},
        {"Truncated",
         SomeRequest().SerializeAsString().substr(
             0, SomeRequest().ByteSizeLong() - 1),
         kMalformed},
        {"LengthBeyondTheEnd", "\x0a\x7f", kMalformed},
        {"VarintWithoutEnd", std::string(11, '\xff'), kMalformed},
        {"GroupWithoutEnd", "\xc3\x3e", kMalformed},
        {"EndWithoutGroup", "\xc4\x3e", kMalformed},
        {"NestedTooDeep", NestedGroups(101), kMalformed},
        {"NestedFarTooDeep", NestedGroups(100'000), kMalformed},
        {"InvalidUtf8AtTheTop", "\x62\x02\xc3\x28",
         "conversations.authz.v1.CheckRequest.id: is not valid UTF-8"},
        {"InvalidUtf8Inside", "\x0a\x03\x0a\x01\xff",
         "conversations.authz.v1.User.id: is not valid UTF-8"},
        {"InvalidUtf8InAList", "\x3a\x03\x0a\x01\x80",
         "conversations.authz.v1.User.id: is not valid UTF-8"},
        {"OverlongUtf8", "\x62\x02\xc0\xaf",
         "conversations.authz.v1.CheckRequest.id: is not valid UTF-8"},
        {"SurrogateInUtf8", "\x62\x03\xed\xa0\x80",
         "conversations.authz.v1.CheckRequest.id: is not valid UTF-8"},
    }),
    [](const testing::TestParamInfo<BadCase>& info) {
      return info.param.name;
    });

TEST_F(CodecTest, OneErrorDoesNotLeakIntoTheNext) {
  v1::CheckRequest request;
  const grpc::ByteBuffer not_utf8 = ToBuffer("\x62\x01\xff");
  const grpc::ByteBuffer garbage = ToBuffer("\xff");
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(std::string(Decode(not_utf8, request).message()),
              "conversations.authz.v1.CheckRequest.id: is not valid UTF-8");
    EXPECT_EQ(std::string(Decode(garbage, request).message()), kMalformed);
  }
  // What is parsed by others is not spoken of either.
  EXPECT_FALSE(request.ParseFromString("\x62\x01\xff"));
  EXPECT_EQ(std::string(Decode(garbage, request).message()), kMalformed);
}

TEST_F(CodecTest, SaysNothingOnStderr) {
  testing::internal::CaptureStderr();
  v1::CheckRequest request;
  EXPECT_FALSE(Decode(ToBuffer("\x62\x01\xff"), request).ok());
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST_F(CodecTest, MissingBufferIsRefused) {
  v1::CheckRequest request;
  const absl::Status status = Decode(grpc::ByteBuffer(), request);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(std::string(status.message()), "request: is missing");
}

struct SlicesCase {
  std::string name;
  std::size_t slice_size;
};

void PrintTo(const SlicesCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class SlicesTest : public CodecTest,
                   public testing::WithParamInterface<SlicesCase> {};

TEST_P(SlicesTest, AreOneMessage) {
  const v1::CheckRequest sent = SomeRequest();
  google::protobuf::Arena arena;
  auto& got = *v1::CheckRequest::default_instance().New(&arena);
  const absl::Status status =
      Decode(ToBuffer(sent.SerializeAsString(), GetParam().slice_size), got);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_TRUE(MessageDifferencer::Equals(got, sent)) << got.DebugString();
}

INSTANTIATE_TEST_SUITE_P(All, SlicesTest,
                         testing::ValuesIn(std::vector<SlicesCase>{
                             {"One", std::string::npos},
                             {"OneByteEach", 1},
                             {"SevenBytesEach", 7},
                             {"Two", SomeRequest().ByteSizeLong() - 1},
                         }),
                         [](const testing::TestParamInfo<SlicesCase>& info) {
                           return info.param.name;
                         });

TEST_F(CodecTest, EmptySlicesAreNothing) {
  const std::string bytes = SomeRequest().SerializeAsString();
  const std::array<grpc::Slice, 4> slices = {
      grpc::Slice(), grpc::Slice(bytes.substr(0, 5)), grpc::Slice(),
      grpc::Slice(bytes.substr(5))};
  v1::CheckRequest got;
  ASSERT_TRUE(Decode(grpc::ByteBuffer(slices.data(), slices.size()), got).ok());
  EXPECT_TRUE(MessageDifferencer::Equals(got, SomeRequest()));
}

TEST_F(CodecTest, NoBytesAreAnEmptyMessage) {
  for (const grpc::ByteBuffer& empty :
       {ToBuffer(""), Encode(v1::CheckRequest())}) {
    v1::CheckRequest got;
    const absl::Status status = Decode(empty, got);
    ASSERT_TRUE(status.ok()) << status;
    EXPECT_EQ(got.ByteSizeLong(), 0U);
  }
}

TEST_F(CodecTest, UnknownFieldsArePassedOverUpToTheLimitOfNesting) {
  v1::CheckRequest got;
  const absl::Status status = Decode(ToBuffer(NestedGroups(100)), got);
  EXPECT_TRUE(status.ok()) << status;
}

TEST_F(CodecTest, EncodesWhatProtobufDoes) {
  EXPECT_EQ(ToBytes(Encode(SomeRequest())), SomeRequest().SerializeAsString());
  EXPECT_EQ(ToBytes(Encode(v1::CheckRequest())), "");
}

}  // namespace
}  // namespace server
