#include "server/decision_log/entry_json.h"

#include <algorithm>
#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "authz/facts/time.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;
using google::protobuf::Timestamp;

// A small batch can have very many checks that share a long id, or many targets
// that fail each. What decision_log.proto says of both bounds their lines.
constexpr std::size_t kMaxIdBytes = 256;
constexpr int kMaxOffendingIds = 20;

// Without what would make the last character half of one.
std::string CutId(absl::string_view id) {
  constexpr unsigned kContinuationMask = 0xc0;
  constexpr unsigned kContinuation = 0x80;
  std::size_t size = kMaxIdBytes;
  while (size > 0 && (static_cast<unsigned char>(id[size]) &
                      kContinuationMask) == kContinuation) {
    --size;
  }
  return absl::StrCat(id.substr(0, size), "…");
}

void AppendId(absl::string_view id, const IdHasher* hasher, Json& to) {
  if (hasher != nullptr) {
    AppendString(hasher->Hash(id), to);
  } else if (id.size() > kMaxIdBytes) {
    AppendString(CutId(id), to);
  } else {
    AppendString(id, to);
  }
}

void AppendIdField(absl::string_view key, absl::string_view id,
                   const IdHasher* hasher, Json& to) {
  if (id.empty()) return;
  AppendKey(key, to);
  AppendId(id, hasher, to);
}

void AppendTimeField(absl::string_view key, const Timestamp& time, Json& to) {
  AppendKey(key, to);
  AppendTimestamp(time, to);
}

void AppendTimeField(absl::string_view key, absl::Time time, Json& to) {
  Timestamp timestamp;
  authz::SetTimestamp(time, timestamp);
  AppendTimeField(key, timestamp, to);
}

void AppendOffendingIds(const v1::CheckResponse& response,
                        const IdHasher* hasher, Json& to) {
  const int size = response.offending_ids_size();
  if (size == 0) return;
  AppendKey("offendingIds", to);
  to.StartArray();
  for (int i = 0; i < std::min(size, kMaxOffendingIds); ++i) {
    AppendId(response.offending_ids(i), hasher, to);
  }
  to.EndArray();
  if (size <= kMaxOffendingIds) return;
  AppendKey("moreOffendingIds", to);
  to.Int(size - kMaxOffendingIds);
}

void AppendMissingFacts(const v1::CheckResponse& response, Json& to) {
  if (response.missing_facts_size() == 0) return;
  AppendKey("missingFacts", to);
  to.StartArray();
  for (const std::string& path : response.missing_facts()) {
    AppendString(path, to);
  }
  to.EndArray();
}

}  // namespace

void BeginEntry(const LoggedCall& call, Json& to) {
  to.StartObject();
  AppendTimeField("time", call.time, to);
  AppendField("callId", call.call_id, to);
  AppendField("traceParent", call.trace_parent, to);
  AppendField("method", call.method, to);
  AppendField("caller", call.caller, to);
}

void BeginDecisions(absl::string_view policy_version, double sample_allows,
                    const v1::CheckRequest* shared, const IdHasher* hasher,
                    Json& to) {
  AppendField("policyVersion", policy_version, to);
  if (sample_allows > 0 && sample_allows < 1) {
    AppendKey("sampleRate", to);
    to.Double(sample_allows);
  }
  if (shared != nullptr) {
    AppendKey("shared", to);
    AppendMessage(*shared, hasher, to);
  }
  AppendKey("decisions", to);
  to.StartArray();
}

void AppendDecision(const LoggedCheck& check, const IdHasher* hasher,
                    Json& to) {
  const authz::RequestView& view = check.view;
  const v1::CheckResponse& response = check.response;
  to.StartObject();
  if (check.index.has_value()) {
    AppendKey("index", to);
    to.Uint(*check.index);
  }
  AppendField("action", v1::Action_Name(view.action), to);
  AppendIdField("actorId", view.actor->id(), hasher, to);
  AppendIdField("projectId", view.project_id, hasher, to);
  AppendIdField("conversationId", view.conversation->id(), hasher, to);
  AppendIdField("messageId", view.message->id(), hasher, to);
  // Also where it is false, so that whoever reads the log need not know that
  // false may be left out.
  AppendKey("allowed", to);
  to.Bool(response.allowed());
  AppendField("reason", v1::Reason_Name(response.reason()), to);
  AppendMissingFacts(response, to);
  AppendOffendingIds(response, hasher, to);
  if (check.at.has_value()) {
    AppendTimeField("at", *check.at, to);
    if (view.message->has_sent_at()) {
      AppendTimeField("sentAt", view.message->sent_at(), to);
    }
  }
  if (response.has_valid_until()) {
    AppendTimeField("validUntil", response.valid_until(), to);
  }
  if (check.request != nullptr) {
    AppendKey("request", to);
    AppendMessage(*check.request, hasher, to);
  }
  to.EndObject();
}

void AppendMalformed(std::uint32_t index, const v1::CheckError& error,
                     Json& to) {
  to.StartObject();
  AppendKey("index", to);
  to.Uint(index);
  AppendKey("error", to);
  // It quotes no ids.
  AppendMessage(error, nullptr, to);
  to.EndObject();
}

void EndDecisions(Json& to) { to.EndArray(); }

void EndEntry(absl::string_view status, absl::string_view message,
              absl::Duration duration, Json& to) {
  AppendField("status", status, to);
  AppendField("message", message, to);
  constexpr std::int64_t kSecond = 1'000'000'000;
  const std::int64_t nanos = absl::ToInt64Nanoseconds(duration);
  AppendField("duration",
              absl::StrCat(nanos / kSecond, ".",
                           absl::Dec(nanos % kSecond, absl::kZeroPad9), "s"),
              to);
  to.EndObject();
}

std::string DropNotice(std::int64_t dropped) {
  JsonBuffer buffer;
  Json to(buffer);
  to.StartObject();
  AppendTimeField("time", absl::Now(), to);
  AppendField("dropped", absl::StrCat(dropped), to);
  to.EndObject();
  return absl::StrCat(absl::string_view(buffer.GetString(), buffer.GetSize()),
                      "\n");
}

std::string CodeName(int code) {
  return absl::StatusCodeToString(static_cast<absl::StatusCode>(code));
}

}  // namespace server
