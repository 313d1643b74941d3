// The permission table that follows from a policy: which permission level may
// do which action, under given settings.
//
//   const Matrix matrix = ComputeMatrix(policy, settings);
//   for (const MatrixRow& row : matrix.rows) ...
//
// Nothing in it is written down: a cell is the answer to whether there is a
// consistent assignment of the facts, with that level and those settings, for
// which the action's rule allows.

#ifndef AUTHZ_ANALYSIS_MATRIX_H_
#define AUTHZ_ANALYSIS_MATRIX_H_

#include <array>
#include <cstddef>
#include <vector>

#include "authz/policy/policy.h"
#include "conversations/authz/v1/context.pb.h"

namespace authz {

inline constexpr std::array<v1::PermissionLevel, 4> kMatrixLevels = {
    v1::PERMISSION_LEVEL_NONE, v1::PERMISSION_LEVEL_READ_ONLY,
    v1::PERMISSION_LEVEL_STANDARD, v1::PERMISSION_LEVEL_ADMIN};

enum class Permission {
  // No user of the level may.
  kNobody,
  // No user of the level may but a Company Admin, who has the level Admin
  // everywhere. In the Admin column only.
  kCompanyAdminsOnly,
  // Users of the level may, where the further requirements are satisfied.
  kUsers,
};

struct MatrixCell {
  Permission permission = Permission::kNobody;
  // The requirements that can still fail for those who may, in rule order.
  // Empty for kNobody. They point into the policy.
  std::vector<const Requirement*> further;
};

struct MatrixRow {
  v1::Action action = v1::ACTION_UNSPECIFIED;
  // By column.
  std::array<MatrixCell, kMatrixLevels.size()> cells;
  // The settings left open that can take a permission of the row away, by their
  // field numbers in v1::Settings, in order.
  std::vector<int> depends_on;
};

struct Matrix {
  // The settings that the table holds under. One that is not set is open: a
  // cell then says what some value of it permits.
  v1::Settings settings;
  // One per action, in the order of the enum.
  std::vector<MatrixRow> rows;
};

// The table of `policy`, which must outlive it, under `settings` laid over the
// policy's defaults.
Matrix ComputeMatrix(const CompiledPolicy& policy,
                     const v1::Settings& settings);

}  // namespace authz

#endif  // AUTHZ_ANALYSIS_MATRIX_H_
