// Frames of LZ4's format, which a file is made of that `lz4` can read.

#ifndef SERVER_DECISION_LOG_LZ4_FRAME_H_
#define SERVER_DECISION_LOG_LZ4_FRAME_H_

#include <cstddef>
#include <optional>

#include "absl/strings/string_view.h"
#include "server/operation_log/text_buffer.h"

namespace server {

// The most that a block may have when it is read.
inline constexpr std::size_t kMostLz4BlockText = std::size_t{1} << 20U;

// What a frame begins and ends with
// (https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md). Between them
// are blocks.
void BeginLz4Frame(TextBuffer& to);
void EndLz4Frame(TextBuffer& to);

// What is before each block. BeginLz4Block returns where that is, for
// EndLz4Block.
std::size_t BeginLz4Block(TextBuffer& to);
void EndLz4Block(std::size_t begin, TextBuffer& to);

// Appends a block of any text, which has no more bytes than a block may.
void AppendLz4Block(absl::string_view text, TextBuffer& to);

// Of the last bytes of a file of such frames, how many there are up to where
// the last whole one ends: all of them, but where it was cut. Nothing where no
// frame begins in them.
std::optional<std::size_t> EndOfWholeLz4Frames(absl::string_view tail);

}  // namespace server

#endif  // SERVER_DECISION_LOG_LZ4_FRAME_H_
