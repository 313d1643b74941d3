// Puts the corpus to something that decides: the engine in process, or a server
// by any way to it. What fails, fails the current test, at the line of the
// case.
//
//   TEST(CorpusTest, DecidesOverTcp) {
//     ExpectDecisions([&](const v1::CheckRequest& request) {
//       return client.Check(request);
//     });
//   }

#ifndef TESTS_CORPUS_CORPUS_CHECKS_H_
#define TESTS_CORPUS_CORPUS_CHECKS_H_

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "authz/policy_tests/case_runner.h"
#include "conversations/authz/v1/authorization_service.pb.h"

namespace authz {

// Decides a batch, in process or anywhere else.
using BatchDecider = absl::FunctionRef<absl::StatusOr<v1::BatchCheckResponse>(
    const v1::BatchCheckRequest&)>;

// Expects the decision of every case. Prints the corpus's summary.
void ExpectDecisions(Decider decide);

// Expects that a batch of all the cases of a file gets the same responses as
// the cases do one by one.
void ExpectBatchesAgree(Decider decide, BatchDecider decide_batch);

}  // namespace authz

#endif  // TESTS_CORPUS_CORPUS_CHECKS_H_
