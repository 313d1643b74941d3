#include "authz/analysis/matrix.h"
#include "authz/policy/policy.h"
#include "cli/format/matrix.h"
#include "cli/matrix.pb.h"
#include "conversations/authz/v1/context.pb.h"

namespace cli {
namespace {

namespace v1 = ::conversations::authz::v1;
namespace message = ::conversations::authz::cli;

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
  }
  return proto;
}

}  // namespace cli
