// Lets libFuzzer change messages field by field. It would otherwise change
// bytes, and few of what it makes would still be messages.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <random>
#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "tests/fuzz/input_type.h"

// libFuzzer's: changes bytes in its own way, and returns how many there are
// then.
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size,
                                        std::size_t max_size);

namespace fuzz {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

class Mutator {
 public:
  explicit Mutator(unsigned int seed) : random_(seed) {}

  // Whether something happens that happens once in `count` times.
  bool OnceIn(int count) { return Below(count) == 0; }

  // Changes one field of the message or of one below it.
  void Change(Message& message) {
    const Descriptor& type = *message.GetDescriptor();
    if (type.field_count() == 0) return;
    const FieldDescriptor& field = *type.field(Below(type.field_count()));
    if (field.is_repeated()) {
      ChangeRepeated(message, field);
    } else if (message.GetReflection()->HasField(message, &field) &&
               OnceIn(4)) {
      message.GetReflection()->ClearField(&message, &field);
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      Change(*message.GetReflection()->MutableMessage(&message, &field));
    } else {
      SetScalar(message, field);
    }
  }

 private:
  int Below(int count) { return static_cast<int>(random_() % count); }

  template <typename List>
  auto OneOf(const List& list) {
    return list[Below(static_cast<int>(std::size(list)))];
  }

  // All repeated fields here are of messages.
  void ChangeRepeated(Message& message, const FieldDescriptor& field) {
    const Reflection& reflection = *message.GetReflection();
    const int size = reflection.FieldSize(message, &field);
    if (size > 0 && OnceIn(4)) {
      reflection.SwapElements(&message, &field, Below(size), size - 1);
      reflection.RemoveLast(&message, &field);
    } else if (size == 0 || OnceIn(4)) {
      Change(*reflection.AddMessage(&message, &field));
    } else {
      Change(*reflection.MutableRepeatedMessage(&message, &field, Below(size)));
    }
  }

  void SetScalar(Message& message, const FieldDescriptor& field) {
    const Reflection& reflection = *message.GetReflection();
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_BOOL:
        reflection.SetBool(&message, &field, OnceIn(2));
        break;
      case FieldDescriptor::CPPTYPE_ENUM:
        // Now and then one that the enum does not have.
        reflection.SetEnumValue(
            &message, &field,
            OnceIn(50) ? -1 : Below(field.enum_type()->value_count() + 1));
        break;
      case FieldDescriptor::CPPTYPE_INT32:
        reflection.SetInt32(&message, &field, static_cast<int>(Integer()));
        break;
      case FieldDescriptor::CPPTYPE_UINT32:
        reflection.SetUInt32(&message, &field,
                             static_cast<std::uint32_t>(Integer()));
        break;
      case FieldDescriptor::CPPTYPE_INT64:
        reflection.SetInt64(&message, &field, Integer());
        break;
      case FieldDescriptor::CPPTYPE_STRING:
        reflection.SetString(&message, &field, std::string(String()));
        break;
      default:
        // No message here has a field of another type.
        break;
    }
  }

  // Few, so that ids that should be equal often are.
  absl::string_view String() {
    constexpr absl::string_view kStrings[] = {"",   "a",  "b",
                                              "p1", "p2", "\xc3\xa9"};
    return OneOf(kStrings);
  }

  // Around the edges of limits and windows, from the time of most seeds.
  std::int64_t Integer() {
    constexpr std::int64_t kTime = 1'700'000'000;
    constexpr std::int64_t kIntegers[] = {
        0,
        1,
        99,
        100,
        1999,
        2000,
        2001,
        999'999'999,
        1'000'000'000,
        kTime - 301,
        kTime - 300,
        kTime - 299,
        kTime,
        kTime + 30,
        kTime + 31,
        -62'135'596'800,
        253'402'300'799,
        253'402'300'800,
        -1,
        std::numeric_limits<std::int64_t>::min(),
        std::numeric_limits<std::int64_t>::max()};
    return OneOf(kIntegers);
  }

  std::minstd_rand random_;
};

}  // namespace
}  // namespace fuzz

// libFuzzer's name. Writes over `data`, and returns how many bytes there are
// then.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data,
                                               std::size_t size,
                                               std::size_t max_size,
                                               unsigned int seed) {
  fuzz::Mutator mutator(seed);
  const std::unique_ptr<google::protobuf::Message> message(
      fuzz::InputType().New());
  if (mutator.OnceIn(10) ||
      !message->ParseFromArray(data, static_cast<int>(size))) {
    return LLVMFuzzerMutate(data, size, max_size);
  }
  do {
    mutator.Change(*message);
  } while (!mutator.OnceIn(3));
  const std::string bytes = message->SerializeAsString();
  if (bytes.size() > max_size) return LLVMFuzzerMutate(data, size, max_size);
  bytes.copy(reinterpret_cast<char*>(data), bytes.size());
  return bytes.size();
}
