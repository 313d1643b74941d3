// That the sanitizer of the build finds what it is there for, and no more.

#include <ostream>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/subprocess.h"

namespace {

using testing_support::Finished;

struct Case {
  std::string name;
  // Of faults.cc.
  std::string fault;
  // What the report says; none where there is to be no report.
  std::vector<std::string> report;
};

void PrintTo(const Case& test_case, std::ostream* out) {
  *out << test_case.name;
}

class SanitizersTest : public testing::TestWithParam<Case> {};

std::string NameOf(const testing::TestParamInfo<Case>& info) {
  return info.param.name;
}

TEST_P(SanitizersTest, Reports) {
  const absl::StatusOr<Finished> finished = testing_support::RunProgram(
      "tests/sanitizers/faults", {GetParam().fault});
  ASSERT_TRUE(finished.ok()) << finished.status();
  if (GetParam().report.empty()) {
    EXPECT_EQ(finished->exit_status, 0);
    EXPECT_EQ(finished->err, "");
    return;
  }
  EXPECT_NE(finished->exit_status, 0);
  for (const std::string& part : GetParam().report) {
    EXPECT_THAT(finished->err, testing::HasSubstr(part));
  }
}

// BUILD chooses the suite of the build's sanitizer.

INSTANTIATE_TEST_SUITE_P(
    Asan, SanitizersTest,
    testing::ValuesIn(std::vector<Case>{
        {"HeapOverflow",
         "heap-overflow",
         {"AddressSanitizer: heap-buffer-overflow", "faults.cc"}},
        {"Leak", "leak", {"LeakSanitizer: detected memory leaks", "faults.cc"}},
        {"LeakAtQuickExit",
         "leak-at-quick-exit",
         {"LeakSanitizer: detected memory leaks", "faults.cc"}},
        {"SignedOverflow",
         "signed-overflow",
         {"runtime error: signed integer overflow", "faults.cc"}},
    }),
    NameOf);

INSTANTIATE_TEST_SUITE_P(
    Tsan, SanitizersTest,
    testing::ValuesIn(std::vector<Case>{
        {"Race", "race", {"ThreadSanitizer: data race", "authz/decide/"}},
        {"OrderedByAMutex", "ordered-by-a-mutex", {}},
        {"OrderedByACondition", "ordered-by-a-condition", {}},
        {"OrderedByACompletionQueue", "ordered-by-a-completion-queue", {}},
    }),
    NameOf);

}  // namespace
