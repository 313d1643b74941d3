#!/usr/bin/env bash
#
# usage: boot_system.sh GROUP FOLDER
#
# Boots this machine's Debian by systemd, in namespaces of its own: its /etc, /usr and
# list of packages, of which changes are kept in memory, and nothing else of the
# machine. GROUP is an empty cgroup2 folder for its processes. FOLDER/shared is its
# /mnt; systemd tells the socket there, `notify`, that it has booted. Needs root. Ends
# with 3 where this machine does not let it.
set -euo pipefail
PATH+=:/usr/sbin:/sbin

# The second time around, in the namespaces.
if [[ "$1" != --inside ]]; then
  echo 0 >"$1/cgroup.procs"
  exec unshare --mount --propagation=private --uts --ipc --net --pid --cgroup --fork \
    --kill-child bash "$0" --inside "$2"
fi
folder="$2"
trap 'exit 3' ERR

root="${folder}/root"
mkdir "${root}"
mount -t tmpfs -o mode=755 tmpfs "${root}"
cd "${root}"
mkdir -p dev etc home mnt opt proc root run srv sys tmp usr var/{cache,log,tmp,lib/dpkg} changes
chmod 1777 tmp var/tmp
ln -s /run var/run
for link in /bin /sbin /lib*; do
  cp --no-dereference "${link}" .
done
for path in etc usr var/lib/dpkg; do
  change="changes/${path//\//_}"
  mkdir -p "${change}"/{upper,work}
  mount -t overlay -o "lowerdir=/${path},upperdir=${change}/upper,workdir=${change}/work" overlay "${path}"
done
# What this machine runs, mounts and forbids is not for the system; and kill, which the
# least of Debian does not have.
: >etc/fstab
rm -f usr/sbin/policy-rc.d usr/bin/kill
mount -t tmpfs -o mode=755 tmpfs etc/systemd/system

mount -t proc proc proc
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs run
mount -t tmpfs -o mode=755 tmpfs dev
for device in full null random tty urandom zero; do
  : >"dev/${device}"
  mount --bind "/dev/${device}" "dev/${device}"
done
mkdir dev/pts dev/shm run/old
mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
mount --bind "${folder}/shared" mnt
pivot_root . run/old
cd /
umount --lazy /run/old
rmdir /run/old
exec env -i container=namespaces NOTIFY_SOCKET=/mnt/notify PATH=/usr/sbin:/usr/bin:/sbin:/bin \
  /lib/systemd/systemd --unit=basic.target
