// Parses Abseil flags from the command line and the environment, with one
// grammar and one kind of error for all programs; exit statuses are the
// caller's.

#ifndef BASE_FLAGS_H_
#define BASE_FLAGS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace base {

// The names of the flags that files below `folder` define, such as "server/",
// in the order of the alphabet. A program's flags are those of its own folder:
// what it is linked with may define others.
std::vector<absl::string_view> FlagsDefinedIn(absl::string_view folder);

// Sets the flags that `arguments` (without the program's name) give as
// "--name=value", "--name value", or for a bool "--name" and "--noname", and
// returns the other arguments in order. "-" is an ordinary argument, and all
// that follows "--" is. Flags not in `names` do not exist, none is given
// twice, and a value is never empty. The error is one line that says what to
// do, such as
//   unknown flag `--lisen`, did you mean `--listen`
absl::StatusOr<std::vector<std::string>> ParseFlags(
    absl::Span<const std::string> arguments,
    absl::Span<const absl::string_view> names);

// The environment of the process, "NAME=value" each.
std::vector<std::string> Environment();

// Sets the flags that `environment` ("NAME=value" each) gives: with the prefix
// "AUTHZ_", AUTHZ_MAX_BATCH sets --max_batch. One that names a flag of the
// server, or one of those that say which server the command asks, is passed
// over where `names` does not have it: both programs may have one environment.
// Any other variable with the prefix is an error.
absl::Status SetFlagsFromEnvironment(absl::Span<const std::string> environment,
                                     absl::string_view prefix,
                                     absl::Span<const absl::string_view> names);

// The flags for a person to read, in the order of `names`: name, default and
// what it is for, wrapped at 80 columns. A help text that starts with an
// upper-case word and a colon, as in "FILE: the policy to decide by", names the
// value so: "--policy=FILE".
std::string FlagsHelp(absl::Span<const absl::string_view> names);

}  // namespace base

#endif  // BASE_FLAGS_H_
