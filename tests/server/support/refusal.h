// Runs servers that must refuse to start.

#ifndef TESTS_SERVER_SUPPORT_REFUSAL_H_
#define TESTS_SERVER_SUPPORT_REFUSAL_H_

#include <string>
#include <vector>

#include "tests/support/subprocess.h"

namespace server {

// Runs the real server to its end.
testing_support::Finished RunServer(
    const std::vector<std::string>& arguments,
    const testing_support::ProgramOptions& options = {});

// That it ended with status 1 and one line of log, and printed nothing else.
void ExpectRefusal(const testing_support::Finished& finished,
                   const std::string& error);

}  // namespace server

#endif  // TESTS_SERVER_SUPPORT_REFUSAL_H_
