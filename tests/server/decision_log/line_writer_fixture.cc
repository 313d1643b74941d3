#include "tests/server/decision_log/line_writer_fixture.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "server/decision_log/line_packing.h"
#include "server/operation_log/text_buffer.h"
#include "tests/server/decision_log/parsed_lines.h"

namespace server {
namespace {

void PutLine(int number, std::size_t size, TextBuffer& to) {
  const std::string line = absl::StrCat("{\"n\":", number, "}");
  PackedPart part = PackedPart::Line(to);
  to += line;
  if (size > line.size() + 1) to += std::string(size - line.size() - 1, ' ');
  part.End();
}

}  // namespace

void LineWriterTest::Start(const std::string& path, WhenFull when_full,
                           std::size_t max_bytes) {
  auto writer = LineWriter::Start(path, max_bytes, when_full, {});
  ASSERT_TRUE(writer.ok()) << writer.status();
  writer_ = *std::move(writer);
}

void LineWriterTest::AppendAtOnce(int first, int count, std::size_t size) {
  writer_->queue().Append(count, [&](TextBuffer& to) {
    for (int i = first; i < first + count; ++i) PutLine(i, size, to);
  });
}

void LineWriterTest::AppendText(const std::vector<std::string>& lines) {
  writer_->queue().Append(static_cast<int>(lines.size()), [&](TextBuffer& to) {
    for (const std::string& line : lines) {
      PackedPart part = PackedPart::Line(to);
      to += line;
      part.End();
    }
  });
}

std::vector<std::string> LineWriterTest::Numbers(const std::string& path) {
  return Fields(ParseLinesOf(path), "n");
}

}  // namespace server
