#!/usr/bin/env bash
#
# usage: go_programs_test.sh NAME PROGRAM... -- [FLAG...]
#
# Runs NAME.py of this folder with the flags, where deploy/go_bin has each of the
# programs; not everybody has a Go toolchain. Debian's packages for Python are for
# Debian's Python, whatever else is on PATH.
set -euo pipefail

here="$(dirname "${BASH_SOURCE[0]}")"
name="$1"
shift
while [[ "$1" != -- ]]; do
  if [[ ! -x "deploy/go_bin/$1" ]]; then
    printf 'skipped: there is no %s, which tools/setup deploy (or control_plane) builds by Go\n' "$1" | tee /dev/stderr
    if [[ -n "${XML_OUTPUT_FILE:-}" ]]; then
      cat >"${XML_OUTPUT_FILE}" <<XML
<testsuites><testsuite name="${name}" tests="1">
<testcase name="${name}"><skipped/></testcase>
</testsuite></testsuites>
XML
    fi
    exit
  fi
  shift
done
shift
PYTHONPATH="${here}:${here}/../stock_clients" exec /usr/bin/python3 -B -P "${here}/${name}.py" "$@"
