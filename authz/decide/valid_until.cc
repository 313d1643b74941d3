#include <cstdint>

#include "authz/decide/decide.h"
#include "authz/decide/response_parts.h"
#include "authz/facts/time.h"
#include "authz/facts/truth.h"

namespace authz {

void FillValidUntil(const CompiledPolicy& policy, const RequestView& request,
                    Facts facts, v1::CheckResponse& response) {
  constexpr std::uint64_t kWindow = Bit(Fact::kWithinEditWindow);
  if ((facts.true_bits() & kWindow) == 0) return;
  const Facts outside = Facts::FromBits(facts.true_bits() & ~kWindow,
                                        facts.false_bits() | kWindow);
  if (Evaluate(policy.RuleFor(request.action), outside).allowed ==
      Truth::kTrue) {
    return;
  }
  SetTimestamp(
      ToTime(request.message->sent_at()) + policy.parameters.edit_window,
      *response.mutable_valid_until());
}

}  // namespace authz
