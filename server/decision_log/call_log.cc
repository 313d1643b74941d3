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

// As it is logged: hashed, or cut where it is long, but not within a character.
std::string LoggedId(absl::string_view id, const IdHasher* hasher) {
  if (hasher != nullptr && !id.empty()) return hasher->Hash(id);
  if (id.size() <= kMaxIdBytes) return std::string(id);
  const auto is_inside = [id](std::size_t at) {
    return (static_cast<unsigned char>(id[at]) & 0xc0U) == 0x80U;
  };
  std::size_t size = kMaxIdBytes;
  while (size > 0 && is_inside(size)) --size;
  return absl::StrCat(id.substr(0, size), "…");
}

void Describe(const authz::CheckOutcome& outcome, bool reads_time,
              const IdHasher* hasher, LoggedDecision& to) {
  const authz::RequestView& request = outcome.request;
  const v1::CheckResponse& response = *outcome.response;
  to.set_action(request.action);
  to.set_actor_id(LoggedId(request.actor->id(), hasher));
  to.set_project_id(LoggedId(request.project_id, hasher));
  to.set_conversation_id(LoggedId(request.conversation->id(), hasher));
  to.set_message_id(LoggedId(request.message->id(), hasher));
  to.set_allowed(response.allowed());
  to.set_reason(response.reason());
  *to.mutable_missing_facts() = response.missing_facts();
  const int offending = response.offending_ids_size();
  for (int i = 0; i < std::min(offending, kMaxOffendingIds); ++i) {
    to.add_offending_ids(LoggedId(response.offending_ids(i), hasher));
  }
  to.set_more_offending_ids(std::max(offending - kMaxOffendingIds, 0));
  if (reads_time) {
    authz::SetTimestamp(outcome.at, *to.mutable_at());
    if (request.message->has_sent_at()) {
      *to.mutable_sent_at() = request.message->sent_at();
    }
  }
  if (response.has_valid_until()) {
    *to.mutable_valid_until() = response.valid_until();
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

DecisionLogEntry CallLog::BeginFields() const {
  DecisionLogEntry entry;
  authz::SetTimestamp(time_, *entry.mutable_time());
  entry.set_call_id(id_);
  entry.set_trace_parent(
      std::string(CheckedTraceparent(MetadataOf(call_, kTraceparentKey))));
  entry.set_method(std::string(method_));
  entry.set_caller(CallerOf(call_));
  return entry;
}

DecisionLogEntry CallLog::EndFields(const std::string& status) const {
  DecisionLogEntry entry;
  entry.set_status(status);
  authz::SetDuration(
      absl::FromChrono(std::chrono::steady_clock::now() - start_),
      *entry.mutable_duration());
  return entry;
}

bool CallLog::OpenEntry() {
  if (is_dropped_) return false;
  if (entry_.has_value()) {
    if (entry_->buffer.GetSize() < entry_->max_bytes) return true;
    CloseEntry("");
  }
  is_dropped_ = !log_->lines().Admit();
  if (is_dropped_) return false;
  Entry& entry = entry_.emplace();
  DecisionLogEntry fields = BeginFields();
  fields.set_policy_version(policy_->version);
  const double rate = log_->options().sample_allows;
  if (rate < 1) fields.set_sample_rate(rate);
  entry.json.StartObject();
  AppendFields(fields, nullptr, entry.json);
  if (log_->options().requests && shared_ != nullptr) {
    entry.json.Key("shared");
    AppendMessage(*shared_, log_->hasher(), entry.json);
  }
  entry.json.Key("decisions");
  entry.json.StartArray();
  entry.max_bytes = std::max(kMaxEntryBytes, 2 * entry.buffer.GetSize());
  return true;
}

void CallLog::CloseEntry(const std::string& status) {
  entry_->json.EndArray();
  AppendFields(EndFields(status), nullptr, entry_->json);
  entry_->json.EndObject();
  entry_->buffer.Put('\n');
  log_->lines().Append({entry_->buffer.GetString(), entry_->buffer.GetSize()});
  entry_.reset();
}

void CallLog::Add(const authz::CheckOutcome& outcome,
                  const v1::CheckRequest& request) {
  const std::uint32_t index = next_index_++;
  if (log_ == nullptr) return;
  const bool is_malformed = outcome.malformed.has_value();
  if (!is_malformed && !log_->Wants(outcome.response->allowed())) return;
  if (!OpenEntry()) return;
  LoggedDecision& decision = entry_->decision;
  decision.Clear();
  if (shared_ != nullptr) decision.set_index(index);
  if (is_malformed) {
    *decision.mutable_error() = outcome.result->error();
  } else {
    Describe(outcome, policy_->RuleFor(outcome.request.action).reads_time,
             log_->hasher(), decision);
  }
  Json& json = entry_->json;
  json.StartObject();
  AppendFields(decision, nullptr, json);
  if (log_->options().requests && !is_malformed) {
    json.Key("request");
    AppendMessage(request, log_->hasher(), json);
  }
  json.EndObject();
}

grpc::Status CallLog::End(grpc::Status status) {
  if (log_ == nullptr || is_dropped_) return status;
  if (status.ok()) {
    if (entry_.has_value()) CloseEntry("OK");
    return status;
  }
  entry_.reset();
  DecisionLogEntry entry = BeginFields();
  entry.MergeFrom(EndFields(absl::StatusCodeToString(
      static_cast<absl::StatusCode>(status.error_code()))));
  entry.set_message(status.error_message());
  log_->Log(entry);
  return status;
}

}  // namespace server
