#!/usr/bin/env bash
#
# Runs the test that its first argument names. Debian's packages for Python are for
# Debian's Python, whatever else is on PATH.
set -euo pipefail

here="$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=tests/deploy/skip.sh
source "${here}/skip.sh"
test="$1"
command -v prometheus >/dev/null ||
  skip "${test}" 'there is no prometheus, which tools/setup deploy installs'
PYTHONPATH="${here}:${here}/../stock_clients" exec \
  /usr/bin/python3 -B -P "${here}/${test}.py" "${@:2}"
