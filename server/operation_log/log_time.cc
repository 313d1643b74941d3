#include "server/operation_log/log_time.h"

#include <array>
#include <cstdint>
#include <limits>
#include <string>

#include "absl/strings/string_view.h"

namespace server {

void AppendTime(absl::Time time, TextBuffer& to) {
  thread_local std::int64_t last_second =
      std::numeric_limits<std::int64_t>::min();
  thread_local std::string last_text;
  const std::int64_t second = absl::ToUnixSeconds(time);
  if (second != last_second) {
    last_second = second;
    last_text =
        absl::FormatTime("%Y-%m-%dT%H:%M:%S.", absl::FromUnixSeconds(second),
                         absl::UTCTimeZone());
  }
  to += last_text;
  std::array<char, 7> micros = {'0', '0', '0', '0', '0', '0', 'Z'};
  std::int64_t rest =
      absl::ToInt64Microseconds(time - absl::FromUnixSeconds(second));
  for (int i = 5; i >= 0; --i) {
    micros[i] = static_cast<char>('0' + rest % 10);
    rest /= 10;
  }
  to += absl::string_view(micros.data(), micros.size());
}

}  // namespace server
