#!/usr/bin/env bash
#
# The two programs are Go's, and not everybody has a Go toolchain.
set -euo pipefail

here="$(dirname "${BASH_SOURCE[0]}")"
for program in grpcurl grpc-health-probe; do
  if [[ ! -x "deploy/go_bin/${program}" ]]; then
    printf 'skipped: there is no %s, which tools/setup deploy builds by Go\n' "${program}" | tee /dev/stderr
    if [[ -n "${XML_OUTPUT_FILE:-}" ]]; then
      cat >"${XML_OUTPUT_FILE}" <<'XML'
<testsuites><testsuite name="grpcurl_test" tests="1">
<testcase name="grpcurl_test"><skipped/></testcase>
</testsuite></testsuites>
XML
    fi
    exit
  fi
done
PYTHONPATH="${here}:${here}/../stock_clients" exec \
  /usr/bin/python3 -B -P "${here}/grpcurl_test.py" "$@"
