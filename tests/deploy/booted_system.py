"""A system that systemd has booted, in namespaces of its own: see boot_system.sh."""

import os
import pathlib
import signal
import socket
import subprocess
import tempfile

from skipping import skip

TIMEOUT_SECONDS = 60
BOOT = pathlib.Path(__file__).parent / "boot_system.sh"


def _groups():
    """Where cgroup2 is mounted."""
    with open("/proc/self/mounts", encoding="utf-8") as file:
        mounts = [line.split() for line in file]
    return next((mount[1] for mount in mounts if mount[2] == "cgroup2"), None)


class BootedSystem:
    """Runs until stop(). Raises unittest.SkipTest where it cannot be had.

    `shared` is a folder that it has as /mnt, and `enter` begins a command that runs in it."""

    def __init__(self, folder):
        groups = _groups()
        for reason, holds in (("it takes root", os.geteuid() != 0),
                              ("there is no systemd, run tools/setup deploy",
                               not os.path.exists("/lib/systemd/systemd")),
                              ("there is no cgroup2 file system", groups is None)):
            if holds:
                skip(reason)
        self.shared = pathlib.Path(folder, "shared")
        self.shared.mkdir()
        self._group = pathlib.Path(tempfile.mkdtemp(prefix="authz_system.", dir=groups))
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told, \
                open(f"{folder}/console", "w+", encoding="utf-8") as console:
            told.bind(str(self.shared / "notify"))
            told.settimeout(1)
            self._process = subprocess.Popen(["bash", BOOT, self._group, folder],
                                             stdin=subprocess.DEVNULL, stdout=console, stderr=console)
            self._wait_until_booted(told, console)
        self.enter = ["nsenter", f"--target={self._init()}", "--mount", "--uts", "--ipc", "--net",
                      "--pid", "--cgroup", "--", "env", "--ignore-environment",
                      "PATH=/usr/sbin:/usr/bin:/sbin:/bin"]

    def _wait_until_booted(self, told, console):
        for _ in range(TIMEOUT_SECONDS):
            try:
                if b"READY=1" in told.recv(4096).split(b"\n"):
                    return
            except TimeoutError:
                if self._process.poll() is not None:
                    break
        ended = self._process.poll()
        self.stop()
        console.seek(0)
        said = console.read().strip()
        if ended is None:
            raise AssertionError(f"systemd has not booted within {TIMEOUT_SECONDS} s: {said}")
        skip(f"systemd cannot boot here: {said}")

    def _init(self):
        """The system's first process, as this machine numbers it."""
        pid = self._process.pid
        return int(pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8"))

    def run(self, *command, status=0):
        """What a command in it prints. Fails where it ends with another status."""
        ran = subprocess.run([*self.enter, *command], capture_output=True, text=True, check=False,
                             timeout=TIMEOUT_SECONDS)
        if ran.returncode != status:
            raise AssertionError(f"{' '.join(command)}: {ran.returncode}\n{ran.stdout}{ran.stderr}")
        return ran.stdout + ran.stderr

    def stop(self):
        """Ends it with all its processes."""
        if self._process.poll() is None:
            os.kill(self._init(), signal.SIGKILL)
        self._process.wait(TIMEOUT_SECONDS)
        for folder, _, _ in os.walk(self._group, topdown=False):
            os.rmdir(folder)
