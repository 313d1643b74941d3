#include "server/log/same_file.h"

#include <sys/stat.h>

namespace server {

bool IsSameFile(int one, int other) {
  struct stat a = {};
  struct stat b = {};
  return fstat(one, &a) == 0 && fstat(other, &b) == 0 && a.st_dev == b.st_dev &&
         a.st_ino == b.st_ino;
}

}  // namespace server
