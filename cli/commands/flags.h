// The flags of all commands. Each command takes some of them.

#ifndef CLI_COMMANDS_FLAGS_H_
#define CLI_COMMANDS_FLAGS_H_

#include <initializer_list>
#include <string>
#include <vector>

#include "absl/flags/declare.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/flag_types.h"
#include "cli/format/style.h"

namespace cli {

enum class OutputFormat { kText, kJson, kMarkdown, kJunit };
enum class ColorMode { kAuto, kAlways, kNever };

// As the flags write them.
inline constexpr base::Choice<OutputFormat> kOutputFormats[] = {
    {"text", OutputFormat::kText},
    {"json", OutputFormat::kJson},
    {"markdown", OutputFormat::kMarkdown},
    {"junit", OutputFormat::kJunit},
};
inline constexpr base::Choice<ColorMode> kColorModes[] = {
    {"auto", ColorMode::kAuto},
    {"always", ColorMode::kAlways},
    {"never", ColorMode::kNever},
};

// The flags that say which server to ask, which the environment can give too,
// and `others`.
std::vector<absl::string_view> ServerFlags(
    std::initializer_list<absl::string_view> others);

// Such as "`text`, `json`".
std::string OutputFormatNames(absl::Span<const OutputFormat> formats);

// Whether --output=json is set.
bool WantsJson();

// The style that --color, the environment (NO_COLOR, TERM) and stdout ask for.
Style StdoutStyle();

}  // namespace cli

ABSL_DECLARE_FLAG(std::string, server);
ABSL_DECLARE_FLAG(bool, tls);
ABSL_DECLARE_FLAG(std::string, tls_ca);
ABSL_DECLARE_FLAG(std::string, tls_cert);
ABSL_DECLARE_FLAG(std::string, tls_key);
ABSL_DECLARE_FLAG(std::string, tls_server_name);
ABSL_DECLARE_FLAG(bool, local);
ABSL_DECLARE_FLAG(std::string, policy);
ABSL_DECLARE_FLAG(std::string, settings);
ABSL_DECLARE_FLAG(absl::Duration, timeout);
ABSL_DECLARE_FLAG(base::OneOf<cli::kOutputFormats>, output);
ABSL_DECLARE_FLAG(base::OneOf<cli::kColorModes>, color);
ABSL_DECLARE_FLAG(bool, help);
ABSL_DECLARE_FLAG(bool, version);

#endif  // CLI_COMMANDS_FLAGS_H_
