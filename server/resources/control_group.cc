#include "server/resources/control_group.h"

#include <algorithm>
#include <filesystem>

#include "absl/status/statusor.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/read_file.h"

namespace server {

std::string OwnControlGroups() {
  return base::ReadFile("/proc/self/cgroup").value_or("");
}

std::optional<std::int64_t> MinOfControlGroups(
    absl::string_view proc_cgroup, const std::string& root,
    const std::string& file,
    absl::FunctionRef<std::optional<std::int64_t>(absl::string_view)> parse) {
  std::optional<std::int64_t> smallest;
  for (absl::string_view line : absl::StrSplit(proc_cgroup, '\n')) {
    if (!absl::ConsumePrefix(&line, "0::/")) continue;
    for (std::filesystem::path group{std::string(line)};;
         group = group.parent_path()) {
      const absl::StatusOr<std::string> text =
          base::ReadFile((root / group / file).string());
      const std::optional<std::int64_t> value =
          text.ok() ? parse(absl::StripSuffix(*text, "\n")) : std::nullopt;
      if (value.has_value())
        smallest = std::min(smallest.value_or(*value), *value);
      if (group.empty()) break;
    }
  }
  return smallest;
}

}  // namespace server
