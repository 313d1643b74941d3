// That each seed still does what its name says.

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "authz/analysis/load.h"
#include "authz/text/issue.h"
#include "base/read_file.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/rpc/authorization_service.h"
#include "tests/fuzz/handle.h"

namespace fuzz {
namespace {

using testing::AnyOf;
using testing::HasSubstr;

constexpr char kNoMessage[] = "its bytes are malformed or nested too deep";
constexpr char kNoUtf8[] = "is not valid UTF-8";

// The names of seeds and a part of what their target says of them; after a bar
// in the words of Protobuf 36, where they are others than those of 3.21.
using Expected = std::map<std::string, std::string>;

std::string Decided(absl::string_view reason) {
  return absl::AsciiStrToLower(absl::StripPrefix(reason, "REASON_"));
}

std::string SayCheck(const std::string& seed) {
  const Answer answer = Handle(&server::AuthorizationService::Check, seed);
  if (!answer.status.ok()) return answer.status.error_message();
  v1::CheckRequest request;
  v1::CheckResponse response;
  EXPECT_TRUE(request.ParseFromString(seed));
  EXPECT_TRUE(response.ParseFromString(answer.bytes));
  if (response.has_explanation()) return "explained";
  return response.allowed()
             ? absl::AsciiStrToLower(absl::StrCat(
                   "allowed_",
                   absl::StripPrefix(v1::Action_Name(request.action()),
                                     "ACTION_")))
             : Decided(v1::Reason_Name(response.reason()));
}

std::string SayBatch(const std::string& seed) {
  const Answer answer = Handle(&server::AuthorizationService::BatchCheck, seed);
  if (!answer.status.ok()) return answer.status.error_message();
  v1::BatchCheckResponse response;
  EXPECT_TRUE(response.ParseFromString(answer.bytes));
  std::vector<std::string> results;
  for (const v1::BatchCheckResult& result : response.results()) {
    results.push_back(result.has_error() ? result.error().message()
                                         : Decided(v1::Reason_Name(
                                               result.response().reason())));
  }
  return absl::StrCat("[", absl::StrJoin(results, ", "), "]");
}

std::string SayPolicy(const std::string& seed) {
  const authz::CompileResult loaded = authz::LoadPolicy(seed);
  return loaded.issues.empty() ? "accepted"
                               : authz::FormatIssues("f", loaded.issues);
}

// That the folder has the seeds of `expected`, of which `say` says that, and
// others that are called what it says.
void ExpectAsNamed(const std::string& folder, const Expected& expected,
                   const std::function<std::string(const std::string&)>& say) {
  Expected missing = expected;
  for (const std::filesystem::directory_entry& entry :
       std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename();
    SCOPED_TRACE(name);
    const absl::StatusOr<std::string> seed = base::ReadFile(entry.path());
    ASSERT_TRUE(seed.ok()) << seed.status();
    const auto found = expected.find(name);
    if (found == expected.end()) {
      EXPECT_EQ(say(*seed), name);
    } else {
      const std::pair<std::string, std::string> words =
          absl::StrSplit(found->second, absl::MaxSplits(" | ", 1));
      EXPECT_THAT(
          say(*seed),
          AnyOf(HasSubstr(words.first),
                HasSubstr(words.second.empty() ? words.first : words.second)));
    }
    missing.erase(name);
  }
  for (const auto& [name, said] : missing) {
    ADD_FAILURE() << folder << " has no seed " << name;
  }
}

TEST(SeedsTest, Check) {
  ExpectAsNamed("tests/fuzz/check_seeds",
                {
                    {"empty", "actor.id: must not be empty"},
                    {"garbage", kNoMessage},
                    {"id_not_utf8", kNoUtf8},
                    {"malformed_everywhere", "must not be empty"},
                    {"nested_too_deep", kNoMessage},
                    // In two ways: which one is told must not depend on how
                    // the bytes come in pieces.
                    {"string_past_its_message", kNoUtf8},
                    {"too_many_targets", "targets: has 4 elements, at most 3"},
                    {"truncated", kNoMessage},
                    {"unknown_field_of_the_actor", "actor.1000: is no field"},
                    {"unknown_fields", "action: must be given"},
                },
                SayCheck);
}

// Every reason and every action has one.
TEST(SeedsTest, CheckIsOfEveryDecision) {
  for (int i = v1::Reason_MIN + 1; i <= v1::Reason_MAX; ++i) {
    const auto reason = static_cast<v1::Reason>(i);
    if (!v1::Reason_IsValid(i) || reason == v1::REASON_ALLOWED) continue;
    EXPECT_TRUE(std::filesystem::exists(absl::StrCat(
        "tests/fuzz/check_seeds/", Decided(v1::Reason_Name(reason)))))
        << v1::Reason_Name(reason);
  }
  for (int i = v1::Action_MIN + 1; i <= v1::Action_MAX; ++i) {
    if (!v1::Action_IsValid(i)) continue;
    const std::string name = v1::Action_Name(static_cast<v1::Action>(i));
    EXPECT_TRUE(std::filesystem::exists(absl::AsciiStrToLower(
        absl::StrCat("tests/fuzz/check_seeds/allowed_",
                     absl::StripPrefix(name, "ACTION_")))))
        << name;
  }
}

TEST(SeedsTest, BatchCheck) {
  ExpectAsNamed(
      "tests/fuzz/batch_check_seeds",
      {
          {"checks_lay_settings_over_shared",
           "[allowed, tool_disabled, allowed, allowed]"},
          {"checks_replace_shared_fields",
           "[allowed, missing_facts, missing_facts, missing_facts]"},
          {"empty_batch", "[]"},
          {"no_bytes", "request: is empty"},
          {"one_malformed_of_three",
           "[allowed, actor.id: must not be empty, allowed]"},
          {"over_the_limit", "checks: has 5 elements, at most 4 are allowed"},
          {"repeated_ids", "checks[2].id: is the id of checks[0] already"},
          {"string_past_its_message", kNoUtf8},
          {"truncated", kNoMessage},
      },
      SayBatch);
}

TEST(SeedsTest, Policy) {
  ExpectAsNamed(
      "tests/fuzz/policy_seeds",
      {
          {"allows_nothing.txtpb", "accepted"},
          {"bytes_that_are_not_utf8", "policy name `café`"},
          {"conversations.txtpb", "accepted"},
          {"durations_out_of_range", "limit `edit_window`"},
          {"empty", "the policy has no name"},
          {"escapes_that_are_not_utf8.txtpb", "policy name"},
          {"extensions.txtpb",
           "expected \"]\", found \"/\" | extension name contains \"/\""},
          {"lists_where_none_may_be.txtpb", "expected string, got: ["},
          {"nested_too_deep.txtpb", "nested deeper than 50 levels"},
          {"one_of_everything.txtpb", "breaks the guardrail"},
          {"repeated_names.txtpb", "\"name\" is specified multiple"},
          {"unclosed.txtpb", "expected identifier, got: "},
          {"unclosed_string.txtpb",
           "cannot cross line boundaries | multiline strings are not allowed"},
          {"unknown_fields.txtpb", "limitz"},
          {"unknown_names_behind_tabs.txtpb", "actor_can_raed"},
          {"zero_bytes", "unexpected end of string"},
      },
      SayPolicy);
}

}  // namespace
}  // namespace fuzz
