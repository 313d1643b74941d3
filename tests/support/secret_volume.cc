#include "tests/support/secret_volume.h"

#include <filesystem>

#include "absl/strings/str_cat.h"

namespace testing_support {

SecretVolume::SecretVolume(const Files& files) {
  Replace(files);
  for (const auto& [name, text] : files) {
    std::filesystem::create_symlink(absl::StrCat("..data/", name),
                                    folder_.Path(name));
  }
}

void SecretVolume::Replace(const Files& files) {
  const std::string old_version = absl::StrCat("..version", version_);
  const std::string version = absl::StrCat("..version", ++version_);
  std::filesystem::create_directory(folder_.Path(version));
  for (const auto& [name, text] : files) {
    folder_.Write(absl::StrCat(version, "/", name), text);
  }
  std::filesystem::create_symlink(version, folder_.Path("..data_tmp"));
  std::filesystem::rename(folder_.Path("..data_tmp"), folder_.Path("..data"));
  std::filesystem::remove_all(folder_.Path(old_version));
}

}  // namespace testing_support
