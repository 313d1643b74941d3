// Answer: what a command prints on stdout, and its exit status.

#ifndef CLI_COMMANDS_ANSWER_H_
#define CLI_COMMANDS_ANSWER_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "cli/commands/flags.h"
#include "cli/commands/json.h"

namespace cli {

// The program's exit status. A script may rely on it: 0 is never anything but
// an allow, or good health, or what was asked for.
enum ExitStatus {
  kExitOk = 0,
  kExitDenied = 1,
  // Bad usage, or a malformed request: there is no decision.
  kExitBadRequest = 2,
  // The server cannot be reached, failed, or does not serve.
  kExitFailed = 3,
};

struct Answer {
  std::string text;
  ExitStatus exit_status = kExitOk;
};

// `message` as JSON where --output=json asks for it, else as text, which is
// format(message, style).
template <typename Message, typename Format>
absl::StatusOr<Answer> MakeAnswer(const Message& message, Format format,
                                  ExitStatus exit_status) {
  if (!WantsJson()) return Answer{format(message, StdoutStyle()), exit_status};
  absl::StatusOr<std::string> json = ToJson(message);
  if (!json.ok()) return json.status();
  return Answer{*std::move(json), exit_status};
}

}  // namespace cli

#endif  // CLI_COMMANDS_ANSWER_H_
