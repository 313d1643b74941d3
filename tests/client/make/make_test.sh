#!/usr/bin/env bash
#
# A caller without Bazel builds the C++ client by its Makefile, links it, and asks
# a server.
set -euo pipefail

fail() {
  printf 'make_test: %s\n' "$1" >&2
  exit 1
}

readonly out="${TEST_TMPDIR}/client"
! make -C client/cc >"${TEST_TMPDIR}/error" 2>&1 || fail 'it builds into no folder'
grep -qF 'OUT=FOLDER' "${TEST_TMPDIR}/error" || fail 'it does not ask for a folder'

make -C client/cc "OUT=${out}" CXXFLAGS=-O0
mapfile -d ' ' -t libraries < <(pkg-config --cflags --libs grpc++ protobuf absl_synchronization | tr -d '\n')
g++ -std=c++17 -I. "-I${out}" -o "${out}/caller" tests/client/make/caller.cc \
  "${out}/libauthz_client.a" "${libraries[@]}"

coproc server { exec server/authz_server --listen=127.0.0.1:0; }
# shellcheck disable=SC2154
trap 'kill "${server_PID}"' EXIT
read -r line <&"${server[0]}"
[[ "${line}" == 'listening on '* ]] || fail "the server says: ${line}"
answers="$("${out}/caller" "${line#listening on }" | tr '\n' ' ')"
[[ "${answers}" == 'allowed REASON_NOT_A_PARTICIPANT ' ]] || fail "the answers are: ${answers}"
