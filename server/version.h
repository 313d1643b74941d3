// The version of the programs.

#ifndef SERVER_VERSION_H_
#define SERVER_VERSION_H_

#include "absl/strings/string_view.h"

namespace server {

inline constexpr absl::string_view kVersion = "0.1.0";

}  // namespace server

#endif  // SERVER_VERSION_H_
