#!/usr/bin/env bash
#
# As stock_clients_test.sh.
set -euo pipefail

here="$(dirname "${BASH_SOURCE[0]}")"
PYTHONPATH="${here}" exec /usr/bin/python3 -B -P "${here}/retries_test.py" "$@"
