// Protobuf's options for printing JSON, one of which has another name in each
// version.

#ifndef THIRD_PARTY_COMPAT_JSON_OPTIONS_H_
#define THIRD_PARTY_COMPAT_JSON_OPTIONS_H_

#include "google/protobuf/stubs/common.h"
#include "google/protobuf/util/json_util.h"

namespace compat {

// Prints fields that are not `optional` even where they have their default.
inline void PrintDefaults(google::protobuf::util::JsonPrintOptions& options) {
#if GOOGLE_PROTOBUF_VERSION < 4022000
  // Goes with Protobuf 3.21.
  options.always_print_primitive_fields = true;
#else
  options.always_print_fields_with_no_presence = true;
#endif
}

}  // namespace compat

#endif  // THIRD_PARTY_COMPAT_JSON_OPTIONS_H_
