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

// The test files in the folder, sorted.
absl::StatusOr<std::vector<std::string>> ListFolder(const std::string& folder) {
  std::vector<std::string> paths;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(folder, error), end;
       !error && entry != end; entry.increment(error)) {
    if (entry->path().extension() == kExtension) {
      paths.push_back(entry->path().string());
    }
  }
  if (error) {
    return absl::InvalidArgumentError(
        absl::StrCat("cannot list `", folder,
                     "`: ", absl::AsciiStrToLower(error.message())));
  }
  if (paths.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "`", folder, "` has no file that ends in `", kExtension, "`"));
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

absl::StatusOr<std::vector<std::string>> FilesOf(const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return ListFolder(path);
  return std::vector<std::string>{path};
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
  const auto note = [&mistakes](const absl::Status& status) {
    mistakes.emplace_back(status.message());
  };
  for (const std::string& path : paths) {
    const absl::StatusOr<std::vector<std::string>> listed = FilesOf(path);
    if (!listed.ok()) {
      note(listed.status());
      continue;
    }
    for (const std::string& one : *listed) {
      absl::StatusOr<CaseFile> file = ReadOne(one);
      if (file.ok()) {
        files.push_back(*std::move(file));
      } else {
        note(file.status());
      }
    }
  }
  if (!mistakes.empty()) {
    return absl::InvalidArgumentError(absl::StrJoin(mistakes, "\n"));
  }
  return files;
}

}  // namespace cli
