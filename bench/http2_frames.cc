#include "bench/http2_frames.h"

namespace bench {
namespace {

// Indices of HPACK's static table (RFC 7541, appendix A).
constexpr std::uint8_t kMethodPost = 3;
constexpr std::uint8_t kSchemeHttp = 6;
constexpr std::uint8_t kAuthority = 1;
constexpr std::uint8_t kPath = 4;
constexpr std::uint8_t kContentType = 31;
// The dynamic table comes after the static one, its newest field first.
constexpr std::uint8_t kNewestField = 62;
constexpr int kFieldsInTable = 4;

constexpr std::uint8_t kIndexed = 0x80;
constexpr std::uint8_t kLiteralIntoTable = 0x40;
// The largest length that one byte holds, before one that continues it.
constexpr std::size_t kOneByteLength = 127;

void AppendByte(std::size_t value, std::string& to) {
  to.push_back(static_cast<char>(value));
}

// Not Huffman-coded.
void AppendText(absl::string_view text, std::string& to) {
  std::size_t rest = text.size();
  if (rest < kOneByteLength) {
    AppendByte(rest, to);
  } else {
    AppendByte(kOneByteLength, to);
    for (rest -= kOneByteLength; rest >= 0x80; rest >>= 7) {
      AppendByte(0x80 | (rest & 0x7f), to);
    }
    AppendByte(rest, to);
  }
  to.append(text.data(), text.size());
}

void AppendField(std::uint8_t name, absl::string_view value, std::string& to) {
  AppendByte(kLiteralIntoTable | name, to);
  AppendText(value, to);
}

}  // namespace

std::uint32_t ReadNumber(absl::string_view bytes, std::size_t size) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < size; ++i) {
    number = number << 8 | static_cast<std::uint8_t>(bytes[i]);
  }
  return number;
}

void AppendNumber(std::uint32_t number, std::size_t size, std::string& to) {
  for (std::size_t i = size; i > 0; --i) {
    AppendByte((number >> (8 * (i - 1))) & 0xff, to);
  }
}

std::optional<Http2Frame> TakeFrame(absl::string_view& bytes) {
  if (bytes.size() < kFrameHeaderBytes) return std::nullopt;
  const std::size_t size = ReadNumber(bytes, 3);
  if (bytes.size() < kFrameHeaderBytes + size) return std::nullopt;
  Http2Frame frame;
  frame.type = static_cast<FrameType>(bytes[3]);
  frame.flags = static_cast<std::uint8_t>(bytes[4]);
  frame.stream = ReadNumber(bytes.substr(5), 4) & 0x7fff'ffff;
  frame.payload = bytes.substr(kFrameHeaderBytes, size);
  bytes.remove_prefix(kFrameHeaderBytes + size);
  return frame;
}

void AppendFrame(FrameType type, std::uint8_t flags, std::uint32_t stream,
                 absl::string_view payload, std::string& to) {
  AppendNumber(static_cast<std::uint32_t>(payload.size()), 3, to);
  AppendByte(static_cast<std::uint8_t>(type), to);
  AppendByte(flags, to);
  AppendNumber(stream, 4, to);
  to.append(payload.data(), payload.size());
}

std::string FirstRequestHeaders(absl::string_view path) {
  std::string block;
  AppendByte(kIndexed | kMethodPost, block);
  AppendByte(kIndexed | kSchemeHttp, block);
  AppendField(kPath, path, block);
  AppendField(kAuthority, "localhost", block);
  AppendField(kContentType, "application/grpc", block);
  AppendByte(kLiteralIntoTable, block);
  AppendText("te", block);
  AppendText("trailers", block);
  return block;
}

std::string LaterRequestHeaders() {
  std::string block;
  AppendByte(kIndexed | kMethodPost, block);
  AppendByte(kIndexed | kSchemeHttp, block);
  // The oldest first: pseudo-header fields come before others.
  for (int i = kFieldsInTable; i > 0; --i) {
    AppendByte(kIndexed | (kNewestField + i - 1), block);
  }
  return block;
}

}  // namespace bench
