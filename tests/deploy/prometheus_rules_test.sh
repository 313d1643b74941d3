#!/usr/bin/env bash
#
# Debian's packages for Python are for Debian's Python, whatever else is on PATH.
set -euo pipefail

here="$(dirname "${BASH_SOURCE[0]}")"
if ! command -v prometheus >/dev/null; then
  echo 'skipped: there is no prometheus, which tools/setup deploy installs' | tee /dev/stderr
  if [[ -n "${XML_OUTPUT_FILE:-}" ]]; then
    cat >"${XML_OUTPUT_FILE}" <<'XML'
<testsuites><testsuite name="prometheus_rules_test" tests="1">
<testcase name="prometheus_rules_test"><skipped/></testcase>
</testsuite></testsuites>
XML
  fi
  exit
fi
PYTHONPATH="${here}:${here}/../stock_clients" exec \
  /usr/bin/python3 -B -P "${here}/prometheus_rules_test.py" "$@"
