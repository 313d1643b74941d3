#!/usr/bin/env bash
#
# usage: instructions_test.sh PROGRAM BOUNDS
#
# Counts the instructions of each case of PROGRAM (//bench:count_instructions)
# and compares them with those that BOUNDS (bench/instructions.txt) allows.
set -euo pipefail

readonly program="$1" bounds="$2"
failed=0

# instructions CASE TIMES: how many one run of the case takes.
instructions() {
  local log="${TEST_TMPDIR}/$1.log"
  valgrind --tool=callgrind --callgrind-out-file=/dev/null --collect-atstart=no \
    --toggle-collect='*Measured*' --log-file="${log}" "${program}" "$1" "$2" >&2
  sed -nE 's/.* Collected : ([0-9]+)$/\1/p' "${log}" | awk -v times="$2" '{ printf "%d\n", $1 / times }'
}

while read -r name times bound; do
  if [[ -z "${name}" || "${name}" == '#'* ]]; then
    continue
  fi
  count="$(instructions "${name}" "${times}")"
  printf '%s: %s instructions, at most %s\n' "${name}" "${count:-none}" "${bound}"
  if [[ -z "${count}" ]] || ((count == 0 || count > bound)); then
    failed=$((failed + 1))
  fi
done <"${bounds}"

if ((failed > 0)); then
  printf '%d of the cases take more than bench/instructions.txt allows\n' "${failed}"
fi
((failed == 0))
