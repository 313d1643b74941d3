#ifndef SERVER_LOG_SAME_FILE_H_
#define SERVER_LOG_SAME_FILE_H_

namespace server {

// Whether both are open, and of one file, pipe or device.
bool IsSameFile(int one, int other);

}  // namespace server

#endif  // SERVER_LOG_SAME_FILE_H_
