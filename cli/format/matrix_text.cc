#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "authz/analysis/matrix.h"
#include "authz/policy/policy.h"
#include "base/wrap.h"
#include "cli/format/fields.h"
#include "cli/format/matrix.h"
#include "cli/format/names.h"
#include "cli/format/style.h"
#include "cli/format/table.h"
#include "conversations/authz/v1/context.pb.h"
#include "google/protobuf/descriptor.h"

namespace cli {
namespace {

namespace v1 = ::conversations::authz::v1;

// What a cell shows.
TableCell Show(authz::Permission permission) {
  switch (permission) {
    case authz::Permission::kNobody:
      return {"·", Color::kDim, /*centered=*/true};
    case authz::Permission::kCompanyAdminsOnly:
      return {"✓ CA", Color::kYellow, /*centered=*/true};
    case authz::Permission::kUsers:
      return {"✓", Color::kGreen, /*centered=*/true};
  }
  return {};
}

std::string FormatSettings(const v1::Settings& settings, const Style& style) {
  std::vector<TableRow> rows;
  for (const NamedValue& setting : FieldValues(settings)) {
    rows.push_back({{setting.name},
                    setting.value.empty() ? TableCell{"open", Color::kYellow}
                                          : TableCell{setting.value}});
  }
  return FormatTable(rows, /*indent=*/2, style);
}

std::string JoinSettingNames(const std::vector<int>& field_numbers) {
  return absl::StrJoin(field_numbers, ", ", [](std::string* out, int number) {
    absl::StrAppend(
        out, v1::Settings::descriptor()->FindFieldByNumber(number)->name());
  });
}

std::string FormatTicks(const authz::Matrix& matrix, const Style& style) {
  TableRow heading = {{""}};
  for (const v1::PermissionLevel level : authz::kMatrixLevels) {
    heading.push_back({Title(ShortName(level)), Color::kBold});
  }
  std::vector<TableRow> rows = {std::move(heading)};
  for (const authz::MatrixRow& row : matrix.rows) {
    TableRow cells = {{ShortName(row.action)}};
    for (const authz::MatrixCell& cell : row.cells) {
      cells.push_back(Show(cell.permission));
    }
    if (!row.depends_on.empty()) {
      cells.push_back({absl::StrCat("? ", JoinSettingNames(row.depends_on)),
                       Color::kYellow});
    }
    rows.push_back(std::move(cells));
  }
  return FormatTable(rows, /*indent=*/2, style);
}

// The legend of what the table shows and of nothing else.
std::string FormatLegend(const authz::Matrix& matrix, const Style& style) {
  std::vector<TableRow> rows;
  const auto add = [&](authz::Permission permission,
                       absl::string_view meaning) {
    const auto shows = [permission](const authz::MatrixRow& row) {
      return std::any_of(row.cells.begin(), row.cells.end(),
                         [permission](const authz::MatrixCell& cell) {
                           return cell.permission == permission;
                         });
    };
    if (!std::any_of(matrix.rows.begin(), matrix.rows.end(), shows)) return;
    TableCell sign = Show(permission);
    sign.centered = false;
    rows.push_back({std::move(sign), {std::string(meaning)}});
  };
  add(authz::Permission::kUsers,
      "users of the level, where the further requirements are satisfied");
  add(authz::Permission::kCompanyAdminsOnly,
      "Company Admins only, likewise; they have the level Admin everywhere");
  add(authz::Permission::kNobody, "nobody of the level");
  if (std::any_of(matrix.rows.begin(), matrix.rows.end(),
                  [](const authz::MatrixRow& row) {
                    return !row.depends_on.empty();
                  })) {
    rows.push_back({{"?", Color::kYellow},
                    {"a setting left open can take the permission away"}});
  }
  return FormatTable(rows, /*indent=*/2, style);
}

// The further requirements of a row; one that is not for every level that may
// is followed by those that it is for.
std::string FormatFurther(const authz::Rule& rule,
                          const authz::MatrixRow& row) {
  std::vector<std::string> names;
  for (const authz::Requirement* requirement : rule.requirements) {
    std::vector<std::string> levels;
    bool every_level = true;
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const authz::MatrixCell& cell = row.cells[i];
      if (cell.permission == authz::Permission::kNobody) continue;
      if (std::find(cell.further.begin(), cell.further.end(), requirement) !=
          cell.further.end()) {
        levels.push_back(Title(ShortName(authz::kMatrixLevels[i])));
      } else {
        every_level = false;
      }
    }
    if (levels.empty()) continue;
    std::string name = requirement->name;
    if (!every_level) {
      absl::StrAppend(&name, " (", absl::StrJoin(levels, ", "), ")");
    }
    names.push_back(std::move(name));
  }
  return absl::StrJoin(names, ", ");
}

// By action; actions with the same further requirements stand together.
std::string FormatAllFurther(const authz::CompiledPolicy& policy,
                             const authz::Matrix& matrix, const Style& style) {
  std::vector<std::pair<std::string, std::string>> entries;
  for (const authz::MatrixRow& row : matrix.rows) {
    const std::string further = FormatFurther(policy.RuleFor(row.action), row);
    if (further.empty()) continue;
    const auto same = std::find_if(
        entries.begin(), entries.end(),
        [&further](const auto& entry) { return entry.second == further; });
    if (same == entries.end()) {
      entries.emplace_back(ShortName(row.action), further);
    } else {
      absl::StrAppend(&same->first, ", ", ShortName(row.action));
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

std::string FormatMatrix(const authz::CompiledPolicy& policy,
                         const authz::Matrix& matrix, const Style& style) {
  return absl::StrCat(Paint("Policy", Color::kBold, style), " ", policy.version,
                      "\n\n", Paint("Settings", Color::kBold, style), "\n",
                      FormatSettings(matrix.settings, style), "\n",
                      Paint("Permissions", Color::kBold, style), "\n",
                      FormatTicks(matrix, style), "\n",
                      FormatLegend(matrix, style),
                      FormatAllFurther(policy, matrix, style));
}

}  // namespace cli
