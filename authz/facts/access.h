// Permission levels and access to items as truths.

#ifndef AUTHZ_FACTS_ACCESS_H_
#define AUTHZ_FACTS_ACCESS_H_

#include "authz/facts/truth.h"
#include "conversations/authz/v1/context.pb.h"

namespace authz {

namespace v1 = ::conversations::authz::v1;

// Unknown where `level` is unspecified.
inline Truth IsAtLeast(v1::PermissionLevel level, v1::PermissionLevel least) {
  return ToTruth(level != v1::PERMISSION_LEVEL_UNSPECIFIED, level >= least);
}

inline Truth CanRead(const v1::ItemAccess& access) {
  return IsAtLeast(access.tool_permission_level(),
                   v1::PERMISSION_LEVEL_READ_ONLY);
}

// Whether the item may be seen although it is private.
inline Truth HasPrivateAccess(const v1::ItemAccess& access) {
  return Or(
      ToTruth(access.has_private_access(), access.private_access()),
      IsAtLeast(access.tool_permission_level(), v1::PERMISSION_LEVEL_ADMIN));
}

}  // namespace authz

#endif  // AUTHZ_FACTS_ACCESS_H_
