#!/usr/bin/env bash
#
# docs/policy.md is current, and tools/docs tells and mends one that is not.
# Backticks are text here.
# shellcheck disable=SC2016
set -euo pipefail

fail() {
  printf 'docs_test: %s\n' "$1" >&2
  exit 1
}

tools/docs --check || fail 'docs/policy.md is not current'

# A tree of its own, so that it may write.
tree="${TEST_TMPDIR}/tree"
mkdir -p "${tree}/tools" "${tree}/docs" "${tree}/cli"
cp tools/docs "${tree}/tools/docs"
cp cli/authz "${tree}/cli/authz"
page="${tree}/docs/policy.md"

# edit SCRIPT: makes the page of the tree the current one, changed by sed.
edit() {
  sed "$1" docs/policy.md >"${page}"
  ! cmp -s docs/policy.md "${page}" || fail "\`$1\` changes nothing"
}

# expect_error TEXT ARGUMENT...: tools/docs fails and says so.
expect_error() {
  local text="$1"
  shift
  ! "${tree}/tools/docs" "$@" >"${TEST_TMPDIR}/out" 2>&1 || fail "it does not find: ${text}"
  grep -qF "${text}" "${TEST_TMPDIR}/out" || fail "it does not say: ${text}"
}

edit 's/`SCOPE_MISMATCH`/`TOOL_DISABLED`/'
expect_error 'docs/policy.md is not what the policy says, see above. Run tools/docs' --check
expect_error '+| scope | | scope_consistent | `SCOPE_MISMATCH` |' --check
"${tree}/tools/docs"
cmp docs/policy.md "${page}" || fail 'it does not mend the page'

edit '/^<!-- begin Limits/,/^<!-- end Limits/d'
expect_error 'section `Limits` is missing'
edit 's/^<!-- begin Limits/<!-- begin Limit/'
expect_error 'there is no section `Limit`'
edit '/^<!-- end Limits/d'
expect_error '`<!-- end Limits -->` is missing'
