#include "authz/analysis/guardrails.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "authz/policy/clause_names.h"
#include "authz/text/text_file.h"
#include "conversations/authz/policy/v1/guardrail.pb.h"

namespace authz {
namespace {

namespace policy_v1 = ::conversations::authz::policy::v1;

Guardrail CompileGuardrail(const policy_v1::Guardrail& from,
                           const SourceNode& source,
                           std::vector<Issue>& issues) {
  const std::string who = absl::StrCat("guardrail `", from.name(), "`");
  Guardrail guardrail;
  guardrail.name = from.name();
  guardrail.description = from.description();
  guardrail.source = from.source();
  guardrail.clause =
      CompileClause(who, from.when(), from.any_of(), source, issues).clause;
  if (from.name().empty() || from.description().empty() ||
      from.source().empty()) {
    Report(source,
           absl::StrCat(who, " needs a `name`, a `description` and a `source`"),
           issues);
  }
  if (from.action().empty()) {
    Report(source, absl::StrCat(who, " is about no action, list at least one"),
           issues);
  }
  for (int i = 0; i < from.action_size(); ++i) {
    if (from.action(i) == v1::ACTION_UNSPECIFIED &&
        !HasIssue(source, "action", issues, i)) {
      Report(source.At("action", i),
             absl::StrCat(who,
                          " is about `ACTION_UNSPECIFIED`, which is no action"),
             issues);
    }
    guardrail.actions.push_back(from.action(i));
  }
  return guardrail;
}

}  // namespace

absl::StatusOr<std::vector<Guardrail>> ReadGuardrails(absl::string_view text) {
  TextFile<policy_v1::Guardrails> file;
  std::vector<Issue> issues;
  std::vector<Guardrail> guardrails;
  if (ReadTextFile(text, file, issues)) {
    for (int i = 0; i < file.message.guardrail_size(); ++i) {
      guardrails.push_back(CompileGuardrail(
          file.message.guardrail(i), file.source.At("guardrail", i), issues));
    }
    if (guardrails.empty()) Report(file.source, "no guardrail", issues);
  }
  if (issues.empty()) return guardrails;
  SortIssues(issues);
  return absl::InvalidArgumentError(FormatIssues("guardrails", issues));
}

}  // namespace authz
