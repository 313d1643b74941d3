#include "tests/corpus/corpus.h"

#include <cstddef>
#include <map>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "base/read_file.h"
#include "cli/case_files.h"

namespace authz {
namespace {

// Bazel runs tests at the root of their runfiles.
constexpr char kFolder[] = "tests/testdata/corpus";

// Lines of "ID: PARAPHRASE". Those that start with "#" are comments, and those
// that start with a space go on with the paraphrase.
std::vector<Source> ParseSources(absl::string_view text,
                                 std::vector<std::string>& mistakes) {
  std::vector<Source> sources;
  for (absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    if (absl::StartsWith(line, "#")) continue;
    if (absl::StartsWith(line, " ") && !sources.empty()) {
      absl::StrAppend(&sources.back().paraphrase, " ",
                      absl::StripAsciiWhitespace(line));
      continue;
    }
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(line, absl::MaxSplits(": ", 1));
    if (parts.second.empty() ||
        (!absl::StartsWith(line, "PT ") && !absl::StartsWith(line, "PC "))) {
      mistakes.push_back(absl::StrCat("sources.txt: `", line,
                                      "` is not `PT ID: TEXT` or "
                                      "`PC ID: TEXT`"));
      continue;
    }
    sources.push_back({parts.first, parts.second});
  }
  return sources;
}

// How many cases cover each id.
std::map<std::string, std::size_t> CountCovers(const Corpus& corpus) {
  std::map<std::string, std::size_t> count;
  for (const CorpusFile& file : corpus.files) {
    for (const TestCase& test_case : file.cases) {
      for (const std::string& id : test_case.covers) ++count[id];
    }
  }
  return count;
}

}  // namespace

absl::StatusOr<Corpus> LoadCorpus() {
  Corpus corpus;
  std::vector<std::string> mistakes;
  const absl::StatusOr<std::string> sources =
      base::ReadFile(absl::StrCat(kFolder, "/sources.txt"));
  if (!sources.ok()) return sources.status();
  corpus.sources = ParseSources(*sources, mistakes);
  absl::StatusOr<std::vector<CorpusFile>> files = cli::ReadCaseFiles({kFolder});
  if (files.ok()) {
    corpus.files = *std::move(files);
  } else {
    mistakes.emplace_back(files.status().message());
  }
  if (!mistakes.empty()) {
    return absl::InvalidArgumentError(absl::StrJoin(mistakes, "\n"));
  }
  return corpus;
}

std::vector<std::string> CoverageIssues(const Corpus& corpus) {
  std::vector<std::string> issues;
  std::map<std::string, std::size_t> count = CountCovers(corpus);
  for (const Source& source : corpus.sources) {
    if (count.erase(source.id) == 0) {
      issues.push_back(absl::StrCat("no case covers `", source.id, "`"));
    }
  }
  for (const auto& [id, cases] : count) {
    issues.push_back(absl::StrCat("`", id, "`, which ", cases,
                                  " cases cover, is not in sources.txt"));
  }
  for (const CorpusFile& file : corpus.files) {
    for (const TestCase& test_case : file.cases) {
      if (test_case.covers.empty()) {
        issues.push_back(absl::StrCat(file.path, ":", test_case.line,
                                      ": the case covers no source"));
      }
      if (!test_case.request.has_at()) {
        issues.push_back(absl::StrCat(file.path, ":", test_case.line,
                                      ": the case has no `at`"));
      }
    }
  }
  return issues;
}

std::string Summary(const Corpus& corpus) {
  const std::map<std::string, std::size_t> count = CountCovers(corpus);
  std::size_t cases = 0;
  for (const CorpusFile& file : corpus.files) cases += file.cases.size();
  std::size_t rows = 0, bullets = 0, all_rows = 0, all_bullets = 0;
  std::string table;
  for (const Source& source : corpus.sources) {
    const auto found = count.find(source.id);
    const std::size_t covering = found == count.end() ? 0 : found->second;
    const bool is_row = absl::StartsWith(source.id, "PT ");
    ++(is_row ? all_rows : all_bullets);
    if (covering > 0) ++(is_row ? rows : bullets);
    absl::StrAppendFormat(&table, "  %4d  %s\n", covering, source.id);
  }
  return absl::StrFormat(
      "corpus: %d cases in %d files cover %d of %d rows of the permissions "
      "table\nand %d of %d bullets of Permission Considerations; cases of "
      "each:\n%s",
      cases, corpus.files.size(), rows, all_rows, bullets, all_bullets, table);
}

}  // namespace authz
