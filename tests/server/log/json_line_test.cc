#include "server/log/json_line.h"

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "server/log/text_buffer.h"

namespace server {
namespace {

TEST(JsonLineTest, WritesFields) {
  TextBuffer text;
  JsonLine line(text);
  line.Begin();
  line.String("a", "x");
  line.Number("b", -7);
  line.Bool("c", true);
  line.Bool("d", false);
  line.Name("e");
  text += "[]";
  line.End();
  EXPECT_EQ(text.text(),
            "{\"a\":\"x\",\"b\":-7,\"c\":true,\"d\":false,\"e\":[]}\n");
}

struct StringCase {
  std::string name;
  std::string text;
  std::string json;
};

class JsonStringTest : public testing::TestWithParam<StringCase> {};

TEST_P(JsonStringTest, IsEscaped) {
  TextBuffer json;
  AppendJsonString("before ", GetParam().text, json);
  EXPECT_EQ(json.text(), "before " + GetParam().json);
}

INSTANTIATE_TEST_SUITE_P(All, JsonStringTest,
                         testing::ValuesIn(std::vector<StringCase>{
                             {"Empty", "", "\"\""},
                             {"Plain", "ada-1", "\"ada-1\""},
                             {"Quote", "a\"b", "\"a\\\"b\""},
                             {"Backslash", "\\", "\"\\\\\""},
                             {"LineEnds", "a\r\nb", "\"a\\r\\nb\""},
                             {"Tab", "\t", "\"\\t\""},
                             {"Nul", std::string(1, '\0'), "\"\\u0000\""},
                             {"Escape", "\x1b[31m", "\"\\u001b[31m\""},
                             {"Delete", "\x7f", "\"\\u007f\""},
                             {"LineSeparator", "\u2028", "\"\u2028\""},
                             {"BeyondAscii", "Ådé 😀", "\"Ådé 😀\""},
                             {"OnlyEscapes", "\"\"", "\"\\\"\\\"\""},
                         }),
                         [](const testing::TestParamInfo<StringCase>& info) {
                           return info.param.name;
                         });

// What is looked at in pieces is escaped wherever it is.
TEST(JsonStringTest, EveryPlaceIsLookedAt) {
  for (const char c : {'"', '\\', '\0', '\x1f', '\x7f'}) {
    for (std::size_t i = 0; i < 20; ++i) {
      std::string text(20, '\x20');
      text[i] = c;
      text[(i + 5) % text.size()] = '\x80';
      TextBuffer buffer;
      AppendJsonString(text, buffer);
      const absl::string_view json = buffer.text();
      EXPECT_GT(json.size(), text.size() + 2) << i;
      EXPECT_EQ(json.find(c, c == '"' ? i + 3 : 1),
                c == '"'    ? json.size() - 1
                : c == '\\' ? i + 1
                            : absl::string_view::npos)
          << i;
    }
  }
}

TEST(JsonStringTest, EveryAsciiCharacterComesBack) {
  std::string text;
  for (int c = 0; c < 0x80; ++c) text += static_cast<char>(c);
  TextBuffer json;
  AppendJsonString("{\"a\":", text, json);
  json += '}';
  google::protobuf::Struct object;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(
                  std::string(json.text()), &object)
                  .ok());
  EXPECT_EQ(object.fields().at("a").string_value(), text);
}

}  // namespace
}  // namespace server
