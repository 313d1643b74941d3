#include "base/flags.h"

#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <regex>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/flags/commandlineflag.h"
#include "absl/flags/reflection.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "authz/text/suggestion.h"
#include "base/program_flags.h"
#include "base/wrap.h"

namespace base {
namespace {

using Names = absl::Span<const absl::string_view>;

// The flag of that name, or null where `names` does not have it.
absl::CommandLineFlag* FindFlag(absl::string_view name, Names names) {
  return absl::c_linear_search(names, name) ? absl::FindCommandLineFlag(name)
                                            : nullptr;
}

// What to give instead of a wrong value. `error` is Abseil's, which ends in
// that of the flag's own type where it has one.
std::string WhatToGive(const absl::CommandLineFlag& flag,
                       absl::string_view value, absl::string_view error) {
  if (flag.IsOfType<bool>()) return "give `true` or `false`";
  if (flag.IsOfType<absl::Duration>()) {
    return "give a duration such as `5s` or `250ms`";
  }
  absl::ConsumePrefix(
      &error, absl::StrCat("Illegal value '", value, "' specified for flag '",
                           flag.Name(), "'"));
  absl::ConsumePrefix(&error, "; ");
  return error.empty() ? "the value is not one of those it takes"
                       : std::string(error);
}

// `given_as` names the flag the way that the person gave it.
absl::Status SetFlag(absl::CommandLineFlag& flag, absl::string_view given_as,
                     absl::string_view value) {
  // An empty value is more often a variable that was not set than meant.
  if (value.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "`", given_as, "` is given no value, leave it out or give it one"));
  }
  std::string error;
  if (flag.ParseFrom(value, &error)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("`", given_as, "` cannot be `", value,
                   "`: ", WhatToGive(flag, value, error)));
}

using Given = std::vector<const absl::CommandLineFlag*>;

// The same on a command line, where the flags in `given` stand already. The
// last of two would stand for itself alone, which nobody means.
absl::Status SetFlagOnce(absl::CommandLineFlag& flag,
                         absl::string_view given_as, absl::string_view value,
                         Given& given) {
  if (absl::c_linear_search(given, &flag)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "`--", flag.Name(),
        "` is given twice, give it once; where it takes several values, put "
        "commas between them"));
  }
  given.push_back(&flag);
  return SetFlag(flag, given_as, value);
}

// ", did you mean ..." of the nearest name, which is written after `prefix`.
std::string Suggestion(absl::string_view given, absl::string_view prefix,
                       Names names) {
  const absl::string_view nearest = authz::Nearest(given, names);
  if (nearest.empty()) return "";
  return absl::StrCat(", did you mean `", prefix, nearest, "`");
}

// Sets the flag that `argument` gives. `next` is the argument behind it, or
// null; where it is the flag's value, `takes_next` becomes true.
absl::Status ReadFlag(absl::string_view argument, const std::string* next,
                      Names names, Given& given, bool& takes_next) {
  const std::size_t equals = argument.find('=');
  const absl::string_view written = argument.substr(0, equals);
  const bool has_value = equals != absl::string_view::npos;
  absl::string_view name = written;
  const bool has_dashes = absl::ConsumePrefix(&name, "--");
  if (absl::CommandLineFlag* flag = FindFlag(name, names);
      flag != nullptr && has_dashes) {
    if (has_value) {
      return SetFlagOnce(*flag, written, argument.substr(equals + 1), given);
    }
    if (flag->IsOfType<bool>()) {
      return SetFlagOnce(*flag, written, "true", given);
    }
    if (next == nullptr || absl::StartsWith(*next, "--")) {
      return absl::InvalidArgumentError(absl::StrCat(
          "`", written, "` needs a value, write `", written, "=VALUE`"));
    }
    takes_next = true;
    return SetFlagOnce(*flag, written, *next, given);
  }
  if (has_dashes && absl::ConsumePrefix(&name, "no")) {
    absl::CommandLineFlag* flag = FindFlag(name, names);
    if (flag != nullptr && flag->IsOfType<bool>()) {
      if (!has_value) return SetFlagOnce(*flag, written, "false", given);
      return absl::InvalidArgumentError(
          absl::StrCat("`", written, "` takes no value, write `", written,
                       "` or `--", name, "=false`"));
    }
  }
  const std::size_t dashes =
      std::min(written.find_first_not_of('-'), written.size());
  return absl::InvalidArgumentError(
      absl::StrCat("unknown flag `", written, "`",
                   Suggestion(written.substr(dashes), "--", names)));
}

// Whether the variable is one that Kubernetes sets in every pod of a namespace
// for each of its services, or may be, such as AUTHZ_PORT for one that is named
// authz. `name` is without the prefix, and so may lack the start of the
// service's name.
bool IsServiceLink(absl::string_view name, absl::string_view value) {
  // Of a service, 63 characters at most; an expression takes a stack that
  // grows with the name.
  constexpr std::size_t kMaxName = 256;
  if (name.size() > kMaxName) return false;
  static const auto& link = *new std::regex(
      "(.*_)?(SERVICE_HOST|SERVICE_PORT(_.+)?|"
      "PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");
  static const auto& port = *new std::regex("(.*_)?PORT");
  return std::regex_match(name.begin(), name.end(), link) ||
         // A number would be a mistake of a person's.
         (std::regex_match(name.begin(), name.end(), port) &&
          absl::StrContains(value, "://"));
}

// Whether it is one of the server's or of the command's. `name` is without the
// prefix.
bool IsVariableOfAProgram(absl::string_view name) {
  return absl::c_any_of(kProgramFlags, [name](absl::string_view flag) {
    return name == absl::AsciiStrToUpper(flag);
  });
}

// What the help calls the flag's value, taken off the front of `help` where it
// stands there; "" for a flag that needs none.
std::string TakeValueName(const absl::CommandLineFlag& flag,
                          absl::string_view& help) {
  const std::size_t colon = help.find(": ");
  if (colon != absl::string_view::npos && colon > 0) {
    const absl::string_view word = help.substr(0, colon);
    if (absl::c_all_of(word, [](char c) {
          return absl::ascii_isupper(c) || c == '_' || c == '|';
        })) {
      help.remove_prefix(colon + 2);
      return std::string(word);
    }
  }
  return flag.IsOfType<bool>() ? "" : "VALUE";
}

}  // namespace

std::vector<std::string> Environment() {
  char** end = environ;
  while (*end != nullptr) ++end;
  return {environ, end};
}

std::vector<absl::string_view> FlagsDefinedIn(absl::string_view folder) {
  std::vector<absl::string_view> names;
  for (const auto& [name, flag] : absl::GetAllFlags()) {
    if (absl::StartsWith(flag->Filename(), folder)) names.push_back(name);
  }
  absl::c_sort(names);
  return names;
}

absl::StatusOr<std::vector<std::string>> ParseFlags(
    absl::Span<const std::string> arguments,
    absl::Span<const absl::string_view> names) {
  std::vector<std::string> others;
  Given given;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (argument == "--") {
      others.insert(others.end(), arguments.begin() + i + 1, arguments.end());
      break;
    }
    if (argument == "-" || !absl::StartsWith(argument, "-")) {
      others.push_back(argument);
      continue;
    }
    bool takes_next = false;
    absl::Status status = ReadFlag(
        argument, i + 1 < arguments.size() ? &arguments[i + 1] : nullptr, names,
        given, takes_next);
    if (!status.ok()) return status;
    if (takes_next) ++i;
  }
  return others;
}

absl::Status SetFlagsFromEnvironment(
    absl::Span<const std::string> environment, absl::string_view prefix,
    absl::Span<const absl::string_view> names) {
  std::vector<std::string> upper_names;
  for (const absl::string_view name : names) {
    upper_names.push_back(absl::AsciiStrToUpper(name));
  }
  for (const absl::string_view entry : environment) {
    if (!absl::StartsWith(entry, prefix)) continue;
    const auto [written, value] =
        std::pair<absl::string_view, absl::string_view>(
            absl::StrSplit(entry, absl::MaxSplits('=', 1)));
    const absl::string_view name = written.substr(prefix.size());
    const auto found = std::find(upper_names.begin(), upper_names.end(), name);
    if (found != upper_names.end()) {
      absl::CommandLineFlag* flag =
          absl::FindCommandLineFlag(names[found - upper_names.begin()]);
      absl::Status status = SetFlag(*flag, written, value);
      if (!status.ok()) return status;
    } else if (!IsVariableOfAProgram(name) && !IsServiceLink(name, value)) {
      return absl::InvalidArgumentError(absl::StrCat(
          "the environment variable `", written, "` names no flag",
          Suggestion(name, prefix,
                     std::vector<absl::string_view>(upper_names.begin(),
                                                    upper_names.end()))));
    }
  }
  return absl::OkStatus();
}

std::string FlagsHelp(absl::Span<const absl::string_view> names) {
  std::string text;
  for (const absl::string_view name : names) {
    const absl::CommandLineFlag* flag = absl::FindCommandLineFlag(name);
    if (flag == nullptr) continue;
    const std::string full_help = flag->Help();
    absl::string_view help = full_help;
    const std::string value_name = TakeValueName(*flag, help);
    const std::string default_value = flag->DefaultValue();
    absl::StrAppend(&text, "  --", name, value_name.empty() ? "" : "=",
                    value_name);
    // No value and being off go without saying.
    if (!default_value.empty() && default_value != "false") {
      absl::StrAppend(&text, " (default ", default_value, ")");
    }
    absl::StrAppend(&text, "\n", Wrap(help, /*indent=*/6));
  }
  return text;
}

}  // namespace base
