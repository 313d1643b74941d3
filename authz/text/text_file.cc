#include "authz/text/text_file.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "authz/text/suggestion.h"
#include "authz/text/utf8.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/text_format.h"
#include "third_party/compat/error_collector.h"

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

// The names of the values that a field called `field` can have, in `type` or in
// a message inside of it.
std::vector<absl::string_view> ValueNames(const Descriptor& type,
                                          absl::string_view field) {
  std::vector<absl::string_view> names;
  std::vector<const Descriptor*> types = {&type};
  for (std::size_t i = 0; i < types.size(); ++i) {
    for (int j = 0; j < types[i]->field_count(); ++j) {
      const FieldDescriptor& one = *types[i]->field(j);
      const Descriptor* inner = one.message_type();
      if (inner != nullptr && !absl::c_linear_search(types, inner)) {
        types.push_back(inner);
      }
      if (one.enum_type() == nullptr || one.name() != field) continue;
      for (int k = 0; k < one.enum_type()->value_count(); ++k) {
        names.push_back(one.enum_type()->value(k)->name());
      }
    }
  }
  return names;
}

// The nearest of them, or the one that lacks only its prefix.
std::string SuggestValue(absl::string_view given,
                         const std::vector<absl::string_view>& names) {
  const std::string suffix = absl::StrCat("_", given);
  for (const absl::string_view name : names) {
    if (absl::EndsWith(name, suffix)) return Suggestion(name, {name});
  }
  return Suggestion(given, names);
}

// Collects what the parser finds in a text of type `type`.
class IssueCollector : public compat::ErrorCollector {
 public:
  IssueCollector(absl::string_view text, const Descriptor& type,
                 std::vector<Issue>& issues)
      : lines_(absl::StrSplit(text, '\n')), type_(type), issues_(issues) {}

  // Both count from 0. Behind the first error nothing can be trusted.
  void OnError(int line, int column, absl::string_view message) override {
    if (failed_) return;
    failed_ = true;
    // The name of the value and that of the field are in quotes.
    const std::vector<std::string> parts = absl::StrSplit(message, '"');
    if (parts.size() != 5 || parts[0] != "Unknown enumeration value of ") {
      issues_.push_back({line + 1, column + 1, InOurStyle(message)});
      return;
    }
    Issue issue = PlaceBefore(line, column, parts[1]);
    const absl::string_view found = lines_[issue.line - 1].substr(
        std::min<std::size_t>(issue.column - 1, lines_[issue.line - 1].size()));
    if (absl::StartsWith(found, parts[1])) {
      unknown_value_ = found.substr(0, parts[1].size());
    }
    issue.message =
        absl::StrCat("`", parts[3], "` has no value `", parts[1], "`",
                     SuggestValue(parts[1], ValueNames(type_, parts[3])));
    issues_.push_back(std::move(issue));
  }

  // The part of the text that the error is about, where it is the name of a
  // value that an enum does not have.
  absl::string_view unknown_value() const { return unknown_value_; }

  // The parser is told to go on at unknown fields, and only warns of them, with
  // the place of what follows the name.
  void OnWarning(int line, int column, absl::string_view message) override {
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
  const Descriptor& type_;
  std::vector<Issue>& issues_;
  absl::string_view unknown_value_;
  bool failed_ = false;
};

// The place where messages and lists are nested too deep to be read safely.
std::optional<Issue> FindTooDeep(const std::string& text) {
  constexpr int kMaxDepth = 50;
  google::protobuf::io::ArrayInputStream input(text.data(),
                                               static_cast<int>(text.size()));
  // The parser reports what the tokenizer finds.
  compat::NoErrors errors;
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
// UTF-8 can be sent to nobody; and any number for the value of an enum, but one
// that is not its has no meaning.
void CheckValues(const Message& message, const SourceNode& source,
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
        CheckValues(field->is_repeated()
                        ? reflection.GetRepeatedMessage(message, field, i)
                        : reflection.GetMessage(message, field),
                    place, issues);
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING &&
                 !IsUtf8(field->is_repeated()
                             ? reflection.GetRepeatedString(message, field, i)
                             : reflection.GetString(message, field))) {
        Report(place, absl::StrCat("`", field->name(), "` is not valid UTF-8"),
               issues);
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
        const int value =
            field->is_repeated()
                ? reflection.GetRepeatedEnumValue(message, field, i)
                : reflection.GetEnumValue(message, field);
        if (field->enum_type()->FindValueByNumber(value) == nullptr) {
          Report(
              place,
              absl::StrCat("`", field->name(), "` has no value `", value, "`"),
              issues);
        }
      }
    }
  }
}

}  // namespace

bool ReadTextFile(absl::string_view text, google::protobuf::Message& message,
                  SourceNode& source, std::vector<Issue>& issues) {
  std::string content(text);
  if (std::optional<Issue> issue = FindTooDeep(content)) {
    issues.push_back(*std::move(issue));
    return false;
  }
  // Each takes another reading.
  constexpr std::size_t kMaxUnknownValues = 100;
  std::vector<Issue> unknown_values;
  while (true) {
    std::vector<Issue> found;
    IssueCollector collector(content, *message.GetDescriptor(), found);
    TextFormat::Parser parser;
    parser.RecordErrorsTo(&collector);
    parser.AllowUnknownField(true);
    const bool parsed = parser.ParseFromString(content, &message);
    const absl::string_view value = collector.unknown_value();
    if (!value.empty() && unknown_values.size() < kMaxUnknownValues) {
      // Every enum has a value 0, so with it the reading goes on.
      unknown_values.push_back(found.back());
      const std::string zero =
          absl::StrCat("0", std::string(value.size() - 1, ' '));
      content.replace(value.data() - content.data(), value.size(), zero);
      continue;
    }
    issues.insert(issues.end(), unknown_values.begin(), unknown_values.end());
    issues.insert(issues.end(), found.begin(), found.end());
    if (!parsed) return false;
    break;
  }
  source = MapSource(content);
  CheckValues(message, source, issues);
  return true;
}

}  // namespace authz
