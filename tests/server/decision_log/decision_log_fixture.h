// A DecisionService with a decision log, in process.

#ifndef TESTS_SERVER_DECISION_LOG_DECISION_LOG_FIXTURE_H_
#define TESTS_SERVER_DECISION_LOG_DECISION_LOG_FIXTURE_H_

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include <memory>
#include <string>
#include <vector>

#include "conversations/authz/v1/authorization_service.pb.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "server/decision_log/decision_log.h"
#include "server/decision_log/decision_log_options.h"
#include "server/reload/policy_reloader.h"
#include "server/rpc/decision_service.h"
#include "tests/server/decision_log/parsed_lines.h"
#include "tests/support/temp_folder.h"

namespace server {

template <typename Message>
Message Parse(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message))
      << text;
  return message;
}

// A check that is allowed, and one that is denied.
inline constexpr char kAllow[] =
    "actor { id: 'ada' company_admin: true } "
    "action: ACTION_EXPORT_CONVERSATIONS "
    "export_range { start_time {} end_time {} }";
inline constexpr char kDenial[] =
    "actor { id: 'bob' company_admin: false "
    "        permission_level: PERMISSION_LEVEL_NONE } "
    "action: ACTION_CONFIGURE_TOOL";

// One that is denied where it has targets who are strangers to the project.
inline constexpr char kGroupMessage[] =
    "actor { id: 'ada' company_admin: true in_project_directory: true "
    "        permission_level: PERMISSION_LEVEL_ADMIN } "
    "action: ACTION_SEND_GROUP_MESSAGE conversation { actor_is_member: true }";

void AddStranger(const std::string& id, authz::v1::CheckRequest& request);

class DecisionLogFixture : public testing::Test {
 protected:
  void SetUp() override;

  // Starts to log, as `options_` say.
  void Open();

  // Asks one of the three methods.
  grpc::Status Ask(decltype(&AuthorizationService::Check) method,
                   const grpc::ByteBuffer& request);
  grpc::Status Check(const grpc::ByteBuffer& request);
  grpc::Status Check(const std::string& request);
  grpc::Status Batch(const authz::v1::BatchCheckRequest& request);

  // All that was logged.
  std::vector<Object> Close();

  // Expects the line to have these fields, in JSON, and those that every line
  // of a call has.
  void ExpectLine(Object line, const std::string& expected);

  const testing_support::TempFolder folder_;
  std::unique_ptr<PolicyReloader> policy_;
  DecisionLogOptions options_;
  std::unique_ptr<DecisionLog> log_;
  std::unique_ptr<DecisionService> service_;
};

}  // namespace server

#endif  // TESTS_SERVER_DECISION_LOG_DECISION_LOG_FIXTURE_H_
