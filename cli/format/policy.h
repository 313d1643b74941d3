// Formats a policy file as text and as Markdown.

#ifndef CLI_FORMAT_POLICY_H_
#define CLI_FORMAT_POLICY_H_

#include <string>

#include "cli/format/style.h"
#include "conversations/authz/policy/v1/policy.pb.h"
#include "google/protobuf/repeated_ptr_field.h"

namespace cli {

std::string FormatPolicy(const conversations::authz::policy::v1::Policy& policy,
                         const Style& style);

// Sections with tables: "Rules", "Requirements", "Settings" and "Limits".
// tools/docs copies them into docs/policy.md.
std::string PolicyToMarkdown(
    const conversations::authz::policy::v1::Policy& policy);

// The short names of a rule's actions.
google::protobuf::RepeatedPtrField<std::string> ActionNames(
    const conversations::authz::policy::v1::Rule& rule);

// The text shown in place of a reason where a requirement has none.
inline constexpr char kCannotFail[] = "cannot fail, only be open";

}  // namespace cli

#endif  // CLI_FORMAT_POLICY_H_
