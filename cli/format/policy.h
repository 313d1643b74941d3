// A policy as it is written, as text and as Markdown.

#ifndef CLI_FORMAT_POLICY_H_
#define CLI_FORMAT_POLICY_H_

#include <string>

#include "cli/format/style.h"
#include "conversations/authz/policy/v1/policy.pb.h"

namespace cli {

std::string FormatPolicy(const conversations::authz::policy::v1::Policy& policy,
                         const Style& style);

// Sections with tables: "Rules", "Requirements", "Settings" and "Limits".
// tools/docs copies them into docs/policy.md.
std::string PolicyToMarkdown(
    const conversations::authz::policy::v1::Policy& policy);

// What stands instead of the reason of a requirement that has none.
inline constexpr char kCannotFail[] = "cannot fail, only be open";

}  // namespace cli

#endif  // CLI_FORMAT_POLICY_H_
