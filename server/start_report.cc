#include "server/start_report.h"

#include <unistd.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "base/bytes.h"
#include "base/version.h"
#include "server/metrics/metrics.h"
#include "server/net/tls_credentials.h"
#include "server/net/transport_security.h"
#include "server/operation_log/operation_line.h"
#include "server/operation_log/operation_log.h"
#include "server/operation_log/pipe_io.h"
#include "server/options.h"
#include "server/reload/policy_store.h"
#include "server/resources/container.h"
#include "server/running.h"

namespace server {

void LogStart(const Running& running) {
  const Options& options = running.options;
  const std::optional<std::int64_t> container = options.container_memory;
  const std::string container_text =
      container.has_value() ? AbslUnparseFlag(base::Bytes{*container})
                            : "no limit seen";
  const std::string version = running.policy->Current()->version;
  const std::string listeners = absl::StrJoin(running.server->addresses(), ",");
  const std::vector<std::pair<std::string, std::string>> flags =
      FlagsInForce(options);
  std::vector<LogField> fields = {{"version", base::Version()},
                                  {"policy_version", version},
                                  {"listeners", listeners},
                                  {"container_memory", container_text}};
  const std::string metrics =
      running.metrics == nullptr ? "" : running.metrics->url();
  if (running.metrics != nullptr) fields.push_back({"metrics", metrics});
  const TlsCredentials* tls = running.server->transport_security().tls();
  const std::string certificate = tls == nullptr ? "" : Describe(tls->info());
  if (tls != nullptr) fields.push_back({"certificate", certificate});
  for (const auto& [name, value] : flags) fields.push_back({name, value});
  Log(LogLevel::kInfo, "serving", fields);
  if (container.has_value() &&
      options.limits.max_memory > MaxOfContainer(*container)) {
    Log(LogLevel::kWarning, "the container has little room for --max_memory",
        {{"max_memory",
          AbslUnparseFlag(base::Bytes{options.limits.max_memory})},
         {"container", container_text}});
  }
}

void PrintAddress(absl::string_view what, absl::string_view address,
                  LogFormat format) {
  WriteWhatFits(STDOUT_FILENO,
                format == LogFormat::kJson
                    ? JsonOperationLine(absl::Now(), LogLevel::kInfo, what,
                                        {{"address", address}})
                    : absl::StrCat(what, " ", address, "\n"));
}

}  // namespace server
