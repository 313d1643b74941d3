#include <cstddef>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/wrap.h"
#include "cli/format/fields.h"
#include "cli/format/names.h"
#include "cli/format/reports.h"
#include "cli/format/style.h"
#include "cli/format/table.h"
#include "conversations/authz/v1/context.pb.h"
#include "google/protobuf/descriptor.h"

namespace cli {
namespace {

namespace v1 = ::conversations::authz::v1;

message::Permission ToProto(authz::Permission permission) {
  switch (permission) {
    case authz::Permission::kNobody:
      return message::PERMISSION_NOBODY;
    case authz::Permission::kCompanyAdminsOnly:
      return message::PERMISSION_COMPANY_ADMINS_ONLY;
    case authz::Permission::kUsers:
      return message::PERMISSION_USERS;
  }
  return message::PERMISSION_UNSPECIFIED;
}

// A permission as a cell shows it.
TableCell Show(message::Permission permission) {
  switch (permission) {
    case message::PERMISSION_COMPANY_ADMINS_ONLY:
      return {"✓ CA", Color::kYellow, /*centered=*/true};
    case message::PERMISSION_USERS:
      return {"✓", Color::kGreen, /*centered=*/true};
    default:
      return {"·", Color::kDim, /*centered=*/true};
  }
}

// The table, and a legend of what it shows.
std::string FormatTicks(const message::PermissionMatrix& matrix,
                        const Style& style) {
  TableRow heading = {{""}};
  for (const v1::PermissionLevel level : authz::kMatrixLevels) {
    heading.push_back({Title(ShortName(level)), Color::kBold});
  }
  std::vector<TableRow> rows = {std::move(heading)};
  std::set<message::Permission> shown;
  bool any_open = false;
  for (const message::PermissionRow& row : matrix.rows()) {
    TableRow cells = {{ShortName(row.action())}};
    for (const message::PermissionCell& cell : row.cells()) {
      cells.push_back(Show(cell.permission()));
      shown.insert(cell.permission());
    }
    if (!row.depends_on().empty()) {
      any_open = true;
      cells.push_back(
          {absl::StrCat("? ", absl::StrJoin(row.depends_on(), ", ")),
           Color::kYellow});
    }
    rows.push_back(std::move(cells));
  }
  std::vector<TableRow> legend;
  const auto explain = [&](message::Permission permission,
                           const std::string& meaning) {
    if (shown.count(permission) == 0) return;
    TableCell sign = Show(permission);
    sign.centered = false;
    legend.push_back({std::move(sign), {meaning}});
  };
  explain(message::PERMISSION_USERS,
          "users of the level, where the further requirements are satisfied");
  explain(
      message::PERMISSION_COMPANY_ADMINS_ONLY,
      "Company Admins only, likewise; they have the level Admin everywhere");
  explain(message::PERMISSION_NOBODY, "nobody of the level");
  if (any_open) {
    legend.push_back({{"?", Color::kYellow},
                      {"a setting left open can take the permission away"}});
  }
  return absl::StrCat(FormatTable(rows, /*indent=*/2, style), "\n",
                      FormatTable(legend, /*indent=*/2, style));
}

// The further requirements of a row. One that only some of the levels that may
// have is followed by those levels.
std::string FormatFurther(const message::PermissionRow& row) {
  std::vector<std::string> names;
  for (const std::string& requirement : row.requirements()) {
    const std::string name = Printable(requirement);
    std::vector<std::string> levels;
    bool every_level = true;
    for (const message::PermissionCell& cell : row.cells()) {
      if (cell.permission() == message::PERMISSION_NOBODY) continue;
      if (absl::c_linear_search(cell.further_requirements(), requirement)) {
        levels.push_back(Title(ShortName(cell.level())));
      } else {
        every_level = false;
      }
    }
    if (levels.empty()) continue;
    names.push_back(
        every_level
            ? name
            : absl::StrCat(name, " (", absl::StrJoin(levels, ", "), ")"));
  }
  return absl::StrJoin(names, ", ");
}

// By action. Actions with the same further requirements stand together, where
// the first of them does.
std::string FormatAllFurther(const message::PermissionMatrix& matrix,
                             const Style& style) {
  std::vector<std::pair<std::string, std::string>> entries;
  for (const message::PermissionRow& row : matrix.rows()) {
    const std::string further = FormatFurther(row);
    if (further.empty()) continue;
    const auto same = absl::c_find_if(entries, [&further](const auto& entry) {
      return entry.second == further;
    });
    if (same == entries.end()) {
      entries.emplace_back(ShortName(row.action()), further);
    } else {
      absl::StrAppend(&same->first, ", ", ShortName(row.action()));
    }
  }
  if (entries.empty()) return "";
  std::string text =
      absl::StrCat("\n", Paint("Further requirements", Color::kBold, style),
                   ", which can still deny those who may\n");
  for (const auto& [actions, further] : entries) {
    absl::StrAppend(&text, "  ", actions, "\n",
                    base::Wrap(further, /*indent=*/6));
  }
  return text;
}

}  // namespace

message::PermissionMatrix MatrixToProto(const authz::CompiledPolicy& policy,
                                        const authz::Matrix& matrix) {
  message::PermissionMatrix proto;
  proto.set_policy_version(policy.version);
  *proto.mutable_settings() = matrix.settings;
  for (const authz::MatrixRow& row : matrix.rows) {
    message::PermissionRow& row_proto = *proto.add_rows();
    row_proto.set_action(row.action);
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      message::PermissionCell& cell = *row_proto.add_cells();
      cell.set_level(authz::kMatrixLevels[i]);
      cell.set_permission(ToProto(row.cells[i].permission));
      for (const authz::Requirement* requirement : row.cells[i].further) {
        cell.add_further_requirements(requirement->name);
      }
    }
    for (const int field_number : row.depends_on) {
      row_proto.add_depends_on(
          v1::Settings::descriptor()->FindFieldByNumber(field_number)->name());
    }
    for (const authz::Requirement* requirement :
         policy.RuleFor(row.action).requirements) {
      row_proto.add_requirements(requirement->name);
    }
  }
  return proto;
}

std::string FormatMatrix(const message::PermissionMatrix& matrix,
                         const Style& style) {
  return absl::StrCat(
      Paint("Policy", Color::kBold, style), " ", matrix.policy_version(),
      "\n\n", Paint("Settings", Color::kBold, style), "\n",
      FormatFields(matrix.settings(), "open", style), "\n",
      Paint("Permissions", Color::kBold, style), "\n",
      FormatTicks(matrix, style), FormatAllFurther(matrix, style));
}

}  // namespace cli
