// What a decision log says, compressed or not.

#ifndef TESTS_SERVER_DECISION_LOG_LOG_CONTENT_H_
#define TESTS_SERVER_DECISION_LOG_LOG_CONTENT_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace server {

// The bytes of a file, none where it is not there.
std::string BytesOf(const std::string& path);

// The text of LZ4 frames, by the library. Nothing where they are not whole
// frames and nothing else.
std::optional<std::string> Decompressed(absl::string_view frames);

// Of a file as it is; of a compressed one the text, "" while its last frame is
// not whole.
std::string ContentOf(const std::string& path);

}  // namespace server

#endif  // TESTS_SERVER_DECISION_LOG_LOG_CONTENT_H_
