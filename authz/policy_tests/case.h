// A test case of a policy: a request and the decision that it must get.

#ifndef AUTHZ_POLICY_TESTS_CASE_H_
#define AUTHZ_POLICY_TESTS_CASE_H_

#include <string>
#include <vector>

#include "conversations/authz/v1/authorization_service.pb.h"

namespace authz {

namespace v1 = ::conversations::authz::v1;

// A case, or a cell of a table.
struct TestCase {
  // Unique in its file.
  std::string name;
  // The parts of the sources that it shows, as its author names them.
  std::vector<std::string> covers;
  // Its parts merged, and what it unsets cleared.
  v1::CheckRequest request;
  v1::CheckResponse expect;
  // Its line in its file, counted from 1.
  int line = 0;
  // Whether nothing but `allowed` is expected, as of a cell.
  bool expects_only_allowed = false;
};

}  // namespace authz

#endif  // AUTHZ_POLICY_TESTS_CASE_H_
