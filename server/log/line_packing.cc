#include "server/log/line_packing.h"

#include <charconv>
#include <cstring>

namespace server {
namespace {

void AppendCounted(const PackedLine& line, TextBuffer& to) {
  const std::string& shared = *line.shared;
  const std::string& constant = *line.constant;
  const std::size_t begin = to.size();
  char* const first = to.Extend(shared.size() + kMostNumberDigits +
                                constant.size() + line.text.size() + 1);
  char* end = first;
  const auto append = [&end](absl::string_view part) {
    std::memcpy(end, part.data(), part.size());
    end += part.size();
  };
  append(shared);
  end = std::to_chars(end, end + kMostNumberDigits, line.number).ptr;
  append(constant);
  append(line.text);
  *end++ = '\n';
  to.Truncate(begin + static_cast<std::size_t>(end - first));
}

// `renderer` is the constant of a record.
void Render(const void* renderer, absl::string_view record, TextBuffer& to) {
  to.Truncate(0);
  (*static_cast<const TextRenderer*>(renderer))(record, to);
}

}  // namespace

bool PackedLines::Next(absl::string_view& packed, PackedLine& line) {
  while (!packed.empty()) {
    PackedPart::Header header;
    std::memcpy(&header, packed.data(), sizeof(header));
    const absl::string_view text = packed.substr(sizeof(header), header.size());
    packed.remove_prefix(sizeof(header) + text.size());
    switch (header.kind()) {
      case PackedPart::Kind::kCountedLine:
        line = {&shared_, shared_version_,
                static_cast<const std::string*>(header.constant), header.number,
                text};
        return true;
      case PackedPart::Kind::kLine:
        line = {};
        line.text = text;
        return true;
      case PackedPart::Kind::kRecord:
        Render(header.constant, text, rendered_);
        line = {};
        line.text = rendered_.text();
        return true;
      case PackedPart::Kind::kShared:
        ++shared_version_;
        Render(header.constant, text, rendered_);
        shared_.assign(rendered_.text().data(), rendered_.size());
        first_half_ = shared_.size();
        break;
      case PackedPart::Kind::kMoreShared:
        ++shared_version_;
        shared_.resize(first_half_);
        shared_.append(text.data(), text.size());
        break;
    }
  }
  return false;
}

void AppendLine(const PackedLine& line, TextBuffer& to) {
  if (line.is_counted()) {
    AppendCounted(line, to);
  } else {
    to += line.text;
    to += '\n';
  }
}

int LineUnpacker::Unpack(absl::string_view& packed, std::size_t until_size,
                         TextBuffer& to) {
  int lines = 0;
  PackedLine line;
  while (to.size() < until_size && lines_.Next(packed, line)) {
    AppendLine(line, to);
    ++lines;
  }
  return lines;
}

}  // namespace server
