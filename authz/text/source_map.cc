#include "authz/text/source_map.h"

#include <utility>

#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "third_party/compat/error_collector.h"

namespace authz {
namespace {

using google::protobuf::io::ArrayInputStream;
using google::protobuf::io::Tokenizer;

class Mapper {
 public:
  explicit Mapper(const std::string& text)
      : input_(text.data(), static_cast<int>(text.size())),
        tokenizer_(&input_, &errors_) {
    tokenizer_.set_comment_style(Tokenizer::SH_COMMENT_STYLE);
    tokenizer_.set_allow_f_after_float(true);
    tokenizer_.Next();
  }

  // The fields up to the end of the message.
  std::vector<SourceNode> MapFields() {
    std::vector<SourceNode> fields;
    while (!AtEnd() && !Is("}") && !Is(">")) {
      const std::string name = tokenizer_.current().text;
      tokenizer_.Next();
      Skip(":");
      if (Skip("[")) {
        while (!AtEnd() && !Is("]")) {
          fields.push_back(MapValue(name));
          Skip(",");
        }
        tokenizer_.Next();
      } else {
        fields.push_back(MapValue(name));
      }
      if (!Skip(",")) Skip(";");
    }
    return fields;
  }

 private:
  SourceNode MapValue(const std::string& name) {
    SourceNode node{name,
                    tokenizer_.current().line + 1,
                    tokenizer_.current().column + 1,
                    {}};
    if (Skip("{") || Skip("<")) {
      node.children = MapFields();
      tokenizer_.Next();
      return node;
    }
    Skip("-");
    const bool is_string = tokenizer_.current().type == Tokenizer::TYPE_STRING;
    tokenizer_.Next();
    // Strings that follow each other are one value.
    while (is_string && tokenizer_.current().type == Tokenizer::TYPE_STRING) {
      tokenizer_.Next();
    }
    return node;
  }

  bool AtEnd() { return tokenizer_.current().type == Tokenizer::TYPE_END; }
  bool Is(absl::string_view text) { return tokenizer_.current().text == text; }
  bool Skip(absl::string_view text) {
    if (!Is(text)) return false;
    tokenizer_.Next();
    return true;
  }

  // The text was accepted before, so there is nothing to collect.
  compat::NoErrors errors_;
  ArrayInputStream input_;
  Tokenizer tokenizer_;
};

}  // namespace

const SourceNode& SourceNode::At(absl::string_view name, int index) const {
  for (const SourceNode& child : children) {
    if (child.field == name && index-- == 0) return child;
  }
  return *this;
}

SourceNode MapSource(const std::string& text) {
  SourceNode root;
  root.children = Mapper(text).MapFields();
  return root;
}

}  // namespace authz
