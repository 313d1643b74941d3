// Lets libFuzzer, which brings main, run the target.

#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "tests/fuzz/target.h"

// libFuzzer's name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  fuzz::RunTarget(absl::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
