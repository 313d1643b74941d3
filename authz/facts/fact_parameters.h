// The parameters that a policy sets for facts: default settings, and the
// time and sizes that facts compare with.

#ifndef AUTHZ_FACTS_FACT_PARAMETERS_H_
#define AUTHZ_FACTS_FACT_PARAMETERS_H_

#include <cstdint>

#include "absl/time/time.h"
#include "conversations/authz/v1/context.pb.h"

namespace authz {

struct FactParameters {
  // How long after it was sent a message may be edited or deleted.
  absl::Duration edit_window;
  // How far ahead of the evaluation time a message may have been sent.
  absl::Duration max_clock_skew;
  // Without the actor.
  std::uint32_t max_direct_message_recipients = 0;
  // With the actor who creates the group.
  std::uint32_t max_group_members = 0;
  // What stands where a request leaves a setting out.
  conversations::authz::v1::Settings default_settings = {};
};

}  // namespace authz

#endif  // AUTHZ_FACTS_FACT_PARAMETERS_H_
