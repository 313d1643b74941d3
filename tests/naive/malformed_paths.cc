#include "tests/naive/malformed_paths.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/unknown_field_set.h"

namespace authz::naive {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Timestamp;

bool IsEpoch(const Timestamp& timestamp) {
  return timestamp.seconds() == 0 && timestamp.nanos() == 0;
}

bool IsGood(const Timestamp& timestamp) {
  // 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z.
  return !IsEpoch(timestamp) && timestamp.seconds() >= -62135596800 &&
         timestamp.seconds() <= 253402300799 && timestamp.nanos() >= 0 &&
         timestamp.nanos() < 1000000000;
}

// Adds the paths of enum values outside their enum and of timestamps that are
// out of range or the epoch, anywhere in `message`. `prefix` is its own path,
// and a dot.
void AddBadValues(const Message& message, const std::string& prefix,
                  std::vector<std::string>& paths);

// Adds the path of each field that the message's type does not have.
void AddUnknownFields(const Message& message, const std::string& prefix,
                      std::vector<std::string>& paths) {
  const google::protobuf::UnknownFieldSet& fields =
      message.GetReflection()->GetUnknownFields(message);
  for (int i = 0; i < fields.field_count(); ++i) {
    paths.push_back(absl::StrCat(prefix, fields.field(i).number()));
  }
}

void AddIfBad(const Message& message, const std::string& path,
              std::vector<std::string>& paths) {
  AddUnknownFields(message, path + ".", paths);
  if (message.GetDescriptor() == Timestamp::descriptor()) {
    if (!IsGood(dynamic_cast<const Timestamp&>(message))) {
      paths.push_back(path);
    }
  } else {
    AddBadValues(message, path + ".", paths);
  }
}

void AddBadValues(const Message& message, const std::string& prefix,
                  std::vector<std::string>& paths) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const std::string path = absl::StrCat(prefix, field->name());
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
      const int value = reflection.GetEnumValue(message, field);
      if (field->enum_type()->FindValueByNumber(value) == nullptr) {
        paths.push_back(path);
      }
    } else if (field->is_repeated()) {
      for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
        AddIfBad(reflection.GetRepeatedMessage(message, field, i),
                 absl::StrCat(path, "[", i, "]"), paths);
      }
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      AddIfBad(reflection.GetMessage(message, field), path, paths);
    }
  }
}

// Adds the paths of the ids that elements of a list lack.
template <typename Element>
void AddLackingIds(const google::protobuf::RepeatedPtrField<Element>& elements,
                   const std::string& list, std::vector<std::string>& paths) {
  for (int i = 0; i < elements.size(); ++i) {
    if (elements[i].id().empty()) {
      paths.push_back(absl::StrCat(list, "[", i, "].id"));
    }
  }
}

}  // namespace

std::vector<std::string> MalformedPaths(const v1::CheckRequest& request,
                                        int limit) {
  std::vector<std::string> paths;
  if (request.action() == v1::ACTION_UNSPECIFIED) paths.emplace_back("action");
  if (request.actor().id().empty()) paths.emplace_back("actor.id");
  if (request.targets_size() > limit) paths.emplace_back("targets");
  if (request.items_size() > limit) paths.emplace_back("items");
  AddUnknownFields(request, "", paths);
  AddLackingIds(request.targets(), "targets", paths);
  AddLackingIds(request.items(), "items", paths);
  AddBadValues(request, "", paths);
  const v1::TimeRange& range = request.export_range();
  if (range.has_start_time() && range.has_end_time()) {
    const auto start = std::make_pair(range.start_time().seconds(),
                                      range.start_time().nanos());
    const auto end =
        std::make_pair(range.end_time().seconds(), range.end_time().nanos());
    if (end < start) paths.emplace_back("export_range");
  }
  return paths;
}

}  // namespace authz::naive
