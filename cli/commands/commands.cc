#include "cli/commands/commands.h"

#include <string>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "authz/text/suggestion.h"
#include "cli/commands/run.h"

namespace cli {

const std::vector<Command>& AllCommands() {
  static const auto& commands = *new std::vector<Command>{
      {"check", "[JSON|FILE|-]", "decide one check",
       R"(The argument is the JSON of a CheckRequest, a file of it, or `-` for stdin.
What the request leaves out is unknown, and an unknown fact allows nothing: the
denial MISSING_FACTS lists the fields that it needs. Settings that are left out
have the policy's defaults, where it has any.

Examples
  authz check '{"actor": {"id": "ann", "companyAdmin": true},
                "action": "ACTION_CONFIGURE_TOOL"}'
  authz check --local request.json
  authz check --server=unix:/run/authz.sock --output=json - < request.json
  if authz check request.json > /dev/null; then echo "go ahead"; fi
)",
       ServerFlags({"local", "policy", "timeout", "output", "color"}),
       RunCheck},
      {"batch", "[JSON|FILE|-]",
       "decide many checks at one time, by one policy",
       R"(The argument is the JSON of a BatchCheckRequest, a file of it, or `-` for stdin.
A check takes each top-level field, and each setting, that it leaves out from
`shared`. One line is printed per check: its index, its id, and the decision.

Exits with 1 where any check is denied, else with 2 where any is malformed.

Examples
  authz batch '{"shared": {"actor": {"id": "ann", "companyAdmin": true}},
                "checks": [{"id": "a", "action": "ACTION_CONFIGURE_TOOL"},
                           {"id": "b", "action": "ACTION_EXPORT_CONVERSATIONS"}]}'
  authz batch --local --output=json checks.json
)",
       ServerFlags({"local", "policy", "timeout", "output", "color"}),
       RunBatch},
      {"explain", "[JSON|FILE|-]",
       "decide one check and show how the decision came about",
       R"(Takes what `authz check` takes, and exits as it does. Below the decision stands
every requirement of the action's rule, in order:
  ✓  satisfied
  ✗  failed: the first one that failed gives the reason
  ?  unknown: the request leaves out what it takes to tell
each with what it asks for, the facts that it looked at, and where it comes from.

Examples
  authz explain '{"actor": {"id": "ann", "companyAdmin": false},
                  "action": "ACTION_CREATE_GROUP",
                  "settings": {"access": "ACCESS_ANY_USER",
                               "projectEnabled": true}}'
  authz explain --local --policy=policy.txtpb request.json
)",
       ServerFlags({"local", "policy", "timeout", "output", "color"}),
       RunExplain},
      {"matrix",
       "",
       "print the permission table that follows from a policy",
       R"(Shows which permission level may do which action, under the policy's default
settings and those of --settings over them. It is computed in this process from
the policy's rules: a level has a permission where some request of a user of that
level is allowed. Below it stand the further requirements that such a request has
to satisfy. A setting that is left open is taken as what permits the most, and
the rows that depend on it say so.

Examples
  authz matrix
  authz matrix --settings='{"groupManagement": "GROUP_MANAGEMENT_EVERYONE"}'
  authz matrix --policy=policy.txtpb --output=json
)",
       {"policy", "settings", "output", "color"},
       RunMatrix},
      {"policy show",
       "[FILE]",
       "print a policy",
       R"(Prints the policy of the file, or the embedded one: its version, what stands
where a request leaves a setting out, the limits, what each action requires, and
what every requirement asks for, with the reason of its denial and where it comes
from. `json` is the Policy message, all of it; `markdown` has tables. A file that
is no policy exits with 2 and has its mistakes on stderr. Whether a policy keeps
the guardrails is another question, that of `authz policy verify`. The policy of a
running server is printed by `authz policy fetch`.

Examples
  authz policy show
  authz policy show policy.txtpb --output=markdown
)",
       {"output", "color"},
       RunPolicyShow,
       {OutputFormat::kText, OutputFormat::kJson, OutputFormat::kMarkdown}},
      {"policy fetch",
       "",
       "print the policy that a server decides by",
       R"(Prints the file that the server's policy in force was loaded from, comments and
all, whether it was given one or decides by its embedded policy. A server of the
same version loads what is printed as the same policy.

Examples
  authz policy fetch > policy.txtpb
  authz policy fetch --server=unix:/run/authz.sock > policy.txtpb
)",
       ServerFlags({"timeout"}),
       RunPolicyFetch,
       {OutputFormat::kText}},
      {"policy lint",
       "[FILE...]",
       "tell everything that is wrong or useless in policies",
       R"(Tells every issue in the files, or in the embedded policy, at once: by line and
column, with what to do about it. An error is what a server refuses the file for:
a mistake, or a guardrail that it breaks. A warning is what is of no use: a
requirement or a group that no rule uses, a fact that no rule reads, a requirement
that can never fail, or one that decides nothing in a rule since others imply it.
A note is no mistake: it names the actions that a default setting opens to
requests that leave the setting out. Exits with 0 where there is no error and no
warning, with 1 where there is one, and with 2 where a file cannot be read.

Examples
  authz policy lint
  authz policy lint policy.txtpb
  authz policy lint old.txtpb new.txtpb --output=json
)",
       {"output", "color"},
       RunPolicyLint},
      {"policy verify",
       "[FILE]",
       "prove that a policy keeps the guardrails",
       R"(Proves the policy of the file, or the embedded one, against every guardrail:
what no policy may allow. For each one that the policy breaks it prints the facts
that let a request through. Such a policy exits with 1, and no server loads it. A
file that is no policy exits with 2 and has its mistakes on stderr.

Examples
  authz policy verify
  authz policy verify policy.txtpb
  authz policy verify policy.txtpb --output=json
)",
       {"output", "color"},
       RunPolicyVerify},
      {"policy diff",
       "[OLD] NEW",
       "say what two policies decide differently",
       R"(Compares what two policies allow, not how they are written. For each action it
prints the requests that the old policy denies and the new one allows, which
"open up", then those that "close", as the fewest facts that they have in common.
It leaves nothing out: every other request is allowed by both or denied by both.
Without OLD, the embedded policy is the old one.

Where something opens up it exits with 1, so that a change of policy can be held
until someone has looked at it. A file that is no policy exits with 2. Whether
the policies keep the guardrails is for `authz policy verify`.

Examples
  authz policy diff policy.txtpb
  authz policy diff old.txtpb new.txtpb
  authz policy diff old.txtpb new.txtpb --output=json
)",
       {"output", "color"},
       RunPolicyDiff},
      {"policy test",
       "FILE...",
       "run policy tests",
       R"(Puts the cases and the tables of policy test files to the policy, in this
process. A folder stands for all files in it that end in .txtpb. Of each case that
fails it prints what differs, and how the decision came about. Exits with 0 where
all passed, with 1 where one failed, and with 2 where a file is malformed, no file
has a case, or the policy is one that no server would load; nothing is run then.

A case that does not set `at` is evaluated now. docs/policy-tests.md describes the
files.

Examples
  authz policy test tests
  authz policy test --policy=policy.txtpb groups.txtpb items.txtpb
  authz policy test tests --output=junit > report.xml
)",
       {"policy", "output", "color"},
       RunPolicyTest,
       {OutputFormat::kText, OutputFormat::kJson, OutputFormat::kJunit}},
      {"policy coverage",
       "FILE...",
       "show what policy tests exercise of a policy",
       R"(Decides the cases of policy test files by the policy and counts what they make
happen: of each requirement, in each rule, whether it was
  satisfied, failed, unknown
  deciding   the first that failed, which gives the reason
and of each fact that a rule reads, whether it was true, false and unknown. What
no request can make happen is left out. Exits with 1 where anything else is not
covered, which is then listed.

Whether the cases pass is for `authz policy test` to say.

Examples
  authz policy coverage tests
  authz policy coverage --policy=policy.txtpb tests --output=json
)",
       {"policy", "output", "color"},
       RunPolicyCoverage},
      {"info", "",
       "show what the server runs: its version, its policy and its limits",
       R"(Examples
  authz info
  authz info --local --policy=policy.txtpb
)",
       ServerFlags({"local", "policy", "timeout", "output", "color"}), RunInfo},
      {"health", "", "show whether the server serves",
       R"(Prints SERVING and exits with 0, or NOT_SERVING and exits with 3.

Examples
  authz health
  authz health --server=unix:/run/authz.sock --timeout=1s
  authz health --server=authz:50051 --tls_ca=ca.crt --tls_cert=tls.crt \
    --tls_key=tls.key
)",
       ServerFlags({"timeout", "output", "color"}), RunHealth}};
  return commands;
}

absl::StatusOr<const Command*> FindCommand(
    absl::Span<const std::string> words) {
  const bool of_family = IsFamily(words[0]);
  if (of_family && words.size() == 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("say which `", words[0], "` command"));
  }
  const std::string name =
      of_family ? absl::StrCat(words[0], " ", words[1]) : words[0];
  std::vector<absl::string_view> names = {"help"};
  for (const Command& command : AllCommands()) {
    if (command.name == name) return &command;
    names.push_back(command.name);
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "unknown command `", name, "`", authz::Suggestion(name, names)));
}

bool IsOfFamily(const Command& command, absl::string_view family) {
  return absl::StartsWith(command.name, absl::StrCat(family, " "));
}

bool IsFamily(absl::string_view word) {
  return absl::c_any_of(AllCommands(), [&](const Command& command) {
    return IsOfFamily(command, word);
  });
}

}  // namespace cli
