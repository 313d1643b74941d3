// Puts messages into gRPC's frames, five bytes and the message, and takes them
// out.

#ifndef TESTS_SERVER_SUPPORT_MESSAGE_FRAME_H_
#define TESTS_SERVER_SUPPORT_MESSAGE_FRAME_H_

#include <string>

#include "absl/strings/string_view.h"

namespace server {

std::string Frame(absl::string_view message);

// The bytes of the message in a frame. Empty where `frame` is not one whole
// uncompressed frame, or an empty message's.
absl::string_view Unframe(absl::string_view frame);

}  // namespace server

#endif  // TESTS_SERVER_SUPPORT_MESSAGE_FRAME_H_
