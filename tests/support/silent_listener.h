// A server that takes connections and never says a word.

#ifndef TESTS_SUPPORT_SILENT_LISTENER_H_
#define TESTS_SUPPORT_SILENT_LISTENER_H_

#include <string>

namespace testing_support {

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

}  // namespace testing_support

#endif  // TESTS_SUPPORT_SILENT_LISTENER_H_
