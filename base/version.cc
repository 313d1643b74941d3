#include "base/version.h"

#include <iterator>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/build_label.h"

namespace base {
namespace {

constexpr absl::string_view kVersion = "0.1.0";

bool MayStandInAVersion(char c) {
  return absl::ascii_isalnum(c) || c == '-' || c == '.';
}

}  // namespace

absl::string_view Version() {
  static const auto& kWithLabel =
      *new std::string(VersionWithLabel(kBuildLabel));
  return kWithLabel;
}

std::string VersionWithLabel(absl::string_view label) {
  std::string metadata;
  absl::c_copy_if(label, std::back_inserter(metadata), MayStandInAVersion);
  return metadata.empty() ? std::string(kVersion)
                          : absl::StrCat(kVersion, "+", metadata);
}

}  // namespace base
