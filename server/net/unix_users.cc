#include "server/net/unix_users.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace server {
namespace {

std::string ToString(std::optional<uid_t> user) {
  return user.has_value() ? absl::StrCat(*user) : "unknown";
}

}  // namespace

void UnixUsers::Add(std::optional<uid_t> user) {
  if (users_.size() >= kMostRemembered || !users_.insert(user).second) return;
  Log(limit_, LogLevel::kInfo, "a user connected for the first time",
      {{"uid", ToString(user)}});
  std::string name = Name();
  if (name == Text()) return;
  texts_.push_back(std::make_unique<const std::string>(std::move(name)));
  text_.store(texts_.back().get(), std::memory_order_release);
}

std::string UnixUsers::Name() const {
  if (users_.size() > kMostNamed || users_.count(std::nullopt) > 0) {
    return "uid=many";
  }
  return absl::StrCat(
      "uid=", absl::StrJoin(users_, "|",
                            [](std::string* to, std::optional<uid_t> user) {
                              absl::StrAppend(to, ToString(user));
                            }));
}

}  // namespace server
