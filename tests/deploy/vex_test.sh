#!/usr/bin/env bash
#
# By Debian's Python, with nothing from elsewhere.
set -euo pipefail
here="$(dirname "${BASH_SOURCE[0]}")"
PYTHONPATH="${here}/../../deploy:${here}/.." exec /usr/bin/python3 -B -P "${here}/vex_test.py" "$@"
