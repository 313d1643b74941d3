#!/usr/bin/env bash
#
# With the modules that are declared, and Debian's Python, as bench/run does.
set -euo pipefail

here="$(dirname "${BASH_SOURCE[0]}")"
PYTHONPATH="bench" exec /usr/bin/python3 -B -P "${here}/measure_test.py" "$@"
