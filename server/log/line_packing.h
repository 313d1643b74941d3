// Lines as they wait to be written: what many of them have in common is there
// once, and what takes long to make text of is not text yet.

#ifndef SERVER_LOG_LINE_PACKING_H_
#define SERVER_LOG_LINE_PACKING_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <limits>
#include <string>

#include "absl/strings/string_view.h"
#include "server/log/text_buffer.h"

namespace server {

// Appends the text that a record stands for.
using TextRenderer = std::function<void(absl::string_view record, TextBuffer&)>;

// A part of packed text. Its own text is what is appended between its
// construction and End.
class PackedPart {
 public:
  // A line, but for its line break.
  static PackedPart Line(TextBuffer& to) {
    return PackedPart(Kind::kLine, nullptr, 0, to);
  }
  // A line as a record: what is appended is no text yet, and `renderer`, which
  // must outlive all that is packed, makes text of it when the line is taken.
  static PackedPart Record(const TextRenderer& renderer, TextBuffer& to) {
    return PackedPart(Kind::kRecord, &renderer, 0, to);
  }
  // What counted lines begin with from here on: a first half, such a record,
  // which empties the second, and the second.
  static PackedPart Shared(const TextRenderer& renderer, TextBuffer& to) {
    return PackedPart(Kind::kShared, &renderer, 0, to);
  }
  static PackedPart MoreShared(TextBuffer& to) {
    return PackedPart(Kind::kMoreShared, nullptr, 0, to);
  }
  // A line of what is shared, the number, `constant`, which must outlive all
  // packed text, and its own text.
  static PackedPart CountedLine(std::uint32_t number,
                                const std::string& constant, TextBuffer& to) {
    return PackedPart(Kind::kCountedLine, &constant, number, to);
  }

  void End() {
    // Each field by itself: to read the header whole, just after its fields
    // were written, would make the processor wait.
    const std::size_t size = to_.size() - begin_ - sizeof(Header);
    const auto size_and_kind = static_cast<std::uint32_t>(size << kKindBits) |
                               static_cast<std::uint32_t>(kind_);
    char* const header = to_.data() + begin_;
    std::memcpy(header, &constant_, offsetof(Header, number));
    std::memcpy(header + offsetof(Header, number), &number_, sizeof(number_));
    std::memcpy(header + offsetof(Header, size_and_kind), &size_and_kind,
                sizeof(size_and_kind));
  }

 private:
  friend class PackedLines;
  enum class Kind : std::uint32_t {
    kLine,
    kRecord,
    kShared,
    kMoreShared,
    kCountedLine,
  };
  static constexpr unsigned kKindBits = 3;
  // Before each part's own text.
  struct Header {
    // The constant of a counted line, or the renderer of a record.
    const void* constant;
    std::uint32_t number;
    // The size is that of its own text.
    std::uint32_t size_and_kind;

    std::size_t size() const { return size_and_kind >> kKindBits; }
    Kind kind() const {
      return static_cast<Kind>(size_and_kind & ((1U << kKindBits) - 1));
    }
  };

  PackedPart(Kind kind, const void* constant, std::uint32_t number,
             TextBuffer& to)
      : kind_(kind),
        constant_(constant),
        number_(number),
        to_(to),
        begin_(to.size()) {
    to_.Extend(sizeof(Header));
  }

  const Kind kind_;
  const void* const constant_;
  const std::uint32_t number_;
  TextBuffer& to_;
  const std::size_t begin_;
};

// A line as it was packed. Valid until the next one is taken.
struct PackedLine {
  // What it begins with, its number and its constant: only of a counted line,
  // otherwise null. The former is the same as that of the last line with the
  // same version.
  const std::string* shared = nullptr;
  std::uint64_t shared_version = 0;
  const std::string* constant = nullptr;
  std::uint32_t number = 0;
  // What it ends with, but for the line break.
  absl::string_view text;

  bool is_counted() const { return constant != nullptr; }
};

// A number of a line, as it is written.
constexpr std::size_t kMostNumberDigits =
    std::numeric_limits<std::uint32_t>::digits10 + 1;

// Takes packed text apart, which may come in pieces of whole parts.
class PackedLines {
 public:
  // Takes the next line off the front of `packed`. False where there is none
  // any more, and `packed` is empty.
  bool Next(absl::string_view& packed, PackedLine& line);

 private:
  // The text of the last record.
  TextBuffer rendered_;
  std::string shared_;
  // 0 before the first.
  std::uint64_t shared_version_ = 0;
  std::size_t first_half_ = 0;
};

// Appends it as it is written, with its line break.
void AppendLine(const PackedLine& line, TextBuffer& to);

class LineUnpacker {
 public:
  // Takes lines off the front of `packed`, which must consist of whole parts,
  // and appends them to `to`, each with its line break, until that has so many
  // bytes or more. Returns how many lines those are.
  int Unpack(absl::string_view& packed, std::size_t until_size, TextBuffer& to);

 private:
  PackedLines lines_;
};

}  // namespace server

#endif  // SERVER_LOG_LINE_PACKING_H_
