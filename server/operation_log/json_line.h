// One JSON object on a line, written from left to right.
//
// A writer of our own, since every decision costs one: Protobuf's, the only one
// among the libraries in use, goes through a message of type Struct and a
// reflection, some 50 times the cost of the decision.

#ifndef SERVER_OPERATION_LOG_JSON_LINE_H_
#define SERVER_OPERATION_LOG_JSON_LINE_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "server/operation_log/text_buffer.h"

namespace server {

// Appends `start` as it is and `text`, which must be valid UTF-8, as a JSON
// string with its quotes.
void AppendJsonString(absl::string_view start, absl::string_view text,
                      TextBuffer& to);
inline void AppendJsonString(absl::string_view text, TextBuffer& to) {
  AppendJsonString("", text, to);
}

// Appends to a buffer that the caller keeps, and ends nothing by itself: fields
// can be written into a buffer of their own and put into several lines.
// Names are put there as they are, so they need no escape.
class JsonLine {
 public:
  // `to` must outlive it.
  explicit JsonLine(TextBuffer& to) : to_(to) {}

  void Begin() { to_ += '{'; }
  void End() { to_ += "}\n"; }

  // A field. `text` must be valid UTF-8.
  void String(absl::string_view name, absl::string_view text) {
    Name(name);
    AppendJsonString(text, to_);
  }
  void Number(absl::string_view name, std::int64_t value);
  void Bool(absl::string_view name, bool value) {
    Name(name);
    to_ += value ? "true" : "false";
  }
  // The start of a field of any kind, whose value the caller appends.
  void Name(absl::string_view name);

 private:
  TextBuffer& to_;
};

}  // namespace server

#endif  // SERVER_OPERATION_LOG_JSON_LINE_H_
