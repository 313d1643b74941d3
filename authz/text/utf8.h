// Checks that bytes are valid UTF-8.

#ifndef AUTHZ_TEXT_UTF8_H_
#define AUTHZ_TEXT_UTF8_H_

#include "absl/strings/string_view.h"

namespace authz {

// Whether `bytes` are valid UTF-8, as Protobuf asks of every string: no
// overlong forms, no surrogates, nothing above U+10FFFF.
bool IsUtf8(absl::string_view bytes);

}  // namespace authz

#endif  // AUTHZ_TEXT_UTF8_H_
