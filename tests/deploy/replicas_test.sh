#!/usr/bin/env bash
#
# Debian's packages for Python are for Debian's Python, whatever else is on PATH. The
# network is the test's own, and ends with it, as all its processes do.
set -euo pipefail

here="$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=tests/deploy/skip.sh
source "${here}/skip.sh"
PATH+=:/usr/sbin:/sbin
for program in dnsmasq ip tc; do
  command -v "${program}" >/dev/null ||
    skip replicas_test "there is no ${program}, which tools/setup deploy installs"
done
own=(unshare --map-root-user --mount --net --pid --fork --kill-child)
"${own[@]}" true 2>/dev/null || skip replicas_test 'it takes root, or a system that lets users have namespaces'
PYTHONPATH="${here}:${here}/../stock_clients" exec "${own[@]}" bash -c \
  'mount -t tmpfs tmpfs /run && exec /usr/bin/python3 -B -P "$@"' - "${here}/replicas_test.py" "$@"
