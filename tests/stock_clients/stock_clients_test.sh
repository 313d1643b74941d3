#!/usr/bin/env bash
#
# Debian's gRPC for Python is for Debian's Python, whatever else is on PATH. The
# modules are the declared ones: -P keeps the folder behind the links out.
set -euo pipefail

here="$(dirname "${BASH_SOURCE[0]}")"
PYTHONPATH="${here}" exec /usr/bin/python3 -B -P "${here}/stock_clients_test.py" "$@"
