#include "server/resources/thread_name.h"

#include <pthread.h>

namespace server {

void NameThisThread(const char* name) {
  pthread_setname_np(pthread_self(), name);
}

}  // namespace server
