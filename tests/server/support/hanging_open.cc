// Makes a file hang as one of a network file system does that does not answer:
// where this is preloaded, open(2) of PATH waits for as long as there is a file
// PATH.hangs. Says so on stderr, "PATH hangs".

#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstdarg>
#include <cstdio>
#include <string>

extern "C" int open(const char* path, int flags, ...) {
  using Open = int (*)(const char*, int, ...);
  static const auto kReal = reinterpret_cast<Open>(dlsym(RTLD_NEXT, "open"));
  std::va_list arguments;
  va_start(arguments, flags);
  const mode_t mode =
      (flags & O_CREAT) != 0 ? va_arg(arguments, mode_t) : mode_t{0};
  va_end(arguments);
  const std::string marker = std::string(path) + ".hangs";
  constexpr useconds_t kBetweenLooks = 1'000;
  if (access(marker.c_str(), F_OK) == 0) dprintf(2, "%s hangs\n", path);
  while (access(marker.c_str(), F_OK) == 0) usleep(kBetweenLooks);
  return kReal(path, flags, mode);
}
