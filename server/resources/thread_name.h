// Sets the name of a thread, which `top -H` and /proc show.

#ifndef SERVER_RESOURCES_THREAD_NAME_H_
#define SERVER_RESOURCES_THREAD_NAME_H_

namespace server {

// Names the thread that calls it. At most 15 characters.
void NameThisThread(const char* name);

}  // namespace server

#endif  // SERVER_RESOURCES_THREAD_NAME_H_
