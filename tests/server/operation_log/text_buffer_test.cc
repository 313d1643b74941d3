#include "server/operation_log/text_buffer.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>

#include "gtest/gtest.h"

namespace server {
namespace {

TEST(TextBufferTest, IsEmptyAtFirst) {
  TextBuffer buffer;
  EXPECT_EQ(buffer.text(), "");
  buffer += "";
  EXPECT_EQ(buffer.text(), "");
  EXPECT_EQ(buffer.capacity(), 0);
}

TEST(TextBufferTest, KeepsAllThatWasAppended) {
  TextBuffer buffer;
  std::string expected;
  for (int i = 0; i < 10'000; ++i) {
    const std::string piece(i % 100, static_cast<char>('a' + i % 26));
    buffer += piece;
    buffer += '|';
    expected += piece + '|';
  }
  EXPECT_EQ(buffer.text(), expected);
}

TEST(TextBufferTest, OnePieceMayBeLargerThanAllBefore) {
  TextBuffer buffer;
  buffer += "before";
  const std::string huge(1'000'000, 'h');
  buffer += huge;
  EXPECT_EQ(buffer.text(), "before" + huge);
}

TEST(TextBufferTest, WhatIsExtendedIsWrittenByTheCaller) {
  TextBuffer buffer;
  buffer += "one ";
  std::memcpy(buffer.Extend(3), "two", 3);
  EXPECT_EQ(buffer.text(), "one two");
  buffer.data()[0] = 'O';
  EXPECT_EQ(buffer.text(), "One two");
}

TEST(TextBufferTest, ItsMemoryIsUsedAgain) {
  TextBuffer buffer;
  buffer += std::string(5'000, 'x');
  const std::size_t capacity = buffer.capacity();
  EXPECT_GE(capacity, 5'000);
  buffer.Truncate(2);
  EXPECT_EQ(buffer.text(), "xx");
  buffer += "y";
  EXPECT_EQ(buffer.text(), "xxy");
  EXPECT_EQ(buffer.capacity(), capacity);
}

TEST(TextBufferTest, MuchTextBeginsWithAPage) {
  TextBuffer buffer;
  for (const int size : {4'096, 100'000, 2'000'000, 5'000'000}) {
    buffer += std::string(size - buffer.size(), 'x');
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(buffer.data()) % 4'096, 0)
        << size;
  }
}

TEST(TextBufferTest, MovesWithItsMemory) {
  TextBuffer from;
  from += "text";
  TextBuffer to(std::move(from));
  EXPECT_EQ(to.text(), "text");
  TextBuffer other;
  other += "other";
  other.swap(to);
  EXPECT_EQ(other.text(), "text");
  EXPECT_EQ(to.text(), "other");
}

}  // namespace
}  // namespace server
