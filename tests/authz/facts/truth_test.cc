#include "authz/facts/truth.h"

#include "gtest/gtest.h"

namespace authz {
namespace {

constexpr Truth kF = Truth::kFalse;
constexpr Truth kU = Truth::kUnknown;
constexpr Truth kT = Truth::kTrue;

TEST(TruthTest, OrIsKleenes) {
  struct Row {
    Truth a;
    Truth b;
    Truth expected;
  };
  for (const Row& row : {Row{kF, kF, kF}, Row{kF, kU, kU}, Row{kF, kT, kT},  //
                         Row{kU, kF, kU}, Row{kU, kU, kU}, Row{kU, kT, kT},  //
                         Row{kT, kF, kT}, Row{kT, kU, kT}, Row{kT, kT, kT}}) {
    EXPECT_EQ(Or(row.a, row.b), row.expected)
        << static_cast<int>(row.a) << " or " << static_cast<int>(row.b);
  }
}

TEST(TruthTest, NotIsKleenes) {
  EXPECT_EQ(Not(kT), kF);
  EXPECT_EQ(Not(kF), kT);
  EXPECT_EQ(Not(kU), kU);
}

TEST(TruthTest, ABoolIsKnown) {
  EXPECT_EQ(ToTruth(true), kT);
  EXPECT_EQ(ToTruth(false), kF);
}

TEST(TruthTest, AnOptionalFieldIsUnknownWhereAbsent) {
  EXPECT_EQ(ToTruth(/*present=*/true, /*value=*/true), kT);
  EXPECT_EQ(ToTruth(/*present=*/true, /*value=*/false), kF);
  EXPECT_EQ(ToTruth(/*present=*/false, /*value=*/false), kU);
  EXPECT_EQ(ToTruth(/*present=*/false, /*value=*/true), kU);
}

}  // namespace
}  // namespace authz
