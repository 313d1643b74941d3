// As much of HTTP/2 (RFC 9113) as a client of unary gRPC calls needs.

#ifndef BENCH_HTTP2_FRAMES_H_
#define BENCH_HTTP2_FRAMES_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace bench {

inline constexpr absl::string_view kHttp2Preface =
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
inline constexpr std::size_t kFrameHeaderBytes = 9;
// The most that any server takes in one frame without having said so.
inline constexpr std::size_t kMaxFrameBytes = 16'384;

enum class FrameType : std::uint8_t {
  kData = 0,
  kHeaders = 1,
  kResetStream = 3,
  kSettings = 4,
  kPing = 6,
  kGoAway = 7,
  kWindowUpdate = 8,
};

// END_STREAM of data and headers, ACK of settings and pings.
inline constexpr std::uint8_t kEndStream = 0x1;
inline constexpr std::uint8_t kAck = 0x1;
inline constexpr std::uint8_t kEndHeaders = 0x4;

// The settings that are read or written.
enum class Setting : std::uint16_t {
  kMaxConcurrentStreams = 3,
  kInitialWindowSize = 4,
};

struct Http2Frame {
  // Of any value: a type that is not in the enum is to be passed over.
  FrameType type = FrameType::kData;
  std::uint8_t flags = 0;
  std::uint32_t stream = 0;
  absl::string_view payload;
};

// The first frame of `bytes`, which it takes away from them. None where there
// is not a whole one.
std::optional<Http2Frame> TakeFrame(absl::string_view& bytes);

void AppendFrame(FrameType type, std::uint8_t flags, std::uint32_t stream,
                 absl::string_view payload, std::string& to);

// Big-endian, as all numbers of HTTP/2. `bytes` must have `size`.
std::uint32_t ReadNumber(absl::string_view bytes, std::size_t size);
void AppendNumber(std::uint32_t number, std::size_t size, std::string& to);

// The header fields of a gRPC call of the method at `path`, encoded for the
// first call of a connection. It puts them into the server's table.
std::string FirstRequestHeaders(absl::string_view path);

// The same for all later calls: they are in the server's table.
std::string LaterRequestHeaders();

}  // namespace bench

#endif  // BENCH_HTTP2_FRAMES_H_
