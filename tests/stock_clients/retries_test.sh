#!/usr/bin/env bash
#
# usage: retries_test.sh NAME [FLAG...] -- CLIENT...
#
# Runs retries_test.py as a test of that name. Not everybody has the client in Go.
# Otherwise as stock_clients_test.sh.
set -euo pipefail

here="$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=tests/deploy/skip.sh
source "${here}/../deploy/skip.sh"
name="$1"
shift
client=deploy/go_bin/calls_go
if [[ "${!#}" == "${client}" && ! -x "${client}" ]]; then
  skip "${name}" "there is no calls_go, which tools/setup deploy builds by Go"
fi
PYTHONPATH="${here}" exec /usr/bin/python3 -B -P "${here}/retries_test.py" "$@"
