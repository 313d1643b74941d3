// Ends a fuzz target with a finding where something that always holds does not.

#ifndef TESTS_FUZZ_REQUIRE_H_
#define TESTS_FUZZ_REQUIRE_H_

#include <cstdlib>
#include <iostream>

#include "absl/strings/string_view.h"

namespace fuzz {

// Ends the program, which libFuzzer takes for a finding, where `holds` is
// false. `what` says what should hold, `shown` what is there instead.
inline void Require(bool holds, absl::string_view what,
                    absl::string_view shown = "") {
  if (holds) return;
  std::cerr << "does not hold: " << what << "\n" << shown << "\n" << std::flush;
  std::abort();
}

}  // namespace fuzz

#endif  // TESTS_FUZZ_REQUIRE_H_
