#include "server/metrics/missing_paths.h"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace server {
namespace {

TEST(MissingPathsTest, IndexesAreLeftOut) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"owner_id", "owner_id"},
      {"targets[0].internal_employee", "targets[].internal_employee"},
      {"items[12345].actor_access.private_access",
       "items[].actor_access.private_access"},
  };
  for (const auto& [path, name] : cases) {
    const std::optional<std::size_t> index = MissingPathIndex(path);
    ASSERT_TRUE(index.has_value()) << path;
    EXPECT_EQ(MissingPaths()[*index], name) << path;
  }
}

TEST(MissingPathsTest, OtherPathsHaveNoIndex) {
  for (const char* path : {"", "zzz", "owner", "targets[0]"}) {
    EXPECT_EQ(MissingPathIndex(path), std::nullopt) << path;
  }
}

}  // namespace
}  // namespace server
