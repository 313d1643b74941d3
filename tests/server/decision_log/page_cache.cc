#include "tests/server/decision_log/page_cache.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

namespace server {

std::size_t CachedBytes(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat status = {};
  if (fd < 0 || fstat(fd, &status) != 0 || status.st_size == 0) return 0;
  const auto size = static_cast<std::size_t>(status.st_size);
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  std::vector<unsigned char> cached((size + page - 1) / page);
  void* const mapped = mmap(nullptr, size, PROT_READ, MAP_SHARED, fd, 0);
  mincore(mapped, size, cached.data());
  munmap(mapped, size);
  close(fd);
  return page * static_cast<std::size_t>(std::count_if(
                    cached.begin(), cached.end(),
                    [](unsigned char bits) { return (bits & 1U) != 0; }));
}

bool CanDoDirectIo(const std::string& path) {
  struct statfs status = {};
  const int fd = open(path.c_str(), O_RDWR | O_DIRECT | O_CLOEXEC);
  const bool is_on_disk =
      fd >= 0 && fstatfs(fd, &status) == 0 && status.f_type != TMPFS_MAGIC;
  if (fd >= 0) close(fd);
  return is_on_disk;
}

}  // namespace server
