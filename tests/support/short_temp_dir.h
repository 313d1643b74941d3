// A folder for Unix sockets, whose paths must be short: the folders that Bazel
// gives to tests are too deep for them.

#ifndef TESTS_SUPPORT_SHORT_TEMP_DIR_H_
#define TESTS_SUPPORT_SHORT_TEMP_DIR_H_

#include <string>

namespace testing_support {

// Made empty, and removed with all that is in it.
class ShortTempDir {
 public:
  ShortTempDir();
  ~ShortTempDir();
  ShortTempDir(const ShortTempDir&) = delete;
  ShortTempDir& operator=(const ShortTempDir&) = delete;

  // Absolute, without a "/" at its end.
  const std::string& path() const { return path_; }

 private:
  std::string path_ = "/tmp/authz.XXXXXX";
};

}  // namespace testing_support

#endif  // TESTS_SUPPORT_SHORT_TEMP_DIR_H_
