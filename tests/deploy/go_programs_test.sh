#!/usr/bin/env bash
#
# usage: go_programs_test.sh NAME PROGRAM... -- [FLAG...]
#
# Runs NAME.py of this folder with the flags, where deploy/go_bin has each of the
# programs; not everybody has a Go toolchain. Debian's packages for Python are for
# Debian's Python, whatever else is on PATH.
set -euo pipefail

here="$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=tests/deploy/skip.sh
source "${here}/skip.sh"
name="$1"
shift
while [[ "$1" != -- ]]; do
  [[ -x "deploy/go_bin/$1" ]] ||
    skip "${name}" "there is no $1, which tools/setup deploy (or control_plane) builds by Go"
  shift
done
shift
PYTHONPATH="${here}:${here}/../stock_clients" exec /usr/bin/python3 -B -P "${here}/${name}.py" "$@"
