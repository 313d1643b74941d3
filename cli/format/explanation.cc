#include <cstddef>
#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "authz/facts/time.h"
#include "base/wrap.h"
#include "cli/format/names.h"
#include "cli/format/response.h"
#include "cli/format/style.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "conversations/authz/v1/decision.pb.h"
#include "google/protobuf/util/time_util.h"

namespace cli {
namespace {

constexpr int kIndent = 6;

// The mark and the colour of an outcome.
std::pair<absl::string_view, Color> MarkOf(v1::Outcome outcome) {
  if (outcome == v1::OUTCOME_SATISFIED) return {"✓", Color::kGreen};
  if (outcome == v1::OUTCOME_FAILED) return {"✗", Color::kRed};
  return {"?", Color::kYellow};
}

std::ptrdiff_t CountOf(const v1::Explanation& explanation,
                       v1::Outcome outcome) {
  return absl::c_count_if(explanation.requirements(),
                          [outcome](const v1::RequirementResult& result) {
                            return result.outcome() == outcome;
                          });
}

std::string FormatTimes(const v1::TimeComparison& times) {
  using google::protobuf::util::TimeUtil;
  const auto in_words = [](const google::protobuf::Duration& duration) {
    return absl::FormatDuration(authz::ToDuration(duration));
  };
  return absl::StrCat(
      " (sent ", TimeUtil::ToString(times.sent_at()), ", evaluated ",
      TimeUtil::ToString(times.at()), ": ",
      times.has_excess() ? in_words(times.excess()) + " beyond" : "within",
      " the limit of ", in_words(times.limit()), ")");
}

std::string FormatSize(const v1::SizeComparison& size) {
  return absl::StrCat(
      " (", size.size(), " of at most ", size.limit(),
      size.excess() > 0 ? absl::StrCat(": ", size.excess(), " too many") : "",
      ")");
}

std::string FormatFact(const v1::Fact& fact, const Style& style) {
  const std::string value = absl::AsciiStrToLower(ShortName(fact.value()));
  return absl::StrCat(
      Printable(fact.name()), " = ",
      Paint(value,
            fact.value() == v1::FACT_VALUE_UNKNOWN ? Color::kYellow
                                                   : Color::kPlain,
            style),
      fact.has_time() ? FormatTimes(fact.time()) : "",
      fact.has_size() ? FormatSize(fact.size()) : "");
}

std::string Verdict(const v1::RequirementResult& result, bool decides) {
  if (result.outcome() == v1::OUTCOME_SATISFIED) return "";
  std::string verdict = absl::AsciiStrToLower(ShortName(result.outcome()));
  if (decides) {
    absl::StrAppend(&verdict, ", and decides: DENIED ",
                    result.outcome() == v1::OUTCOME_FAILED
                        ? ShortName(result.reason())
                        : ShortName(v1::REASON_MISSING_FACTS));
  }
  return verdict;
}

std::string FormatRequirement(const v1::RequirementResult& result, bool decides,
                              const Style& style) {
  const auto [sign, color] = MarkOf(result.outcome());
  const std::string verdict = Verdict(result, decides);
  std::string text =
      absl::StrCat("  ", Paint(sign, color, style), " ",
                   Paint(Printable(result.name()), Color::kBold, style),
                   verdict.empty() ? "" : "  ", Paint(verdict, color, style),
                   "\n", base::Wrap(Printable(result.description()), kIndent));
  const std::string margin(kIndent, ' ');
  for (const v1::Fact& fact : result.facts()) {
    absl::StrAppend(&text, margin, FormatFact(fact, style), "\n");
  }
  if (!result.source().empty()) {
    absl::StrAppend(&text, margin,
                    Paint(absl::StrCat("[", Printable(result.source()), "]"),
                          Color::kDim, style),
                    "\n");
  }
  return text;
}

}  // namespace

std::string FormatExplanation(const v1::CheckResponse& response,
                              const Style& style) {
  const v1::Explanation& explanation = response.explanation();
  std::string text =
      absl::StrCat(Paint(ShortName(explanation.action()), Color::kBold, style),
                   " requires, in this order:\n\n");
  // The first that failed decides; where none did, all that are unknown.
  const bool any_failed = CountOf(explanation, v1::OUTCOME_FAILED) > 0;
  bool decided = false;
  for (const v1::RequirementResult& result : explanation.requirements()) {
    const bool failed = result.outcome() == v1::OUTCOME_FAILED;
    const bool decides = any_failed ? failed && !decided
                                    : result.outcome() == v1::OUTCOME_UNKNOWN;
    decided = decided || failed;
    absl::StrAppend(&text, FormatRequirement(result, decides, style), "\n");
  }
  absl::StrAppend(&text, explanation.requirements_size(), " requirements: ",
                  CountOf(explanation, v1::OUTCOME_SATISFIED), " satisfied, ",
                  CountOf(explanation, v1::OUTCOME_FAILED), " failed, ",
                  CountOf(explanation, v1::OUTCOME_UNKNOWN), " unknown\n");
  return text;
}

}  // namespace cli
