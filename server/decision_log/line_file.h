// The file, pipe or stdout that lines are appended to.

#ifndef SERVER_DECISION_LOG_LINE_FILE_H_
#define SERVER_DECISION_LOG_LINE_FILE_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace server {

// Where another process left the last line half written, what is written next
// starts on a new line.
class LineFile {
 public:
  static constexpr char kStdout[] = "stdout";

  // Opens the file for appending, or creates it with mode 0640. "stdout" is the
  // standard output. The error names the file.
  static absl::StatusOr<std::unique_ptr<LineFile>> Open(
      const std::string& path);

  LineFile(const LineFile&) = delete;
  LineFile& operator=(const LineFile&) = delete;
  ~LineFile();

  // Writes a prefix of `lines`, and removes it from them: whole lines to a
  // pipe, as far as it takes them at once. UNAVAILABLE where the file takes
  // nothing; RESOURCE_EXHAUSTED where a pipe has no reader who makes room
  // within a second.
  absl::Status Write(absl::string_view& lines);

  // Whether its path names another file now, or none: it was renamed or
  // removed. Never of stdout.
  bool IsReplaced() const;

  const std::string& path() const { return path_; }

 private:
  LineFile(std::string path, int fd);

  const std::string path_;
  const int fd_;
  // Whether it is a pipe, socket or terminal, which takes more once somebody
  // reads.
  bool has_reader_ = false;
  // Whether the file ended within a line when it was opened.
  bool is_cut_ = false;
};

}  // namespace server

#endif  // SERVER_DECISION_LOG_LINE_FILE_H_
