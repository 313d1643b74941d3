#!/usr/bin/env bash
#
# By Debian's Python, with nothing from elsewhere.
set -euo pipefail
exec /usr/bin/python3 -B -P "$(dirname "${BASH_SOURCE[0]}")/deb_test.py" "$@"
