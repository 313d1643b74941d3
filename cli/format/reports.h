// Makes the reports of the commands that read policies, the messages of
// output.proto, and formats them as text.

#ifndef CLI_FORMAT_REPORTS_H_
#define CLI_FORMAT_REPORTS_H_

#include <string>

#include "absl/types/span.h"
#include "authz/analysis/difference.h"
#include "authz/analysis/guardrails.h"
#include "authz/analysis/matrix.h"
#include "authz/analysis/proof.h"
#include "authz/policy/policy.h"
#include "authz/policy_tests/coverage.h"
#include "authz/text/issue.h"
#include "cli/format/style.h"
#include "cli/output.pb.h"

namespace cli {

namespace message = ::conversations::authz::cli;

// `matrix` is of `policy`. As text: the settings, the table, a legend, and the
// further requirements by action.
message::PermissionMatrix MatrixToProto(const authz::CompiledPolicy& policy,
                                        const authz::Matrix& matrix);
std::string FormatMatrix(const message::PermissionMatrix& matrix,
                         const Style& style);

// Adds the file and its issues to the report. As text: as compilers write it,
// and a line that counts.
void AddLintedFile(const std::string& path,
                   absl::Span<const authz::Issue> issues,
                   message::LintReport& report);
std::string FormatLint(const message::LintReport& report, const Style& style);

// `breaches` are those that FindBreaches returned for `policy` and
// `guardrails`.
message::Verification VerificationToProto(
    const authz::CompiledPolicy& policy,
    absl::Span<const authz::Guardrail> guardrails,
    absl::Span<const authz::Breach> breaches);
std::string FormatVerification(const message::Verification& verification,
                               const Style& style);

// `differences` are those that FindDifferences returned for the two policies.
message::PolicyDifference DifferenceToProto(
    const authz::CompiledPolicy& old_policy,
    const authz::CompiledPolicy& new_policy,
    absl::Span<const authz::ActionDifference> differences);
std::string FormatDifference(const message::PolicyDifference& difference,
                             const Style& style);

// Every case that failed with what differs and how its decision came about, or
// where none did, every file; and last a line of "3 passed, 1 failed".
std::string FormatTestReport(const message::TestReport& report,
                             const Style& style);

// What is wrong with a case that failed: what differs, a line each, and how the
// decision came about.
std::string FormatFailedCase(const message::TestedCase& tested,
                             const Style& style);

// The report in JUnit's XML, which continuous integration systems read: a suite
// for each file. A document in UTF-8; characters that XML cannot carry are
// written as escapes, such as "\x1b". No times: deciding takes none to speak
// of.
std::string FormatJunit(const message::TestReport& report);

// `coverage` is of `policy`. As text: a line for each rule and one for the
// facts, then all that is not covered.
message::PolicyCoverage CoverageToProto(const authz::CompiledPolicy& policy,
                                        const authz::Coverage& coverage);
std::string FormatCoverage(const message::PolicyCoverage& coverage,
                           const Style& style);

}  // namespace cli

#endif  // CLI_FORMAT_REPORTS_H_
