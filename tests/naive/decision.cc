#include "tests/naive/decision.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/naive/finding.h"

namespace authz::naive {
namespace {

using google::protobuf::Timestamp;

Assignment ValuesOf(const Findings& findings) {
  Assignment values;
  for (const auto& [fact, finding] : findings) values[fact] = finding.value;
  return values;
}

std::vector<std::string> FactsOf(const Requirement& requirement) {
  std::vector<std::string> facts = requirement.when;
  facts.insert(facts.end(), requirement.any_of.begin(),
               requirement.any_of.end());
  return facts;
}

void AddMissingFacts(const Verdict& verdict, const Findings& findings,
                     v1::CheckResponse& response) {
  std::vector<std::string> paths;
  for (const Requirement* requirement : verdict.unknown) {
    for (const std::string& fact : FactsOf(*requirement)) {
      for (const std::string& path : findings.at(fact).missing) {
        if (std::find(paths.begin(), paths.end(), path) == paths.end()) {
          paths.push_back(path);
        }
      }
    }
  }
  for (const std::string& path : paths) response.add_missing_facts(path);
}

void AddOffendingIds(const Requirement& failed, const Findings& findings,
                     v1::CheckResponse& response) {
  for (const std::string& fact : failed.any_of) {
    for (const std::string& id : findings.at(fact).false_for) {
      response.add_offending_ids(id);
    }
  }
}

void AddAdvice(const v1::CheckRequest& request, v1::CheckResponse& response) {
  if (request.action() == v1::ACTION_EXPORT_CONVERSATIONS) {
    response.add_advice()->set_code(
        v1::ADVICE_CODE_EXPORT_FULFILLED_BY_SUPPORT);
  }
  if (request.action() == v1::ACTION_MENTION_USER &&
      (TypeOfConversation(request) == v1::CONVERSATION_TYPE_GROUP ||
       TypeOfConversation(request) == v1::CONVERSATION_TYPE_DIRECT)) {
    v1::Advice advice;
    advice.set_code(v1::ADVICE_CODE_MENTIONED_USER_CANNOT_VIEW);
    for (const v1::User& target : request.targets()) {
      if (target.has_conversation_member() && !target.conversation_member()) {
        advice.add_ids(target.id());
      }
    }
    if (advice.ids_size() > 0) *response.add_advice() = advice;
  }
}

void AddValidUntil(const v1::CheckRequest& request,
                   v1::CheckResponse& response) {
  if (request.action() != v1::ACTION_EDIT_MESSAGE &&
      request.action() != v1::ACTION_DELETE_MESSAGE) {
    return;
  }
  Timestamp last = request.message().sent_at();
  last.set_seconds(last.seconds() + kEditWindowSeconds);
  // No request can ask about a later instant than the last that there is.
  if (last.seconds() > 253402300799) {
    last.set_seconds(253402300799);
    last.set_nanos(999999999);
  }
  *response.mutable_valid_until() = last;
}

v1::TimeComparison CompareTimes(const v1::CheckRequest& request,
                                const Timestamp& at, const Timestamp& earlier,
                                const Timestamp& later, std::int64_t limit) {
  v1::TimeComparison times;
  *times.mutable_sent_at() = request.message().sent_at();
  *times.mutable_at() = at;
  times.mutable_limit()->set_seconds(limit);
  std::int64_t seconds = later.seconds() - earlier.seconds() - limit;
  std::int32_t nanos = later.nanos() - earlier.nanos();
  if (nanos < 0) {
    nanos += 1'000'000'000;
    --seconds;
  }
  if (seconds > 0 || (seconds == 0 && nanos > 0)) {
    times.mutable_excess()->set_seconds(seconds);
    times.mutable_excess()->set_nanos(nanos);
  }
  return times;
}

v1::SizeComparison CompareSizes(std::int64_t members, std::size_t targets,
                                std::int64_t limit) {
  const std::int64_t size =
      std::max<std::int64_t>(members, static_cast<std::int64_t>(targets));
  v1::SizeComparison sizes;
  sizes.set_size(size);
  sizes.set_limit(limit);
  sizes.set_excess(std::max<std::int64_t>(size - limit, 0));
  return sizes;
}

// What the fact compares with a limit of the page.
void AddComparison(const v1::CheckRequest& request, const Timestamp& at,
                   v1::Fact& fact) {
  const Timestamp& sent_at = request.message().sent_at();
  const std::int64_t members = request.conversation().member_count();
  if (fact.name() == "not_from_future" && request.message().has_sent_at()) {
    *fact.mutable_time() =
        CompareTimes(request, at, at, sent_at, kMaxClockSkewSeconds);
  }
  if (fact.name() == "within_edit_window" && request.message().has_sent_at()) {
    *fact.mutable_time() =
        CompareTimes(request, at, sent_at, at, kEditWindowSeconds);
  }
  if (fact.name() == "direct_size_ok") {
    *fact.mutable_size() = CompareSizes(members - 1, Recipients(request).size(),
                                        kMaxDirectMessageRecipients);
  }
  if (fact.name() == "group_size_ok") {
    *fact.mutable_size() =
        CompareSizes(members, GroupMembers(request).size(), kMaxGroupMembers);
  }
}

v1::Explanation Explain(const v1::CheckRequest& request, const Timestamp& at,
                        const Assignment& facts) {
  v1::Explanation explanation;
  explanation.set_action(request.action());
  for (const Requirement& requirement : RuleOf(request.action())) {
    v1::RequirementResult& result = *explanation.add_requirements();
    result.set_name(requirement.name);
    result.set_reason(requirement.reason);
    const Maybe satisfied = Satisfied(requirement, facts);
    if (satisfied == true) result.set_outcome(v1::OUTCOME_SATISFIED);
    if (satisfied == false) result.set_outcome(v1::OUTCOME_FAILED);
    if (!satisfied.has_value()) result.set_outcome(v1::OUTCOME_UNKNOWN);
    for (const std::string& name : FactsOf(requirement)) {
      const Maybe value = ValueOf(facts, name);
      v1::Fact& fact = *result.add_facts();
      fact.set_name(name);
      if (value == true) fact.set_value(v1::FACT_VALUE_TRUE);
      if (value == false) fact.set_value(v1::FACT_VALUE_FALSE);
      if (!value.has_value()) fact.set_value(v1::FACT_VALUE_UNKNOWN);
      AddComparison(request, at, fact);
    }
  }
  return explanation;
}

const Timestamp& TimeOfEvaluation(const v1::CheckRequest& request,
                                  const Timestamp& now) {
  return request.has_at() ? request.at() : now;
}

}  // namespace

Assignment AssignmentOf(const v1::CheckRequest& request, const Timestamp& at) {
  return ValuesOf(FindFacts(request, at));
}

v1::CheckResponse Decide(const v1::CheckRequest& request,
                         const Timestamp& now) {
  const Findings findings = FindFacts(request, TimeOfEvaluation(request, now));
  const Assignment facts = ValuesOf(findings);
  const Verdict verdict = Judge(request.action(), facts);

  v1::CheckResponse response;
  response.set_id(request.id());
  response.set_allowed(verdict.reason == v1::REASON_ALLOWED);
  response.set_reason(verdict.reason);
  AddMissingFacts(verdict, findings, response);
  if (verdict.failed != nullptr) {
    AddOffendingIds(*verdict.failed, findings, response);
  }
  if (response.allowed()) {
    AddAdvice(request, response);
    AddValidUntil(request, response);
  }
  if (request.explain()) {
    *response.mutable_explanation() =
        Explain(request, TimeOfEvaluation(request, now), facts);
  }
  return response;
}

}  // namespace authz::naive
