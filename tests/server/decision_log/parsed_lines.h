// The lines of a decision log, parsed.

#ifndef TESTS_SERVER_DECISION_LOG_PARSED_LINES_H_
#define TESTS_SERVER_DECISION_LOG_PARSED_LINES_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/struct.pb.h"

namespace server {

using Object = google::protobuf::Struct;

// Expects every line to be an object of JSON, and whole.
std::vector<Object> ParseLines(absl::string_view text);

// Of a file, all of it or as much as there is; compressed where its name ends
// with ".lz4".
std::vector<Object> ParseLinesOf(const std::string& path);

// Waits until the file has so many lines.
std::vector<Object> WaitForLines(const std::string& path, std::size_t count);

// A field as JSON, so with quotes where it is a string; "" where there is none.
std::string Field(const Object& object, const std::string& name);

// Of all lines, one after the other.
std::vector<std::string> Fields(const std::vector<Object>& objects,
                                const std::string& name);

}  // namespace server

#endif  // TESTS_SERVER_DECISION_LOG_PARSED_LINES_H_
