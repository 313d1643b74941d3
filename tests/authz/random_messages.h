// Random messages for tests.

#ifndef TESTS_AUTHZ_RANDOM_MESSAGES_H_
#define TESTS_AUTHZ_RANDOM_MESSAGES_H_

#include <cstdint>
#include <random>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace authz {

// Sets about half of a message's fields, to values of few kinds so that they
// agree often. Ids and the seconds of times are always set: few requests would
// be well-formed without. The same seed makes the same messages everywhere.
class RandomMessages {
 public:
  explicit RandomMessages(std::uint32_t seed) : generator_(seed) {}

  void Fill(google::protobuf::Message& message);

 private:
  unsigned Below(unsigned bound);
  void Set(const google::protobuf::FieldDescriptor& field,
           google::protobuf::Message& message);

  std::mt19937 generator_;
};

}  // namespace authz

#endif  // TESTS_AUTHZ_RANDOM_MESSAGES_H_
