// A read-only view of a check, whether it is a request of its own or laid over
// a batch's shared request.

#ifndef AUTHZ_FACTS_REQUEST_VIEW_H_
#define AUTHZ_FACTS_REQUEST_VIEW_H_

#include <cstdint>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "conversations/authz/v1/authorization_service.pb.h"

namespace authz {

namespace v1 = ::conversations::authz::v1;

// A top-level field of a check that its decision depends on.
enum class Field : std::uint8_t {
  kActor,
  kAction,
  kProjectId,
  kSettings,
  kConversation,
  kMessage,
  kTargets,
  kItems,
  kOwnerId,
  kExportRange,
  kAt,
};

// A set of fields. A value type.
class FieldSet {
 public:
  constexpr FieldSet() = default;
  // The set of that one field.
  constexpr FieldSet(Field field)  // NOLINT: a field is a set of one
      : bits_(1U << static_cast<unsigned>(field)) {}

  static constexpr FieldSet All() {
    return FieldSet((2U << static_cast<unsigned>(Field::kAt)) - 1);
  }

  constexpr bool Contains(Field field) const { return Overlaps(field); }
  constexpr bool Overlaps(FieldSet other) const {
    return (bits_ & other.bits_) != 0;
  }
  // The fields that are not in it.
  constexpr FieldSet Others() const { return FieldSet(All().bits_ & ~bits_); }
  constexpr void Add(FieldSet other) { bits_ |= other.bits_; }

  friend constexpr FieldSet operator|(FieldSet a, FieldSet b) {
    return FieldSet(a.bits_ | b.bits_);
  }
  friend constexpr bool operator==(FieldSet a, FieldSet b) {
    return a.bits_ == b.bits_;
  }
  friend constexpr bool operator!=(FieldSet a, FieldSet b) { return !(a == b); }

 private:
  constexpr explicit FieldSet(std::uint32_t bits) : bits_(bits) {}

  std::uint32_t bits_ = 0;
};
constexpr FieldSet operator|(Field a, Field b) {
  return FieldSet(a) | FieldSet(b);
}

// The ids of some users, each once.
using TargetIds = absl::flat_hash_set<absl::string_view>;

// Points into requests and copies nothing, so it must not outlive them. A
// message that is left out is the empty one; only `at` and `target_ids` can be
// null.
struct RequestView {
  const v1::User* actor = &v1::User::default_instance();
  v1::Action action = v1::ACTION_UNSPECIFIED;
  absl::string_view project_id;
  const v1::Settings* settings = &v1::Settings::default_instance();
  const v1::Conversation* conversation = &v1::Conversation::default_instance();
  const v1::Message* message = &v1::Message::default_instance();
  const google::protobuf::RepeatedPtrField<v1::User>* targets =
      &v1::CheckRequest::default_instance().targets();
  // The distinct ids of `targets`. Null: nobody has counted them yet.
  const TargetIds* target_ids = nullptr;
  const google::protobuf::RepeatedPtrField<v1::Item>* items =
      &v1::CheckRequest::default_instance().items();
  absl::string_view owner_id;
  const v1::TimeRange* export_range = &v1::TimeRange::default_instance();
  const google::protobuf::Timestamp* at = nullptr;
  absl::string_view id;
  bool explain = false;
  // The fields that are the check's own, and not those of a shared request.
  FieldSet own = FieldSet::All();
};

RequestView ViewOf(const v1::CheckRequest& request);

// Makes `view` that of `check` laid over `shared`: each top-level field is that
// of `check` where it is set there, else that of `shared`, whole. Only
// `settings` that both have are laid over each other field by field, so that a
// check which sets one keeps the others: in `merged`, which the view then
// points to. Fills `view` instead of returning it, since a large batch would
// pay 3 % for the copy.
void LayOver(const v1::CheckRequest& check, const RequestView& shared,
             v1::Settings& merged, RequestView& view);

// The check's evaluation time: its own, or `now` where it leaves that out.
absl::Time TimeOf(const RequestView& request, absl::Time now);

// The conversation's type: as set, else as the action implies, else
// unspecified.
v1::ConversationType ConversationTypeOf(const RequestView& request);

}  // namespace authz

#endif  // AUTHZ_FACTS_REQUEST_VIEW_H_
