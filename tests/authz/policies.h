// Policies for tests.

#ifndef TESTS_AUTHZ_POLICIES_H_
#define TESTS_AUTHZ_POLICIES_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "authz/policy/policy.h"

namespace authz {

// The embedded policy. Compiled once.
const CompiledPolicy& EmbeddedPolicy();

// The policy of a text that has no mistakes; one that has fails the test.
CompiledPolicy MustCompile(const std::string& text);

// The text of a policy without default settings whose one rule requires all of
// `requirements` for every action. The limits are those of the embedded policy.
//
// A requirement is given as its clause, "when & when -> fact | fact" or
// "fact | fact", which is its name too. Where it can fail, it does so for the
// reason that comes after SCOPE_MISMATCH by its index, so each has another.
std::string PolicyTextOf(const std::vector<absl::string_view>& requirements);

// What is wrong with the text of a policy, in a file "f"; "" where nothing is.
std::string IssuesIn(const std::string& text);

// A policy's text with one of everything, laid out so that tests can change a
// line and know its number.
std::string SmallPolicyText();

// `text` with its only `from` replaced. None or several fail the test.
std::string Replaced(std::string text, absl::string_view from,
                     absl::string_view to);

}  // namespace authz

#endif  // TESTS_AUTHZ_POLICIES_H_
