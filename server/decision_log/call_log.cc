#include "server/decision_log/call_log.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "authz/facts/time.h"
#include "server/rpc/call_identity.h"

namespace server {
namespace {

namespace v1 = ::conversations::authz::v1;

// What most programs that follow logs take as a line. Another entry of the
// batch begins past it, but not before there is as much of decisions as there
// is of what all entries of the batch repeat.
constexpr std::size_t kMaxEntryBytes = std::size_t{32} << 10U;

// A small batch can have very many checks that share a long id, or many targets
// that fail each. What decision_log.proto says of both bounds their lines.
constexpr std::size_t kMaxIdBytes = 256;
constexpr int kMaxOffendingIds = 20;

// Not cut within a character.
std::string CutId(absl::string_view id) {
  const auto is_inside = [id](std::size_t at) {
    return (static_cast<unsigned char>(id[at]) & 0xc0U) == 0x80U;
  };
  std::size_t size = kMaxIdBytes;
  while (size > 0 && is_inside(size)) --size;
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

void AppendIdField(const char* key, absl::string_view id,
                   const IdHasher* hasher, Json& to) {
  if (id.empty()) return;
  to.Key(key);
  AppendId(id, hasher, to);
}

void AppendTimeField(const char* key, absl::Time time, Json& to) {
  google::protobuf::Timestamp timestamp;
  authz::SetTimestamp(time, timestamp);
  to.Key(key);
  AppendTimestamp(timestamp, to);
}

void AppendOffendingIds(const v1::CheckResponse& response,
                        const IdHasher* hasher, Json& to) {
  const int size = response.offending_ids_size();
  if (size == 0) return;
  to.Key("offendingIds");
  to.StartArray();
  for (int i = 0; i < std::min(size, kMaxOffendingIds); ++i) {
    AppendId(response.offending_ids(i), hasher, to);
  }
  to.EndArray();
  if (size <= kMaxOffendingIds) return;
  to.Key("moreOffendingIds");
  to.Int(size - kMaxOffendingIds);
}

// The fields of a LoggedDecision that say what was decided.
void AppendDecision(const authz::CheckOutcome& outcome, bool reads_time,
                    const IdHasher* hasher, Json& to) {
  const authz::RequestView& request = outcome.request;
  const v1::CheckResponse& response = *outcome.response;
  AppendField("action", v1::Action_Name(request.action), to);
  AppendIdField("actorId", request.actor->id(), hasher, to);
  AppendIdField("projectId", request.project_id, hasher, to);
  AppendIdField("conversationId", request.conversation->id(), hasher, to);
  AppendIdField("messageId", request.message->id(), hasher, to);
  to.Key("allowed");
  to.Bool(response.allowed());
  AppendField("reason", v1::Reason_Name(response.reason()), to);
  if (!response.missing_facts().empty()) {
    to.Key("missingFacts");
    to.StartArray();
    for (const std::string& path : response.missing_facts()) {
      AppendString(path, to);
    }
    to.EndArray();
  }
  AppendOffendingIds(response, hasher, to);
  if (reads_time) {
    AppendTimeField("at", outcome.at, to);
    if (request.message->has_sent_at()) {
      AppendTimeField("sentAt", authz::ToTime(request.message->sent_at()), to);
    }
  }
  if (response.has_valid_until()) {
    AppendTimeField("validUntil", authz::ToTime(response.valid_until()), to);
  }
}

}  // namespace

CallLog::CallLog(DecisionLog* log, grpc::ServerContext& call,
                 absl::string_view method, absl::Time now)
    : log_(log),
      call_(call),
      method_(method),
      time_(now),
      start_(log == nullptr ? std::chrono::steady_clock::time_point()
                            : std::chrono::steady_clock::now()),
      // To look for an id takes gRPC a map of all that the call brought.
      id_(log == nullptr ? "" : SendCallIdBack(call)) {}

void CallLog::BeginEntry() {
  entry_ = std::make_unique<Entry>();
  Json& json = entry_->json;
  json.StartObject();
  AppendTimeField("time", time_, json);
  AppendField("callId", id_, json);
  AppendField("traceParent",
              CheckedTraceparent(MetadataOf(call_, kTraceparentKey)), json);
  AppendField("method", method_, json);
  AppendField("caller", CallerOf(call_), json);
}

void CallLog::EndEntry(absl::string_view status, absl::string_view message) {
  Json& json = entry_->json;
  AppendField("status", status, json);
  AppendField("message", message, json);
  constexpr std::int64_t kSecond = 1'000'000'000;
  const std::int64_t nanos =
      std::chrono::nanoseconds(std::chrono::steady_clock::now() - start_)
          .count();
  AppendField("duration",
              absl::StrCat(nanos / kSecond, ".",
                           absl::Dec(nanos % kSecond, absl::kZeroPad9), "s"),
              json);
  json.EndObject();
  entry_->buffer.Put('\n');
  log_->lines().Append({entry_->buffer.GetString(), entry_->buffer.GetSize()});
  entry_.reset();
}

bool CallLog::OpenEntry() {
  if (is_dropped_) return false;
  if (entry_ != nullptr) {
    if (entry_->buffer.GetSize() < entry_->max_bytes) return true;
    entry_->json.EndArray();
    EndEntry("", "");
  }
  is_dropped_ = !log_->lines().Admit();
  if (is_dropped_) return false;
  BeginEntry();
  Json& json = entry_->json;
  AppendField("policyVersion", policy_->version, json);
  const double rate = log_->options().sample_allows;
  if (rate > 0 && rate < 1) {
    json.Key("sampleRate");
    json.Double(rate);
  }
  if (log_->options().requests && shared_ != nullptr) {
    json.Key("shared");
    AppendMessage(*shared_, log_->hasher(), json);
  }
  json.Key("decisions");
  json.StartArray();
  entry_->max_bytes = std::max(kMaxEntryBytes, 2 * entry_->buffer.GetSize());
  return true;
}

void CallLog::LogDecision(const authz::CheckOutcome& outcome,
                          const v1::CheckRequest& request) {
  const std::uint32_t index = next_index_++;
  const bool is_malformed = outcome.malformed.has_value();
  if (!is_malformed && !log_->Wants(outcome.response->allowed())) return;
  if (!OpenEntry()) return;
  Json& json = entry_->json;
  json.StartObject();
  if (shared_ != nullptr) {
    json.Key("index");
    json.Uint(index);
  }
  if (is_malformed) {
    json.Key("error");
    // It quotes no ids.
    AppendMessage(outcome.result->error(), nullptr, json);
  } else {
    AppendDecision(outcome, policy_->RuleFor(outcome.request.action).reads_time,
                   log_->hasher(), json);
  }
  if (log_->options().requests && !is_malformed) {
    json.Key("request");
    AppendMessage(request, log_->hasher(), json);
  }
  json.EndObject();
}

grpc::Status CallLog::End(grpc::Status status) {
  if (log_ == nullptr || is_dropped_) return status;
  if (status.ok()) {
    if (entry_ == nullptr) return status;
    entry_->json.EndArray();
    EndEntry("OK", "");
    return status;
  }
  entry_.reset();
  if (!log_->lines().Admit()) return status;
  BeginEntry();
  EndEntry(absl::StatusCodeToString(
               static_cast<absl::StatusCode>(status.error_code())),
           status.error_message());
  return status;
}

}  // namespace server
