#include "server/rpc/call_id.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <random>

#include "absl/strings/ascii.h"

namespace server {
namespace {

constexpr std::size_t kMaxIdBytes = 128;
constexpr std::size_t kNewIdDigits = 15;
// The others hold the 64 bits of a counter.
constexpr std::size_t kProcessDigits = 2;

// Of "00-TRACE-PARENT-FLAGS".
constexpr std::size_t kVersionDigits = 2;
constexpr std::size_t kTraceBegin = 3;
constexpr std::size_t kTraceDigits = 32;
constexpr std::size_t kParentBegin = 36;
constexpr std::size_t kParentDigits = 16;
constexpr std::size_t kFlagsBegin = 53;
constexpr std::size_t kTraceparentBytes = 55;

bool IsHex(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isdigit(c) || ('a' <= c && c <= 'f');
  });
}

// An id of zeros only is none.
bool IsHexId(absl::string_view text) {
  return IsHex(text) && text.find_first_not_of('0') != absl::string_view::npos;
}

std::uint64_t RandomBits() {
  std::random_device device;
  return (std::uint64_t{device()} << 32U) | device();
}

// Fills the digits with the lowest bits of `number`, five each.
void WriteDigits(std::uint64_t number, char* begin, char* end) {
  constexpr absl::string_view kDigits = "0123456789abcdefghijklmnopqrstuv";
  constexpr unsigned kBits = 5;
  while (end != begin) {
    *--end = kDigits[number % kDigits.size()];
    number >>= kBits;
  }
}

}  // namespace

bool IsCallId(absl::string_view text) {
  return !text.empty() && text.size() <= kMaxIdBytes &&
         std::all_of(text.begin(), text.end(), absl::ascii_isgraph);
}

absl::string_view CheckedTraceparent(absl::string_view text) {
  if (text.size() < kTraceparentBytes) return "";
  const absl::string_view rest = text.substr(kTraceparentBytes);
  text = text.substr(0, kTraceparentBytes);
  const absl::string_view version = text.substr(0, kVersionDigits);
  // Versions to come may have more, after a dash.
  const bool ends_well =
      rest.empty() || (version != "00" && rest.front() == '-');
  const bool is_one = ends_well && IsHex(version) && version != "ff" &&
                      text[kTraceBegin - 1] == '-' &&
                      text[kParentBegin - 1] == '-' &&
                      text[kFlagsBegin - 1] == '-' &&
                      IsHexId(text.substr(kTraceBegin, kTraceDigits)) &&
                      IsHexId(text.substr(kParentBegin, kParentDigits)) &&
                      IsHex(text.substr(kFlagsBegin));
  return is_one ? text : "";
}

std::string NewCallId() {
  // Of this process, and counted up by all of its threads: no two ids of a
  // process are the same, and those of others hardly ever.
  static const std::uint64_t process = RandomBits();
  static std::atomic<std::uint64_t> next = RandomBits();
  std::string id(kNewIdDigits, '0');
  char* const counted = id.data() + kProcessDigits;
  WriteDigits(process, id.data(), counted);
  WriteDigits(next.fetch_add(1, std::memory_order_relaxed), counted,
              id.data() + id.size());
  return id;
}

absl::string_view MetadataOf(const grpc::ServerContext& call,
                             absl::string_view key) {
  absl::string_view found;
  int count = 0;
  // The map is small, and to go through it takes less than to search it.
  for (const auto& [name, value] : call.client_metadata()) {
    if (absl::string_view(name.data(), name.size()) != key) continue;
    found = {value.data(), value.size()};
    ++count;
  }
  return count == 1 ? found : "";
}

std::string SendCallIdBack(grpc::ServerContext& call) {
  const absl::string_view given = MetadataOf(call, kCallIdKey);
  std::string id = IsCallId(given) ? std::string(given) : NewCallId();
  call.AddTrailingMetadata(kCallIdKey, id);
  return id;
}

}  // namespace server
