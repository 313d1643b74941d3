// What is taken to hold for every request does hold for random ones.

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "authz/extract.h"
#include "authz/policy.h"
#include "authz/request_view.h"
#include "authz/satisfiability.h"
#include "authz/validate.h"
#include "conversations/authz/v1/authorization_service.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "gtest/gtest.h"
#include "tests/authz/policies.h"

namespace authz {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// Sets about half of a message's fields, to values of few kinds so that they
// agree often. The same seed makes the same messages everywhere.
class RandomMessages {
 public:
  explicit RandomMessages(std::uint32_t seed) : generator_(seed) {}

  void Fill(Message& message) {
    const auto& type = *message.GetDescriptor();
    for (int i = 0; i < type.field_count(); ++i) {
      if (Below(2) == 0) Set(*type.field(i), message);
    }
  }

 private:
  unsigned Below(unsigned bound) {
    return static_cast<unsigned>(generator_()) % bound;
  }

  void Set(const FieldDescriptor& field, Message& message) {
    const Reflection& reflection = *message.GetReflection();
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        if (field.is_repeated()) {
          for (unsigned i = Below(3); i > 0; --i) {
            Fill(*reflection.AddMessage(&message, &field));
          }
        } else {
          Fill(*reflection.MutableMessage(&message, &field));
        }
        break;
      case FieldDescriptor::CPPTYPE_BOOL:
        reflection.SetBool(&message, &field, Below(2) == 0);
        break;
      case FieldDescriptor::CPPTYPE_ENUM:
        reflection.SetEnumValue(
            &message, &field,
            static_cast<int>(Below(field.enum_type()->value_count())));
        break;
      case FieldDescriptor::CPPTYPE_STRING:
        reflection.SetString(&message, &field, Below(2) == 0 ? "ana" : "bob");
        break;
      case FieldDescriptor::CPPTYPE_UINT32:
        reflection.SetUInt32(&message, &field, Below(3000));
        break;
      case FieldDescriptor::CPPTYPE_INT64:
        reflection.SetInt64(&message, &field, Below(1000));
        break;
      case FieldDescriptor::CPPTYPE_INT32:
        reflection.SetInt32(&message, &field,
                            static_cast<int>(Below(1'000'000'000)));
        break;
      default:
        ADD_FAILURE() << "no value for " << field.full_name();
    }
  }

  std::mt19937 generator_;
};

TEST(ConsistencyTest, HoldsForTheFactsOfRandomRequests) {
  constexpr int kRounds = 20'000;
  RandomMessages random(7);
  int well_formed = 0;
  for (int round = 0; round < kRounds; ++round) {
    v1::CheckRequest request;
    random.Fill(request);
    const RequestView view = ViewOf(request);
    if (Validate(view, 10).has_value()) continue;
    ++well_formed;
    const Facts facts =
        ExtractFacts(EmbeddedPolicy(), view, absl::FromUnixSeconds(500));
    // No clause fails, and what is unknown can be filled in.
    for (const Clause& clause : ConsistencyClauses()) {
      ASSERT_NE(Evaluate(clause, facts), Truth::kFalse)
          << request.DebugString();
    }
    const std::optional<Facts> filled = FindAssignment({}, facts);
    ASSERT_TRUE(filled.has_value()) << request.DebugString();
    ASSERT_EQ(filled->true_bits() & facts.known_bits(), facts.true_bits());
  }
  EXPECT_GT(well_formed, kRounds / 10);
}

}  // namespace
}  // namespace authz
