// A server that takes connections and never says a word.

#ifndef TESTS_CLI_SILENT_LISTENER_H_
#define TESTS_CLI_SILENT_LISTENER_H_

#include <string>

namespace cli {

class SilentListener {
 public:
  // Listens on a free port of 127.0.0.1.
  SilentListener();
  ~SilentListener();
  SilentListener(const SilentListener&) = delete;
  SilentListener& operator=(const SilentListener&) = delete;

  // "127.0.0.1:PORT".
  const std::string& address() const { return address_; }

 private:
  int fd_;
  std::string address_;
};

}  // namespace cli

#endif  // TESTS_CLI_SILENT_LISTENER_H_
