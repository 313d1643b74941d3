// usage: run_seeds FOLDER
//
// Gives every file of the folder to the fuzz target that it is linked with,
// once.

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <string>
#include <system_error>
#include <vector>

#include "absl/status/statusor.h"
#include "base/read_file.h"
#include "tests/fuzz/target.h"

int main(int argc, char** argv) {
  const std::string folder = argc == 2 ? argv[1] : "";
  std::error_code error;
  std::vector<std::string> paths;
  for (const std::filesystem::directory_entry& entry :
       std::filesystem::directory_iterator(folder, error)) {
    paths.push_back(entry.path().string());
  }
  std::sort(paths.begin(), paths.end());
  for (const std::string& path : paths) {
    std::cout << path << std::endl;
    const absl::StatusOr<std::string> bytes = base::ReadFile(path);
    if (!bytes.ok()) {
      std::cerr << bytes.status().message() << "\n";
      return 1;
    }
    fuzz::RunTarget(*bytes);
  }
  if (paths.empty()) {
    std::cerr << "there is no seed in `" << folder << "`\n";
    return 1;
  }
  std::cout << paths.size() << " seeds\n";
  return 0;
}
