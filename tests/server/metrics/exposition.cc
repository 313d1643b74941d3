#include "tests/server/metrics/exposition.h"

#include <cmath>
#include <cstddef>
#include <limits>
#include <regex>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace server {
namespace {

// A histogram's buckets with the same labels.
struct Buckets {
  double last_bound = -std::numeric_limits<double>::infinity();
  double last_count = 0;
};

// The sample with its labels in the order of their names.
std::string Canonical(const std::string& sample) {
  static const std::regex kLabel(
      R"re([a-z][a-z0-9_]*="(?:[^"\\\n]|\\["\\n])*")re");
  const std::size_t brace = sample.find('{');
  if (brace == std::string::npos) return sample;
  const std::set<std::string> labels(
      std::sregex_token_iterator(sample.begin() + brace, sample.end(), kLabel),
      {});
  return absl::StrCat(sample.substr(0, brace), "{", absl::StrJoin(labels, ","),
                      "}");
}

class Parser {
 public:
  absl::Status Add(const std::string& line) {
    static const std::regex kHelp("# HELP ([a-z][a-z0-9_]*) (.*[^ ])");
    static const std::regex kType(
        "# TYPE ([a-z][a-z0-9_]*) (counter|gauge|histogram|summary)");
    std::smatch match;
    if (std::regex_match(line, match, kHelp)) return Help(match[1], match[2]);
    if (std::regex_match(line, match, kType)) return Type(match[1], match[2]);
    return Sample(line);
  }

  absl::StatusOr<Exposition> Finish() {
    for (const auto& [name, family] : exposition_.families) {
      if (family.type.empty()) return Error(name, " has no TYPE");
    }
    for (const auto& [series, buckets] : buckets_) {
      if (buckets.last_bound != std::numeric_limits<double>::infinity()) {
        return Error(series, " has no bucket for all");
      }
      const auto count = counts_.find(series);
      if (count == counts_.end() || count->second != buckets.last_count) {
        return Error(series, " has another count than its last bucket");
      }
    }
    return std::move(exposition_);
  }

 private:
  static absl::Status Error(absl::string_view what, absl::string_view error) {
    return absl::InvalidArgumentError(absl::StrCat(what, error));
  }

  absl::Status Help(const std::string& name, const std::string& help) {
    if (!exposition_.families.insert({name, {"", help, {}}}).second) {
      return Error(name, " comes twice");
    }
    family_ = name;
    return absl::OkStatus();
  }

  absl::Status Type(const std::string& name, const std::string& type) {
    if (name != family_) return Error(name, " has a TYPE without its HELP");
    std::string& of_family = exposition_.families[name].type;
    if (!of_family.empty()) return Error(name, " has two TYPEs");
    of_family = type;
    if ((type == "counter") != absl::EndsWith(name, "_total")) {
      return Error(name, ": counters, and only they, end with _total");
    }
    return absl::OkStatus();
  }

  absl::Status Sample(const std::string& line) {
    static const std::regex kSample(R"(([a-z][a-z0-9_]*)(\{(.*)\})? (\S+))");
    std::smatch match;
    if (!std::regex_match(line, match, kSample)) {
      return Error(line, ": is no line of the format");
    }
    double value = 0;
    if (!absl::SimpleAtod(std::string(match[4]), &value)) {
      return Error(line, ": has no number");
    }
    if (family_.empty()) return Error(line, ": is of no metric");
    MetricFamilyText& family = exposition_.families[family_];
    const std::string name = match[1];
    absl::string_view part = name;
    if (!absl::ConsumePrefix(&part, family_) || !IsPart(family.type, part)) {
      return Error(line, ": is not of the metric before it");
    }
    if (family.type == "counter" && !(value >= 0)) {
      return Error(line, ": is less than 0");
    }
    if (!exposition_.samples
             .insert({Canonical(name + std::string(match[2])), match[4]})
             .second) {
      return Error(line, ": comes twice");
    }

    std::string rest;
    std::string bound;
    const absl::Status labels = Labels(match[3], family, rest, bound);
    if (!labels.ok()) return Error(line, labels.message());
    const std::string series = absl::StrCat(family_, "{", rest, "}");
    if (part == "_count") counts_[series] = value;
    if (part == "_bucket") return Bucket(line, buckets_[series], bound, value);
    return absl::OkStatus();
  }

  static bool IsPart(absl::string_view type, absl::string_view part) {
    if (type == "histogram") {
      return part == "_bucket" || part == "_sum" || part == "_count";
    }
    if (type == "summary") {
      return part.empty() || part == "_sum" || part == "_count";
    }
    return part.empty();
  }

  // Takes the labels apart: into the bound of a bucket and the rest.
  static absl::Status Labels(std::string text, MetricFamilyText& family,
                             std::string& rest, std::string& bound) {
    static const std::regex kLabel(
        R"re(([a-z][a-z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,(?=.)|$))re");
    std::smatch match;
    std::set<std::string> names;
    while (!text.empty()) {
      if (!std::regex_search(text, match, kLabel,
                             std::regex_constants::match_continuous)) {
        return absl::InvalidArgumentError(": has bad labels");
      }
      const std::string name = match[1];
      if (!names.insert(name).second) {
        return absl::InvalidArgumentError(": has a label twice");
      }
      if (name == "le") {
        bound = match[2];
      } else {
        absl::StrAppend(&rest, match[0].str());
        if (name != "quantile") family.labels.insert(name);
      }
      text = match.suffix();
    }
    // Where the bound was the last one.
    if (absl::EndsWith(rest, ",")) rest.pop_back();
    return absl::OkStatus();
  }

  static absl::Status Bucket(const std::string& line, Buckets& buckets,
                             const std::string& bound, double count) {
    double value = 0;
    if (!absl::SimpleAtod(bound, &value)) return Error(line, ": has no bound");
    if (value <= buckets.last_bound || count < buckets.last_count) {
      return Error(line, ": is less than the bucket before");
    }
    buckets = {value, count};
    return absl::OkStatus();
  }

  Exposition exposition_;
  // The one that samples belong to now.
  std::string family_;
  std::map<std::string, Buckets> buckets_;
  std::map<std::string, double> counts_;
};

}  // namespace

std::string Exposition::Value(const std::string& sample) const {
  const auto found = samples.find(Canonical(sample));
  return found == samples.end() ? "none" : found->second;
}

absl::StatusOr<Exposition> ParseExposition(absl::string_view text) {
  if (!absl::ConsumeSuffix(&text, "\n")) {
    return absl::InvalidArgumentError("the last line has no end");
  }
  Parser parser;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    const absl::Status added = parser.Add(std::string(line));
    if (!added.ok()) return added;
  }
  return parser.Finish();
}

}  // namespace server
