// Messages as they are on the wire of gRPC: five bytes, then the message.

#ifndef BENCH_FRAME_H_
#define BENCH_FRAME_H_

#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/message_lite.h"

namespace bench {

std::string Frame(const google::protobuf::MessageLite& message);

// The bytes of the message in a frame. Empty where `frame` is not one whole
// uncompressed frame, or an empty message's.
absl::string_view Unframe(absl::string_view frame);

}  // namespace bench

#endif  // BENCH_FRAME_H_
