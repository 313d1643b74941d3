#include "server/rpc/call_identity.h"

#include <grpc/grpc.h>
#include <grpc/support/alloc.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace server {
namespace {

constexpr std::size_t kMaxIdBytes = 128;
constexpr std::size_t kNewIdDigits = 15;
// The others hold the 64 bits of a counter.
constexpr std::size_t kProcessDigits = 2;

// A traceparent, with an `x` for each hexadecimal digit: the version, the ids
// of the trace and of the caller's span, and flags.
constexpr absl::string_view kTraceparentForm =
    "xx-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-xxxxxxxxxxxxxxxx-xx";
constexpr std::size_t kTraceBegin = 3;
constexpr std::size_t kTraceDigits = 32;
constexpr std::size_t kParentBegin = 36;
constexpr std::size_t kParentDigits = 16;

bool HasTraceparentForm(absl::string_view text) {
  return std::equal(text.begin(), text.end(), kTraceparentForm.begin(),
                    kTraceparentForm.end(), [](char c, char form) {
                      return form == 'x' ? absl::ascii_isdigit(c) ||
                                               ('a' <= c && c <= 'f')
                                         : c == form;
                    });
}

bool IsZero(absl::string_view digits) {
  return digits.find_first_not_of('0') == absl::string_view::npos;
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

// As much of a certificate's name as is logged.
constexpr std::size_t kMaxNameBytes = 256;

// A certificate may have any bytes.
std::string Printable(std::string text) {
  for (char& c : text) {
    if (!absl::ascii_isprint(c)) c = '?';
  }
  return text;
}

struct ReleaseContext {
  void operator()(grpc_auth_context* context) const {
    grpc_auth_context_release(context);
  }
};

struct FreeText {
  void operator()(char* text) const { gpr_free(text); }
};

std::string WithCertificate(absl::string_view name) {
  return absl::StrCat(
      "tls:", Printable(std::string(name.substr(0, kMaxNameBytes))),
      name.size() > kMaxNameBytes ? "…" : "");
}

}  // namespace

bool IsCallId(absl::string_view text) {
  return !text.empty() && text.size() <= kMaxIdBytes &&
         std::all_of(text.begin(), text.end(), absl::ascii_isgraph);
}

absl::string_view CheckedTraceparent(absl::string_view text) {
  const absl::string_view head = text.substr(0, kTraceparentForm.size());
  const absl::string_view rest = text.substr(head.size());
  const bool is_one = HasTraceparentForm(head) &&
                      !absl::StartsWith(head, "ff") &&
                      !IsZero(head.substr(kTraceBegin, kTraceDigits)) &&
                      !IsZero(head.substr(kParentBegin, kParentDigits));
  // Versions to come may have more, after a dash.
  const bool ends_well = rest.empty() || (!absl::StartsWith(head, "00") &&
                                          absl::StartsWith(rest, "-"));
  return is_one && ends_well ? head : "";
}

std::string NewCallId() {
  // Of this process, and counted up by all of its threads: no two ids of a
  // process are the same, and those of others hardly ever.
  static const std::uint64_t kProcess = RandomBits();
  static std::atomic<std::uint64_t> next = RandomBits();
  std::string id(kNewIdDigits, '0');
  char* const counted = id.data() + kProcessDigits;
  WriteDigits(kProcess, id.data(), counted);
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

std::string CallerOf(grpc::ServerContext& call) {
  // Not ServerContext::auth_context, which makes an object of it for each call.
  grpc_call* const core = call.c_call();
  const std::unique_ptr<grpc_auth_context, ReleaseContext> peer(
      core == nullptr ? nullptr : grpc_call_auth_context(core));
  if (peer != nullptr &&
      grpc_auth_context_peer_is_authenticated(peer.get()) != 0) {
    return CallerOf(peer.get());
  }
  // Nor ServerContext::peer, which makes a string of it for each call.
  const std::unique_ptr<char, FreeText> text(
      core == nullptr ? nullptr : grpc_call_get_peer(core));
  const absl::string_view address = text == nullptr ? "" : text.get();
  if (address.empty()) return "unknown";
  // Any path that follows is one that the client chose.
  if (absl::StartsWith(address, "unix")) return "unix";
  // A URI, in which the brackets of IPv6 are escaped.
  if (absl::StartsWith(address, "ipv6")) {
    return absl::StrReplaceAll(address, {{"%5B", "["}, {"%5D", "]"}});
  }
  return std::string(address);
}

std::string CallerOf(const grpc_auth_context* peer) {
  grpc_auth_property_iterator names = grpc_auth_context_peer_identity(peer);
  const grpc_auth_property* name = grpc_auth_property_iterator_next(&names);
  if (name == nullptr) return "unknown";
  return WithCertificate({name->value, name->value_length});
}

}  // namespace server
