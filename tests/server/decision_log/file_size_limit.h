// A disk that is full.

#ifndef TESTS_SERVER_DECISION_LOG_FILE_SIZE_LIMIT_H_
#define TESTS_SERVER_DECISION_LOG_FILE_SIZE_LIMIT_H_

#include <signal.h>
#include <sys/resource.h>

namespace server {

// Makes files that grow past a size fail, as those on a full disk do.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : old_action_(signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &old_limit_);
    const rlimit limit = {bytes, old_limit_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &old_limit_);
    signal(SIGXFSZ, old_action_);
  }

 private:
  sighandler_t old_action_;
  rlimit old_limit_ = {};
};

}  // namespace server

#endif  // TESTS_SERVER_DECISION_LOG_FILE_SIZE_LIMIT_H_
