#!/usr/bin/env bash
#
# Runs node_test.py where what a node makes is the test's own, and ends with it: network,
# mounts, processes, control groups. What the kubelet would set in the kernel of all is
# hidden from it by files that say it is set.
set -euo pipefail

here="$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=tests/deploy/skip.sh
source "${here}/skip.sh"
PATH+=:/usr/sbin:/sbin
for program in containerd ctr runc catatonit dnsmasq ip /usr/lib/cni/bridge \
  deploy/go_bin/{server,kube-apiserver,kube-controller-manager,kube-scheduler,kubelet,kubectl}; do
  command -v "${program}" >/dev/null ||
    skip node_test "there is no ${program}, which tools/setup control_plane installs or builds"
done
own=(unshare --mount --net --pid --fork --kill-child --mount-proc)
"${own[@]}" true 2>/dev/null || skip node_test 'it takes root'

# In each hierarchy, where there are several.
readonly group="authz_node_test_$$"
groups=(/sys/fs/cgroup/"${group}")
if [[ ! -e /sys/fs/cgroup/cgroup.controllers ]]; then
  groups=(/sys/fs/cgroup/{blkio,cpu,cpuacct,cpuset,devices,freezer,memory,pids,systemd}/"${group}")
fi
remove_groups() {
  find /sys/fs/cgroup -depth -path "*/${group}*" -type d -exec rmdir {} + 2>/dev/null || true
}
trap remove_groups EXIT
mkdir -p "${groups[@]}" 2>/dev/null || skip node_test 'it takes control groups of its own'

# shellcheck disable=SC2016
PYTHONPATH="${here}:${here}/../stock_clients:${here}/../faults" "${own[@]}" bash -c '
  set -euo pipefail
  folder="$1"
  shift
  mkdir "${folder}"/{lib,settings}
  ip link set lo up
  mount --bind "${folder}/lib" /var/lib
  mount -t tmpfs tmpfs /run
  mount -t tmpfs tmpfs /var/log
  while read -r name value; do
    printf "%s\n" "${value}" >"${folder}/settings/${name##*/}"
    mount --bind "${folder}/settings/${name##*/}" "/proc/sys/${name}"
  done <<END
vm/overcommit_memory 1
vm/panic_on_oom 0
kernel/panic 10
kernel/panic_on_oops 1
kernel/keys/root_maxkeys 1000000
kernel/keys/root_maxbytes 25000000
END
  exec /usr/bin/python3 -B -P "$@"
' - "$(mktemp -d -p "${TEST_TMPDIR}")" "${here}/node_test.py" "--control_group=/${group}" "$@"
