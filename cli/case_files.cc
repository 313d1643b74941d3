#include "cli/case_files.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <system_error>

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

std::string Normal(const std::filesystem::path& path) {
  return path.lexically_normal().string();
}

// Reads policy test files and those that they include, each of them once.
class CaseFileReader {
 public:
  // What is wrong in the files is added to `mistakes`, which must outlive it.
  explicit CaseFileReader(std::vector<std::string>& mistakes)
      : mistakes_(mistakes) {}

  // The error says why it cannot be read.
  absl::StatusOr<const authz::CaseFileResult*> Read(const std::string& path) {
    const auto found = files_.find(Normal(path));
    if (found != files_.end()) {
      if (found->second.has_value()) return &*found->second;
      return absl::InvalidArgumentError(absl::StrCat(
          "`", path, "` includes this file, take one `include` out"));
    }
    const absl::StatusOr<std::string> text = base::ReadFile(path);
    if (!text.ok()) return text.status();
    std::optional<authz::CaseFileResult>& file = files_[Normal(path)];
    const std::filesystem::path folder =
        std::filesystem::path(path).parent_path();
    file = authz::ParseCaseFile(*text, [&](const std::string& included) {
      return Read(Normal(folder / included));
    });
    if (!file->issues.empty()) {
      mistakes_.emplace_back(absl::StripTrailingAsciiWhitespace(
          authz::FormatIssues(path, file->issues)));
    }
    return &*file;
  }

 private:
  // By path. None: it is being read.
  std::map<std::string, std::optional<authz::CaseFileResult>> files_;
  std::vector<std::string>& mistakes_;
};

}  // namespace

absl::StatusOr<std::vector<CaseFile>> ReadCaseFiles(
    absl::Span<const std::string> paths) {
  std::vector<CaseFile> files;
  std::vector<std::string> mistakes;
  CaseFileReader reader(mistakes);
  for (const std::string& path : paths) {
    const absl::StatusOr<std::vector<std::string>> listed = FilesOf(path);
    if (!listed.ok()) {
      mistakes.emplace_back(listed.status().message());
      continue;
    }
    for (const std::string& one : *listed) {
      const absl::StatusOr<const authz::CaseFileResult*> file =
          reader.Read(one);
      if (!file.ok()) {
        mistakes.emplace_back(file.status().message());
      } else if ((*file)->cases.has_value() && !(*file)->cases->empty()) {
        files.push_back({one, *(*file)->cases});
      }
    }
  }
  if (files.empty() && mistakes.empty()) {
    for (const std::string& path : paths) {
      mistakes.push_back(
          absl::StrCat("`", path, "` has no case, name a file with cases"));
    }
  }
  if (!mistakes.empty()) {
    return absl::InvalidArgumentError(absl::StrJoin(mistakes, "\n"));
  }
  return files;
}

}  // namespace cli
