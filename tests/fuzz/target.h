// Declares a fuzz target: a function that is given any bytes.

#ifndef TESTS_FUZZ_TARGET_H_
#define TESTS_FUZZ_TARGET_H_

#include "absl/strings/string_view.h"

namespace fuzz {

// Each target defines it. Ends the program, see require.h, where the input
// shows a mistake.
void RunTarget(absl::string_view input);

}  // namespace fuzz

#endif  // TESTS_FUZZ_TARGET_H_
