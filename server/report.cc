#include "server/report.h"

#include <iostream>

#include "absl/strings/str_cat.h"

namespace server {

void Report(absl::string_view message) {
  std::cerr << absl::StrCat("authz_server: ", message, "\n") << std::flush;
}

}  // namespace server
