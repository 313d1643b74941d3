#include "server/file_reloader.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "cli/read_file.h"
#include "server/log/operation_log.h"

namespace server {
namespace {

// Twice in a row the same is enough; files that change all the time are taken
// as they are, and looked at again at the next change.
constexpr int kMaxReads = 5;

absl::StatusOr<FileReloader::Texts> ReadOnce(
    const std::vector<std::string>& paths) {
  FileReloader::Texts texts;
  texts.reserve(paths.size());
  for (const std::string& path : paths) {
    absl::StatusOr<std::string> text = cli::ReadFile(path);
    if (!text.ok()) return text.status();
    texts.push_back(*std::move(text));
  }
  return texts;
}

// A swap of all files at once, as of the symbolic link in a Kubernetes volume,
// can come between the reads of two of them. So they are read until they stay
// the same.
absl::StatusOr<FileReloader::Texts> Read(
    const std::vector<std::string>& paths) {
  absl::StatusOr<FileReloader::Texts> texts = ReadOnce(paths);
  for (int i = 1; i < kMaxReads; ++i) {
    absl::StatusOr<FileReloader::Texts> again = ReadOnce(paths);
    const bool same = again == texts;
    texts = std::move(again);
    if (same) break;
  }
  return texts;
}

}  // namespace

absl::StatusOr<std::unique_ptr<FileReloader>> FileReloader::Load(
    std::string what, std::vector<std::string> paths, Take take) {
  absl::StatusOr<Texts> texts = Read(paths);
  if (!texts.ok()) return texts.status();
  const absl::Status taken = take(*texts).status();
  if (!taken.ok()) return taken;
  return std::unique_ptr<FileReloader>(new FileReloader(
      std::move(what), std::move(paths), std::move(take), *std::move(texts)));
}

FileReloader::FileReloader(std::string what, std::vector<std::string> paths,
                           Take take, Texts texts)
    : what_(std::move(what)),
      paths_(std::move(paths)),
      take_(std::move(take)),
      last_texts_(std::move(texts)) {}

absl::Status FileReloader::Watch() {
  absl::StatusOr<std::unique_ptr<FileWatcher>> watcher =
      FileWatcher::Start(paths_, [this] { TakeIfChanged(); });
  if (!watcher.ok()) return watcher.status();
  watcher_ = *std::move(watcher);
  return absl::OkStatus();
}

FileReloader::Counts FileReloader::counts() const {
  const absl::MutexLock lock(&mutex_);
  return counts_;
}

void FileReloader::TakeIfChanged() {
  const absl::MutexLock lock(&mutex_);
  absl::StatusOr<Texts> texts = Read(paths_);
  if (texts == last_texts_) return;
  last_texts_ = std::move(texts);
  const absl::StatusOr<std::string> taken =
      last_texts_.ok() ? take_(*last_texts_) : last_texts_.status();
  if (taken.ok()) {
    ++counts_.succeeded;
    Log(LogLevel::kInfo, absl::StrCat(what_, " reloaded"), {{"now", *taken}});
  } else {
    ++counts_.failed;
    Log(LogLevel::kError,
        absl::StrCat(what_, " not reloaded, the last good one stays"),
        {{"error", taken.status().message()}});
  }
}

}  // namespace server
