#include "server/operation_log/json_line.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "server/operation_log/text_buffer.h"

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

// What is looked at in pieces is escaped wherever it is, and nothing else is.
TEST(JsonStringTest, EveryPlaceIsLookedAt) {
  const std::vector<std::pair<char, std::string>> escapes = {
      {'"', "\\\""},
      {'\\', "\\\\"},
      {'\0', "\\u0000"},
      {'\x1f', "\\u001f"},
      {'\x7f', "\\u007f"}};
  for (std::size_t size = 1; size <= 50; ++size) {
    // Those next to the ones that are escaped.
    std::string plain(size, ' ');
    for (std::size_t i = 0; i < size; ++i)
      plain[i] = "\x20!#[]\x7e\x80\xff"[i % 8];
    for (std::size_t i = 0; i < size; ++i) {
      for (const auto& [c, escape] : escapes) {
        std::string text = plain;
        text[i] = c;
        TextBuffer json;
        AppendJsonString(text, json);
        EXPECT_EQ(json.text(), absl::StrCat("\"", plain.substr(0, i), escape,
                                            plain.substr(i + 1), "\""));
      }
    }
    TextBuffer json;
    AppendJsonString(plain, json);
    EXPECT_EQ(json.text(), absl::StrCat("\"", plain, "\""));
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
