#include "tests/corpus/corpus_checks.h"

#include <iostream>
#include <string>

#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "tests/corpus/corpus.h"

namespace authz {
namespace {

// The requests of `file` in order, each with its case's name as its id.
v1::BatchCheckRequest MakeBatch(const CorpusFile& file) {
  v1::BatchCheckRequest batch;
  for (const TestCase& test_case : file.cases) {
    v1::CheckRequest& check = *batch.add_checks();
    check = test_case.request;
    check.set_id(test_case.name);
  }
  return batch;
}

void ExpectBatchAgrees(const CorpusFile& file, Decider decide,
                       BatchDecider decide_batch) {
  const v1::BatchCheckRequest batch = MakeBatch(file);
  const absl::StatusOr<v1::BatchCheckResponse> actual = decide_batch(batch);
  ASSERT_TRUE(actual.ok()) << actual.status();
  ASSERT_EQ(actual->results_size(), batch.checks_size());
  for (int i = 0; i < batch.checks_size(); ++i) {
    absl::StatusOr<v1::CheckResponse> single = decide(batch.checks(i));
    ASSERT_TRUE(single.ok()) << single.status();
    EXPECT_EQ(single->policy_version(), actual->policy_version());
    EXPECT_EQ(single->id(), batch.checks(i).id());
    // A batch says it once.
    single->clear_policy_version();
    const v1::CheckResponse& of_batch = actual->results(i).response();
    if (!google::protobuf::util::MessageDifferencer::Equals(*single,
                                                            of_batch)) {
      ADD_FAILURE_AT(file.path.c_str(), file.cases[i].line)
          << file.cases[i].name << "\nalone:\n"
          << single->DebugString() << "in a batch:\n"
          << actual->results(i).DebugString();
    }
  }
}

}  // namespace

void ExpectDecisions(Decider decide) {
  const absl::StatusOr<Corpus> corpus = LoadCorpus();
  ASSERT_TRUE(corpus.ok()) << corpus.status().message();
  std::cout << Summary(*corpus);
  for (const CorpusFile& file : corpus->files) {
    for (const CaseFailure& failure : RunCases(file.cases, decide)) {
      ADD_FAILURE_AT(file.path.c_str(), failure.test_case->line)
          << FormatFailure(file.path, failure);
    }
  }
}

void ExpectBatchesAgree(Decider decide, BatchDecider decide_batch) {
  const absl::StatusOr<Corpus> corpus = LoadCorpus();
  ASSERT_TRUE(corpus.ok()) << corpus.status().message();
  for (const CorpusFile& file : corpus->files) {
    SCOPED_TRACE(file.path);
    ExpectBatchAgrees(file, decide, decide_batch);
  }
}

}  // namespace authz
