#!/usr/bin/env bash
#
# tools/port takes one release, and says what is wrong with other arguments.
set -euo pipefail

fail() {
  printf 'port_test: %s\n' "$1" >&2
  exit 1
}

# expect STATUS TEXT ARGUMENT...: it ends so, and says this.
expect() {
  local status="$1" text="$2" got=0
  shift 2
  tools/port "$@" >"${TEST_TMPDIR}/out" 2>&1 || got=$?
  ((got == status)) || fail "\`tools/port $*\` ends with ${got}, not ${status}"
  grep -qF "${text}" "${TEST_TMPDIR}/out" || fail "\`tools/port $*\` does not say: ${text}"
}

expect 0 'usage: tools/port [--keep] [--short] RELEASE' --help
expect 2 'usage: tools/port [--keep] [--short] RELEASE'
expect 2 'usage: tools/port [--keep] [--short] RELEASE' --keep
expect 2 'usage: tools/port [--keep] [--short] RELEASE' trixie bookworm
expect 2 'tools/port: there is no release buster' buster
