#include "tests/server/decision_log/parsed_lines.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "tests/server/decision_log/log_content.h"

namespace server {
std::vector<Object> ParseLines(absl::string_view text) {
  std::vector<Object> objects;
  if (text.empty()) return objects;
  EXPECT_TRUE(absl::ConsumeSuffix(&text, "\n")) << text;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    Object& object = objects.emplace_back();
    EXPECT_TRUE(
        google::protobuf::util::JsonStringToMessage(std::string(line), &object)
            .ok())
        << line;
  }
  return objects;
}

std::vector<Object> ParseLinesOf(const std::string& path) {
  return ParseLines(ContentOf(path));
}

std::vector<Object> WaitForLines(const std::string& path, std::size_t count) {
  constexpr absl::Duration kBetweenLooks = absl::Milliseconds(2);
  const absl::Time end = absl::Now() + absl::Seconds(60);
  while (absl::Now() < end) {
    const std::string content = ContentOf(path);
    const auto lines = static_cast<std::size_t>(
        std::count(content.begin(), content.end(), '\n'));
    if (lines >= count && absl::EndsWith(content, "\n")) {
      return ParseLines(content);
    }
    absl::SleepFor(kBetweenLooks);
  }
  ADD_FAILURE() << path << " has not got " << count << " lines";
  return {};
}

std::string Field(const Object& object, const std::string& name) {
  const auto field = object.fields().find(name);
  if (field == object.fields().end()) return "";
  std::string json;
  EXPECT_TRUE(
      google::protobuf::util::MessageToJsonString(field->second, &json).ok());
  return json;
}

std::vector<std::string> Fields(const std::vector<Object>& objects,
                                const std::string& name) {
  std::vector<std::string> fields;
  fields.reserve(objects.size());
  for (const Object& object : objects) fields.push_back(Field(object, name));
  return fields;
}

}  // namespace server
