#include "authz/text_file.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "authz/suggestion.h"
#include "authz/utf8.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"

namespace authz {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::TextFormat;

// Protobuf names the message and the field in quotes.
std::string DescribeUnknownField(const std::string& message) {
  const std::vector<std::string> parts = absl::StrSplit(message, '"');
  const Descriptor* type =
      parts.size() == 5
          ? DescriptorPool::generated_pool()->FindMessageTypeByName(parts[1])
          : nullptr;
  if (type == nullptr) return message;
  std::vector<absl::string_view> names;
  for (int i = 0; i < type->field_count(); ++i) {
    names.push_back(type->field(i)->name());
  }
  return absl::StrCat("unknown field `", parts[3], "`",
                      Suggestion(parts[3], names));
}

// Collects what the parser finds, in the form of our own messages: lower case
// and without a final stop.
class IssueCollector : public google::protobuf::io::ErrorCollector {
 public:
  explicit IssueCollector(std::vector<Issue>& issues) : issues_(issues) {}

  void AddError(int line, int column, const std::string& message) override {
    std::string text(absl::StripSuffix(message, "."));
    if (!text.empty()) text[0] = absl::ascii_tolower(text[0]);
    issues_.push_back({line + 1, column + 1, text});
  }

  // The parser is told to go on at unknown fields, and only warns of them.
  void AddWarning(int line, int column, const std::string& message) override {
    issues_.push_back({line + 1, column + 1, DescribeUnknownField(message)});
  }

 private:
  std::vector<Issue>& issues_;
};

// Text can write any byte as an escape, but a message with a string that is not
// UTF-8 can be sent to nobody.
void CheckStrings(const Message& message, const SourceNode& source,
                  std::vector<Issue>& issues) {
  const Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const int size =
        field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    for (int i = 0; i < size; ++i) {
      const SourceNode& place = source.At(field->name(), i);
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        CheckStrings(field->is_repeated()
                         ? reflection.GetRepeatedMessage(message, field, i)
                         : reflection.GetMessage(message, field),
                     place, issues);
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING &&
                 !IsUtf8(field->is_repeated()
                             ? reflection.GetRepeatedString(message, field, i)
                             : reflection.GetString(message, field))) {
        Report(place, absl::StrCat("`", field->name(), "` is not valid UTF-8"),
               issues);
      }
    }
  }
}

}  // namespace

bool ReadTextFile(absl::string_view text, google::protobuf::Message& message,
                  SourceNode& source, std::vector<Issue>& issues) {
  const std::string content(text);
  IssueCollector collector(issues);
  TextFormat::Parser parser;
  parser.RecordErrorsTo(&collector);
  parser.AllowUnknownField(true);
  if (!parser.ParseFromString(content, &message)) return false;
  source = MapSource(content);
  CheckStrings(message, source, issues);
  return true;
}

}  // namespace authz
