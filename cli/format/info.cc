#include "cli/format/info.h"

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "authz/facts/time.h"
#include "cli/format/style.h"
#include "cli/format/table.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "google/protobuf/util/time_util.h"

namespace cli {
namespace {

namespace v1 = ::conversations::authz::v1;
using google::protobuf::util::TimeUtil;

std::string Number(std::uint64_t number) { return absl::StrCat(number); }

}  // namespace

std::string FormatInfo(const v1::GetServerInfoResponse& info,
                       const Style& style) {
  std::vector<TableRow> rows;
  const auto add = [&rows](absl::string_view label, std::string text) {
    rows.push_back({{std::string(label), Color::kDim}, {std::move(text)}});
  };
  // In process there is no server, and nothing that limits its requests.
  if (!info.server_version().empty()) {
    add("server version", Printable(info.server_version()));
  }
  add("policy", Printable(info.policy_name()));
  add("policy version", Printable(info.policy_version()));
  const v1::Limits& limits = info.limits();
  add("max batch", Number(limits.max_batch()));
  if (limits.max_request_bytes() > 0) {
    add("max request bytes", Number(limits.max_request_bytes()));
  }
  add("max targets", Number(limits.max_targets()));
  add("edit window",
      absl::FormatDuration(authz::ToDuration(limits.edit_window())));
  add("max clock skew",
      absl::FormatDuration(authz::ToDuration(limits.max_clock_skew())));
  add("max direct message members",
      Number(limits.max_direct_message_members()));
  add("max group members", Number(limits.max_group_members()));
  if (info.has_last_reload()) {
    const v1::PolicyReload& reload = info.last_reload();
    add("last reload",
        absl::StrCat(reload.succeeded() ? "succeeded at " : "failed at ",
                     TimeUtil::ToString(reload.at())));
    for (const absl::string_view line :
         absl::StrSplit(reload.error(), '\n', absl::SkipEmpty())) {
      rows.push_back({{""}, {Printable(line), Color::kRed}});
    }
  }
  return FormatTable(rows, /*indent=*/0, style);
}

}  // namespace cli
