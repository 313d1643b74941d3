#include "authz/analysis/matrix.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "authz/analysis/aspects.h"
#include "authz/analysis/assignment.h"
#include "authz/facts/extract.h"
#include "authz/facts/fact.h"
#include "authz/facts/facts.h"
#include "authz/facts/request_view.h"
#include "authz/policy/clause.h"
#include "authz/policy/policy.h"
#include "conversations/authz/v1/context.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace authz {
namespace {

// What a column says of the actor. Of what follows from other fields as well,
// such as whether a group is small enough with the actor in it, it says
// nothing.
Facts ActorFacts(v1::PermissionLevel level, bool company_admin) {
  v1::User actor;
  actor.set_permission_level(level);
  actor.set_company_admin(company_admin);
  RequestView request;
  request.actor = &actor;
  const FieldSet read = Field::kActor;
  return ExtractFacts({}, request, absl::UnixEpoch(), read)
      .Without(FactsThatRead(read.Others()));
}

Facts SettingsFacts(const v1::Settings& settings) {
  RequestView request;
  request.settings = &settings;
  return ExtractFacts({}, request, absl::UnixEpoch(), Field::kSettings);
}

bool CanAllow(const Rule& rule, Facts fixed) {
  return FindAssignment(rule.clauses, fixed).has_value();
}

// A requirement fails where all of its `when` facts are true and all of its
// `any_of` facts are false.
bool CanFail(const Requirement& requirement, Facts fixed) {
  const auto [when, any_of] = requirement.clause;
  if ((when & fixed.false_bits()) != 0 || (any_of & fixed.true_bits()) != 0) {
    return false;
  }
  return FindAssignment({}, Facts::FromBits(fixed.true_bits() | when,
                                            fixed.false_bits() | any_of))
      .has_value();
}

MatrixCell ComputeCell(const Rule& rule, v1::PermissionLevel level,
                       Facts settings) {
  MatrixCell cell;
  Facts fixed = settings;
  fixed.Add(ActorFacts(level, /*company_admin=*/false));
  if (CanAllow(rule, fixed)) {
    cell.permission = Permission::kUsers;
  } else if (level == v1::PERMISSION_LEVEL_ADMIN) {
    fixed = settings;
    fixed.Add(ActorFacts(level, /*company_admin=*/true));
    if (CanAllow(rule, fixed)) cell.permission = Permission::kCompanyAdminsOnly;
  }
  if (cell.permission == Permission::kNobody) return cell;
  for (const Requirement* requirement : rule.requirements) {
    if (CanFail(*requirement, fixed)) cell.further.push_back(requirement);
  }
  return cell;
}

bool SamePermissions(const MatrixRow& a, const MatrixRow& b) {
  for (std::size_t i = 0; i < a.cells.size(); ++i) {
    if (a.cells[i].permission != b.cells[i].permission) return false;
  }
  return true;
}

MatrixRow ComputeRow(const CompiledPolicy& policy, v1::Action action,
                     const v1::Settings& settings) {
  MatrixRow row;
  row.action = action;
  const Facts facts = SettingsFacts(settings);
  for (std::size_t i = 0; i < kMatrixLevels.size(); ++i) {
    row.cells[i] = ComputeCell(policy.RuleFor(action), kMatrixLevels[i], facts);
  }
  return row;
}

// A setting that is left open, and `settings` with each value that it can have.
struct OpenSetting {
  int field_number = 0;
  std::vector<v1::Settings> closed;
};

std::vector<OpenSetting> FindOpenSettings(const v1::Settings& settings) {
  const google::protobuf::Reflection& reflection = *settings.GetReflection();
  const google::protobuf::Descriptor& type = *settings.GetDescriptor();
  std::vector<OpenSetting> open_settings;
  for (int i = 0; i < type.field_count(); ++i) {
    const google::protobuf::FieldDescriptor* field = type.field(i);
    if (reflection.HasField(settings, field)) continue;
    OpenSetting open;
    open.field_number = field->number();
    for (const v1::CheckRequest& value :
         ValuesOfField(absl::StrCat("settings.", field->name()))) {
      open.closed.emplace_back(settings).MergeFrom(value.settings());
    }
    open_settings.push_back(std::move(open));
  }
  return open_settings;
}

}  // namespace

Matrix ComputeMatrix(const CompiledPolicy& policy,
                     const v1::Settings& settings) {
  Matrix matrix;
  matrix.settings = policy.parameters.default_settings;
  matrix.settings.MergeFrom(settings);
  const std::vector<OpenSetting> open_settings =
      FindOpenSettings(matrix.settings);
  for (int action = v1::Action_MIN + 1; action <= v1::Action_MAX; ++action) {
    MatrixRow row =
        ComputeRow(policy, static_cast<v1::Action>(action), matrix.settings);
    for (const OpenSetting& open : open_settings) {
      for (const v1::Settings& closed : open.closed) {
        if (!SamePermissions(row, ComputeRow(policy, row.action, closed))) {
          row.depends_on.push_back(open.field_number);
          break;
        }
      }
    }
    matrix.rows.push_back(std::move(row));
  }
  return matrix;
}

}  // namespace authz
