// Reads the files that people write in Protobuf's text format: policies,
// guardrails, and policy tests.

#ifndef AUTHZ_TEXT_TEXT_FILE_H_
#define AUTHZ_TEXT_TEXT_FILE_H_

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "authz/text/issue.h"
#include "authz/text/source_map.h"
#include "google/protobuf/message.h"

namespace authz {

// A message and the places of its values.
template <typename Message>
struct TextFile {
  Message message;
  SourceNode source;
};

// Reads `text` into `message` and the places of its values into `source`. Adds
// to `issues` every value of an enum and every field that the schema does not
// have; such a value reads as 0. Stops at an error of syntax, which is then the
// last issue, and returns false.
bool ReadTextFile(absl::string_view text, google::protobuf::Message& message,
                  SourceNode& source, std::vector<Issue>& issues);

template <typename Message>
bool ReadTextFile(absl::string_view text, TextFile<Message>& file,
                  std::vector<Issue>& issues) {
  return ReadTextFile(text, file.message, file.source, issues);
}

// Adds an error about the value at `place`.
inline void Report(const SourceNode& place, std::string message,
                   std::vector<Issue>& issues) {
  issues.push_back({place.line, place.column, std::move(message)});
}

// Whether the field is written and its value is one of `issues`.
inline bool HasIssue(const SourceNode& message, absl::string_view field,
                     const std::vector<Issue>& issues, int index = 0) {
  const SourceNode& place = message.At(field, index);
  return &place != &message &&
         std::any_of(issues.begin(), issues.end(), [&](const Issue& issue) {
           return issue.line == place.line && issue.column == place.column;
         });
}

// Adds a warning about the value at `place`.
inline void Warn(const SourceNode& place, std::string message,
                 std::vector<Issue>& issues) {
  issues.push_back(
      {place.line, place.column, std::move(message), Severity::kWarning});
}

}  // namespace authz

#endif  // AUTHZ_TEXT_TEXT_FILE_H_
