// Messages that tests write in Protobuf's text format.

#ifndef TESTS_AUTHZ_PARSE_TEXT_H_
#define TESTS_AUTHZ_PARSE_TEXT_H_

#include <string>

#include "google/protobuf/message.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace authz {

// Lays the message that `text` stands for over `message`: scalars replace,
// repeated fields append. A text that cannot be read fails the test.
inline void MergeText(const std::string& text,
                      google::protobuf::Message& message) {
  EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(text, &message))
      << text;
}

template <typename Message>
Message ParseText(const std::string& text) {
  Message message;
  MergeText(text, message);
  return message;
}

// The message's text, for comparing: two messages are equal where theirs are.
inline std::string TextOf(const google::protobuf::Message& message) {
  std::string text;
  EXPECT_TRUE(google::protobuf::TextFormat::PrintToString(message, &text));
  return text;
}

// The same of a message that is written as `text`, in whatever layout.
template <typename Message>
std::string Normalized(const std::string& text) {
  return TextOf(ParseText<Message>(text));
}

}  // namespace authz

#endif  // TESTS_AUTHZ_PARSE_TEXT_H_
