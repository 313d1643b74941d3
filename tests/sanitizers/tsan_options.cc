// The options of ThreadSanitizer, in every program and whatever its
// environment.
//
// gRPC, Protobuf and Abseil are Debian's, built without it. It sees none of
// what they do to memory and none of the orders that their atomics make, but
// what they call: malloc and free, pthread's functions, memcpy and the like.
// Taken for their own, the last would look like races between threads that the
// libraries order by atomics, so ignore_noninstrumented_modules leaves those
// calls out. Orders by absl::Mutex are told by absl_mutex.cc, those by gRPC's
// queues by grpc_queue.cc.
//
// So it finds a race where both sides are in the code that is compiled here:
// ours, generated code, and what is in headers, such as std::shared_ptr,
// repeated fields and flat hash maps. It does not find one where a side is
// inside a library, such as two threads that parse into one message.

extern "C" {
// NOLINTNEXTLINE(readability-identifier-naming): ThreadSanitizer's name.
const char* __tsan_default_options();
}

// The server ends without the checks that a program ends with, so the first
// race ends it. A test may start it without PATH, so the symbolizer's path is
// told. No program waits a second at its end for races to come.
const char* __tsan_default_options() {
  return "halt_on_error=1:ignore_noninstrumented_modules=1:atexit_sleep_ms=0:"
         "external_symbolizer_path=/usr/bin/llvm-symbolizer";
}
