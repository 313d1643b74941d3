#!/usr/bin/env bash
#
# usage: debian_program_test.sh PROGRAM NAME [FLAG...]
#
# Runs NAME.py with the flags, where there is the program, which a package of
# deploy/packages.txt has. Debian's packages for Python are for Debian's Python,
# whatever else is on PATH.
set -euo pipefail

here="$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=tests/deploy/skip.sh
source "${here}/skip.sh"
program="$1" name="$2"
PATH+=:/usr/sbin
command -v "${program}" >/dev/null ||
  skip "${name}" "there is no ${program}, which tools/setup deploy installs"
PYTHONPATH="${here}:${here}/../stock_clients:${here}/../faults" exec \
  /usr/bin/python3 -B -P "${here}/${name}.py" "${@:3}"
