// Formats the fields of a small message, such as settings or limits.

#ifndef CLI_FORMAT_FIELDS_H_
#define CLI_FORMAT_FIELDS_H_

#include <string>
#include <vector>

#include "cli/format/style.h"
#include "google/protobuf/message.h"

namespace cli {

struct NamedValue {
  std::string name;
  std::string value;
};

// Every field in the order of the schema, with "" where it is not set. Knows
// the types that settings and limits have: enums, bool, string, uint32,
// uint64 and Duration.
std::vector<NamedValue> FieldValues(const google::protobuf::Message& message);

// The same as lines of a name and a value, with `unset` where there is none.
std::string FormatFields(const google::protobuf::Message& message,
                         const std::string& unset, const Style& style);

}  // namespace cli

#endif  // CLI_FORMAT_FIELDS_H_
