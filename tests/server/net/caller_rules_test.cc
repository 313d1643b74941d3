#include "server/net/caller_rules.h"

#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace server {
namespace {

constexpr char kCheck[] = "/conversations.authz.v1.AuthorizationService/Check";
constexpr char kHealth[] = "/grpc.health.v1.Health/Check";

struct Case {
  std::string name;
  // The policy's rules, as they stand in its JSON.
  std::string rules;
  IncomingCall call;
  bool is_allowed;
};

void PrintTo(const Case& test_case, std::ostream* out) {
  *out << test_case.name;
}

class CallerRulesTest : public testing::TestWithParam<Case> {};

TEST_P(CallerRulesTest, Decide) {
  const absl::StatusOr<CallerRules> rules = CallerRules::Parse(
      absl::StrCat(R"({"name": "p", )", GetParam().rules, "}"));
  ASSERT_TRUE(rules.ok()) << rules.status();
  EXPECT_EQ(rules->Allows(GetParam().call), GetParam().is_allowed);
}

std::string NameOf(const testing::TestParamInfo<Case>& info) {
  return info.param.name;
}

IncomingCall By(std::vector<absl::string_view> identities,
                absl::string_view path = kCheck) {
  return {std::move(identities), path, {}};
}

IncomingCall With(
    std::vector<std::pair<absl::string_view, absl::string_view>> headers) {
  return {{"CN=web"}, kCheck, std::move(headers)};
}

// An allow rule for these principals.
std::string Principals(const std::string& principals) {
  return absl::StrCat(
      R"("allow_rules": [{"name": "r", "source": {"principals": [)", principals,
      "]}}]");
}

INSTANTIATE_TEST_SUITE_P(
    Principals, CallerRulesTest,
    testing::ValuesIn(std::vector<Case>{
        {"Exact", Principals(R"("spiffe://a/web")"), By({"spiffe://a/web"}),
         true},
        {"NotAPrefix", Principals(R"("spiffe://a/we")"), By({"spiffe://a/web"}),
         false},
        {"NotInAnotherCase", Principals(R"("spiffe://a/Web")"),
         By({"spiffe://a/web"}), false},
        {"AnyOfThem", Principals(R"("x", "web.local")"), By({"web.local"}),
         true},
        {"AnyOfTheCallers", Principals(R"("web.local")"),
         By({"spiffe://a/web", "web.local", "CN=web"}), true},
        {"NoneOfThem", Principals(R"("x", "y")"), By({"z"}), false},
        {"ByTheirStart", Principals(R"("spiffe://a/*")"),
         By({"spiffe://a/web"}), true},
        {"ByTheirStartOthers", Principals(R"("spiffe://a/*")"),
         By({"spiffe://b/spiffe://a/"}), false},
        {"ByTheirEnd", Principals(R"("*.local")"), By({"web.local"}), true},
        {"ByTheirEndOthers", Principals(R"("*.local")"), By({"web.local.evil"}),
         false},
        {"Presence", Principals(R"("*")"), By({"CN=web"}), true},
        {"PresenceOfNone", Principals(R"("*")"), By({}), false},
        {"PresenceOfEmpty", Principals(R"("*")"), By({""}), false},
    }),
    NameOf);

INSTANTIATE_TEST_SUITE_P(
    Rules, CallerRulesTest,
    testing::ValuesIn(std::vector<Case>{
        {"EmptyRuleMatchesAll", R"("allow_rules": [{"name": "r"}])", By({}),
         true},
        {"AnyAllowRule",
         R"("allow_rules": [
              {"name": "a", "source": {"principals": ["x"]}},
              {"name": "b", "source": {"principals": ["y"]}}])",
         By({"y"}), true},
        {"SourceAndRequest",
         R"("allow_rules": [{"name": "a", "source": {"principals": ["x"]},
              "request": {"paths": ["/grpc.health.v1.Health/*"]}}])",
         By({"x"}, kHealth), true},
        {"SourceAndOtherRequest",
         R"("allow_rules": [{"name": "a", "source": {"principals": ["x"]},
              "request": {"paths": ["/grpc.health.v1.Health/*"]}}])",
         By({"x"}, kCheck), false},
        {"OtherSourceAndRequest",
         R"("allow_rules": [{"name": "a", "source": {"principals": ["x"]},
              "request": {"paths": ["/grpc.health.v1.Health/*"]}}])",
         By({"y"}, kHealth), false},
        {"DenyComesFirst",
         R"("allow_rules": [{"name": "a"}],
            "deny_rules": [{"name": "d", "source": {"principals": ["x"]}}])",
         By({"x"}), false},
        {"DenyOfOthers",
         R"("allow_rules": [{"name": "a"}],
            "deny_rules": [{"name": "d", "source": {"principals": ["x"]}}])",
         By({"y"}), true},
        {"DenyOfAnother",
         R"("allow_rules": [{"name": "a"}],
            "deny_rules": [{"name": "d", "request": {"paths": ["*/Check"]}}])",
         By({"y"}, kCheck), false},
        {"PathOfNone",
         R"("allow_rules": [{"name": "a", "request": {"paths": ["*"]}}])",
         By({"y"}, ""), false},
    }),
    NameOf);

// An allow rule for these headers.
std::string Headers(const std::string& headers) {
  return absl::StrCat(
      R"("allow_rules": [{"name": "r", "request": {"headers": [)", headers,
      "]}}]");
}

INSTANTIATE_TEST_SUITE_P(
    Headers, CallerRulesTest,
    testing::ValuesIn(std::vector<Case>{
        {"Match", Headers(R"({"key": "tenant", "values": ["a", "b"]})"),
         With({{"tenant", "b"}}), true},
        {"InAnyCase", Headers(R"({"key": "Tenant", "values": ["a"]})"),
         With({{"tenant", "a"}}), true},
        {"OtherValue", Headers(R"({"key": "tenant", "values": ["a"]})"),
         With({{"tenant", "c"}}), false},
        {"Missing", Headers(R"({"key": "tenant", "values": ["*"]})"),
         With({{"other", "a"}}), false},
        {"AllOfThem", Headers(R"({"key": "tenant", "values": ["a"]},
                    {"key": "zone", "values": ["z*"]})"),
         With({{"tenant", "a"}, {"zone", "z1"}}), true},
        {"NotAllOfThem", Headers(R"({"key": "tenant", "values": ["a"]},
                    {"key": "zone", "values": ["z*"]})"),
         With({{"tenant", "a"}, {"zone", "y"}}), false},
        {"SeveralValuesAreOne", Headers(R"({"key": "t", "values": ["a,b"]})"),
         With({{"t", "a"}, {"t", "b"}}), true},
        // Else a caller could add a value that is let through to one that is
        // not.
        {"OneOfSeveralValues", Headers(R"({"key": "t", "values": ["a"]})"),
         With({{"t", "a"}, {"t", "b"}}), false},
    }),
    NameOf);

struct BadCase {
  std::string name;
  std::string json;
  std::string error;
  // Where Protobuf 36 has another word for it than 3.21.
  std::string newest = error;
};

void PrintTo(const BadCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class BadCallerRulesTest : public testing::TestWithParam<BadCase> {};

TEST_P(BadCallerRulesTest, AreRefusedInOneLine) {
  const absl::Status status = CallerRules::Parse(GetParam().json).status();
  EXPECT_TRUE(absl::IsInvalidArgument(status));
  EXPECT_THAT(std::string(status.message()),
              testing::AnyOf(GetParam().error, GetParam().newest));
  EXPECT_FALSE(absl::StrContains(status.message(), '\n'));
}

// A policy whose allow rule has this, too.
std::string Rule(const std::string& members) {
  return absl::StrCat(R"({"name": "p", "allow_rules": [{"name": "r", )",
                      members, "}]}");
}

INSTANTIATE_TEST_SUITE_P(
    All, BadCallerRulesTest,
    testing::ValuesIn(std::vector<BadCase>{
        {"Empty", "",
         "not JSON of that form: Unexpected end of string. Expected a value",
         "not JSON of that form: unexpected EOF"},
        {"NotJson", "name: p",
         "not JSON of that form: Unexpected token, near `name: p`",
         "not JSON of that form: unexpected character: 'n'; expected '{', near "
         "1:1"},
        {"UnknownField", R"({"name": "p", "allow_rule": []})",
         "not JSON of that form: allow_rule: there is no such field"},
        {"NoName", R"({"allow_rules": [{"name": "r"}]})",
         "the policy needs a name"},
        {"NoAllowRules", R"({"name": "p"})",
         "the policy needs `allow_rules`, without any nobody may call"},
        {"NoRuleName", R"({"name": "p", "allow_rules": [{"name": "r"}, {}]})",
         "allow_rules[1]: needs a name"},
        {"NoDenyRuleName",
         R"({"name": "p", "allow_rules": [{"name": "r"}], "deny_rules": [{}]})",
         "deny_rules[0]: needs a name"},
        {"EmptyPrincipal", Rule(R"("source": {"principals": ["a", ""]})"),
         "allow_rules[0].source.principals[1]: must not be empty"},
        {"SourceOfNobody", Rule(R"("source": {"principals": []})"),
         "allow_rules[0].source: has no principals, leave it out where any "
         "caller is meant"},
        {"StarInside", Rule(R"("source": {"principals": ["a*b"]})"),
         "allow_rules[0].source.principals[0]: `a*b` can have one `*`, at its "
         "start or end"},
        {"TwoStars", Rule(R"("request": {"paths": ["*a*"]})"),
         "allow_rules[0].request.paths[0]: `*a*` can have one `*`, at its "
         "start or end"},
        {"OnlyStars", Rule(R"("request": {"paths": ["**"]})"),
         "allow_rules[0].request.paths[0]: `**` can have one `*`, at its start "
         "or end"},
        {"NoKey", Rule(R"("request": {"headers": [{"values": ["a"]}]})"),
         "allow_rules[0].request.headers[0]: needs a key"},
        {"NoValues", Rule(R"("request": {"headers": [{"key": "a"}]})"),
         "allow_rules[0].request.headers[0]: needs values"},
        {"PseudoHeader",
         Rule(R"("request": {"headers": [{"key": ":path", "values": ["a"]}]})"),
         "allow_rules[0].request.headers[0]: `:path` is not a header that "
         "rules can be about"},
        {"GrpcHeader", Rule(R"("request": {"headers":
                 [{"key": "Grpc-Timeout", "values": ["a"]}]})"),
         "allow_rules[0].request.headers[0]: `Grpc-Timeout` is not a header "
         "that rules can be about"},
        {"HostHeader",
         Rule(R"("request": {"headers": [{"key": "host", "values": ["a"]}]})"),
         "allow_rules[0].request.headers[0]: `host` is not a header that rules "
         "can be about"},
    }),
    [](const testing::TestParamInfo<BadCase>& info) {
      return info.param.name;
    });

}  // namespace
}  // namespace server
