#include "server/reload/file_reloader.h"

#include <pthread.h>

#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/read_file.h"
#include "server/operation_log/operation_log.h"

namespace server {
namespace {

// How often files are looked at that are watched.
constexpr std::chrono::milliseconds kLookInterval(100);

// Twice in a row the same is enough; files that change all the time are taken
// as they are, and looked at again at the next change.
constexpr int kMaxReads = 5;

absl::StatusOr<FileReloader::Texts> ReadOnce(
    const std::vector<std::string>& paths) {
  FileReloader::Texts texts;
  texts.reserve(paths.size());
  for (const std::string& path : paths) {
    absl::StatusOr<std::string> text = base::ReadFile(path);
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
    Names names, std::vector<std::string> paths, Take take) {
  absl::StatusOr<Texts> texts = Read(paths);
  if (!texts.ok()) return texts.status();
  absl::StatusOr<std::string> taken = take(*texts);
  if (!taken.ok()) return taken.status();
  return std::unique_ptr<FileReloader>(
      new FileReloader(std::move(names), std::move(paths), std::move(take),
                       *std::move(texts), *std::move(taken)));
}

FileReloader::FileReloader(Names names, std::vector<std::string> paths,
                           Take take, Texts texts, std::string in_force)
    : names_(std::move(names)),
      paths_(std::move(paths)),
      take_(std::move(take)),
      last_texts_(std::move(texts)),
      in_force_(std::move(in_force)) {
  reloads_.last_success = absl::Now();
}

FileReloader::~FileReloader() {
  {
    const std::lock_guard<std::mutex> lock(stop_mutex_);
    is_stopped_ = true;
  }
  stopped_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void FileReloader::Watch() {
  if (!paths_.empty()) thread_ = std::thread(&FileReloader::Run, this);
}

void FileReloader::Run() {
  pthread_setname_np(pthread_self(), "file_watcher");
  absl::StatusOr<Texts> before = Texts();
  std::unique_lock<std::mutex> lock(stop_mutex_);
  while (
      !stopped_.wait_for(lock, kLookInterval, [this] { return is_stopped_; })) {
    const absl::MutexLock taking(&taking_);
    absl::StatusOr<Texts> texts = ReadOnce(paths_);
    // What is being written is left until it stays the same.
    if (texts == before && texts != last_texts_) TakeTexts(texts);
    before = std::move(texts);
  }
}

void FileReloader::Reload() {
  const absl::MutexLock lock(&taking_);
  TakeTexts(Read(paths_));
}

Reloads FileReloader::reloads() const {
  const absl::MutexLock lock(&mutex_);
  return reloads_;
}

void FileReloader::TakeTexts(absl::StatusOr<Texts> texts) {
  last_texts_ = std::move(texts);
  absl::StatusOr<std::string> taken =
      last_texts_.ok() ? take_(*last_texts_) : last_texts_.status();
  {
    const absl::MutexLock lock(&mutex_);
    ++(taken.ok() ? reloads_.succeeded : reloads_.failed);
    reloads_.last = {absl::Now(), std::string(taken.status().message())};
    if (taken.ok()) reloads_.last_success = reloads_.last->at;
  }
  if (taken.ok()) {
    Log(LogLevel::kInfo, absl::StrCat(names_.what, " reloaded"),
        {{names_.field, *taken}, {"was", in_force_}});
    in_force_ = *std::move(taken);
  } else {
    Log(LogLevel::kError,
        absl::StrCat(names_.what, " not reloaded, the last good one stays"),
        {{names_.field, in_force_}, {"error", taken.status().message()}});
  }
}

}  // namespace server
