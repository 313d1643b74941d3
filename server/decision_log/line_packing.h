// Lines as they wait to be written: what many of them have in common is there
// once, and what takes long to make text of is not text yet.

#ifndef SERVER_DECISION_LOG_LINE_PACKING_H_
#define SERVER_DECISION_LOG_LINE_PACKING_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "server/decision_log/counted_number.h"
#include "server/operation_log/text_buffer.h"

namespace server {

// Appends the text that a record stands for.
using TextRenderer = std::function<void(absl::string_view record, TextBuffer&)>;

inline constexpr std::size_t kMostConstants = 252;

// What parts refer to by its place here: the same for all who pack parts and
// who take them apart.
struct LineDictionary {
  // What counted lines may say after their number: kMostConstants or fewer.
  std::vector<std::string> constants;
  std::vector<TextRenderer> renderers;
};

// A part of packed text. Its own text is what is appended between its
// construction and End. It is cut at 16 MiB; a record must be shorter.
class PackedPart {
 public:
  // A line, but for its line break.
  static PackedPart Line(TextBuffer& to) { return {kLine, 0, to}; }
  // A line as a record: what is appended is no text yet, and that renderer
  // makes text of it when the line is taken.
  static PackedPart Record(std::uint32_t renderer, TextBuffer& to) {
    return {kRecord, renderer, to};
  }
  // What counted lines begin with from here on: a first half, such a record,
  // which empties the second, and the second.
  static PackedPart Shared(std::uint32_t renderer, TextBuffer& to) {
    return {kShared, renderer, to};
  }
  static PackedPart MoreShared(TextBuffer& to) { return {kMoreShared, 0, to}; }
  // A line of what is shared, the number, that constant, its own text, and
  // kCountedEnd.
  static PackedPart CountedLine(std::uint32_t number, std::size_t constant,
                                TextBuffer& to) {
    return {kFirstCounted + constant, number, to};
  }

  void End() {
    const std::size_t text = begin_ + sizeof(Header);
    if (to_.size() - text > kMostText) to_.Truncate(text + kMostText);
    const Header header =
        (to_.size() - text) << kSizeShift | kind_ << kKindShift | number_;
    std::memcpy(to_.data() + begin_, &header, sizeof(header));
  }

 private:
  friend class PackedLines;

  // Before each part's own text: how long that is, of which kind the part is,
  // and the number of a counted line, or of a renderer.
  using Header = std::uint64_t;
  static constexpr unsigned kKindShift = 32;
  static constexpr unsigned kSizeShift = 40;
  static constexpr Header kMostKind = 255;
  static constexpr std::size_t kMostText = (std::size_t{1} << 24U) - 1;

  enum Kind : Header { kLine, kRecord, kShared, kMoreShared, kFirstCounted };
  static_assert(kFirstCounted + kMostConstants - 1 <= kMostKind);

  PackedPart(Header kind, std::uint32_t number, TextBuffer& to)
      : kind_(kind), number_(number), to_(to), begin_(to.size()) {
    to_.Extend(sizeof(Header));
  }

  const Header kind_;
  const std::uint32_t number_;
  TextBuffer& to_;
  const std::size_t begin_;
};

// What a counted line ends with: it is a JSON object, whose text leaves its
// last brace out, so that many have none.
inline constexpr absl::string_view kCountedEnd = "}\n";

// A line as it was packed. Valid until the next one is taken.
struct PackedLine {
  // What it begins with, its constant and its number: only of a counted line,
  // otherwise null. What it begins with is the same as that of the last line
  // with the same version.
  const std::string* shared = nullptr;
  std::uint64_t shared_version = 0;
  const std::string* constant = nullptr;
  std::uint32_t number = 0;
  // What it ends with, but for kCountedEnd, or the line break of another.
  absl::string_view text;

  bool is_counted() const { return constant != nullptr; }
  // Of a counted line, at the most.
  std::size_t size() const {
    return shared->size() + kMostNumberDigits + constant->size() + text.size() +
           kCountedEnd.size();
  }
};

// Takes packed text apart, which may come in pieces of whole parts.
class PackedLines {
 public:
  // `dictionary` must outlive it.
  explicit PackedLines(const LineDictionary& dictionary)
      : dictionary_(dictionary) {}

  // Takes the next line off the front of `packed`. False where there is none
  // any more, and `packed` is empty.
  bool Next(absl::string_view& packed, PackedLine& line) {
    while (!packed.empty()) {
      PackedPart::Header header = 0;
      std::memcpy(&header, packed.data(), sizeof(header));
      const absl::string_view text(packed.data() + sizeof(header),
                                   header >> PackedPart::kSizeShift);
      packed.remove_prefix(sizeof(header) + text.size());
      const std::size_t kind =
          header >> PackedPart::kKindShift & PackedPart::kMostKind;
      const auto number = static_cast<std::uint32_t>(header);
      if (kind >= PackedPart::kFirstCounted) {
        line.shared = &shared_;
        line.shared_version = shared_version_;
        line.constant =
            &dictionary_.constants[kind - PackedPart::kFirstCounted];
        line.number = number;
        line.text = text;
        return true;
      }
      if (IsLine(kind)) {
        line = OtherLine(kind, number, text);
        return true;
      }
      Share(kind, number, text);
    }
    return false;
  }

 private:
  static bool IsLine(std::size_t kind) {
    return kind == PackedPart::kLine || kind == PackedPart::kRecord;
  }
  PackedLine OtherLine(std::size_t kind, std::uint32_t renderer,
                       absl::string_view text);
  void Share(std::size_t kind, std::uint32_t renderer, absl::string_view text);
  // Makes it the text that the record stands for.
  void Render(std::uint32_t renderer, absl::string_view record);

  const LineDictionary& dictionary_;
  // The text of the last record.
  TextBuffer rendered_;
  std::string shared_;
  // 0 before the first.
  std::uint64_t shared_version_ = 0;
  std::size_t first_half_ = 0;
};

// Appends it as it is written, with its line break. `number` is that of the
// caller, for all lines.
void AppendLine(const PackedLine& line, CountedNumber& number, TextBuffer& to);

class LineUnpacker {
 public:
  // `dictionary` must outlive it.
  explicit LineUnpacker(const LineDictionary& dictionary)
      : lines_(dictionary) {}

  // Takes lines off the front of `packed`, which must consist of whole parts,
  // and appends them to `to`, each with its line break, until that has so many
  // bytes or more. Returns how many lines those are.
  int Unpack(absl::string_view& packed, std::size_t until_size, TextBuffer& to);

 private:
  PackedLines lines_;
  CountedNumber number_;
};

}  // namespace server

#endif  // SERVER_DECISION_LOG_LINE_PACKING_H_
