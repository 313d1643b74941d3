#include "tests/faults/tally.h"

#include <grpcpp/support/status.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"

namespace faults {
namespace {

constexpr std::size_t kMaxSamples = 3;

std::string Describe(const grpc::Status& status) {
  // Abseil's codes are gRPC's, and have names.
  const auto code = static_cast<absl::StatusCode>(status.error_code());
  return status.ok() ? "OK"
                     : absl::StrCat(absl::StatusCodeToString(code), ": ",
                                    status.error_message());
}

}  // namespace

void Tally::Add(const Question& question, const Answer& answer,
                absl::Time now) {
  const Verdict verdict = Judge(question, answer);
  const absl::MutexLock lock(&mutex_);
  ++calls_;
  if (verdict == Verdict::kRight) {
    NoteRight(now);
    return;
  }
  if (verdict == Verdict::kFailed) {
    ++failed_[absl::StatusCodeToString(
        static_cast<absl::StatusCode>(answer.status.error_code()))];
  } else {
    ++wrong_;
    if (verdict == Verdict::kWrongAllow) ++wrong_allows_;
  }
  if (samples_.size() < kMaxSamples) {
    samples_.push_back(absl::StrCat(question.is_batch ? "BatchCheck" : "Check",
                                    " got ", Describe(answer.status), " where ",
                                    Describe(question.right.status),
                                    " was right"));
  }
}

void Tally::NoteRight(absl::Time now) {
  const absl::Duration gap =
      last_right_.has_value() ? now - *last_right_ : absl::ZeroDuration();
  longest_gap_ = std::max(longest_gap_, gap);
  // Threads come here in another order than their answers.
  last_right_ = std::max(now, last_right_.value_or(now));
  if (recovered_ == nullptr || now < marked_) return;
  const std::function<void(absl::Duration)> recovered =
      std::exchange(recovered_, nullptr);
  recovered(gap > kNoGap ? now - marked_ : absl::ZeroDuration());
}

void Tally::Mark(absl::Time now,
                 std::function<void(absl::Duration)> recovered) {
  const absl::MutexLock lock(&mutex_);
  marked_ = now;
  recovered_ = std::move(recovered);
}

std::string Tally::ToJson(absl::Time now) const {
  const absl::MutexLock lock(&mutex_);
  google::protobuf::Struct all;
  auto& fields = *all.mutable_fields();
  const auto set = [&fields](absl::string_view name, auto number) {
    fields[std::string(name)].set_number_value(static_cast<double>(number));
  };
  set("calls", calls_);
  set("wrong", wrong_);
  set("wrong_allows", wrong_allows_);
  const absl::Duration gap = now - last_right_.value_or(now);
  set("longest_gap_ms", absl::ToInt64Milliseconds(std::max(longest_gap_, gap)));
  auto& failed = *fields["failed"].mutable_struct_value()->mutable_fields();
  for (const auto& [code, count] : failed_) {
    failed[code].set_number_value(static_cast<double>(count));
  }
  auto& samples = *fields["samples"].mutable_list_value();
  for (const std::string& sample : samples_) {
    samples.add_values()->set_string_value(sample);
  }
  std::string json;
  // Cannot fail: every value is set.
  (void)google::protobuf::util::MessageToJsonString(all, &json);
  return json;
}

}  // namespace faults
