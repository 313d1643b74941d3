// Requests as services send them, for the benchmarks.

#ifndef BENCH_REQUESTS_H_
#define BENCH_REQUESTS_H_

#include "conversations/authz/v1/authorization_service.pb.h"

namespace bench {

namespace v1 = ::conversations::authz::v1;

// May this user see the messages of a private item's conversation? They may.
v1::CheckRequest ViewCheck();

// A page of a conversation: may this user edit each of `checks` messages? They
// may edit their own, every third one. All but the message is shared.
v1::BatchCheckRequest EditBatch(int checks);

// A mention picker: may each of `checks` users be mentioned? Every third one
// may not. All but the user is shared.
v1::BatchCheckRequest MentionBatch(int checks);

// May this user mention `targets` users at once?
v1::CheckRequest MentionCheck(int targets);

}  // namespace bench

#endif  // BENCH_REQUESTS_H_
