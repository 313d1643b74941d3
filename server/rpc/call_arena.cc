#include "server/rpc/call_arena.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace server {
namespace {

using google::protobuf::ArenaOptions;

constexpr std::size_t kFirstBytes = std::size_t{16} * 1024;
// Enough for a batch of 10,000 small checks. What a call needs beyond it goes
// back to the heap at its end.
constexpr std::size_t kMostBytes = std::size_t{4} * 1024 * 1024;
constexpr std::size_t kBlockBytes = std::size_t{256} * 1024;

// What a thread keeps from call to call.
struct Kept {
  std::size_t bytes = kFirstBytes;
  // Not filled with zeros, which would touch every page.
  std::unique_ptr<char[]> block{new char[kFirstBytes]};
};

Kept& KeptByThread() {
  thread_local Kept kept;
  return kept;
}

ArenaOptions OptionsOfThread() {
  const Kept& kept = KeptByThread();
  ArenaOptions options;
  options.initial_block = kept.block.get();
  options.initial_block_size = kept.bytes;
  options.max_block_size = kBlockBytes;
  return options;
}

}  // namespace

CallArena::CallArena() : arena_(OptionsOfThread()) {}

CallArena::~CallArena() {
  const std::uint64_t used = arena_->SpaceAllocated();
  arena_.reset();
  Kept& kept = KeptByThread();
  if (used <= kept.bytes || kept.bytes == kMostBytes) return;
  while (kept.bytes < std::min<std::uint64_t>(used, kMostBytes)) {
    kept.bytes *= 2;
  }
  kept.block.reset();
  kept.block.reset(new char[kept.bytes]);
}

}  // namespace server
