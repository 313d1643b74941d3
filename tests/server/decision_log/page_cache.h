// What the system keeps of a file in memory.

#ifndef TESTS_SERVER_DECISION_LOG_PAGE_CACHE_H_
#define TESTS_SERVER_DECISION_LOG_PAGE_CACHE_H_

#include <cstddef>
#include <string>

namespace server {

// How much of a file is in the system's cache, in whole pages.
std::size_t CachedBytes(const std::string& path);

// Whether a file can be written past the cache: not where that is all there is,
// as in memory, nor where the file system doesn't do it.
bool CanDoDirectIo(const std::string& path);

}  // namespace server

#endif  // TESTS_SERVER_DECISION_LOG_PAGE_CACHE_H_
