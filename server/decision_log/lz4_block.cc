#include "server/decision_log/lz4_block.h"

namespace server {

void Lz4Block::Grow(std::size_t bytes) {
  // Not for every line.
  constexpr std::size_t kLeast = 4'096;
  const auto written = static_cast<std::size_t>(at_ - to_.data());
  const auto token = static_cast<std::size_t>(token_ - to_.data());
  to_.Truncate(written);
  at_ = to_.Extend(std::max(bytes, kLeast));
  end_ = to_.data() + to_.size();
  token_ = to_.data() + token;
}

void Lz4Block::End() {
  at_ = EndText(0);
  to_.Truncate(static_cast<std::size_t>(at_ - to_.data()));
}

}  // namespace server
