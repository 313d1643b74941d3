#include "server/log/call_id.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <random>

#include "absl/strings/ascii.h"

namespace server {
namespace {

constexpr std::size_t kMostIdBytes = 128;
constexpr std::size_t kNewIdDigits = 15;

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

std::mt19937_64 Seeded() {
  std::random_device device;
  std::seed_seq seed = {device(), device(), device(), device()};
  return std::mt19937_64(seed);
}

}  // namespace

bool IsCallId(absl::string_view text) {
  return !text.empty() && text.size() <= kMostIdBytes &&
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
  constexpr absl::string_view kDigits = "0123456789abcdefghijklmnopqrstuv";
  constexpr unsigned kBits = 5;
  // Of 64 bits, so that two numbers are enough.
  constexpr std::size_t kDigitsOfOne = 12;
  thread_local std::mt19937_64 numbers = Seeded();
  std::string id(kNewIdDigits, '0');
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < id.size(); ++i) {
    if (i == 0 || i == kDigitsOfOne) bits = numbers();
    id[i] = kDigits[bits % kDigits.size()];
    bits >>= kBits;
  }
  return id;
}

absl::string_view MetadataOf(const grpc::ServerContext& call, const char* key) {
  const auto& metadata = call.client_metadata();
  const auto [begin, end] = metadata.equal_range(key);
  if (begin == end || std::next(begin) != end) return "";
  return {begin->second.data(), begin->second.size()};
}

std::string SendCallIdBack(grpc::ServerContext& call) {
  const absl::string_view given = MetadataOf(call, kCallIdKey);
  std::string id = IsCallId(given) ? std::string(given) : NewCallId();
  call.AddTrailingMetadata(kCallIdKey, id);
  return id;
}

}  // namespace server
