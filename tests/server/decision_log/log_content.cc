#include "tests/server/decision_log/log_content.h"

#include <lz4frame.h>

#include <cstddef>

#include "absl/strings/match.h"
#include "base/read_file.h"

namespace server {

std::string BytesOf(const std::string& path) {
  return base::ReadFile(path).value_or("");
}

std::optional<std::string> Decompressed(absl::string_view frames) {
  constexpr std::size_t kPieceBytes = std::size_t{1} << 20U;
  LZ4F_dctx* context = nullptr;
  if (LZ4F_isError(LZ4F_createDecompressionContext(&context, LZ4F_VERSION)) !=
      0) {
    return std::nullopt;
  }
  std::string text;
  std::string piece(kPieceBytes, '\0');
  // What a frame needs yet.
  std::size_t wanted = 0;
  while (!frames.empty() && LZ4F_isError(wanted) == 0) {
    std::size_t taken = frames.size();
    std::size_t made = piece.size();
    wanted = LZ4F_decompress(context, piece.data(), &made, frames.data(),
                             &taken, nullptr);
    frames.remove_prefix(taken);
    text.append(piece, 0, made);
  }
  LZ4F_freeDecompressionContext(context);
  if (wanted != 0) return std::nullopt;
  return text;
}

std::string ContentOf(const std::string& path) {
  std::string bytes = BytesOf(path);
  if (!absl::EndsWith(path, ".lz4")) return bytes;
  return Decompressed(bytes).value_or("");
}

}  // namespace server
