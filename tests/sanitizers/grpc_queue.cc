// Shows the order that gRPC's completion queues make to ThreadSanitizer.
//
// What a thread did before it asked for something to be done in a call comes
// before what is done by the thread that takes it from the queue as done. gRPC
// hands it over by atomics, in a library that is built without ThreadSanitizer.
// As with Abseil's locks, the functions here stand before those of the library,
// for its C++ side too.

#include <dlfcn.h>
#include <grpc/grpc.h>
#include <sanitizer/tsan_interface.h>

#include <cstddef>

extern "C" {

grpc_call_error grpc_call_start_batch(grpc_call* call, const grpc_op* ops,
                                      std::size_t count, void* tag,
                                      void* reserved) {
  static const auto kNext = reinterpret_cast<decltype(&grpc_call_start_batch)>(
      dlsym(RTLD_NEXT, "grpc_call_start_batch"));
  __tsan_release(tag);
  return kNext(call, ops, count, tag, reserved);
}

grpc_event grpc_completion_queue_next(grpc_completion_queue* queue,
                                      gpr_timespec deadline, void* reserved) {
  static const auto kNext =
      reinterpret_cast<decltype(&grpc_completion_queue_next)>(
          dlsym(RTLD_NEXT, "grpc_completion_queue_next"));
  const grpc_event event = kNext(queue, deadline, reserved);
  if (event.type == GRPC_OP_COMPLETE) __tsan_acquire(event.tag);
  return event;
}
}
