#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "authz/policy/clause_names.h"
#include "authz/policy/compile_parts.h"

namespace authz {
namespace {

class RequirementCompiler {
 public:
  RequirementCompiler(const policy_v1::Requirement& from,
                      const SourceNode& source, std::vector<Issue>& issues)
      : from_(from), source_(source), issues_(issues) {}

  Requirement Compile() {
    to_.name = from_.name();
    to_.description = from_.description();
    to_.source = from_.source();
    NamedClause named =
        CompileClause(Who(), from_.when(), from_.any_of(), source_, issues_);
    to_.clause = named.clause;
    to_.facts = std::move(named.facts);
    CompileReason();
    if (from_.description().empty()) {
      Report("description", "has no description, write what it asks for");
    }
    if (from_.source().empty()) {
      Report("source", "has no source, write where it comes from");
    }
    return std::move(to_);
  }

 private:
  std::string Who() const {
    return absl::StrCat("requirement `", from_.name(), "`");
  }

  bool CannotFail() const {
    return std::any_of(to_.facts.begin(), to_.facts.end(), [&](Fact fact) {
      return IsNeverFalse(fact) && (to_.clause.any_of & Bit(fact)) != 0;
    });
  }

  bool KnowsEveryFact() const {
    return static_cast<int>(to_.facts.size()) ==
           from_.when_size() + from_.any_of_size();
  }

  void CompileReason() {
    const v1::Reason reason = from_.reason();
    if (reason == v1::REASON_UNSPECIFIED) {
      // What an unknown fact or reason was meant to be is not known.
      if (!CannotFail() && KnowsEveryFact() &&
          !HasIssue(source_, "reason", issues_)) {
        Report("reason",
               "can fail but has no reason, write `reason: REASON_...`");
      }
    } else if (reason == v1::REASON_ALLOWED ||
               reason == v1::REASON_MISSING_FACTS) {
      Report("reason",
             absl::StrCat("has the reason `", v1::Reason_Name(reason),
                          "`, which is no reason for a requirement to fail"));
    } else if (CannotFail()) {
      Report("reason", absl::StrCat("has the reason `", v1::Reason_Name(reason),
                                    "` but cannot fail, take the reason out"));
    } else {
      to_.reason = reason;
    }
  }

  void Report(absl::string_view field, absl::string_view message) {
    authz::Report(source_.At(field), absl::StrCat(Who(), " ", message),
                  issues_);
  }

  const policy_v1::Requirement& from_;
  const SourceNode& source_;
  std::vector<Issue>& issues_;
  Requirement to_;
};

}  // namespace

std::vector<Requirement> CompileRequirements(const PolicyFile& file,
                                             std::vector<Issue>& issues) {
  std::vector<Requirement> requirements;
  requirements.reserve(file.message.requirement_size());
  for (int i = 0; i < file.message.requirement_size(); ++i) {
    requirements.push_back(RequirementCompiler(file.message.requirement(i),
                                               file.source.At("requirement", i),
                                               issues)
                               .Compile());
  }
  return requirements;
}

}  // namespace authz
