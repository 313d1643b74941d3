#include "authz/testing/case_file.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "authz/testing/clear_field.h"
#include "conversations/authz/policy/v1/policy_test.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"

namespace authz {
namespace {

namespace policy_v1 = ::conversations::authz::policy::v1;
using google::protobuf::FieldDescriptor;
using google::protobuf::TextFormat;
using Locations = TextFormat::ParseInfoTree;
using Names = google::protobuf::RepeatedPtrField<std::string>;

class SyntaxErrors : public google::protobuf::io::ErrorCollector {
 public:
  explicit SyntaxErrors(std::vector<Issue>& issues) : issues_(issues) {}

  // Protobuf counts from 0, and says -1 of the file as a whole.
  void AddError(int line, int column, const std::string& message) override {
    issues_.push_back({line + 1, column + 1, message});
  }

 private:
  std::vector<Issue>& issues_;
};

template <typename T>
const FieldDescriptor* Field(int number) {
  return T::descriptor()->FindFieldByNumber(number);
}

// Makes the cases of one file and notes its mistakes on the way.
class Resolver {
 public:
  explicit Resolver(std::vector<Issue>& issues) : issues_(issues) {}

  void AddFixture(const policy_v1::Fixture& fixture, const Issue& place,
                  const Locations* locations) {
    const bool is_new = CheckName("fixture", fixture.name(), place,
                                  fixtures_.contains(fixture.name()));
    v1::CheckRequest request =
        Merge(fixture.use(), fixture.request(), place, locations,
              Field<policy_v1::Fixture>(policy_v1::Fixture::kUseFieldNumber));
    if (is_new) fixtures_.emplace(fixture.name(), std::move(request));
  }

  TestCase MakeCase(const policy_v1::Case& proto, const Issue& place,
                    const Locations* locations) {
    CheckName("case", proto.name(), place,
              !case_names_.insert(proto.name()).second);
    TestCase result;
    result.name = proto.name();
    result.line = place.line;
    result.covers.assign(proto.covers().begin(), proto.covers().end());
    result.request =
        Merge(proto.use(), proto.request(), place, locations,
              Field<policy_v1::Case>(policy_v1::Case::kUseFieldNumber));
    Unset(proto.unset(), place, locations, result.request);
    CheckExpectation(proto, place);
    result.expect = proto.expect();
    return result;
  }

 private:
  void Report(Issue place, std::string message) {
    place.message = std::move(message);
    issues_.push_back(std::move(place));
  }

  // Whether `name` can be used.
  bool CheckName(absl::string_view what, absl::string_view name,
                 const Issue& place, bool is_taken) {
    if (name.empty()) {
      Report(place, absl::StrCat("the ", what, " has no name, give it one"));
    } else if (is_taken) {
      Report(place, absl::StrCat("another ", what, " is called `", name,
                                 "`, give one of them another name"));
    }
    return !name.empty() && !is_taken;
  }

  // Where element `index` of a list of strings was written. Of a list in
  // brackets Protobuf knows only the start.
  static Issue ElementPlace(const Locations* locations,
                            const FieldDescriptor* field, int index,
                            const Issue& parent) {
    if (locations == nullptr) return parent;
    for (; index >= 0; --index) {
      const TextFormat::ParseLocation found =
          locations->GetLocation(field, index);
      if (found.line >= 0) return {found.line + 1, found.column + 1, ""};
    }
    return parent;
  }

  v1::CheckRequest Merge(const Names& used, const v1::CheckRequest& own,
                         const Issue& place, const Locations* locations,
                         const FieldDescriptor* use_field) {
    v1::CheckRequest merged;
    for (int i = 0; i < used.size(); ++i) {
      const auto fixture = fixtures_.find(used[i]);
      if (fixture != fixtures_.end()) {
        merged.MergeFrom(fixture->second);
        continue;
      }
      Report(ElementPlace(locations, use_field, i, place),
             absl::StrCat("no fixture `", used[i],
                          "`, a fixture must be written before it is used"));
    }
    merged.MergeFrom(own);
    return merged;
  }

  void Unset(const Names& paths, const Issue& place, const Locations* locations,
             v1::CheckRequest& request) {
    const FieldDescriptor* field =
        Field<policy_v1::Case>(policy_v1::Case::kUnsetFieldNumber);
    for (int i = 0; i < paths.size(); ++i) {
      const absl::Status status = ClearField(paths[i], request);
      if (status.ok()) continue;
      Report(ElementPlace(locations, field, i, place),
             std::string(status.message()));
    }
  }

  void CheckExpectation(const policy_v1::Case& proto, const Issue& place) {
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

Issue PlaceOf(const Locations& locations, const FieldDescriptor* field,
              int index) {
  const TextFormat::ParseLocation found = locations.GetLocation(field, index);
  return {found.line + 1, found.column + 1, ""};
}

std::vector<TestCase> Resolve(const policy_v1::PolicyTest& file,
                              const Locations& locations,
                              std::vector<Issue>& issues) {
  const FieldDescriptor* fixture_field =
      Field<policy_v1::PolicyTest>(policy_v1::PolicyTest::kFixtureFieldNumber);
  const FieldDescriptor* case_field =
      Field<policy_v1::PolicyTest>(policy_v1::PolicyTest::kCaseFieldNumber);
  Resolver resolver(issues);
  for (int i = 0; i < file.fixture_size(); ++i) {
    resolver.AddFixture(file.fixture(i), PlaceOf(locations, fixture_field, i),
                        locations.GetTreeForNested(fixture_field, i));
  }
  std::vector<TestCase> cases;
  cases.reserve(file.case__size());
  for (int i = 0; i < file.case__size(); ++i) {
    cases.push_back(
        resolver.MakeCase(file.case_(i), PlaceOf(locations, case_field, i),
                          locations.GetTreeForNested(case_field, i)));
  }
  return cases;
}

}  // namespace

CaseFileResult ParseCaseFile(absl::string_view text) {
  CaseFileResult result;
  policy_v1::PolicyTest file;
  Locations locations;
  SyntaxErrors errors(result.issues);
  TextFormat::Parser parser;
  parser.RecordErrorsTo(&errors);
  parser.WriteLocationsTo(&locations);
  if (!parser.ParseFromString(std::string(text), &file)) {
    if (result.issues.empty()) {
      result.issues.push_back({0, 0, "the file cannot be parsed"});
    }
    return result;
  }
  std::vector<TestCase> cases = Resolve(file, locations, result.issues);
  if (cases.empty()) {
    result.issues.push_back({0, 0, "the file has no case, add one"});
  }
  // Fixtures and cases may be written in turns.
  std::stable_sort(
      result.issues.begin(), result.issues.end(),
      [](const Issue& a, const Issue& b) { return a.line < b.line; });
  if (result.issues.empty()) result.cases = std::move(cases);
  return result;
}

}  // namespace authz
