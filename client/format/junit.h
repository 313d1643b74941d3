// How policy tests came out, in the XML that continuous integration systems
// read: JUnit's, with a suite for each file.

#ifndef CLIENT_FORMAT_JUNIT_H_
#define CLIENT_FORMAT_JUNIT_H_

#include <string>

#include "client/test_report.pb.h"

namespace client {

// A document in UTF-8. Characters that XML cannot carry are written as escapes,
// such as "\x1b". No times: deciding takes none to speak of.
std::string FormatJunit(const conversations::authz::client::TestReport& report);

}  // namespace client

#endif  // CLIENT_FORMAT_JUNIT_H_
