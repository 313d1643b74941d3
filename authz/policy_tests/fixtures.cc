#include "authz/policy_tests/fixtures.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "authz/policy_tests/clear_field.h"
#include "authz/text/text_file.h"

namespace authz {

Fixtures::Fixtures(const policy_v1::PolicyTest& test, const SourceNode& source,
                   absl::Span<const IncludedFixtures> included,
                   std::vector<Issue>& issues)
    : test_(test), issues_(issues), names_("fixture", issues) {
  for (std::size_t i = 0; i < included.size(); ++i) {
    for (const policy_v1::Fixture& fixture : included[i]) {
      requests_.push_back(fixture.request());
      names_.Add(fixture.name(), source.At("include", static_cast<int>(i)));
    }
  }
  for (int i = 0; i < test.fixture_size(); ++i) {
    const SourceNode& place = source.At("fixture", i);
    requests_.push_back(Merge(test.fixture(i), place));
    names_.Add(test.fixture(i).name(), place);
  }
}

std::vector<policy_v1::Fixture> Fixtures::Own() const {
  std::vector<policy_v1::Fixture> own(test_.fixture().begin(),
                                      test_.fixture().end());
  const std::size_t included = requests_.size() - own.size();
  for (std::size_t i = 0; i < own.size(); ++i) {
    own[i].clear_use();
    *own[i].mutable_request() = requests_[included + i];
  }
  return own;
}

void Fixtures::MergeFixture(const std::string& name, const SourceNode& place,
                            v1::CheckRequest& merged) const {
  if (const std::optional<int> index = names_.Find(name)) {
    merged.MergeFrom(requests_[*index]);
    return;
  }
  const bool is_below = std::any_of(
      test_.fixture().begin(), test_.fixture().end(),
      [&](const policy_v1::Fixture& other) { return other.name() == name; });
  if (is_below) {
    Report(place,
           absl::StrCat("fixture `", name,
                        "` is written below, move it above its use"),
           issues_);
    return;
  }
  Report(place,
         absl::StrCat("no fixture is called `", name, "`",
                      names_.Suggest(name, ", write one above")),
         issues_);
}

void Unset(const google::protobuf::RepeatedPtrField<std::string>& paths,
           const SourceNode& place, v1::CheckRequest& request,
           std::vector<Issue>& issues) {
  for (int i = 0; i < paths.size(); ++i) {
    const absl::Status status = ClearField(paths[i], request);
    if (status.ok()) continue;
    Report(place.At("unset", i), std::string(status.message()), issues);
  }
}

}  // namespace authz
