// Declares the message type of a fuzz target's bytes.

#ifndef TESTS_FUZZ_INPUT_TYPE_H_
#define TESTS_FUZZ_INPUT_TYPE_H_

#include "google/protobuf/message.h"

namespace fuzz {

// An empty message of the type that the target's bytes are. Each target whose
// bytes are a message defines it, for message_mutator.cc.
const google::protobuf::Message& InputType();

}  // namespace fuzz

#endif  // TESTS_FUZZ_INPUT_TYPE_H_
