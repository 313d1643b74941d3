// A map from the values of a text-format file to their places, so that a
// mistake can be shown to its author.

#ifndef AUTHZ_TEXT_SOURCE_MAP_H_
#define AUTHZ_TEXT_SOURCE_MAP_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace authz {

// The place of a field's value and, where that is a message, of the values in
// it. Both numbers count from 1; 0 where there is no such value.
struct SourceNode {
  std::string field;
  int line = 0;
  int column = 0;
  std::vector<SourceNode> children;

  // The value of that index of a field, counted over all times that the field
  // is written; this node where it is not written at all.
  const SourceNode& At(absl::string_view name, int index = 0) const;
};

// The root node of a text that TextFormat has accepted. Without a message type:
// protobuf's own record of locations has one for a list "[a, b]" as a whole and
// none for its elements.
SourceNode MapSource(const std::string& text);

}  // namespace authz

#endif  // AUTHZ_TEXT_SOURCE_MAP_H_
