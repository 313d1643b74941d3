// The cells of the tables of policy test files.

#ifndef AUTHZ_POLICY_TESTS_TABLE_CELLS_H_
#define AUTHZ_POLICY_TESTS_TABLE_CELLS_H_

#include <vector>

#include "authz/policy_tests/case.h"
#include "authz/policy_tests/fixtures.h"
#include "authz/text/issue.h"
#include "authz/text/source_map.h"
#include "conversations/authz/policy/v1/policy_test.pb.h"

namespace authz {

// A case for every cell, row by row. The line of a cell is that of the `allow`
// that lists it, or where none does, that of its row. Mistakes are added to
// `issues`, some of them once for every cell that has them; what is returned is
// then of no use.
std::vector<TestCase> ExpandTable(const policy_v1::Table& table,
                                  const SourceNode& place,
                                  const Fixtures& fixtures,
                                  std::vector<Issue>& issues);

}  // namespace authz

#endif  // AUTHZ_POLICY_TESTS_TABLE_CELLS_H_
