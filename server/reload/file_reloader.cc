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

// Longer than any file system takes that is well.
constexpr std::chrono::seconds kMaxReadTime(10);

absl::Status HungError() {
  return absl::DeadlineExceededError(
      absl::StrCat("a file is not read within ", kMaxReadTime.count(),
                   "s, its file system does not answer"));
}

// Twice in a row the same is enough; files that change all the time are taken
// as they are, and looked at again at the next change.
constexpr int kMaxReads = 5;

absl::StatusOr<FileReloader::Texts> ReadOnce(
    const std::vector<std::string>& paths) {
  FileReloader::Texts texts;
  texts.reserve(paths.size());
  for (const std::string& path : paths) {
    absl::StatusOr<std::string> text = base::ReadRegularFile(path);
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
    const std::lock_guard<std::mutex> lock(turn_mutex_);
    is_stopped_ = true;
  }
  turn_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void FileReloader::Watch() { thread_ = std::thread(&FileReloader::Run, this); }

void FileReloader::Run() {
  pthread_setname_np(pthread_self(), "file_watcher");
  absl::StatusOr<Texts> before = Texts();
  Turn turn = WaitForTurn();
  while (turn != Turn::kStop) {
    absl::StatusOr<Texts> texts = ReadFor(turn);
    // What is being written is left until it stays the same.
    if (turn == Turn::kReload || (texts == before && texts != last_texts_)) {
      TakeTexts(texts);
    }
    before = std::move(texts);
    turn = WaitForTurn();
  }
}

FileReloader::Turn FileReloader::WaitForTurn() {
  const auto is_told = [this] { return is_stopped_ || is_asked_; };
  std::unique_lock<std::mutex> lock(turn_mutex_);
  if (paths_.empty()) {
    turn_.wait(lock, is_told);
  } else {
    turn_.wait_for(lock, kLookInterval, is_told);
  }
  if (is_stopped_) return Turn::kStop;
  return std::exchange(is_asked_, false) ? Turn::kReload : Turn::kLook;
}

absl::StatusOr<FileReloader::Texts> FileReloader::ReadFor(Turn turn) {
  {
    const absl::MutexLock lock(&mutex_);
    reading_since_ = std::chrono::steady_clock::now();
  }
  absl::StatusOr<Texts> texts =
      turn == Turn::kReload ? Read(paths_) : ReadOnce(paths_);
  const absl::MutexLock lock(&mutex_);
  reading_since_ = std::nullopt;
  if (std::exchange(is_hung_, false)) last_texts_ = HungError();
  return texts;
}

void FileReloader::Reload() {
  {
    const std::lock_guard<std::mutex> lock(turn_mutex_);
    is_asked_ = true;
  }
  turn_.notify_all();
}

void FileReloader::TellIfHung() {
  const absl::MutexLock lock(&mutex_);
  if (!reading_since_.has_value() ||
      std::chrono::steady_clock::now() - *reading_since_ < kMaxReadTime) {
    return;
  }
  reading_since_ = std::nullopt;
  is_hung_ = true;
  Note(HungError());
}

Reloads FileReloader::reloads() const {
  const absl::MutexLock lock(&mutex_);
  return reloads_;
}

void FileReloader::TakeTexts(absl::StatusOr<Texts> texts) {
  last_texts_ = std::move(texts);
  const absl::StatusOr<std::string> taken =
      last_texts_.ok() ? take_(*last_texts_) : last_texts_.status();
  const absl::MutexLock lock(&mutex_);
  Note(taken);
  if (taken.ok()) in_force_ = *taken;
}

void FileReloader::Note(const absl::StatusOr<std::string>& taken) {
  ++(taken.ok() ? reloads_.succeeded : reloads_.failed);
  reloads_.last = {absl::Now(), std::string(taken.status().message())};
  if (taken.ok()) {
    reloads_.last_success = reloads_.last->at;
    Log(LogLevel::kInfo, absl::StrCat(names_.what, " reloaded"),
        {{names_.field, *taken}, {"was", in_force_}});
  } else {
    Log(LogLevel::kError,
        absl::StrCat(names_.what, " not reloaded, the last good one stays"),
        {{names_.field, in_force_}, {"error", taken.status().message()}});
  }
}

}  // namespace server
