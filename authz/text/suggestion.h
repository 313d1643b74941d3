// Suggests the nearest of the names that exist: "did you mean ...".

#ifndef AUTHZ_TEXT_SUGGESTION_H_
#define AUTHZ_TEXT_SUGGESTION_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace authz {

// The name nearest to `given` by edits; "" where none is near.
absl::string_view Nearest(absl::string_view given,
                          absl::Span<const absl::string_view> names);

// ", did you mean `NAME`" for the nearest name; "" where none is near.
std::string Suggestion(absl::string_view given,
                       absl::Span<const absl::string_view> names);

}  // namespace authz

#endif  // AUTHZ_TEXT_SUGGESTION_H_
