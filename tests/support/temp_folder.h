// A folder with a path that is short enough for Unix sockets, which the one
// that Bazel gives a test need not be.

#ifndef TESTS_SUPPORT_TEMP_FOLDER_H_
#define TESTS_SUPPORT_TEMP_FOLDER_H_

#include <string>

#include "absl/strings/string_view.h"

namespace testing_support {

// Removed with all that is in it when it ends.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  // The path of a file in it, which need not exist.
  std::string Path(absl::string_view name) const;

  // Writes a file and returns its path.
  std::string Write(absl::string_view name, absl::string_view content) const;

 private:
  std::string path_;
};

}  // namespace testing_support

#endif  // TESTS_SUPPORT_TEMP_FOLDER_H_
