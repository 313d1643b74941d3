#include "authz/text/enum_names.h"

#include <string>
#include <vector>

#include "conversations/authz/v1/context.pb.h"
#include "conversations/authz/v1/decision.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace authz {
namespace {

namespace v1 = ::conversations::authz::v1;
using ::testing::ElementsAre;

TEST(EnumNamesTest, HaveNoPrefix) {
  EXPECT_EQ(ShortName(v1::ACTION_VIEW_MESSAGES), "VIEW_MESSAGES");
  EXPECT_EQ(ShortName(v1::DIRECT_MESSAGES_ANY_USER), "ANY_USER");
  EXPECT_EQ(ShortName(v1::REASON_NOT_A_PARTICIPANT), "NOT_A_PARTICIPANT");
  EXPECT_EQ(ShortName(v1::FACT_VALUE_TRUE), "TRUE");
  EXPECT_EQ(ShortName(v1::ACTION_UNSPECIFIED), "UNSPECIFIED");
}

TEST(EnumNamesTest, AValueThatIsNoneHasNoName) {
  EXPECT_EQ(ShortName(static_cast<v1::Action>(99)), "");
  EXPECT_EQ(ShortEnumName(*v1::Access_descriptor(), -1), "");
}

TEST(EnumNamesTest, AllNamesAreListedButTheUnspecified) {
  EXPECT_THAT(ShortEnumNames(*v1::PermissionLevel_descriptor()),
              ElementsAre("NONE", "READ_ONLY", "STANDARD", "ADMIN"));
  EXPECT_THAT(ShortEnumNames(*v1::GroupManagement_descriptor()),
              ElementsAre("COMPANY_ADMINS", "DIRECTORY_ADMINS",
                          "INTERNAL_EMPLOYEES", "EVERYONE"));
}

TEST(EnumNamesTest, EveryNameIsRead) {
  for (const auto* type :
       {v1::Action_descriptor(), v1::PermissionLevel_descriptor(),
        v1::ConversationType_descriptor(), v1::Access_descriptor(),
        v1::DirectMessages_descriptor(), v1::GroupManagement_descriptor(),
        v1::Reason_descriptor(), v1::AdviceCode_descriptor(),
        v1::FactValue_descriptor(), v1::Outcome_descriptor()}) {
    const std::vector<absl::string_view> names = ShortEnumNames(*type);
    EXPECT_EQ(static_cast<int>(names.size()), type->value_count() - 1)
        << type->name();
    for (absl::string_view name : names) {
      const std::optional<int> value = EnumValueByShortName(*type, name);
      ASSERT_TRUE(value.has_value()) << type->name() << " " << name;
      EXPECT_NE(*value, 0);
      EXPECT_EQ(ShortEnumName(*type, *value), name);
    }
  }
}

TEST(EnumNamesTest, OtherNamesAreNotRead) {
  for (const char* name : {"", "UNSPECIFIED", "ACTION_VIEW_MESSAGES",
                           "view_messages", "VIEW", "VIEW_MESSAGES "}) {
    EXPECT_EQ(EnumValueByShortName(*v1::Action_descriptor(), name),
              std::nullopt)
        << "`" << name << "`";
  }
}

}  // namespace
}  // namespace authz
