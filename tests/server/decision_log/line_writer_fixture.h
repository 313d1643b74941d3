// A writer of lines, and lines that say which they are.

#ifndef TESTS_SERVER_DECISION_LOG_LINE_WRITER_FIXTURE_H_
#define TESTS_SERVER_DECISION_LOG_LINE_WRITER_FIXTURE_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "server/decision_log/line_queue.h"
#include "server/decision_log/line_writer.h"
#include "tests/support/temp_folder.h"

namespace server {

class LineWriterTest : public testing::Test {
 protected:
  // With room for so many bytes of lines.
  void Start(const std::string& path, WhenFull when_full = WhenFull::kDrop,
             std::size_t max_bytes = std::size_t{1} << 20U);

  // {"n": NUMBER}, filled up to so many bytes with its line break.
  void Append(int number, std::size_t size = 0) {
    AppendAtOnce(number, 1, size);
  }
  // As many such lines, from `first` on, so that they are written together.
  void AppendAtOnce(int first, int count, std::size_t size);

  // Lines as they are, to be written together.
  void AppendText(const std::vector<std::string>& lines);

  // Of what is in the file after all was written.
  static std::vector<std::string> Numbers(const std::string& path);

  const testing_support::TempFolder folder_;
  const std::string path_ = folder_.Path("log");
  std::unique_ptr<LineWriter> writer_;
};

}  // namespace server

#endif  // TESTS_SERVER_DECISION_LOG_LINE_WRITER_FIXTURE_H_
