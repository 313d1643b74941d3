#include "base/version.h"

#include "base/version_number.h"

namespace base {

absl::string_view Version() { return kVersionNumber; }

}  // namespace base
