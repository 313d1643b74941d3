#include "authz/analysis/difference_words.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "authz/facts/fact.h"
#include "authz/facts/fact_table.h"
#include "authz/facts/fact_words.h"
#include "authz/facts/truth.h"

namespace authz {
namespace {

// Words for some values of an aspect.
struct Phrase {
  ValueSet values = 0;
  std::string words;
};

// One of the policies, by whose limits facts are read.
struct Reading {
  WhichFacts facts;
  absl::string_view suffix;
};

template <typename Predicate>
ValueSet ValuesWhere(const Aspect& aspect, Predicate predicate) {
  unsigned values = 0;
  for (std::size_t v = 0; v < aspect.values.size(); ++v) {
    if (predicate(aspect.values[v])) values |= Only(v);
  }
  return static_cast<ValueSet>(values);
}

ValueSet ChangedValues(const Aspect& aspect) {
  return ValuesWhere(
      aspect, [](const AspectValue& value) { return value.IsChanged(); });
}

std::vector<Fact> FactsOf(const Aspect& aspect) {
  std::vector<Fact> facts;
  for (const Fact fact : AllFacts()) {
    if ((aspect.facts & Bit(fact)) != 0) facts.push_back(fact);
  }
  return facts;
}

class PhraseBook {
 public:
  PhraseBook(const Aspect& aspect, const FactParameters& old_parameters,
             const FactParameters& new_parameters)
      : aspect_(aspect), facts_(FactsOf(aspect)) {
    readings_ = {{&AspectValue::old_facts, ""}};
    if (aspect.setting.empty() && ChangedValues(aspect) != 0) {
      readings_ = {{&AspectValue::new_facts, ", by the new policy"},
                   {&AspectValue::old_facts, ", by the old policy"}};
      AddBetweenLimits(old_parameters, new_parameters);
    }
    AddFacts({Truth::kTrue}, true);
    AddEveryone();
    AddFacts({Truth::kFalse}, false);
    AddFacts({Truth::kTrue, Truth::kUnknown}, true);
    AddFacts({Truth::kFalse, Truth::kUnknown}, false);
    for (std::size_t v = 0; v < aspect.values.size(); ++v) {
      phrases_.push_back({Only(v), Spelled(aspect.values[v])});
    }
  }

  // Words that, of the values in `possible`, are true of `wanted` alone.
  std::string Describe(ValueSet wanted, ValueSet possible) const {
    for (const Phrase& phrase : phrases_) {
      if ((phrase.values & possible) == wanted) return phrase.words;
    }
    std::string words;
    for (std::size_t v = 0; v < aspect_.values.size(); ++v) {
      if ((wanted & Only(v)) == 0) continue;
      absl::StrAppend(&words, words.empty() ? "" : ", or ",
                      Describe(Only(v), possible));
    }
    return words;
  }

 private:
  void Add(ValueSet values, std::string words) {
    if (values != 0) phrases_.push_back({values, std::move(words)});
  }

  // For each fact, the values in which it has one of the truths.
  void AddFacts(const std::vector<Truth>& truths, bool value) {
    for (const Reading& reading : readings_) {
      for (const Fact fact : facts_) {
        const bool or_unknown = truths.size() > 1 && !IsNeverFalse(fact);
        Add(ValuesWhere(aspect_,
                        [&](const AspectValue& aspect_value) {
                          const Facts& facts = aspect_value.*reading.facts;
                          return std::find(truths.begin(), truths.end(),
                                           facts.Get(fact)) != truths.end();
                        }),
            absl::StrCat(FactInWords(fact, value), reading.suffix,
                         or_unknown ? " (or unknown)" : ""));
      }
    }
  }

  // No fact says that groups are managed by everyone.
  void AddEveryone() {
    constexpr Facts kEveryone =
        Facts::FromBits(0, Bit(Fact::kGroupsByCompanyAdmins) |
                               Bit(Fact::kGroupsByDirectoryAdmins) |
                               Bit(Fact::kGroupsByInternal));
    Add(ValuesWhere(aspect_,
                    [&](const AspectValue& value) {
                      return value == AspectValue{kEveryone, kEveryone};
                    }),
        "groups are managed by everyone");
  }

  // For each fact, the values that are within one limit and beyond the other.
  void AddBetweenLimits(const FactParameters& old_parameters,
                        const FactParameters& new_parameters) {
    for (const Fact fact : facts_) {
      const auto between_limits = RowOf(fact).between;
      if (between_limits == nullptr) continue;
      const auto between = [&](WhichFacts beyond, WhichFacts within) {
        return ValuesWhere(aspect_, [&](const AspectValue& value) {
          return (value.*beyond).Get(fact) == Truth::kFalse &&
                 (value.*within).Get(fact) == Truth::kTrue;
        });
      };
      Add(between(&AspectValue::old_facts, &AspectValue::new_facts),
          between_limits(old_parameters, new_parameters));
      Add(between(&AspectValue::new_facts, &AspectValue::old_facts),
          between_limits(new_parameters, old_parameters));
    }
  }

  // One value, by all of its facts.
  std::string Spelled(const AspectValue& value) const {
    std::vector<std::string> words;
    for (const Reading& reading : readings_) {
      for (const Fact fact : facts_) {
        const Truth truth = (value.*reading.facts).Get(fact);
        if (truth == Truth::kUnknown) {
          return aspect_.setting.empty()
                     ? absl::StrCat("it is unknown whether ",
                                    FactInWords(fact, true))
                     : absl::StrCat("the request leaves out `", aspect_.setting,
                                    "`");
        }
        words.push_back(absl::StrCat(FactInWords(fact, truth == Truth::kTrue),
                                     reading.suffix));
      }
    }
    return absl::StrJoin(words, " and ");
  }

  const Aspect& aspect_;
  const std::vector<Fact> facts_;
  std::vector<Reading> readings_;
  std::vector<Phrase> phrases_;
};

// A setting with another default: `left_out` stands for the requests that leave
// it out.
void DescribeSetting(const PhraseBook& phrases, absl::string_view setting,
                     ValueSet left_out, ValueSet wanted, ValueSet possible,
                     std::vector<std::string>& words) {
  const auto given = static_cast<ValueSet>(wanted & ~left_out);
  const auto possibly_given = static_cast<ValueSet>(possible & ~left_out);
  const std::string leaves_out =
      absl::StrCat("the request leaves out `", setting, "`");
  if (given == 0) {
    words.push_back(leaves_out);
  } else if ((wanted & left_out) != 0) {
    words.push_back(absl::StrCat(phrases.Describe(given, possibly_given),
                                 ", or ", leaves_out));
  } else {
    if ((possible & left_out) != 0) {
      words.push_back(absl::StrCat("the request sets `", setting, "`"));
    }
    if (given != possibly_given) {
      words.push_back(phrases.Describe(given, possibly_given));
    }
  }
}

}  // namespace

std::vector<std::string> InWords(const ActionDifference& difference,
                                 const ChangedCase& changed,
                                 const FactParameters& old_parameters,
                                 const FactParameters& new_parameters) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < difference.aspects.size(); ++i) {
    const ValueSet possible = changed.possible[i];
    const auto wanted = static_cast<ValueSet>(changed.values[i] & possible);
    if (wanted == possible) continue;
    const Aspect& aspect = difference.aspects[i];
    const PhraseBook phrases(aspect, old_parameters, new_parameters);
    if (aspect.setting.empty() || ChangedValues(aspect) == 0) {
      words.push_back(phrases.Describe(wanted, possible));
    } else {
      DescribeSetting(phrases, aspect.setting, ChangedValues(aspect), wanted,
                      possible, words);
    }
  }
  return words;
}

}  // namespace authz
