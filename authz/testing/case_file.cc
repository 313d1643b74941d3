#include "authz/testing/case_file.h"

#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "authz/testing/clear_field.h"
#include "authz/text_file.h"
#include "conversations/authz/policy/v1/policy_test.pb.h"

namespace authz {
namespace {

namespace policy_v1 = ::conversations::authz::policy::v1;
using Names = google::protobuf::RepeatedPtrField<std::string>;

// Makes the cases of one file and notes its mistakes on the way.
class Resolver {
 public:
  explicit Resolver(std::vector<Issue>& issues) : issues_(issues) {}

  void AddFixture(const policy_v1::Fixture& fixture, const SourceNode& place) {
    const bool is_new = CheckName("fixture", fixture.name(), place,
                                  fixtures_.contains(fixture.name()));
    v1::CheckRequest request = Merge(fixture.use(), fixture.request(), place);
    if (is_new) fixtures_.emplace(fixture.name(), std::move(request));
  }

  TestCase MakeCase(const policy_v1::Case& proto, const SourceNode& place) {
    CheckName("case", proto.name(), place,
              !case_names_.insert(proto.name()).second);
    TestCase result;
    result.name = proto.name();
    result.line = place.line;
    result.covers.assign(proto.covers().begin(), proto.covers().end());
    result.request = Merge(proto.use(), proto.request(), place);
    Unset(proto.unset(), place, result.request);
    CheckExpectation(proto, place);
    result.expect = proto.expect();
    return result;
  }

 private:
  void Report(const SourceNode& place, std::string message) {
    authz::Report(place, std::move(message), issues_);
  }

  // Whether `name` can be used.
  bool CheckName(absl::string_view what, absl::string_view name,
                 const SourceNode& place, bool is_taken) {
    if (name.empty()) {
      Report(place, absl::StrCat("the ", what, " has no name, give it one"));
    } else if (is_taken) {
      Report(place, absl::StrCat("another ", what, " is called `", name,
                                 "`, give one of them another name"));
    }
    return !name.empty() && !is_taken;
  }

  v1::CheckRequest Merge(const Names& used, const v1::CheckRequest& own,
                         const SourceNode& place) {
    v1::CheckRequest merged;
    for (int i = 0; i < used.size(); ++i) {
      const auto fixture = fixtures_.find(used[i]);
      if (fixture != fixtures_.end()) {
        merged.MergeFrom(fixture->second);
        continue;
      }
      Report(place.At("use", i),
             absl::StrCat("no fixture `", used[i],
                          "`, a fixture must be written before it is used"));
    }
    merged.MergeFrom(own);
    return merged;
  }

  void Unset(const Names& paths, const SourceNode& place,
             v1::CheckRequest& request) {
    for (int i = 0; i < paths.size(); ++i) {
      const absl::Status status = ClearField(paths[i], request);
      if (status.ok()) continue;
      Report(place.At("unset", i), std::string(status.message()));
    }
  }

  void CheckExpectation(const policy_v1::Case& proto, const SourceNode& place) {
    const v1::CheckResponse& expect = proto.expect();
    const std::string in_case = absl::StrCat("case `", proto.name(), "`: ");
    if (expect.reason() == v1::REASON_UNSPECIFIED) {
      Report(place, absl::StrCat(in_case, "`expect` has no `reason`, set it"));
      return;
    }
    if (expect.allowed() != (expect.reason() == v1::REASON_ALLOWED)) {
      Report(place, absl::StrCat(in_case,
                                 "set `allowed: true` exactly where "
                                 "`reason` is `REASON_ALLOWED`"));
    }
    if (!expect.id().empty() || !expect.policy_version().empty() ||
        expect.has_explanation()) {
      Report(place, absl::StrCat(in_case,
                                 "`id`, `policy_version` and "
                                 "`explanation` are not compared, "
                                 "take them out of `expect`"));
    }
  }

  std::vector<Issue>& issues_;
  absl::flat_hash_map<std::string, v1::CheckRequest> fixtures_;
  absl::flat_hash_set<std::string> case_names_;
};

std::vector<TestCase> Resolve(const TextFile<policy_v1::PolicyTest>& file,
                              std::vector<Issue>& issues) {
  const policy_v1::PolicyTest& test = file.message;
  Resolver resolver(issues);
  for (int i = 0; i < test.fixture_size(); ++i) {
    resolver.AddFixture(test.fixture(i), file.source.At("fixture", i));
  }
  std::vector<TestCase> cases;
  cases.reserve(test.case__size());
  for (int i = 0; i < test.case__size(); ++i) {
    cases.push_back(
        resolver.MakeCase(test.case_(i), file.source.At("case", i)));
  }
  return cases;
}

}  // namespace

CaseFileResult ParseCaseFile(absl::string_view text) {
  CaseFileResult result;
  TextFile<policy_v1::PolicyTest> file;
  if (!ReadTextFile(text, file, result.issues)) return result;
  std::vector<TestCase> cases = Resolve(file, result.issues);
  if (cases.empty()) {
    result.issues.push_back({0, 0, "the file has no case, add one"});
  }
  SortIssues(result.issues);
  if (result.issues.empty()) result.cases = std::move(cases);
  return result;
}

}  // namespace authz
