#include "cli/format/batch.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/format/decision.h"
#include "cli/format/style.h"
#include "cli/format/table.h"
#include "conversations/authz/v1/authorization_service.pb.h"

namespace cli {
namespace {

namespace v1 = ::conversations::authz::v1;

// What became of the check, and the details.
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
