#include "server/decision_log/id_hasher.h"

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/support/temp_folder.h"

namespace server {
namespace {

std::string Hashed(const absl::StatusOr<IdHasher>& hasher,
                   const std::string& id) {
  EXPECT_TRUE(hasher.ok()) << hasher.status();
  return hasher.ok() ? hasher->Hash(id) : "";
}

class IdHasherTest : public testing::Test {
 protected:
  const testing_support::TempFolder folder_;
};

// RFC 4231, test case 3.
TEST_F(IdHasherTest, IsHmacSha256) {
  const std::string key = folder_.Write("key", std::string(20, '\xaa'));
  EXPECT_EQ(Hashed(IdHasher::Create(key), std::string(50, '\xdd')),
            "773ea91e36800e46854db8ebd09181a7");
}

TEST_F(IdHasherTest, ALineEndAfterTheKeyMakesNoDifference) {
  const std::string key = "0123456789abcdef";
  const auto without = IdHasher::Create(folder_.Write("a", key));
  const auto with = IdHasher::Create(folder_.Write("b", key + "\n"));
  EXPECT_EQ(Hashed(without, "ada"), Hashed(with, "ada"));
}

TEST_F(IdHasherTest, HashesAreStableUnderOneKeyAndDifferUnderAnother) {
  const auto one = IdHasher::Create("");
  const auto other = IdHasher::Create("");
  EXPECT_EQ(Hashed(one, "ada"), Hashed(one, "ada"));
  EXPECT_NE(Hashed(one, "ada"), Hashed(one, "bob"));
  EXPECT_NE(Hashed(one, "ada"), Hashed(other, "ada"));
}

TEST_F(IdHasherTest, RefusesAKeyThatIsTooShort) {
  const std::string path = folder_.Write("key", "0123456789abcde\n");
  const auto hasher = IdHasher::Create(path);
  EXPECT_EQ(hasher.status(),
            absl::InvalidArgumentError(absl::StrCat(
                "`", path, "` has 15 bytes, a key needs 16 at least")));
}

TEST_F(IdHasherTest, RefusesAKeyThatIsNotThere) {
  const auto hasher = IdHasher::Create(folder_.Path("none"));
  EXPECT_FALSE(hasher.ok());
}

}  // namespace
}  // namespace server
