// Server reflection of the real server, of both versions.

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>
#include <grpcpp/support/sync_stream.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.pb.h"
#include "grpc/reflection/v1/reflection.grpc.pb.h"
#include "grpc/reflection/v1alpha/reflection.grpc.pb.h"
#include "gtest/gtest.h"
#include "tests/server/support/served_test.h"
#include "tests/server/support/wire_client.h"

namespace server {
namespace {

namespace reflection = ::grpc::reflection::v1;
using google::protobuf::FileDescriptorProto;
using reflection::ServerReflectionRequest;
using reflection::ServerReflectionResponse;
using testing::EndsWith;
using testing::StartsWith;

// A stream of the version whose generated service is `Reflection`.
template <typename Reflection>
class Stream {
 public:
  explicit Stream(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(Reflection::NewStub(channel)) {
    SetTestDeadline(context_);
    stream_ = stub_->ServerReflectionInfo(&context_);
  }

  // What the server answers, in a line; "end" where it answers no more.
  std::string Ask(const ServerReflectionRequest& request) {
    ServerReflectionResponse response;
    if (!stream_->Write(request) || !stream_->Read(&response)) return "end";
    EXPECT_EQ(response.original_request().SerializeAsString(),
              request.SerializeAsString());
    return Describe(response);
  }

  grpc::Status Finish() {
    stream_->WritesDone();
    return stream_->Finish();
  }

 private:
  static std::string Describe(const ServerReflectionResponse& response) {
    std::vector<std::string> words;
    for (const auto& service : response.list_services_response().service()) {
      words.push_back(service.name());
    }
    for (const std::string& bytes :
         response.file_descriptor_response().file_descriptor_proto()) {
      FileDescriptorProto file;
      EXPECT_TRUE(file.ParseFromString(bytes));
      words.push_back(file.name());
    }
    if (response.has_all_extension_numbers_response()) {
      const auto& numbers = response.all_extension_numbers_response();
      words.push_back(
          absl::StrCat(numbers.base_type_name(), ":",
                       absl::StrJoin(numbers.extension_number(), ",")));
    }
    if (response.has_error_response()) {
      words.push_back(absl::StrCat(response.error_response().error_code(), ": ",
                                   response.error_response().error_message()));
    }
    return absl::StrJoin(words, " ");
  }

  const std::unique_ptr<typename Reflection::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<ServerReflectionRequest,
                                           ServerReflectionResponse>>
      stream_;
};

template <typename Reflection>
class ReflectionTest : public ServedTest {
 protected:
  ReflectionTest() : ServedTest({}) {}
};

using Versions = testing::Types<reflection::ServerReflection,
                                grpc::reflection::v1alpha::ServerReflection>;
TYPED_TEST_SUITE(ReflectionTest, Versions);

TYPED_TEST(ReflectionTest, ListsTheServices) {
  Stream<TypeParam> stream(this->Channel());
  ServerReflectionRequest request;
  request.set_list_services("*");
  EXPECT_EQ(stream.Ask(request),
            "conversations.authz.v1.AuthorizationService "
            "grpc.health.v1.Health grpc.reflection.v1.ServerReflection "
            "grpc.reflection.v1alpha.ServerReflection");
  EXPECT_TRUE(stream.Finish().ok());
}

TYPED_TEST(ReflectionTest, GivesAFileAfterThoseThatItImports) {
  constexpr char kFile[] = "conversations/authz/v1/authorization_service.proto";
  Stream<TypeParam> stream(this->Channel());
  ServerReflectionRequest request;
  request.set_file_by_filename(kFile);
  const std::string files = stream.Ask(request);
  EXPECT_THAT(files, testing::HasSubstr("google/protobuf/timestamp.proto "));
  EXPECT_THAT(files, EndsWith(absl::StrCat(" ", kFile)));
  for (const char* symbol :
       {"conversations.authz.v1.AuthorizationService",
        "conversations.authz.v1.AuthorizationService.Check",
        "conversations.authz.v1.CheckRequest",
        "conversations.authz.v1.CheckRequest.actor"}) {
    request.set_file_containing_symbol(symbol);
    EXPECT_EQ(stream.Ask(request), files) << symbol;
  }
  EXPECT_TRUE(stream.Finish().ok());
}

TYPED_TEST(ReflectionTest, SaysWhatIsNotKnownAndGoesOn) {
  Stream<TypeParam> stream(this->Channel());
  ServerReflectionRequest request;
  EXPECT_EQ(stream.Ask(request), "3: nothing is asked for");
  request.set_file_by_filename("x.proto");
  EXPECT_EQ(stream.Ask(request), "5: file `x.proto` is not known");
  request.set_file_containing_symbol("x.Y");
  EXPECT_EQ(stream.Ask(request), "5: symbol `x.Y` is not known");
  request.set_all_extension_numbers_of_type("x.Y");
  EXPECT_EQ(stream.Ask(request), "5: message `x.Y` is not known");
  request.mutable_file_containing_extension()->set_containing_type("x.Y");
  EXPECT_EQ(stream.Ask(request), "5: extension 0 of `x.Y` is not known");
  constexpr char kOptions[] = "google.protobuf.FieldOptions";
  request.mutable_file_containing_extension()->set_containing_type(kOptions);
  EXPECT_THAT(stream.Ask(request), StartsWith("5: extension 0 of "));
  request.set_all_extension_numbers_of_type(kOptions);
  EXPECT_EQ(stream.Ask(request), absl::StrCat(kOptions, ":"));
  EXPECT_TRUE(stream.Finish().ok());
}

// Each holds a thread.
TYPED_TEST(ReflectionTest, RefusesStreamsPastTheirLimit) {
  constexpr int kMax = 100;
  const auto channel = this->Channel();
  ServerReflectionRequest request;
  request.set_list_services("*");
  std::vector<std::unique_ptr<Stream<TypeParam>>> streams;
  for (int i = 0; i < kMax; ++i) {
    streams.push_back(std::make_unique<Stream<TypeParam>>(channel));
    ASSERT_NE(streams.back()->Ask(request), "end") << i;
  }
  Stream<TypeParam> another(channel);
  EXPECT_EQ(another.Ask(request), "end");
  EXPECT_EQ(another.Finish().error_code(),
            grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_TRUE(streams.back()->Finish().ok());
  streams.pop_back();
  EXPECT_NE(Stream<TypeParam>(channel).Ask(request), "end");
}

}  // namespace
}  // namespace server
