#include "server/log/line_packing.h"

#include <cstring>

#include "absl/strings/str_cat.h"

namespace server {

bool LineUnpacker::Share(const PackedPart::Header& header,
                         absl::string_view text) {
  if (header.kind() == PackedPart::Kind::kShared) {
    shared_.assign(text.data(), text.size());
    first_half_ = shared_.size();
    return true;
  }
  if (header.kind() == PackedPart::Kind::kMoreShared) {
    shared_.resize(first_half_);
    shared_.append(text.data(), text.size());
    return true;
  }
  return false;
}

LineUnpacker::Lines LineUnpacker::Unpack(absl::string_view& packed) {
  int lines = 0;
  std::size_t size = 0;
  const auto append = [this, &size](absl::string_view text) {
    std::memcpy(&buffer_[size], text.data(), text.size());
    size += text.size();
  };
  while (!packed.empty()) {
    PackedPart::Header header;
    std::memcpy(&header, packed.data(), sizeof(header));
    const absl::string_view text = packed.substr(sizeof(header), header.size());
    if (!Share(header, text)) {
      const bool is_counted = header.kind() == PackedPart::Kind::kCountedLine;
      const absl::AlphaNum number(header.number);
      std::size_t line_size = text.size() + 1;
      if (is_counted) {
        line_size += shared_.size() + number.size() + header.constant->size();
      }
      if (size + line_size > buffer_.size()) {
        if (lines > 0) break;
        buffer_.resize(line_size);
      }
      if (is_counted) {
        append(shared_);
        append(number.Piece());
        append(*header.constant);
      }
      append(text);
      append("\n");
      ++lines;
    }
    packed.remove_prefix(sizeof(header) + text.size());
  }
  return {lines, absl::string_view(buffer_.data(), size)};
}

}  // namespace server
