// The corpus: what the two documents that the policy comes from ask for, as
// cases that every way to a decision must agree with. It is in
// tests/testdata/corpus, which a test that uses it needs as data.

#ifndef TESTS_CORPUS_CORPUS_H_
#define TESTS_CORPUS_CORPUS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "authz/policy_tests/case.h"
#include "cli/case_files.h"

namespace authz {

// A row of the permissions table, such as "PT view-messages", or a bullet of
// Permission Considerations, such as "PC direct-private".
struct Source {
  std::string id;
  std::string paraphrase;
};

// Its path is from the root of the repository.
using CorpusFile = cli::CaseFile;

struct Corpus {
  // In the order of sources.txt.
  std::vector<Source> sources;
  // In the order of their paths.
  std::vector<CorpusFile> files;
};

// Reads the whole corpus from the test's runfiles. The error lists every
// mistake in every file.
absl::StatusOr<Corpus> LoadCorpus();

// How the corpus falls short of its sources, a line each: sources that no case
// covers, what cases cover that is no source, and cases whose decision depends
// on the clock.
std::vector<std::string> CoverageIssues(const Corpus& corpus);

// The number of cases, cells of tables included, of rows and of bullets, and
// the number of cases that cover each source.
std::string Summary(const Corpus& corpus);

}  // namespace authz

#endif  // TESTS_CORPUS_CORPUS_H_
