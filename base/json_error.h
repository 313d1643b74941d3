// Makes Protobuf's errors of JSON readable.

#ifndef BASE_JSON_ERROR_H_
#define BASE_JSON_ERROR_H_

#include <string>

#include "absl/strings/string_view.h"

namespace base {

// The error of google::protobuf::util::JsonStringToMessage in one line, as
// "PATH: WHAT IS WRONG". Where Protobuf has no path, or says it in a form that
// is not known here, it stays as it is. It may have what is in the JSON.
std::string ReadableJsonError(absl::string_view error);

}  // namespace base

#endif  // BASE_JSON_ERROR_H_
