#include "server/rpc/reflection_services.h"

#include <grpcpp/server_context.h>
#include <grpcpp/support/status.h>
#include <grpcpp/support/sync_stream.h>

#include <atomic>
#include <set>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"
#include "grpc/reflection/v1/reflection.grpc.pb.h"
#include "grpc/reflection/v1alpha/reflection.grpc.pb.h"

namespace server {
namespace {

namespace v1 = ::grpc::reflection::v1;
namespace v1alpha = ::grpc::reflection::v1alpha;
using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::FileDescriptorProto;
using Request = v1::ServerReflectionRequest;
using Response = v1::ServerReflectionResponse;

// At once, of each service: each has a thread of gRPC's.
constexpr int kMaxStreams = 100;

void SetError(grpc::StatusCode code, const std::string& message,
              Response& response) {
  response.mutable_error_response()->set_error_code(code);
  response.mutable_error_response()->set_error_message(message);
}

// The file after those that it imports, each once.
void AddFile(const FileDescriptor& file, std::set<const FileDescriptor*>& added,
             v1::FileDescriptorResponse& files) {
  if (!added.insert(&file).second) return;
  for (int i = 0; i < file.dependency_count(); ++i) {
    AddFile(*file.dependency(i), added, files);
  }
  FileDescriptorProto proto;
  file.CopyTo(&proto);
  // Without them, clients write JSON with the names of the .proto files.
  file.CopyJsonNameTo(&proto);
  files.add_file_descriptor_proto(proto.SerializeAsString());
}

// `file` is null where there is none of what was asked for, `what`.
void AnswerFile(const FileDescriptor* file, const std::string& what,
                Response& response) {
  if (file == nullptr) {
    SetError(grpc::StatusCode::NOT_FOUND, absl::StrCat(what, " is not known"),
             response);
    return;
  }
  std::set<const FileDescriptor*> added;
  AddFile(*file, added, *response.mutable_file_descriptor_response());
}

void AnswerExtension(const v1::ExtensionRequest& request,
                     const DescriptorPool& pool, Response& response) {
  const Descriptor* extended =
      pool.FindMessageTypeByName(request.containing_type());
  const FieldDescriptor* extension =
      extended == nullptr
          ? nullptr
          : pool.FindExtensionByNumber(extended, request.extension_number());
  AnswerFile(extension == nullptr ? nullptr : extension->file(),
             absl::StrCat("extension ", request.extension_number(), " of `",
                          request.containing_type(), "`"),
             response);
}

void AnswerExtensionNumbers(const std::string& type, const DescriptorPool& pool,
                            Response& response) {
  const Descriptor* extended = pool.FindMessageTypeByName(type);
  if (extended == nullptr) {
    AnswerFile(nullptr, absl::StrCat("message `", type, "`"), response);
    return;
  }
  v1::ExtensionNumberResponse& numbers =
      *response.mutable_all_extension_numbers_response();
  numbers.set_base_type_name(type);
  std::vector<const FieldDescriptor*> extensions;
  pool.FindAllExtensions(extended, &extensions);
  for (const FieldDescriptor* extension : extensions) {
    numbers.add_extension_number(extension->number());
  }
}

Response Answer(const Request& request,
                const std::vector<std::string>& services) {
  const DescriptorPool& pool = *DescriptorPool::generated_pool();
  Response response;
  response.set_valid_host(request.host());
  *response.mutable_original_request() = request;
  switch (request.message_request_case()) {
    case Request::kFileByFilename: {
      const std::string& name = request.file_by_filename();
      AnswerFile(pool.FindFileByName(name), absl::StrCat("file `", name, "`"),
                 response);
      break;
    }
    case Request::kFileContainingSymbol: {
      const std::string& name = request.file_containing_symbol();
      AnswerFile(pool.FindFileContainingSymbol(name),
                 absl::StrCat("symbol `", name, "`"), response);
      break;
    }
    case Request::kFileContainingExtension:
      AnswerExtension(request.file_containing_extension(), pool, response);
      break;
    case Request::kAllExtensionNumbersOfType:
      AnswerExtensionNumbers(request.all_extension_numbers_of_type(), pool,
                             response);
      break;
    case Request::kListServices:
      for (const std::string& service : services) {
        response.mutable_list_services_response()->add_service()->set_name(
            service);
      }
      break;
    case Request::MESSAGE_REQUEST_NOT_SET:
      SetError(grpc::StatusCode::INVALID_ARGUMENT, "nothing is asked for",
               response);
      break;
  }
  return response;
}

// `Reflection` is the generated service of a version.
template <typename Reflection>
class ReflectionService : public Reflection::Service {
 public:
  explicit ReflectionService(std::vector<std::string> services)
      : services_(std::move(services)) {}

 private:
  // One request at a time, so that a peer that reads no answers is not read
  // from either.
  grpc::Status ServerReflectionInfo(
      grpc::ServerContext* /*context*/,
      grpc::ServerReaderWriter<Response, Request>* stream) override {
    const absl::Cleanup ended = [this] { --streams_; };
    if (++streams_ > kMaxStreams) {
      return grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED,
                          "too many streams of reflection");
    }
    Request request;
    while (stream->Read(&request) &&
           stream->Write(Answer(request, services_))) {
    }
    return grpc::Status::OK;
  }

  const std::vector<std::string> services_;
  std::atomic<int> streams_ = 0;
};

}  // namespace

std::vector<std::unique_ptr<grpc::Service>> ReflectionServices(
    std::vector<std::string> services) {
  services.emplace_back(v1::ServerReflection::service_full_name());
  services.emplace_back(v1alpha::ServerReflection::service_full_name());
  std::vector<std::unique_ptr<grpc::Service>> reflection;
  reflection.push_back(
      std::make_unique<ReflectionService<v1::ServerReflection>>(services));
  reflection.push_back(
      std::make_unique<ReflectionService<v1alpha::ServerReflection>>(services));
  return reflection;
}

}  // namespace server
