// `authz matrix`: the table as people and programs get it.

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/authz_command.h"
#include "tests/support/subprocess.h"

namespace cli {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using testing_support::Finished;

TEST(MatrixCommand, PrintsTheSourcesTable) {
  const Finished finished = RunAuthz({"matrix"});
  EXPECT_EQ(finished.exit_status, 0);
  EXPECT_EQ(finished.err, "");
  EXPECT_THAT(
      finished.out,
      StartsWith(
          "Policy conversations@VERSION\n"
          "\n"
          "Settings\n"
          "  access               ANY_USER\n"
          "  project_enabled      true\n"
          "  direct_messages      open\n"
          "  group_management     COMPANY_ADMINS\n"
          "  edit_delete_enabled  open\n"
          "\n"
          "Permissions\n"
          "                             None  Read Only  Standard  Admin\n"
          "  VIEW_MESSAGES               ·        ✓         ✓        ✓\n"
          "  START_DIRECT_MESSAGE        ·        ✓         ✓        ✓    ? "
          "direct_messages\n"
          "  SEND_DIRECT_MESSAGE         ·        ✓         ✓        ✓    ? "
          "direct_messages\n"
          "  SEND_GROUP_MESSAGE          ·        ✓         ✓        ✓\n"
          "  SEND_ITEM_MESSAGE           ·        ✓         ✓        ✓\n"
          "  MENTION_USER                ·        ✓         ✓        ✓\n"
          "  ADD_ITEMS_TO_MESSAGE        ·        ✓         ✓        ✓\n"
          "  EDIT_MESSAGE                ·        ✓         ✓        ✓    ? "
          "edit_delete_enabled\n"
          "  DELETE_MESSAGE              ·        ✓         ✓        ✓    ? "
          "edit_delete_enabled\n"
          "  CREATE_GROUP                ·        ·         ·      ✓ CA\n"
          "  MANAGE_GROUP                ·        ·         ·      ✓ CA\n"
          "  HIDE_CONVERSATION           ·        ✓         ✓        ✓\n"
          "  MANAGE_PUSH_NOTIFICATIONS   ·        ✓         ✓        ✓\n"
          "  EXPORT_CONVERSATIONS        ·        ·         ·      ✓ CA\n"
          "  CONFIGURE_TOOL              ·        ·         ·      ✓ CA\n"
          "\n"
          "  ✓     users of the level, where the further requirements are "
          "satisfied\n"
          "  ✓ CA  Company Admins only, likewise; they have the level Admin "
          "everywhere\n"
          "  ·     nobody of the level\n"
          "  ?     a setting left open can take the permission away\n"
          "\n"
          "Further requirements, which can still deny those who may\n"
          "  VIEW_MESSAGES\n"
          "      scope, directory, direct_privacy, group_privacy, item_access, "
          "item_private\n"));
}

TEST(MatrixCommand, PrintsTheTableUnderOtherSettings) {
  const Finished finished = RunAuthz(
      {"matrix",
       R"(--settings={"groupManagement": "GROUP_MANAGEMENT_DIRECTORY_ADMINS",
                      "direct_messages": "DIRECT_MESSAGES_DISABLED"})"});
  EXPECT_EQ(finished.exit_status, 0);
  EXPECT_THAT(finished.out,
              HasSubstr("  direct_messages      DISABLED\n"
                        "  group_management     DIRECTORY_ADMINS\n"));
  EXPECT_THAT(finished.out,
              HasSubstr("  START_DIRECT_MESSAGE        ·        ·         ·  "
                        "      ·\n"));
  EXPECT_THAT(finished.out,
              HasSubstr("  CREATE_GROUP                ·        ·         ·  "
                        "      ✓\n"));
}

TEST(MatrixCommand, PrintsTheTableInJson) {
  const Finished finished = RunAuthz({"matrix", "--output=json"});
  EXPECT_EQ(finished.exit_status, 0);
  EXPECT_THAT(finished.out,
              StartsWith("{\n"
                         " \"policyVersion\": \"conversations@VERSION\",\n"
                         " \"settings\": {\n"
                         "  \"access\": \"ACCESS_ANY_USER\",\n"));
  EXPECT_THAT(
      finished.out,
      HasSubstr("    {\n"
                "     \"level\": \"PERMISSION_LEVEL_ADMIN\",\n"
                "     \"permission\": \"PERMISSION_COMPANY_ADMINS_ONLY\",\n"
                "     \"furtherRequirements\": [\n"
                "      \"scope\"\n"
                "     ]\n"
                "    }\n"));
  EXPECT_THAT(finished.out, HasSubstr("   \"dependsOn\": [\n"
                                      "    \"edit_delete_enabled\"\n"
                                      "   ],\n"));
}

}  // namespace
}  // namespace cli
