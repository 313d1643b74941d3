#!/usr/bin/env bash
#
# usage: python_test.sh NAME [FLAG...]
#
# Runs NAME.py of this folder with the flags, by Debian's Python, whatever else is on
# PATH, and with nothing from elsewhere.
set -euo pipefail
here="$(dirname "${BASH_SOURCE[0]}")"
PYTHONPATH="${here}:${here}/..:${here}/../stock_clients:${here}/../../deploy" \
  exec /usr/bin/python3 -B -P "${here}/$1.py" "${@:2}"
