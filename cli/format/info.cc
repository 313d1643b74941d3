#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "cli/format/fields.h"
#include "cli/format/response.h"
#include "cli/format/style.h"
#include "cli/format/table.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "google/protobuf/util/time_util.h"

namespace cli {

std::string FormatInfo(const v1::GetServerInfoResponse& info,
                       const Style& style) {
  std::vector<TableRow> rows;
  const auto add = [&rows](absl::string_view label, std::string text) {
    rows.push_back({{std::string(label), Color::kDim}, {std::move(text)}});
  };
  // In this process there is no server, and nothing limits its requests.
  if (!info.server_version().empty()) {
    add("server version", Printable(info.server_version()));
  }
  for (const v1::Library& library : info.libraries()) {
    add(absl::StrCat("  ", Printable(library.name())),
        Printable(library.version()));
  }
  add("policy", Printable(info.policy_name()));
  add("policy version", Printable(info.policy_version()));
  for (const NamedValue& limit : FieldValues(info.limits())) {
    if (limit.value.empty()) continue;
    add(absl::StrReplaceAll(limit.name, {{"_", " "}}), limit.value);
  }
  add("unknown fields", info.refuses_unknown_fields() ? "refused" : "ignored");
  if (info.has_last_reload()) {
    const v1::PolicyReload& reload = info.last_reload();
    add("last reload",
        absl::StrCat(reload.succeeded() ? "succeeded at " : "failed at ",

                     google::protobuf::util::TimeUtil::ToString(reload.at())));
    for (const absl::string_view line :
         absl::StrSplit(reload.error(), '\n', absl::SkipEmpty())) {
      rows.push_back({{""}, {Printable(line), Color::kRed}});
    }
  }
  return FormatTable(rows, /*indent=*/0, style);
}

}  // namespace cli
