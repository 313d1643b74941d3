#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "cli/format/names.h"
#include "cli/format/response.h"
#include "cli/format/style.h"
#include "cli/format/table.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "conversations/authz/v1/decision.pb.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "google/protobuf/util/time_util.h"

namespace cli {
namespace {

using Strings = google::protobuf::RepeatedPtrField<std::string>;

std::string JoinPrintable(const Strings& texts) {
  return absl::StrJoin(texts, ", ", [](std::string* out, const std::string& s) {
    absl::StrAppend(out, Printable(s));
  });
}

std::string FormatAdvice(const v1::Advice& advice) {
  return absl::StrCat(ShortName(advice.code()),
                      advice.ids().empty() ? "" : ": ",
                      JoinPrintable(advice.ids()));
}

std::string ValidUntil(const v1::CheckResponse& response) {
  return google::protobuf::util::TimeUtil::ToString(response.valid_until());
}

// All that a decision carries, on one line, as in
//   MISSING_FACTS: conversation.actor_is_member
// without the id and the policy's version.
std::string DecisionDetails(const v1::CheckResponse& response) {
  std::vector<std::string> details;
  if (!response.allowed()) {
    std::string reason = ShortName(response.reason());
    for (const Strings& list :
         {response.missing_facts(), response.offending_ids()}) {
      if (!list.empty()) absl::StrAppend(&reason, ": ", JoinPrintable(list));
    }
    details.push_back(reason);
  }
  for (const v1::Advice& advice : response.advice()) {
    details.push_back(FormatAdvice(advice));
  }
  if (response.has_valid_until()) {
    details.push_back(absl::StrCat("valid until ", ValidUntil(response)));
  }
  return absl::StrJoin(details, "; ");
}

// The result of one check of a batch: its kind, and the details.
TableRow FormatResult(const v1::BatchCheckResult& result) {
  if (!result.has_response()) {
    return {{"MALFORMED", Color::kYellow},
            {Printable(result.error().message())}};
  }
  const v1::CheckResponse& response = result.response();
  return {response.allowed() ? TableCell{"ALLOWED", Color::kGreen}
                             : TableCell{"DENIED", Color::kRed},
          {DecisionDetails(response)}};
}

}  // namespace

std::string FormatDecision(const v1::CheckResponse& response,
                           const Style& style) {
  std::vector<TableRow> rows;
  const auto add = [&rows](const std::string& label, std::string text) {
    rows.push_back({{label, Color::kDim}, {std::move(text)}});
  };
  // One below the other, the first behind the label.
  const auto add_list = [&add](std::string label, const Strings& texts) {
    for (const std::string& text : texts) {
      add(label, Printable(text));
      label.clear();
    }
  };
  if (!response.id().empty()) add("check", Printable(response.id()));
  add_list("missing facts", response.missing_facts());
  add_list("offending ids", response.offending_ids());
  for (const v1::Advice& advice : response.advice()) {
    add("advice", FormatAdvice(advice));
  }
  if (response.has_valid_until()) add("valid until", ValidUntil(response));
  add("policy", Printable(response.policy_version()));
  const std::string heading =
      response.allowed()
          ? Paint("ALLOWED", Color::kGreen, style)
          : absl::StrCat(
                Paint("DENIED", Color::kRed, style), "  ",
                Paint(ShortName(response.reason()), Color::kBold, style));
  return absl::StrCat(heading, "\n", FormatTable(rows, /*indent=*/2, style));
}

BatchCounts CountResults(const v1::BatchCheckResponse& response) {
  BatchCounts counts;
  for (const v1::BatchCheckResult& result : response.results()) {
    if (!result.has_response()) {
      ++counts.malformed;
    } else if (result.response().allowed()) {
      ++counts.allowed;
    } else {
      ++counts.denied;
    }
  }
  return counts;
}

std::string FormatBatch(const v1::BatchCheckRequest& request,
                        const v1::BatchCheckResponse& response,
                        const Style& style) {
  std::vector<TableRow> rows;
  for (int i = 0; i < response.results_size(); ++i) {
    TableRow row = {{absl::StrCat("[", i, "]"), Color::kDim},
                    {Printable(request.checks(i).id())}};
    for (TableCell& cell : FormatResult(response.results(i))) {
      row.push_back(std::move(cell));
    }
    rows.push_back(std::move(row));
  }
  const BatchCounts counts = CountResults(response);
  return absl::StrCat(FormatTable(rows, /*indent=*/0, style),
                      rows.empty() ? "" : "\n", response.results_size(),
                      response.results_size() == 1 ? " check" : " checks", ": ",
                      counts.allowed, " allowed, ", counts.denied, " denied, ",
                      counts.malformed, " malformed\n",
                      Paint("policy", Color::kDim, style), " ",
                      Printable(response.policy_version()), "\n");
}

}  // namespace cli
