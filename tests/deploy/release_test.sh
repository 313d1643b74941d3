#!/usr/bin/env bash
#
# usage: release_test.sh VERSION_FILE CHANGELOG FILE...
#
# Every file that has the version has that of VERSION: the changelog in its first
# heading, a chart in two fields, and manifests and values in the image's tag.
set -euo pipefail

version="$(cat "$1")"
changelog="$2"
shift 2
failed=0

# expect FILE PATTERN...: each pattern, with the version for @, is in the file.
expect() {
  local file="$1" pattern
  shift
  for pattern in "$@"; do
    if ! grep -qE -- "${pattern//@/${version//./\\.}}" "${file}"; then
      printf '%s: has no version %s, as VERSION says: %s\n' "${file}" "${version}" "${pattern}" >&2
      failed=1
    fi
  done
}

heading="$(grep -m 1 '^## ' "${changelog}")"
if [[ "${heading}" != "## ${version} "* ]]; then
  printf 'the first heading of CHANGELOG.md is "%s", and not of %s\n' "${heading}" "${version}" >&2
  failed=1
fi
for file in "$@"; do
  case "${file}" in
    */Chart.yaml) expect "${file}" '^version: "?@"?$' '^appVersion: "?@"?$' ;;
    */sidecar.yaml) expect "${file}" 'image: conversations-authz:@-local$' ;;
    *) expect "${file}" 'image: conversations-authz:@$' ;;
  esac
done
exit "${failed}"
