#include "authz/compile_requirements.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "authz/enum_names.h"
#include "authz/suggestion.h"

namespace authz {
namespace {

std::vector<absl::string_view> FactNames() {
  std::vector<absl::string_view> names;
  for (Fact fact : AllFacts()) names.push_back(FactName(fact));
  return names;
}

class RequirementCompiler {
 public:
  RequirementCompiler(const policy_v1::Requirement& from,
                      const SourceNode& source, std::vector<Issue>& issues)
      : from_(from), source_(source), issues_(issues) {}

  Requirement Compile() {
    to_.name = from_.name();
    to_.description = from_.description();
    to_.source = from_.source();
    to_.clause.when = CompileFacts("when", from_.when());
    to_.clause.any_of = CompileFacts("any_of", from_.any_of());
    if (from_.any_of().empty()) {
      Report("any_of", "accepts nothing, list at least one fact in `any_of`");
    }
    if ((to_.clause.when & to_.clause.any_of) != 0) {
      Report("any_of",
             "is always satisfied, since `when` and `any_of` share a fact");
    }
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
  template <typename Names>
  std::uint64_t CompileFacts(absl::string_view field, const Names& names) {
    std::uint64_t bits = 0;
    for (int i = 0; i < names.size(); ++i) {
      const std::optional<Fact> fact = FactByName(names[i]);
      if (!fact.has_value()) {
        Report(field,
               absl::StrCat("names an unknown fact `", names[i], "`",
                            Suggestion(names[i], FactNames())),
               i);
      } else if ((bits & Bit(*fact)) != 0) {
        Report(field, absl::StrCat("names the fact `", names[i], "` twice"), i);
      } else {
        bits |= Bit(*fact);
        to_.facts.push_back(*fact);
      }
    }
    return bits;
  }

  bool CannotFail() const {
    return std::any_of(to_.facts.begin(), to_.facts.end(), [&](Fact fact) {
      return IsNeverFalse(fact) && (to_.clause.any_of & Bit(fact)) != 0;
    });
  }

  void CompileReason() {
    const std::string& name = from_.reason();
    if (name.empty()) {
      if (!CannotFail()) {
        Report("reason", "can fail but has no reason, write `reason: \"...\"`");
      }
      return;
    }
    const auto& type = *v1::Reason_descriptor();
    const std::optional<int> value = EnumValueByShortName(type, name);
    if (!value.has_value()) {
      Report("reason", absl::StrCat("has an unknown reason `", name, "`",
                                    Suggestion(name, ShortEnumNames(type))));
    } else if (*value == v1::REASON_ALLOWED ||
               *value == v1::REASON_MISSING_FACTS) {
      Report("reason",
             absl::StrCat("has the reason `", name,
                          "`, which is no reason for a requirement to fail"));
    } else if (CannotFail()) {
      Report("reason", absl::StrCat("has the reason `", name,
                                    "` but cannot fail, take the reason out"));
    } else {
      to_.reason = static_cast<v1::Reason>(*value);
    }
  }

  void Report(absl::string_view field, absl::string_view message,
              int index = 0) {
    const SourceNode& node = source_.At(field, index);
    issues_.push_back(
        {node.line, node.column,
         absl::StrCat("requirement `", from_.name(), "` ", message)});
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
  for (int i = 0; i < file.policy.requirement_size(); ++i) {
    requirements.push_back(RequirementCompiler(file.policy.requirement(i),
                                               file.source.At("requirement", i),
                                               issues)
                               .Compile());
  }
  return requirements;
}

}  // namespace authz
