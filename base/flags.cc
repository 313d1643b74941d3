#include "base/flags.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/flags/commandlineflag.h"
#include "absl/flags/reflection.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "authz/text/suggestion.h"
#include "base/service_link.h"
#include "base/wrap.h"

namespace base {
namespace {

using Names = absl::Span<const absl::string_view>;

// The flag of that name, or null where `names` does not have it.
absl::CommandLineFlag* FindFlag(absl::string_view name, Names names) {
  if (std::find(names.begin(), names.end(), name) == names.end()) {
    return nullptr;
  }
  return absl::FindCommandLineFlag(name);
}

// What to give instead of a wrong value. `error` is Abseil's, which ends in
// that of the flag's own type where it has one.
std::string WhatToGive(const absl::CommandLineFlag& flag,
                       absl::string_view value, absl::string_view error) {
  if (flag.IsOfType<bool>()) return "give `true` or `false`";
  if (flag.IsOfType<std::int32_t>()) return "give a whole number";
  if (flag.IsOfType<double>()) return "give a number";
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

// As authz::Suggestion, of names that are written after `prefix`.
std::string SuggestionWithPrefix(absl::string_view given,
                                 absl::string_view prefix, Names names) {
  std::string suggestion = authz::Suggestion(given, names);
  if (!suggestion.empty()) {
    suggestion.insert(suggestion.find('`') + 1, std::string(prefix));
  }
  return suggestion;
}

// Reads an argument list from front to back.
class ArgumentReader {
 public:
  ArgumentReader(absl::Span<const std::string> arguments, Names names)
      : arguments_(arguments), names_(names) {}

  absl::StatusOr<std::vector<std::string>> Read() {
    while (next_ < arguments_.size()) {
      const std::string& argument = arguments_[next_++];
      if (argument == "--") {
        others_.insert(others_.end(), arguments_.begin() + next_,
                       arguments_.end());
        break;
      }
      if (argument == "-" || !absl::StartsWith(argument, "-")) {
        others_.push_back(argument);
        continue;
      }
      absl::Status status = ReadFlag(argument);
      if (!status.ok()) return status;
    }
    return std::move(others_);
  }

 private:
  absl::Status ReadFlag(absl::string_view argument) {
    const std::size_t equals = argument.find('=');
    const absl::string_view written = argument.substr(0, equals);
    const bool has_value = equals != absl::string_view::npos;
    absl::string_view name = written;
    if (!absl::ConsumePrefix(&name, "--")) return Unknown(written);

    if (absl::CommandLineFlag* flag = FindFlag(name, names_)) {
      if (has_value) {
        return SetFlag(*flag, written, argument.substr(equals + 1));
      }
      if (flag->IsOfType<bool>()) return SetFlag(*flag, written, "true");
      if (next_ == arguments_.size() ||
          absl::StartsWith(arguments_[next_], "--")) {
        return absl::InvalidArgumentError(absl::StrCat(
            "`", written, "` needs a value, write `", written, "=VALUE`"));
      }
      return SetFlag(*flag, written, arguments_[next_++]);
    }

    if (absl::ConsumePrefix(&name, "no")) {
      absl::CommandLineFlag* flag = FindFlag(name, names_);
      if (flag != nullptr && flag->IsOfType<bool>()) {
        if (!has_value) return SetFlag(*flag, written, "false");
        return absl::InvalidArgumentError(
            absl::StrCat("`", written, "` takes no value, write `", written,
                         "` or `--", name, "=false`"));
      }
    }
    return Unknown(written);
  }

  absl::Status Unknown(absl::string_view written) const {
    const absl::string_view name = written.substr(
        std::min(written.find_first_not_of('-'), written.size()));
    return absl::InvalidArgumentError(
        absl::StrCat("unknown flag `", written, "`",
                     SuggestionWithPrefix(name, "--", names_)));
  }

  const absl::Span<const std::string> arguments_;
  const Names names_;
  std::size_t next_ = 0;
  std::vector<std::string> others_;
};

// What the help calls the flag's value, taken off the front of `help` where it
// stands there; "" for a flag that needs none.
std::string TakeValueName(const absl::CommandLineFlag& flag,
                          absl::string_view& help) {
  const std::size_t colon = help.find(": ");
  if (colon != absl::string_view::npos && colon > 0) {
    const absl::string_view word = help.substr(0, colon);
    if (std::all_of(word.begin(), word.end(), [](char c) {
          return absl::ascii_isupper(c) || c == '_' || c == '|';
        })) {
      help.remove_prefix(colon + 2);
      return std::string(word);
    }
  }
  if (flag.IsOfType<bool>()) return "";
  if (flag.IsOfType<std::string>()) return "TEXT";
  if (flag.IsOfType<absl::Duration>()) return "DURATION";
  if (flag.IsOfType<std::int32_t>() || flag.IsOfType<double>()) {
    return "NUMBER";
  }
  return "VALUE";
}

// "" where the default is to have no value or to be off.
std::string DefaultOf(const absl::CommandLineFlag& flag) {
  std::string value = flag.DefaultValue();
  if (flag.IsOfType<bool>() && value == "false") return "";
  return value;
}

}  // namespace

std::vector<absl::string_view> FlagsDefinedIn(absl::string_view folder) {
  std::vector<absl::string_view> names;
  for (const auto& [name, flag] : absl::GetAllFlags()) {
    if (absl::StartsWith(flag->Filename(), folder)) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

absl::StatusOr<std::vector<std::string>> ParseFlags(
    absl::Span<const std::string> arguments,
    absl::Span<const absl::string_view> names) {
  return ArgumentReader(arguments, names).Read();
}

absl::Status SetFlagsFromEnvironment(
    absl::Span<const std::string> environment, absl::string_view prefix,
    absl::Span<const absl::string_view> names) {
  std::vector<std::string> upper_names;
  upper_names.reserve(names.size());
  for (const absl::string_view name : names) {
    upper_names.push_back(absl::AsciiStrToUpper(name));
  }
  for (const absl::string_view entry : environment) {
    if (!absl::StartsWith(entry, prefix)) continue;
    const std::size_t equals = std::min(entry.find('='), entry.size());
    const absl::string_view variable = entry.substr(0, equals);
    const absl::string_view upper_name = variable.substr(prefix.size());
    const auto found =
        std::find(upper_names.begin(), upper_names.end(), upper_name);
    absl::CommandLineFlag* flag =
        found == upper_names.end()
            ? nullptr
            : absl::FindCommandLineFlag(names[found - upper_names.begin()]);
    const absl::string_view value =
        equals == entry.size() ? "" : entry.substr(equals + 1);
    if (flag == nullptr) {
      if (IsServiceLink(upper_name, value)) continue;
      return absl::InvalidArgumentError(absl::StrCat(
          "the environment variable `", variable, "` names no flag",
          SuggestionWithPrefix(upper_name, prefix,
                               std::vector<absl::string_view>(
                                   upper_names.begin(), upper_names.end()))));
    }
    absl::Status status = SetFlag(*flag, variable, value);
    if (!status.ok()) return status;
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
    const std::string default_value = DefaultOf(*flag);
    absl::StrAppend(&text, "  --", name, value_name.empty() ? "" : "=",
                    value_name);
    if (!default_value.empty()) {
      absl::StrAppend(&text, " (default ", default_value, ")");
    }
    absl::StrAppend(&text, "\n", Wrap(help, /*indent=*/6));
  }
  return text;
}

}  // namespace base
