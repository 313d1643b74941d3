#include "base/json_error.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace base {
namespace {

std::string NoSuchField(absl::string_view path, absl::string_view field) {
  return absl::StrCat(path, path.empty() ? "" : ".", field,
                      ": there is no such field");
}

std::string At(absl::string_view path, absl::string_view what) {
  return absl::StrCat(path, path.empty() ? "" : ": ", what);
}

// Goes with Protobuf 3.21, whose forms are
//   (actor) idd: Cannot find field.
//   (actor.company_admin): invalid value "maybe" for type TYPE_BOOL
//   Expected a value.\nWHAT STANDS AROUND IT\nA CARET BELOW IT
std::string Readable(absl::string_view error) {
  constexpr absl::string_view kInvalidValue = "invalid value ";
  const std::vector<absl::string_view> lines = absl::StrSplit(error, '\n');
  absl::string_view what = absl::StripSuffix(lines[0], ".");

  absl::string_view path;
  if (absl::ConsumePrefix(&what, "(")) {
    const std::size_t end = std::min(what.find(')'), what.size());
    path = what.substr(0, end);
    what.remove_prefix(std::min(end + 1, what.size()));
    if (!absl::ConsumePrefix(&what, ": ")) absl::ConsumePrefix(&what, " ");
  }
  if (absl::ConsumeSuffix(&what, ": Cannot find field")) {
    return NoSuchField(path, what);
  }
  const std::size_t type = what.rfind(" for type ");
  if (type != absl::string_view::npos &&
      absl::StartsWith(what, kInvalidValue)) {
    return absl::StrCat(
        path, ": `",
        what.substr(kInvalidValue.size(), type - kInvalidValue.size()),
        "` is not of type ", what.substr(what.find_last_of(" ._") + 1));
  }
  return absl::StrCat(At(path, what),
                      lines.size() > 1 && !lines[1].empty()
                          ? absl::StrCat(", near `", lines[1], "`")
                          : "");
}

// Where newer versions have this form, with any number of spaces for one:
//   invalid JSON in TYPE @ actor: message TYPE, near 1:34 (offset 33): no such
//   field: 'idd'
// "" where it is another.
std::string ReadableWithPlace(absl::string_view error) {
  std::string text(error);
  absl::RemoveExtraAsciiWhitespace(&text);
  absl::string_view rest = text;
  if (!absl::ConsumePrefix(&rest, "invalid JSON in ")) return "";
  constexpr absl::string_view kNear = ", near ";
  const std::size_t near = rest.find(kNear);
  if (near == absl::string_view::npos) return "";
  const absl::string_view where = rest.substr(0, near);
  absl::string_view what = rest.substr(near + kNear.size());
  const absl::string_view place = what.substr(0, what.find(' '));
  what = what.substr(std::min(what.find("): "), what.size()));
  absl::ConsumePrefix(&what, "): ");

  absl::string_view path;
  const std::size_t at = where.find(" @ ");
  if (at != absl::string_view::npos) {
    path = where.substr(at + 3);
    path = path.substr(0, path.find(": "));
  }
  if (absl::ConsumePrefix(&what, "no such field: '") &&
      absl::ConsumeSuffix(&what, "'")) {
    return NoSuchField(path, what);
  }
  return absl::StrCat(At(path, what), ", near ", place);
}

}  // namespace

std::string ReadableJsonError(absl::string_view error) {
  std::string readable = ReadableWithPlace(error);
  return readable.empty() ? Readable(error) : readable;
}

}  // namespace base
