// The load's requests, each with the answer that the engine gives in process.

#ifndef TESTS_FAULTS_QUESTION_H_
#define TESTS_FAULTS_QUESTION_H_

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include <string>
#include <vector>

#include "absl/types/span.h"
#include "authz/policy/policy.h"
#include "cli/case_files.h"

namespace faults {

// How a call ended.
struct Answer {
  grpc::Status status;
  // Serialized; empty with an error.
  std::string response;
};

struct Question {
  bool is_batch = false;
  // Serialized, and ready to be sent.
  grpc::ByteBuffer request;
  Answer right;
};

// Every case as a single check, and batches of these sizes made of the cases,
// with what is malformed among both. A batch may be larger than the limit: its
// right answer is then an error.
std::vector<Question> MakeQuestions(const authz::CompiledPolicy& policy,
                                    absl::Span<const cli::CaseFile> files,
                                    absl::Span<const int> batch_sizes);

// What becomes of an answer. An error that says nothing about the request, such
// as UNAVAILABLE, is a failed call; any other answer than the right one is a
// wrong answer; and one that allows what the right one does not is also a wrong
// allow.
enum class Verdict { kRight, kFailed, kWrong, kWrongAllow };
Verdict Judge(const Question& question, const Answer& answer);

}  // namespace faults

#endif  // TESTS_FAULTS_QUESTION_H_
