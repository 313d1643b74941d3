// The permission table, as a message and as text.

#ifndef CLI_FORMAT_MATRIX_H_
#define CLI_FORMAT_MATRIX_H_

#include <string>

#include "authz/analysis/matrix.h"
#include "authz/policy/policy.h"
#include "cli/format/style.h"
#include "cli/output.pb.h"

namespace cli {

// `matrix` is of `policy`.
conversations::authz::cli::PermissionMatrix MatrixToProto(
    const authz::CompiledPolicy& policy, const authz::Matrix& matrix);

// The settings, the table, a legend, and the further requirements by action.
std::string FormatMatrix(
    const conversations::authz::cli::PermissionMatrix& matrix,
    const Style& style);

}  // namespace cli

#endif  // CLI_FORMAT_MATRIX_H_
