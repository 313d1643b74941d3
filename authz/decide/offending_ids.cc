#include <cstdint>

#include "authz/decide/response_parts.h"
#include "authz/facts/extract.h"

namespace authz {

void FillOffendingIds(const Requirement& failed, const RequestView& request,
                      v1::CheckResponse& response) {
  const std::uint64_t accepted = failed.clause.any_of;
  if ((accepted & FactsAboutTargets()) != 0) {
    for (const v1::User& target : *request.targets) {
      if ((FactsOfTarget(target).false_bits() & accepted) != 0) {
        response.add_offending_ids(target.id());
      }
    }
  }
  if ((accepted & FactsAboutItems()) != 0) {
    for (const v1::Item& item : *request.items) {
      const Facts facts = FactsOfItem(item, request.project_id);
      if ((facts.false_bits() & accepted) != 0) {
        response.add_offending_ids(item.id());
      }
    }
  }
}

}  // namespace authz
