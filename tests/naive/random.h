// Random choices that are the same on every machine and in every run.

#ifndef TESTS_NAIVE_RANDOM_H_
#define TESTS_NAIVE_RANDOM_H_

#include <cstddef>
#include <cstdint>
#include <random>

namespace authz::naive {

class Random {
 public:
  explicit Random(std::uint64_t seed) : bits_(seed) {}

  // One of 0 to `count` - 1, each about as likely.
  std::size_t Below(std::size_t count) { return bits_() % count; }

  // True in about `percent` of a hundred calls.
  bool Chance(int percent) { return static_cast<int>(Below(100)) < percent; }

  template <typename List>
  const auto& OneOf(const List& list) {
    return list[static_cast<int>(Below(list.size()))];
  }

 private:
  std::mt19937_64 bits_;
};

}  // namespace authz::naive

#endif  // TESTS_NAIVE_RANDOM_H_
