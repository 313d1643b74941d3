// What the real server does with calls whose message is in a malformed frame.

#include <nghttp2/nghttp2.h>

#include <ostream>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "gtest/gtest.h"
#include "tests/server/support/http2_peer.h"
#include "tests/server/support/message_frame.h"
#include "tests/server/support/served_test.h"
#include "tests/server/support/wire_client.h"

namespace server {
namespace {

constexpr char kOk[] = "0";
constexpr char kInvalidArgument[] = "3";
constexpr char kInternal[] = "13";

// A batch of one check, which is denied.
std::string SomeBatch() {
  v1::BatchCheckRequest batch;
  *batch.add_checks() = SomeRequest();
  return batch.SerializeAsString();
}

class BadFramesTest : public ServedTest {
 protected:
  BadFramesTest() : ServedTest({}) {}

  // The number of the gRPC status of a call whose request is these bytes, and
  // whether it had an answer.
  struct Result {
    std::string status;
    bool has_answer = false;
  };
  Result CallWith(absl::string_view method, absl::string_view bytes) const {
    Result result;
    absl::StatusOr<Http2Peer> peer = Http2Peer::Connect(address());
    EXPECT_TRUE(peer.ok()) << peer.status();
    if (!peer.ok()) return result;
    peer->Call(method, Http2Session::Whole(bytes));
    while (result.status.empty()) {
      const auto frame = peer->ReadNext();
      EXPECT_TRUE(frame.ok()) << frame.status();
      if (!frame.ok()) return result;
      if (frame->type == NGHTTP2_DATA) result.has_answer = true;
      if (frame->type == NGHTTP2_HEADERS) result.status = frame->text;
    }
    return result;
  }
};

TEST_F(BadFramesTest, AWholeFrameIsAnswered) {
  const Result result = CallWith(kBatchCheckMethod, Frame(SomeBatch()));
  EXPECT_EQ(result.status, kOk);
  EXPECT_TRUE(result.has_answer);
}

// As long as it does not look like a message that could not be read.
TEST_F(BadFramesTest, ABatchOfNoChecksIsAnswered) {
  v1::BatchCheckRequest batch;
  batch.mutable_shared();
  v1::BatchCheckResponse response;
  EXPECT_TRUE(BatchCheck(batch, response).ok());
  EXPECT_EQ(response.results_size(), 0);
}

struct BadFrameCase {
  std::string name;
  std::string bytes;
};

void PrintTo(const BadFrameCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

std::string WithFlag(char flag, absl::string_view message) {
  std::string frame = Frame(message);
  frame[0] = flag;
  return frame;
}

std::vector<BadFrameCase> BadFrameCases() {
  const std::string frame = Frame(SomeBatch());
  return {
      {"NoFrame", ""},
      {"HeadCut", frame.substr(0, 3)},
      {"HeadAlone", frame.substr(0, 5)},
      {"MessageCut", frame.substr(0, frame.size() - 1)},
      {"UnknownFlag", WithFlag('\2', SomeBatch())},
      {"AllFlags", WithFlag('\xff', SomeBatch())},
      {"UnknownFlagOfNothing", WithFlag('\7', "")},
      {"Empty", Frame("")},
      {"EmptyAndThenUnknownFlag", Frame("") + WithFlag('\7', SomeBatch())},
      {"EmptyAndThenCut", Frame("") + frame.substr(0, frame.size() - 1)},
  };
}

class BadFrameCaseTest : public BadFramesTest,
                         public testing::WithParamInterface<BadFrameCase> {};

// By the time at which its parts come, gRPC may refuse it before the server
// sees it.
TEST_P(BadFrameCaseTest, IsNeverReadAsAnEmptyRequest) {
  for (const char* method : {kCheckMethod, kBatchCheckMethod}) {
    SCOPED_TRACE(method);
    const Result result = CallWith(method, GetParam().bytes);
    EXPECT_TRUE(result.status == kInvalidArgument || result.status == kInternal)
        << result.status;
    EXPECT_FALSE(result.has_answer);
  }
}

INSTANTIATE_TEST_SUITE_P(All, BadFrameCaseTest,
                         testing::ValuesIn(BadFrameCases()),
                         [](const testing::TestParamInfo<BadFrameCase>& info) {
                           return info.param.name;
                         });

}  // namespace
}  // namespace server
