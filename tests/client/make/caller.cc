// A program of another project that asks a server: caller ADDRESS. Prints the
// reason of a denial, or "allowed".

#include <iostream>
#include <memory>

#include "absl/status/statusor.h"
#include "client/cc/authz_client.h"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  client::AuthzClient::Options options;
  options.address = argv[1];
  absl::StatusOr<std::unique_ptr<client::AuthzClient>> client =
      client::AuthzClient::Create(options);
  if (!client.ok()) {
    std::cerr << client.status() << "\n";
    return 1;
  }

  client::v1::CheckRequest request;
  request.set_action(client::v1::ACTION_VIEW_MESSAGES);
  request.mutable_actor()->set_id("ada");
  request.mutable_actor()->set_in_project_directory(true);
  request.mutable_actor()->set_permission_level(
      client::v1::PERMISSION_LEVEL_STANDARD);
  request.mutable_settings()->set_access(client::v1::ACCESS_ANY_USER);
  request.mutable_settings()->set_project_enabled(true);
  request.mutable_conversation()->set_type(
      client::v1::CONVERSATION_TYPE_DIRECT);
  for (const bool is_member : {true, false}) {
    request.mutable_conversation()->set_actor_is_member(is_member);
    const absl::StatusOr<client::v1::CheckResponse> response =
        (*client)->Check(request);
    if (!response.ok()) {
      std::cerr << response.status() << "\n";
      return 1;
    }
    std::cout << (response->allowed()
                      ? "allowed"
                      : client::v1::Reason_Name(response->reason()))
              << "\n";
  }
}
