#include "server/decision_log/line_packing.h"

#include <cstring>

namespace server {
namespace {

void AppendCounted(const PackedLine& line, CountedNumber& number,
                   TextBuffer& to) {
  const std::size_t begin = to.size();
  char* const first = to.Extend(line.size());
  char* end = first;
  const auto append = [&end](absl::string_view part) {
    std::memcpy(end, part.data(), part.size());
    end += part.size();
  };
  append(*line.shared);
  end = number.Write(line.number, end);
  append(*line.constant);
  append(line.text);
  append(kCountedEnd);
  to.Truncate(begin + static_cast<std::size_t>(end - first));
}

}  // namespace

void PackedLines::Render(std::uint32_t renderer, absl::string_view record) {
  rendered_.Truncate(0);
  dictionary_.renderers[renderer](record, rendered_);
}

PackedLine PackedLines::OtherLine(std::size_t kind, std::uint32_t renderer,
                                  absl::string_view text) {
  PackedLine line;
  if (kind == PackedPart::kRecord) {
    Render(renderer, text);
    line.text = rendered_.text();
  } else {
    line.text = text;
  }
  return line;
}

void PackedLines::Share(std::size_t kind, std::uint32_t renderer,
                        absl::string_view text) {
  ++shared_version_;
  if (kind == PackedPart::kShared) {
    Render(renderer, text);
    shared_.assign(rendered_.text().data(), rendered_.size());
    first_half_ = shared_.size();
  } else {
    shared_.resize(first_half_);
    shared_.append(text.data(), text.size());
  }
}

void AppendLine(const PackedLine& line, CountedNumber& number, TextBuffer& to) {
  if (line.is_counted()) {
    AppendCounted(line, number, to);
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
    AppendLine(line, number_, to);
    ++lines;
  }
  return lines;
}

}  // namespace server
