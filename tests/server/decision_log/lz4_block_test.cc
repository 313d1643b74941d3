#include "server/decision_log/lz4_block.h"

#include <lz4.h>

#include <cstddef>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/operation_log/text_buffer.h"

namespace server {
namespace {

// By the library; "" where it can't.
std::string Decompressed(absl::string_view block, std::size_t size) {
  std::string text(size + 1, '\0');
  const int written = LZ4_decompress_safe(block.data(), text.data(),
                                          static_cast<int>(block.size()),
                                          static_cast<int>(text.size()));
  text.resize(written < 0 ? 0 : written);
  return text;
}

std::string SomeText(std::size_t size, unsigned seed) {
  std::minstd_rand numbers(seed);
  std::string text;
  for (std::size_t i = 0; i < size; ++i) {
    text += static_cast<char>('a' + numbers() % 26);
  }
  return text;
}

TEST(Lz4BlockTest, TextStaysAsItIs) {
  for (const std::size_t size : {0, 1, 14, 15, 16, 269, 270, 271, 524, 525, 526,
                                 4'000, 5'000, 100'000}) {
    const std::string text = SomeText(size, 1);
    TextBuffer buffer;
    Lz4Block block(buffer);
    block.Reserve(size);
    block.Text(text);
    EXPECT_EQ(block.size(), size);
    block.End();
    EXPECT_EQ(Decompressed(buffer.text(), size), text) << size;
  }
}

// Sizes at which one more byte is needed to say them.
TEST(Lz4BlockTest, WhatRepeatsComesAgain) {
  for (const std::size_t size :
       {4, 5, 18, 19, 20, 273, 274, 275, 528, 529, 530, 30'000, 65'535}) {
    const std::string text = SomeText(Lz4Block::kMostBack, 2);
    TextBuffer buffer;
    Lz4Block block(buffer);
    block.Reserve(text.size());
    block.Text(text);
    block.Repeat(text.size(), size);
    block.Reserve(20);
    block.Text("and the end of it.");
    block.End();
    const std::string all =
        absl::StrCat(text, text.substr(0, size), "and the end of it.");
    EXPECT_EQ(Decompressed(buffer.text(), all.size()), all) << size;
    EXPECT_LT(buffer.size(), text.size() + 1'000);
  }
}

// Where its memory was too little, in the midst of a sequence.
TEST(Lz4BlockTest, GrowsAsItIsWritten) {
  std::minstd_rand numbers(3);
  TextBuffer buffer;
  buffer += "before";
  Lz4Block block(buffer);
  std::string all;
  while (all.size() < 1'000'000) {
    const std::string text = SomeText(numbers() % 600, numbers());
    block.Reserve(text.size() + 1);
    for (const bool is_last : {false, true}) {
      const std::size_t back = 1 + numbers() % 60'000;
      const std::size_t size = 4 + numbers() % 3'000;
      if (back <= all.size()) {
        block.Repeat(back, size);
        for (std::size_t i = 0; i < size; ++i) all += all[all.size() - back];
      }
      block.Text(is_last ? text : ".");
      all += is_last ? text : ".";
    }
  }
  block.Reserve(20);
  block.Text("and the end of it.");
  all += "and the end of it.";
  EXPECT_EQ(block.size(), all.size());
  block.End();
  EXPECT_EQ(Decompressed(buffer.text().substr(6), all.size()), all);
}

}  // namespace
}  // namespace server
