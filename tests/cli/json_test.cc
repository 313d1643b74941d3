#include "cli/commands/json.h"

#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cli {
namespace {

using ::testing::AnyOf;

namespace v1 = ::conversations::authz::v1;

struct Case {
  std::string name;
  std::string json;
  std::string error;
  // Of Protobuf 36, where it differs from that of 3.21.
  std::string newest = error;
};

void PrintTo(const Case& test_case, std::ostream* out) {
  *out << test_case.name;
}

class FromJsonErrorTest : public testing::TestWithParam<Case> {};

TEST_P(FromJsonErrorTest, NamesWhatIsWrong) {
  v1::BatchCheckRequest request;
  const absl::Status status = FromJson(GetParam().json, request);
  EXPECT_TRUE(absl::IsInvalidArgument(status));
  absl::string_view error = status.message();
  EXPECT_TRUE(
      absl::ConsumePrefix(&error, "not the JSON of BatchCheckRequest: "));
  EXPECT_THAT(error, AnyOf(GetParam().error, GetParam().newest));
}

INSTANTIATE_TEST_SUITE_P(
    All, FromJsonErrorTest,
    testing::ValuesIn(std::vector<Case>{
        {"UnknownField", R"({"check": []})", "check: there is no such field"},
        {"UnknownFieldBelow", R"({"checks": [{}, {"actor": {"idd": "x"}}]})",
         "checks[1].actor.idd: there is no such field"},
        {"UnknownEnumValue", R"({"checks": [{"action": "ACTION_FLY"}]})",
         "checks[0].action: `\"ACTION_FLY\"` is not of type Action",
         "unknown enum value: 'ACTION_FLY'"},
        {"WrongType", R"({"shared": {"actor": {"companyAdmin": "maybe"}}})",
         "shared.actor.company_admin: `\"maybe\"` is not of type BOOL",
         "shared.actor.companyAdmin: expected 'true' or 'false', near 1:39"},
        {"NumberOutOfRange",
         R"({"shared": {"conversation": {"memberCount": -1}}})",
         "shared.conversation.member_count: `-1` is not of type UINT32",
         "shared.conversation.memberCount: JSON number out of range for int, "
         "near 1:45"},
        {"NotATime", R"({"shared": {"at": "noon"}})",
         "shared.at: `Field 'at', Invalid time format: noon` is not of type "
         "Timestamp",
         "shared.at: timestamp string too short, near 1:19"},
        {"NotAMessage", R"({"shared": 3})",
         "shared: `3` is not of type CheckRequest",
         "shared: unexpected character: '3'; expected '{', near 1:12"},
        {"NotClosed", R"({"shared": )",
         "Unexpected end of string. Expected a value", "unexpected EOF"},
        {"MoreThanOneValue", R"({} {})",
         "Parsing terminated before end of input, near `{} {}`",
         "extraneous characters after end of JSON object"},
        {"Empty", "", "Unexpected end of string. Expected a value",
         "unexpected EOF"},
        {"NotUtf8", "{\"shared\": \"\xff\"}",
         "Encountered non UTF-8 code points, near `\\xff\"}`",
         "shared: unexpected character: '\"'; expected '{', near 1:12"},
    }),
    [](const testing::TestParamInfo<Case>& info) { return info.param.name; });

TEST(JsonTest, TakesBothFormsOfFieldNames) {
  v1::CheckRequest request;
  ASSERT_TRUE(FromJson(R"({"projectId": "p", "owner_id": "o"})", request).ok());
  EXPECT_EQ(request.project_id(), "p");
  EXPECT_EQ(request.owner_id(), "o");
}

TEST(JsonTest, PrintsFieldsThatHaveTheirDefault) {
  v1::CheckResponse response;
  response.set_reason(v1::REASON_MISSING_FACTS);
  response.add_missing_facts("actor.company_admin");
  const absl::StatusOr<std::string> json = ToJson(response);
  ASSERT_TRUE(json.ok()) << json.status();
  EXPECT_EQ(*json, R"({
 "id": "",
 "allowed": false,
 "reason": "REASON_MISSING_FACTS",
 "missingFacts": [
  "actor.company_admin"
 ],
 "offendingIds": [],
 "advice": [],
 "policyVersion": ""
}
)");
}

}  // namespace
}  // namespace cli
