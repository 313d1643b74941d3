// usage: write_corpus_seeds FOLDER CASES...
//
// Writes one request of the cases for each action that is allowed and for each
// reason to deny, as bytes, to FOLDER/allowed_ACTION and FOLDER/REASON.

#include <fstream>
#include <iostream>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "cli/case_files.h"
#include "conversations/authz/v1/authorization_service.pb.h"

namespace {

namespace v1 = ::conversations::authz::v1;

std::string NameOf(const authz::TestCase& test_case) {
  const v1::CheckResponse& expect = test_case.expect;
  return absl::AsciiStrToLower(
      expect.allowed()
          ? absl::StrCat(
                "allowed_",
                absl::StripPrefix(v1::Action_Name(test_case.request.action()),
                                  "ACTION_"))
          : absl::StripPrefix(v1::Reason_Name(expect.reason()), "REASON_"));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  const std::string folder = argv[1];
  const auto files =
      cli::ReadCaseFiles(std::vector<std::string>(argv + 2, argv + argc));
  if (!files.ok()) {
    std::cerr << files.status().message() << "\n";
    return 1;
  }
  std::set<std::string> written;
  for (const cli::CaseFile& file : *files) {
    for (const authz::TestCase& test_case : file.cases) {
      // A cell of a table has no reason.
      if (test_case.expects_only_allowed) continue;
      const std::string name = NameOf(test_case);
      if (!written.insert(name).second) continue;
      std::ofstream seed(absl::StrCat(folder, "/", name), std::ios::binary);
      seed << test_case.request.SerializeAsString() << std::flush;
      if (!seed) return 1;
    }
  }
  return 0;
}
