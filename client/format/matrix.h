// The permission table as text and as a message.

#ifndef CLIENT_FORMAT_MATRIX_H_
#define CLIENT_FORMAT_MATRIX_H_

#include <string>

#include "authz/matrix.h"
#include "authz/policy.h"
#include "client/format/style.h"
#include "client/matrix.pb.h"

namespace client {

// The settings, the table, a legend, and the further requirements by action.
std::string FormatMatrix(const authz::CompiledPolicy& policy,
                         const authz::Matrix& matrix, const Style& style);

conversations::authz::client::PermissionMatrix MatrixToProto(
    const authz::CompiledPolicy& policy, const authz::Matrix& matrix);

}  // namespace client

#endif  // CLIENT_FORMAT_MATRIX_H_
