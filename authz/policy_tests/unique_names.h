// Names that must differ, each from all others of its kind.

#ifndef AUTHZ_POLICY_TESTS_UNIQUE_NAMES_H_
#define AUTHZ_POLICY_TESTS_UNIQUE_NAMES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "authz/text/issue.h"
#include "authz/text/source_map.h"

namespace authz {

class UniqueNames {
 public:
  // `what` is the kind of thing that has the names, such as "fixture". Mistakes
  // are added to `issues`. Both must outlive it.
  UniqueNames(absl::string_view what, std::vector<Issue>& issues)
      : what_(what), issues_(issues) {}

  // Whether `name` can be used: it is not empty and not taken. `place` is that
  // of the thing with the name.
  bool Add(const std::string& name, const SourceNode& place);

  // The index of `name` in the order of adding, which counts names that cannot
  // be used. None where it was not added.
  std::optional<int> Find(absl::string_view name) const;

  // ", did you mean `NAME`" for the nearest of them, or `otherwise` where none
  // is near.
  std::string Suggest(absl::string_view name,
                      absl::string_view otherwise) const;

 private:
  const absl::string_view what_;
  std::vector<Issue>& issues_;
  absl::flat_hash_map<std::string, int> indices_;
  int count_ = 0;
};

}  // namespace authz

#endif  // AUTHZ_POLICY_TESTS_UNIQUE_NAMES_H_
