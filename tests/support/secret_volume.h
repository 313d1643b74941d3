// A folder of files that change all at once, as Kubernetes mounts a Secret or a
// ConfigMap: each file is a link into `..data`, which is a link to the folder
// of the version in force, and that link alone is replaced.

#ifndef TESTS_SUPPORT_SECRET_VOLUME_H_
#define TESTS_SUPPORT_SECRET_VOLUME_H_

#include <map>
#include <string>

#include "tests/support/temp_folder.h"

namespace testing_support {

class SecretVolume {
 public:
  using Files = std::map<std::string, std::string>;

  explicit SecretVolume(const Files& files);

  // The path of a file, which stays the same.
  std::string Path(const std::string& name) const { return folder_.Path(name); }

  // Puts a version with the same names in place of the one in force.
  void Replace(const Files& files);

 private:
  const TempFolder folder_;
  int version_ = 0;
};

}  // namespace testing_support

#endif  // TESTS_SUPPORT_SECRET_VOLUME_H_
