#include "bench/cerbos_request.h"

#include <string>

#include "gtest/gtest.h"
#include "tests/authz/parse_text.h"

namespace bench {
namespace {

namespace v1 = ::conversations::authz::v1;
using authz::ParseText;

TEST(CerbosRequestTest, ActorAndSharedFactsGoWithThePrincipal) {
  const auto request = ToCerbos(ParseText<v1::CheckRequest>(R"pb(
    id: "not passed on"
    actor { id: "ana" company_admin: false }
    action: ACTION_EDIT_MESSAGE
    conversation { type: CONVERSATION_TYPE_ITEM member_count: 3 }
    message { sent_at { seconds: 1700000000 nanos: 5000000 } }
    targets { id: "bo" }
  )pb"));
  EXPECT_EQ(request.principal().id(), "ana");
  const auto& actor = request.principal().attr();
  EXPECT_EQ(actor.size(), 3);
  EXPECT_FALSE(actor.at("company_admin").bool_value());
  const auto& conversation = actor.at("conversation").struct_value().fields();
  EXPECT_EQ(conversation.at("type").string_value(), "ITEM");
  EXPECT_EQ(conversation.at("member_count").number_value(), 3);
  ASSERT_EQ(request.resources_size(), 1);
  EXPECT_EQ(request.resources(0).actions(0), "EDIT_MESSAGE");
  const auto& check = request.resources(0).resource().attr();
  EXPECT_EQ(check.size(), 2);
  EXPECT_EQ(
      check.at("message").struct_value().fields().at("sent_at").string_value(),
      "2023-11-14T22:13:20.005Z");
  EXPECT_EQ(check.at("targets").list_value().values_size(), 1);
}

TEST(CerbosRequestTest, EveryCheckOfABatchIsAResource) {
  const auto request = ToCerbos(ParseText<v1::BatchCheckRequest>(R"pb(
    shared {
      actor { id: "ana" }
      action: ACTION_MENTION_USER
    }
    checks { targets { id: "bo" } }
    checks { targets { id: "cy" } }
  )pb"));
  ASSERT_EQ(request.resources_size(), 2);
  EXPECT_EQ(request.resources(1).actions(0), "MENTION_USER");
  EXPECT_EQ(request.resources(1)
                .resource()
                .attr()
                .at("targets")
                .list_value()
                .values(0)
                .struct_value()
                .fields()
                .at("id")
                .string_value(),
            "cy");
}

TEST(CerbosRequestTest, DecisionsAreComparedOneByOne) {
  const auto batch = ParseText<v1::BatchCheckRequest>(
      "shared { action: ACTION_MENTION_USER }");
  const auto decisions = [&](const std::string& text) {
    return ToCerbos(batch, ParseText<v1::BatchCheckResponse>(text));
  };
  const auto allow_deny = decisions(
      "results { response { allowed: true } } results { response {} }");
  EXPECT_TRUE(SameDecisions(allow_deny, allow_deny));
  EXPECT_FALSE(SameDecisions(
      allow_deny,
      decisions("results { response {} } results { response {} }")));
  EXPECT_FALSE(SameDecisions(
      allow_deny, decisions("results { response { allowed: true } }")));
}

}  // namespace
}  // namespace bench
