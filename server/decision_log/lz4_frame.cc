#include "server/decision_log/lz4_frame.h"

#include <lz4.h>

#include <cstdint>

namespace server {
namespace {

// The magic number; that each block stands for itself and that nothing has a
// checksum; that a block has up to 1 MiB; and a checksum of the latter two.
constexpr absl::string_view kBegin = "\x04\x22\x4d\x18\x60\x60\x51";

constexpr std::size_t kSizeBytes = 4;
constexpr unsigned kByteBits = 8;

// In place of the size of a block.
constexpr absl::string_view kEnd("\0\0\0\0", kSizeBytes);

// The bit of a block's size that says that it is not compressed.
constexpr std::uint32_t kIsAsItIs = 0x80000000;

std::uint32_t SizeAt(absl::string_view text) {
  std::uint32_t size = 0;
  for (std::size_t i = kSizeBytes; i-- > 0;) {
    size = size << kByteBits | static_cast<unsigned char>(text[i]);
  }
  return size & ~kIsAsItIs;
}

void PutSize(std::uint32_t size, char* to) {
  for (std::size_t i = 0; i < kSizeBytes; ++i) {
    to[i] = static_cast<char>(size);
    size >>= kByteBits;
  }
}

// Where the frame ends that starts at `begin`; nothing where that is no frame,
// and past the end where it goes on there.
std::optional<std::size_t> EndOfFrame(absl::string_view text,
                                      std::size_t begin) {
  const absl::string_view start = text.substr(begin, kBegin.size());
  if (start != kBegin.substr(0, start.size())) return std::nullopt;
  std::size_t at = begin + kBegin.size();
  while (at + kSizeBytes <= text.size()) {
    const std::uint32_t size = SizeAt(text.substr(at));
    at += kSizeBytes + size;
    if (size == 0) return at;
  }
  return text.size() + 1;
}

// The end of the last whole one of the frames that are there from `begin` on;
// nothing where none is.
std::optional<std::size_t> EndOfFrames(absl::string_view text,
                                       std::size_t begin) {
  std::optional<std::size_t> end = EndOfFrame(text, begin);
  if (!end.has_value()) return std::nullopt;
  while (end.has_value() && *end <= text.size()) {
    begin = *end;
    end = EndOfFrame(text, begin);
  }
  return begin;
}

}  // namespace

void BeginLz4Frame(TextBuffer& to) { to += kBegin; }

void EndLz4Frame(TextBuffer& to) { to += kEnd; }

std::size_t BeginLz4Block(TextBuffer& to) {
  to.Extend(kSizeBytes);
  return to.size() - kSizeBytes;
}

void EndLz4Block(std::size_t begin, TextBuffer& to) {
  PutSize(static_cast<std::uint32_t>(to.size() - begin - kSizeBytes),
          to.data() + begin);
}

void AppendLz4Block(absl::string_view text, TextBuffer& to) {
  const std::size_t begin = BeginLz4Block(to);
  const auto size = static_cast<int>(text.size());
  const int bound = LZ4_compressBound(size);
  const int compressed = LZ4_compress_default(
      text.data(), to.Extend(static_cast<std::size_t>(bound)), size, bound);
  to.Truncate(begin + kSizeBytes);
  if (0 < compressed && compressed < size) {
    to.Extend(static_cast<std::size_t>(compressed));
    EndLz4Block(begin, to);
  } else {
    to += text;
    PutSize(static_cast<std::uint32_t>(size) | kIsAsItIs, to.data() + begin);
  }
}

std::optional<std::size_t> EndOfWholeLz4Frames(absl::string_view tail) {
  for (std::size_t begin = 0; begin != tail.npos;
       begin = tail.find(kBegin, begin + 1)) {
    const std::optional<std::size_t> end = EndOfFrames(tail, begin);
    if (end.has_value()) return end;
  }
  return std::nullopt;
}

}  // namespace server
