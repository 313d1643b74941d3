// The permission table as text and as a message.

#ifndef CLI_FORMAT_MATRIX_H_
#define CLI_FORMAT_MATRIX_H_

#include <string>

#include "authz/analysis/matrix.h"
#include "authz/policy/policy.h"
#include "cli/format/style.h"
#include "cli/matrix.pb.h"

namespace cli {

// The settings, the table, a legend, and the further requirements by action.
std::string FormatMatrix(const authz::CompiledPolicy& policy,
                         const authz::Matrix& matrix, const Style& style);

conversations::authz::cli::PermissionMatrix MatrixToProto(
    const authz::CompiledPolicy& policy, const authz::Matrix& matrix);

}  // namespace cli

#endif  // CLI_FORMAT_MATRIX_H_
