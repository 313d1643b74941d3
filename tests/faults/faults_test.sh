#!/usr/bin/env bash
#
# tools/faults, or another module of it, with the programs that are declared, and
# Debian's Python.
set -euo pipefail

PYTHONPATH="tests" exec /usr/bin/python3 -B -P -m "$@"
