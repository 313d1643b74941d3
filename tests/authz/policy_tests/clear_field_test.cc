#include "authz/policy_tests/clear_field.h"

#include <ostream>
#include <string>

#include "conversations/authz/v1/authorization_service.pb.h"
#include "gtest/gtest.h"

namespace authz {
namespace {

using ::conversations::authz::v1::CheckRequest;

CheckRequest MakeRequest() {
  CheckRequest request;
  request.set_project_id("p1");
  request.mutable_actor()->set_id("ana");
  request.mutable_conversation()->set_actor_is_member(false);
  request.mutable_conversation()->mutable_item()->set_private_(true);
  request.add_targets()->set_in_project_directory(true);
  request.add_targets()->set_in_project_directory(false);
  return request;
}

struct ClearCase {
  std::string name;
  std::string path;
  void (*clear)(CheckRequest&);
};

void PrintTo(const ClearCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class ClearFieldTest : public ::testing::TestWithParam<ClearCase> {};

TEST_P(ClearFieldTest, ClearsThatAndNothingElse) {
  CheckRequest expected = MakeRequest();
  GetParam().clear(expected);
  CheckRequest actual = MakeRequest();
  ASSERT_NE(expected.DebugString(), actual.DebugString());
  EXPECT_TRUE(ClearField(GetParam().path, actual).ok());
  EXPECT_EQ(actual.DebugString(), expected.DebugString());
}

INSTANTIATE_TEST_SUITE_P(
    Paths, ClearFieldTest,
    ::testing::Values(
        ClearCase{"Scalar", "project_id",
                  [](CheckRequest& r) { r.clear_project_id(); }},
        ClearCase{"OptionalThatIsFalse", "conversation.actor_is_member",
                  [](CheckRequest& r) {
                    r.mutable_conversation()->clear_actor_is_member();
                  }},
        ClearCase{"Nested", "conversation.item.private",
                  [](CheckRequest& r) {
                    r.mutable_conversation()->mutable_item()->clear_private_();
                  }},
        ClearCase{
            "Message", "conversation.item",
            [](CheckRequest& r) { r.mutable_conversation()->clear_item(); }},
        ClearCase{"FieldOfAnElement", "targets[1].in_project_directory",
                  [](CheckRequest& r) {
                    r.mutable_targets(1)->clear_in_project_directory();
                  }},
        ClearCase{"List", "targets",
                  [](CheckRequest& r) { r.clear_targets(); }}),
    [](const auto& test) { return test.param.name; });

struct ErrorCase {
  std::string name;
  std::string path;
  std::string message;
};

void PrintTo(const ErrorCase& test_case, std::ostream* out) {
  *out << test_case.name;
}

class ClearFieldErrorTest : public ::testing::TestWithParam<ErrorCase> {};

TEST_P(ClearFieldErrorTest, SaysWhyAndChangesNothing) {
  CheckRequest request = MakeRequest();
  const absl::Status status = ClearField(GetParam().path, request);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), GetParam().message);
  EXPECT_EQ(request.DebugString(), MakeRequest().DebugString());
}

INSTANTIATE_TEST_SUITE_P(
    Paths, ClearFieldErrorTest,
    ::testing::Values(
        ErrorCase{"Empty", "",
                  "cannot clear ``: `CheckRequest` has no field ``"},
        ErrorCase{"NoSuchField", "conversation.colour",
                  "cannot clear `conversation.colour`: `Conversation` has no "
                  "field `colour`"},
        ErrorCase{"NoSuchParent", "chat.type",
                  "cannot clear `chat.type`: `CheckRequest` has no field "
                  "`chat`"},
        ErrorCase{"NotSet", "owner_id",
                  "cannot clear `owner_id`: it is not set"},
        ErrorCase{"ListIsEmpty", "items",
                  "cannot clear `items`: it is not set"},
        ErrorCase{"ParentNotSet", "message.sent_at",
                  "cannot clear `message.sent_at`: `message` is not set"},
        ErrorCase{"IndexTooLarge", "targets[2].id",
                  "cannot clear `targets[2].id`: `targets` has no element "
                  "2"},
        ErrorCase{"WithoutIndex", "targets.id",
                  "cannot clear `targets.id`: `targets` is a list, say which "
                  "element"},
        ErrorCase{"IndexOnNoList", "actor[0].id",
                  "cannot clear `actor[0].id`: `actor` is not a list, leave "
                  "out the index"},
        ErrorCase{"IndexIsNoNumber", "targets[x].id",
                  "cannot clear `targets[x].id`: `targets[x]` has no index, "
                  "write `name[0]`"},
        ErrorCase{"IndexIsNegative", "targets[-1].id",
                  "cannot clear `targets[-1].id`: `targets[-1]` has no index, "
                  "write `name[0]`"},
        ErrorCase{"BracketIsOpen", "targets[0.id",
                  "cannot clear `targets[0.id`: `targets[0` has no index, "
                  "write `name[0]`"},
        ErrorCase{"Element", "targets[0]",
                  "cannot clear `targets[0]`: name a field of the element or "
                  "the whole list"},
        ErrorCase{"IntoAScalar", "project_id.length",
                  "cannot clear `project_id.length`: `project_id` has no "
                  "fields"}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace authz
