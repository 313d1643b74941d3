#include "cli/case_files.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "authz/policy_tests/case_file.h"
#include "authz/text/issue.h"
#include "base/read_file.h"

namespace cli {
namespace {

constexpr char kExtension[] = ".txtpb";

// The files that the path stands for, sorted.
absl::StatusOr<std::vector<std::string>> FilesOf(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_directory(path, error)) {
    return std::vector<std::string>{path};
  }
  std::vector<std::string> files;
  for (std::filesystem::directory_iterator entry(path, error), end;
       !error && entry != end; entry.increment(error)) {
    if (entry->path().extension() == kExtension) {
      files.push_back(entry->path().string());
    }
  }
  if (error) {
    return absl::InvalidArgumentError(absl::StrCat(
        "cannot list `", path, "`: ", absl::AsciiStrToLower(error.message())));
  }
  if (files.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "`", path, "` has no file that ends in `", kExtension, "`"));
  }
  std::sort(files.begin(), files.end());
  return files;
}

absl::StatusOr<CaseFile> ReadOne(const std::string& path) {
  const absl::StatusOr<std::string> text = base::ReadFile(path);
  if (!text.ok()) return text.status();
  authz::CaseFileResult file = authz::ParseCaseFile(*text);
  if (!file.cases.has_value()) {
    return absl::InvalidArgumentError(absl::StripTrailingAsciiWhitespace(
        authz::FormatIssues(path, file.issues)));
  }
  return CaseFile{path, *std::move(file.cases)};
}

}  // namespace

absl::StatusOr<std::vector<CaseFile>> ReadCaseFiles(
    absl::Span<const std::string> paths) {
  std::vector<CaseFile> files;
  std::vector<std::string> mistakes;
  for (const std::string& path : paths) {
    const absl::StatusOr<std::vector<std::string>> listed = FilesOf(path);
    if (!listed.ok()) {
      mistakes.emplace_back(listed.status().message());
      continue;
    }
    for (const std::string& one : *listed) {
      absl::StatusOr<CaseFile> file = ReadOne(one);
      if (file.ok()) {
        files.push_back(*std::move(file));
      } else {
        mistakes.emplace_back(file.status().message());
      }
    }
  }
  if (!mistakes.empty()) {
    return absl::InvalidArgumentError(absl::StrJoin(mistakes, "\n"));
  }
  return files;
}

}  // namespace cli
