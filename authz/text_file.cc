#include "authz/text_file.h"

#include <cstddef>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "authz/suggestion.h"
#include "authz/utf8.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/text_format.h"

namespace authz {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::TextFormat;
using google::protobuf::io::Tokenizer;

// Our own messages are in lower case and without a final stop.
std::string InOurStyle(absl::string_view message) {
  std::string text(absl::StripSuffix(message, "."));
  if (!text.empty()) text[0] = absl::ascii_tolower(text[0]);
  return text;
}

// The parser reports what the tokenizer finds; here it is of no account.
class NoErrors : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int, int, const std::string&) override {}
};

// Collects what the parser finds.
class IssueCollector : public google::protobuf::io::ErrorCollector {
 public:
  IssueCollector(absl::string_view text, std::vector<Issue>& issues)
      : lines_(absl::StrSplit(text, '\n')), issues_(issues) {}

  // Both count from 0. Behind the first error nothing can be trusted.
  void AddError(int line, int column, const std::string& message) override {
    if (failed_) return;
    failed_ = true;
    issues_.push_back({line + 1, column + 1, InOurStyle(message)});
  }

  // The parser is told to go on at unknown fields, and only warns of them, with
  // the place of what follows the name.
  void AddWarning(int line, int column, const std::string& message) override {
    if (failed_) return;
    // The names of the message and of the field are in quotes.
    const std::vector<std::string> parts = absl::StrSplit(message, '"');
    const Descriptor* type =
        parts.size() == 5
            ? DescriptorPool::generated_pool()->FindMessageTypeByName(parts[1])
            : nullptr;
    if (type == nullptr) {
      issues_.push_back({line + 1, column + 1, InOurStyle(message)});
      return;
    }
    std::vector<absl::string_view> names;
    names.reserve(type->field_count());
    for (int i = 0; i < type->field_count(); ++i) {
      names.push_back(type->field(i)->name());
    }
    Issue issue = PlaceBefore(line, column, parts[3]);
    issue.message = absl::StrCat("unknown field `", parts[3], "`",
                                 Suggestion(parts[3], names));
    issues_.push_back(std::move(issue));
  }

 private:
  // The place of the last `name` before a place.
  Issue PlaceBefore(int line, int column, const std::string& name) const {
    std::size_t before = column;
    for (int i = line; i >= 0; --i) {
      const std::size_t found = lines_[i].rfind(name, before);
      if (found != absl::string_view::npos) {
        return {i + 1, static_cast<int>(found) + 1, ""};
      }
      before = absl::string_view::npos;
    }
    return {line + 1, column + 1, ""};
  }

  const std::vector<absl::string_view> lines_;
  std::vector<Issue>& issues_;
  bool failed_ = false;
};

// The place where messages and lists are nested too deep to be read safely.
std::optional<Issue> FindTooDeep(const std::string& text) {
  constexpr int kMaxDepth = 50;
  google::protobuf::io::ArrayInputStream input(text.data(),
                                               static_cast<int>(text.size()));
  NoErrors errors;
  Tokenizer tokenizer(&input, &errors);
  tokenizer.set_comment_style(Tokenizer::SH_COMMENT_STYLE);
  int depth = 0;
  while (tokenizer.Next()) {
    const Tokenizer::Token& token = tokenizer.current();
    if (token.text == "{" || token.text == "<" || token.text == "[") ++depth;
    if (token.text == "}" || token.text == ">" || token.text == "]") --depth;
    if (depth > kMaxDepth) {
      return Issue{token.line + 1, token.column + 1,
                   absl::StrCat("nested deeper than ", kMaxDepth, " levels")};
    }
  }
  return std::nullopt;
}

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
  if (std::optional<Issue> issue = FindTooDeep(content)) {
    issues.push_back(*std::move(issue));
    return false;
  }
  IssueCollector collector(content, issues);
  TextFormat::Parser parser;
  parser.RecordErrorsTo(&collector);
  parser.AllowUnknownField(true);
  if (!parser.ParseFromString(content, &message)) return false;
  source = MapSource(content);
  CheckStrings(message, source, issues);
  return true;
}

}  // namespace authz
