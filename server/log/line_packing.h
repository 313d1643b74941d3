// Lines as they wait to be written, in little memory: what many of them have in
// common is there once.

#ifndef SERVER_LOG_LINE_PACKING_H_
#define SERVER_LOG_LINE_PACKING_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

#include "absl/strings/string_view.h"

namespace server {

// A part of packed text. Its own text is what is appended between its
// construction and End.
class PackedPart {
 public:
  // A line, but for its line break.
  static PackedPart Line(std::string& to) {
    return PackedPart({nullptr, 0, 0, Kind::kLine}, to);
  }
  // What counted lines begin with from here on: a first half, which empties the
  // second, and the second.
  static PackedPart Shared(std::string& to) {
    return PackedPart({nullptr, 0, 0, Kind::kShared}, to);
  }
  static PackedPart MoreShared(std::string& to) {
    return PackedPart({nullptr, 0, 0, Kind::kMoreShared}, to);
  }
  // A line of what is shared, the number, `constant`, which must outlive all
  // packed text, and its own text.
  static PackedPart CountedLine(std::uint32_t number,
                                const std::string& constant, std::string& to) {
    return PackedPart({&constant, number, 0, Kind::kCountedLine}, to);
  }

  void End() {
    const auto size =
        static_cast<std::uint32_t>(to_.size() - begin_ - sizeof(Header));
    std::memcpy(&to_[begin_ + offsetof(Header, size)], &size, sizeof(size));
  }

 private:
  friend class LineUnpacker;
  enum class Kind : std::uint8_t { kLine, kShared, kMoreShared, kCountedLine };
  // Before each part's own text.
  struct Header {
    const std::string* constant;
    std::uint32_t number;
    // Of its own text.
    std::uint32_t size;
    Kind kind;
  };

  PackedPart(const Header& header, std::string& to)
      : to_(to), begin_(to.size()) {
    to_.append(reinterpret_cast<const char*>(&header), sizeof(header));
  }

  std::string& to_;
  const std::size_t begin_;
};

class LineUnpacker {
 public:
  // Some lines, as they are to be read. Valid until the next.
  struct Lines {
    int count = 0;
    absl::string_view text;
  };

  // Takes lines off the front of `packed`, which must consist of whole parts:
  // as many as there is memory for, one at the least.
  Lines Unpack(absl::string_view& packed);

 private:
  // Little enough to stay in a cache until it is written.
  static constexpr std::size_t kBytes = std::size_t{128} * 1024;

  // Whether the part sets what is shared.
  bool Share(const PackedPart::Header& header, absl::string_view text);

  std::string buffer_ = std::string(kBytes, '\0');
  std::string shared_;
  std::size_t first_half_ = 0;
};

}  // namespace server

#endif  // SERVER_LOG_LINE_PACKING_H_
