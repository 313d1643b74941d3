#include "authz/decide/unknown_fields.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "authz/decide/engine.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "google/protobuf/unknown_field_set.h"
#include "gtest/gtest.h"
#include "tests/authz/parse_text.h"
#include "tests/authz/policies.h"

namespace authz {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

const absl::Time kNow = absl::FromUnixSeconds(1000);
constexpr int kUnknown = 9999;

void AddUnknownField(Message& message) {
  message.GetReflection()->MutableUnknownFields(&message)->AddVarint(kUnknown,
                                                                     1);
}

// A message within a check: the fields that lead to it.
using Way = std::vector<const FieldDescriptor*>;

void CollectWays(const Descriptor& type, const Way& way,
                 std::vector<Way>& ways) {
  ways.push_back(way);
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor* field = type.field(i);
    if (field->message_type() == nullptr) continue;
    Way longer = way;
    longer.push_back(field);
    CollectWays(*field->message_type(), longer, ways);
  }
}

std::string PathOf(const Way& way) {
  std::string path;
  for (const FieldDescriptor* field : way) {
    absl::StrAppend(&path, field->name(), field->is_repeated() ? "[0]." : ".");
  }
  return absl::StrCat(path, kUnknown);
}

Message& MessageAt(Message& message, const Way& way) {
  Message* at = &message;
  for (const FieldDescriptor* field : way) {
    at = field->is_repeated() ? at->GetReflection()->AddMessage(at, field)
                              : at->GetReflection()->MutableMessage(at, field);
  }
  return *at;
}

// Whatever messages the contract has.
TEST(UnknownFieldTest, FindsItInEveryMessageOfACheck) {
  std::vector<Way> ways;
  CollectWays(*v1::CheckRequest::descriptor(), {}, ways);
  for (const Way& way : ways) {
    SCOPED_TRACE(PathOf(way));
    v1::CheckRequest check;
    Message& message = MessageAt(check, way);
    EXPECT_TRUE(AllFieldsAreKnown(check));
    AddUnknownField(message);
    EXPECT_FALSE(AllFieldsAreKnown(check));
    const Malformed found = FirstUnknownField(check);
    EXPECT_EQ(found.field, PathOf(way));
    EXPECT_EQ(found.rule,
              absl::StrCat("is no field of ", message.GetDescriptor()->name(),
                           " as this version knows it"));
  }
}

TEST(UnknownFieldTest, SaysWhichOfAList) {
  v1::CheckRequest check;
  for (int i = 0; i < 3; ++i) check.add_targets();
  AddUnknownField(*check.mutable_targets(2)->mutable_item_access());
  EXPECT_EQ(FirstUnknownField(check).field, "targets[2].item_access.9999");
}

TEST(UnknownFieldTest, FindsItBehindFieldsThatAreKnown) {
  auto check = ParseText<v1::CheckRequest>(
      "actor { id: 'ana' company_admin: true } action: ACTION_EDIT_MESSAGE "
      "conversation { id: 'c' item { id: 'i' actor_access: {} } }");
  AddUnknownField(*check.mutable_conversation()->mutable_item());
  EXPECT_EQ(FirstUnknownField(check).field, "conversation.item.9999");
}

// Protobuf keeps it as an unknown one.
TEST(UnknownFieldTest, FindsAKnownFieldOfAnotherType) {
  v1::CheckRequest check;
  // `actor.company_admin`, of which the contract has a bool, as a string.
  ASSERT_TRUE(
      check.ParseFromString(std::string("\x0a\x06\x0a\x01"
                                        "a\x12\x01"
                                        "1",
                                        8)));
  EXPECT_EQ(FirstUnknownField(check).field, "actor.2");
}

v1::CheckRequest SomeCheck() {
  return ParseText<v1::CheckRequest>(
      "actor { id: 'ana' company_admin: true } action: ACTION_CONFIGURE_TOOL");
}

TEST(RefuseUnknownFieldsTest, MakesACheckMalformed) {
  v1::CheckRequest check = SomeCheck();
  AddUnknownField(*check.mutable_actor());
  RequestLimits limits;
  v1::CheckResponse response;
  const std::optional<Malformed> malformed =
      Check(EmbeddedPolicy(), limits, check, kNow, response).malformed;
  ASSERT_TRUE(malformed.has_value());
  EXPECT_EQ(ToString(*malformed),
            "actor.9999: is no field of User as this version knows it");
  EXPECT_EQ(TextOf(response), "");

  limits.refuse_unknown_fields = false;
  EXPECT_FALSE(Check(EmbeddedPolicy(), limits, check, kNow, response)
                   .malformed.has_value());
  EXPECT_TRUE(response.allowed());
}

TEST(RefuseUnknownFieldsTest, IsAnErrorOfItsCheckAlone) {
  v1::BatchCheckRequest batch;
  *batch.mutable_shared() = SomeCheck();
  for (int i = 0; i < 3; ++i) batch.add_checks();
  AddUnknownField(*batch.mutable_checks(1)->mutable_settings());
  RequestLimits limits;
  v1::BatchCheckResponse response;
  const auto always = [] { return true; };
  ASSERT_TRUE(
      BatchCheck(EmbeddedPolicy(), limits, batch, kNow, always, response).ok());
  EXPECT_TRUE(response.results(0).response().allowed());
  EXPECT_EQ(response.results(1).error().field(), "settings.9999");
  EXPECT_TRUE(response.results(2).response().allowed());

  limits.refuse_unknown_fields = false;
  response.Clear();
  ASSERT_TRUE(
      BatchCheck(EmbeddedPolicy(), limits, batch, kNow, always, response).ok());
  EXPECT_TRUE(response.results(1).response().allowed());
}

TEST(RefuseUnknownFieldsTest, MakesTheBatchMalformedWhereItIsForAllChecks) {
  struct Case {
    std::string name;
    Message& (*message)(v1::BatchCheckRequest& batch);
    std::string error;
  };
  const Case cases[] = {
      {"of the batch",
       [](v1::BatchCheckRequest& batch) -> Message& { return batch; },
       "9999: is no field of BatchCheckRequest as this version knows it"},
      {"of the shared check",
       [](v1::BatchCheckRequest& batch) -> Message& {
         return *batch.mutable_shared();
       },
       "shared.9999: is no field of CheckRequest as this version knows it"},
      {"in the shared check, where every check has its own",
       [](v1::BatchCheckRequest& batch) -> Message& {
         return *batch.mutable_shared()->mutable_actor();
       },
       "shared.actor.9999: is no field of User as this version knows it"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    v1::BatchCheckRequest batch;
    *batch.add_checks() = SomeCheck();
    AddUnknownField(c.message(batch));
    RequestLimits limits;
    v1::BatchCheckResponse response;
    const auto always = [] { return true; };
    EXPECT_EQ(
        BatchCheck(EmbeddedPolicy(), limits, batch, kNow, always, response),
        absl::InvalidArgumentError(c.error));

    limits.refuse_unknown_fields = false;
    response.Clear();
    EXPECT_EQ(
        BatchCheck(EmbeddedPolicy(), limits, batch, kNow, always, response),
        absl::OkStatus());
    EXPECT_TRUE(response.results(0).response().allowed());
  }
}

}  // namespace
}  // namespace authz
