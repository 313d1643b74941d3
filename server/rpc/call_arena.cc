#include "server/rpc/call_arena.h"

#include <algorithm>
#include <cstdint>

namespace server {
namespace {

constexpr std::size_t kMinKeptBytes = std::size_t{16} * 1024;
// Enough for a batch of 10,000 small checks. What a call needs beyond it goes
// back to the heap at its end.
constexpr std::size_t kMaxKeptBytes = std::size_t{4} * 1024 * 1024;
constexpr std::size_t kMaxBlockBytes = std::size_t{256} * 1024;

}  // namespace

// Not make_unique, which fills memory with zeros and so touches every page.
CallArena::CallArena()
    : kept_bytes_(kMinKeptBytes), kept_(new char[kMinKeptBytes]) {
  Begin();
}

void CallArena::Begin() {
  google::protobuf::ArenaOptions options;
  options.initial_block = kept_.get();
  options.initial_block_size = kept_bytes_;
  options.max_block_size = kMaxBlockBytes;
  arena_ = std::make_unique<google::protobuf::Arena>(options);
}

void CallArena::Reset() {
  const std::uint64_t used = arena_->SpaceAllocated();
  if (used <= kept_bytes_ || kept_bytes_ == kMaxKeptBytes) {
    arena_->Reset();
    return;
  }
  arena_.reset();
  while (kept_bytes_ < std::min<std::uint64_t>(used, kMaxKeptBytes)) {
    kept_bytes_ *= 2;
  }
  kept_.reset();
  kept_.reset(new char[kept_bytes_]);
  Begin();
}

}  // namespace server
