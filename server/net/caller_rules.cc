#include "server/net/caller_rules.h"

#include <algorithm>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/json_error.h"
#include "google/protobuf/util/json_util.h"

namespace server {
namespace {

using conversations::authz::server::CallerHeader;
using conversations::authz::server::CallerPolicy;
using conversations::authz::server::CallerRequest;
using conversations::authz::server::CallerRule;
using google::protobuf::RepeatedPtrField;

// Headers of one connection, or of gRPC itself. What they have is not the
// caller's to say, or does not reach the rules.
constexpr absl::string_view kReservedHeaders[] = {
    "connection",          "content-type", "host",    "keep-alive",
    "proxy-authenticate",  "te",           "trailer", "transfer-encoding",
    "proxy-authorization", "upgrade",
};

absl::Status Bad(absl::string_view where, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(where, ": ", what));
}

absl::Status CheckPatterns(const RepeatedPtrField<std::string>& patterns,
                           absl::string_view where) {
  for (int i = 0; i < patterns.size(); ++i) {
    const std::string& pattern = patterns[i];
    const std::string at = absl::StrCat(where, "[", i, "]");
    if (pattern.empty()) return Bad(at, "must not be empty");
    // Elsewhere it would stand for itself, and a deny rule for nothing.
    const std::size_t star = pattern.find('*', 1);
    if (star != std::string::npos &&
        (star + 1 != pattern.size() || pattern[0] == '*')) {
      return Bad(at, absl::StrCat("`", pattern,
                                  "` can have one `*`, at its start or end"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckHeader(const CallerHeader& header, absl::string_view where) {
  const std::string key = absl::AsciiStrToLower(header.key());
  if (key.empty()) return Bad(where, "needs a key");
  if (key[0] == ':' || absl::StartsWith(key, "grpc-") ||
      std::find(std::begin(kReservedHeaders), std::end(kReservedHeaders),
                key) != std::end(kReservedHeaders)) {
    return Bad(where,
               absl::StrCat("`", header.key(),
                            "` is not a header that rules can be about"));
  }
  if (header.values().empty()) return Bad(where, "needs values");
  return CheckPatterns(header.values(), absl::StrCat(where, ".values"));
}

absl::Status CheckRule(const CallerRule& rule, absl::string_view where) {
  if (rule.name().empty()) return Bad(where, "needs a name");
  if (rule.has_source() && rule.source().principals().empty()) {
    return Bad(absl::StrCat(where, ".source"),
               "has no principals, leave it out where any caller is meant");
  }
  absl::Status status = CheckPatterns(
      rule.source().principals(), absl::StrCat(where, ".source.principals"));
  if (!status.ok()) return status;
  status = CheckPatterns(rule.request().paths(),
                         absl::StrCat(where, ".request.paths"));
  if (!status.ok()) return status;
  const RepeatedPtrField<CallerHeader>& headers = rule.request().headers();
  for (int i = 0; i < headers.size(); ++i) {
    status = CheckHeader(headers[i],
                         absl::StrCat(where, ".request.headers[", i, "]"));
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status CheckRules(const RepeatedPtrField<CallerRule>& rules,
                        absl::string_view where) {
  for (int i = 0; i < rules.size(); ++i) {
    absl::Status status = CheckRule(rules[i], absl::StrCat(where, "[", i, "]"));
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

bool Matches(absl::string_view pattern, absl::string_view value) {
  if (pattern == "*") return !value.empty();
  if (absl::ConsumeSuffix(&pattern, "*")) {
    return absl::StartsWith(value, pattern);
  }
  if (absl::ConsumePrefix(&pattern, "*")) return absl::EndsWith(value, pattern);
  return value == pattern;
}

bool AnyMatches(const RepeatedPtrField<std::string>& patterns,
                absl::string_view value) {
  return std::any_of(
      patterns.begin(), patterns.end(),
      [&](const std::string& pattern) { return Matches(pattern, value); });
}

bool HeaderMatches(const CallerHeader& header, const IncomingCall& call) {
  std::optional<std::string> value;
  for (const auto& [name, part] : call.headers) {
    if (!absl::EqualsIgnoreCase(name, header.key())) continue;
    value =
        value.has_value() ? absl::StrCat(*value, ",", part) : std::string(part);
  }
  return value.has_value() && AnyMatches(header.values(), *value);
}

bool RequestMatches(const CallerRequest& request, const IncomingCall& call) {
  return (request.paths().empty() || AnyMatches(request.paths(), call.path)) &&
         std::all_of(request.headers().begin(), request.headers().end(),
                     [&](const CallerHeader& header) {
                       return HeaderMatches(header, call);
                     });
}

bool AnyRuleMatches(const RepeatedPtrField<CallerRule>& rules,
                    const IncomingCall& call) {
  return std::any_of(rules.begin(), rules.end(), [&](const CallerRule& rule) {
    const auto& principals = rule.source().principals();
    const bool source_matches =
        principals.empty() ||
        std::any_of(call.identities.begin(), call.identities.end(),
                    [&](absl::string_view identity) {
                      return AnyMatches(principals, identity);
                    });
    return source_matches && RequestMatches(rule.request(), call);
  });
}

}  // namespace

absl::StatusOr<CallerRules> CallerRules::Parse(const std::string& json) {
  CallerPolicy policy;
  const auto parsed =
      google::protobuf::util::JsonStringToMessage(json, &policy);
  if (!parsed.ok()) {
    const auto why = parsed.message();
    return absl::InvalidArgumentError(
        absl::StrCat("not JSON of that form: ",
                     base::ReadableJsonError({why.data(), why.size()})));
  }
  if (policy.name().empty()) {
    return absl::InvalidArgumentError("the policy needs a name");
  }
  if (policy.allow_rules().empty()) {
    return absl::InvalidArgumentError(
        "the policy needs `allow_rules`, without any nobody may call");
  }
  absl::Status status = CheckRules(policy.deny_rules(), "deny_rules");
  status.Update(CheckRules(policy.allow_rules(), "allow_rules"));
  if (!status.ok()) return status;
  return CallerRules(std::move(policy));
}

bool CallerRules::Allows(const IncomingCall& call) const {
  return !AnyRuleMatches(policy_.deny_rules(), call) &&
         AnyRuleMatches(policy_.allow_rules(), call);
}

}  // namespace server
