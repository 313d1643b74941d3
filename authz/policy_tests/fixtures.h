// The fixtures of a policy test file, and the requests that are made with them.

#ifndef AUTHZ_POLICY_TESTS_FIXTURES_H_
#define AUTHZ_POLICY_TESTS_FIXTURES_H_

#include <string>
#include <vector>

#include "absl/types/span.h"
#include "authz/policy_tests/unique_names.h"
#include "authz/text/issue.h"
#include "authz/text/source_map.h"
#include "conversations/authz/policy/v1/policy_test.pb.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "google/protobuf/repeated_ptr_field.h"

namespace authz {

namespace policy_v1 = ::conversations::authz::policy::v1;
namespace v1 = ::conversations::authz::v1;

// The fixtures of an included file, with those that they use merged into their
// requests.
using IncludedFixtures = absl::Span<const policy_v1::Fixture>;

class Fixtures {
 public:
  // The fixtures of `test`, whose place is `source`, and before them those of
  // the files that it includes, one of `included` for each file. Mistakes are
  // added to `issues`. `test` and `issues` must outlive it.
  Fixtures(const policy_v1::PolicyTest& test, const SourceNode& source,
           absl::Span<const IncludedFixtures> included,
           std::vector<Issue>& issues);

  // The fixtures of `test` without those of its includes, for a file that
  // includes it.
  std::vector<policy_v1::Fixture> Own() const;

  // The request of `entry`: the fixtures of its `use` merged in order, and then
  // its own `request`.
  template <typename Entry>
  v1::CheckRequest Merge(const Entry& entry, const SourceNode& place) const {
    v1::CheckRequest merged;
    for (int i = 0; i < entry.use_size(); ++i) {
      MergeFixture(entry.use(i), place.At("use", i), merged);
    }
    merged.MergeFrom(entry.request());
    return merged;
  }

 private:
  void MergeFixture(const std::string& name, const SourceNode& place,
                    v1::CheckRequest& merged) const;

  const policy_v1::PolicyTest& test_;
  std::vector<Issue>& issues_;
  UniqueNames names_;
  // The requests of the included fixtures, and then of those of `test_`.
  std::vector<v1::CheckRequest> requests_;
};

// Clears the fields of `request` that `paths`, the field `unset` at `place`,
// names.
void Unset(const google::protobuf::RepeatedPtrField<std::string>& paths,
           const SourceNode& place, v1::CheckRequest& request,
           std::vector<Issue>& issues);

}  // namespace authz

#endif  // AUTHZ_POLICY_TESTS_FIXTURES_H_
