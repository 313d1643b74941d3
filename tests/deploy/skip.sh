#!/usr/bin/env bash
#
# Sourced by tests that need programs from elsewhere.

# skip TEST REASON: tells Bazel's report and whoever reads that it is skipped, and ends it.
skip() {
  printf 'skipped: %s\n' "$2" | tee /dev/stderr
  if [[ -n "${XML_OUTPUT_FILE:-}" ]]; then
    cat >"${XML_OUTPUT_FILE}" <<XML
<testsuites><testsuite name="$1" tests="1">
<testcase name="$1"><skipped/></testcase>
</testsuite></testsuites>
XML
  fi
  exit
}
