#include "server/log/line_packing.h"

#include <charconv>
#include <cstring>
#include <limits>

namespace server {

void LineUnpacker::AppendCounted(const PackedPart::Header& header,
                                 absl::string_view text, TextBuffer& to) const {
  constexpr std::size_t kMostDigits =
      std::numeric_limits<decltype(header.number)>::digits10 + 1;
  const std::string& constant = *header.constant;
  const std::size_t begin = to.size();
  char* const line = to.Extend(shared_.size() + kMostDigits + constant.size() +
                               text.size() + 1);
  char* end = line;
  const auto append = [&end](absl::string_view part) {
    std::memcpy(end, part.data(), part.size());
    end += part.size();
  };
  append(shared_);
  end = std::to_chars(end, end + kMostDigits, header.number).ptr;
  append(constant);
  append(text);
  *end++ = '\n';
  to.Truncate(begin + static_cast<std::size_t>(end - line));
}

int LineUnpacker::Unpack(absl::string_view& packed, std::size_t until_size,
                         TextBuffer& to) {
  int lines = 0;
  while (!packed.empty() && to.size() < until_size) {
    PackedPart::Header header;
    std::memcpy(&header, packed.data(), sizeof(header));
    const absl::string_view text = packed.substr(sizeof(header), header.size());
    packed.remove_prefix(sizeof(header) + text.size());
    switch (header.kind()) {
      case PackedPart::Kind::kCountedLine:
        AppendCounted(header, text, to);
        ++lines;
        break;
      case PackedPart::Kind::kLine:
        to += text;
        to += '\n';
        ++lines;
        break;
      case PackedPart::Kind::kShared:
        shared_.assign(text.data(), text.size());
        first_half_ = shared_.size();
        break;
      case PackedPart::Kind::kMoreShared:
        shared_.resize(first_half_);
        shared_.append(text.data(), text.size());
        break;
    }
  }
  return lines;
}

}  // namespace server
