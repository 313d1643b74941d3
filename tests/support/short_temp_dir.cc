#include "tests/support/short_temp_dir.h"

#include <stdlib.h>

#include <filesystem>
#include <system_error>

#include "gtest/gtest.h"

namespace testing_support {

ShortTempDir::ShortTempDir() { EXPECT_NE(mkdtemp(path_.data()), nullptr); }

ShortTempDir::~ShortTempDir() {
  std::error_code error;
  std::filesystem::remove_all(path_, error);
  EXPECT_FALSE(error) << error.message();
}

}  // namespace testing_support
