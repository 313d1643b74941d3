#include "base/version.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "base/build_label.h"

namespace base {

absl::string_view Version() {
  static const auto& kVersion =
      *new std::string(absl::StrCat("0.1.0", kBuildLabel));
  return kVersion;
}

}  // namespace base
