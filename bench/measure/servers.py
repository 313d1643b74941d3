"""The servers that are measured, as processes on loopback."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import time

from measure import machine

_LIBC = ctypes.CDLL(None, use_errno=True)
_START_SECONDS = 30
AUTHZ = "conversations.authz.v1.AuthorizationService"
CERBOS = "cerbos.svc.v1.CerbosService"


# Twice as many as a run has, since those of the run before may still be closing.
MAX_CONNECTIONS = "--max_connections=2000"


class Failed(Exception):
    """What could not be measured, for a person to read."""


def free_port():
    """A port of 127.0.0.1 that nobody has just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A process that serves on `tcp`, "127.0.0.1:PORT", and for ours on `unix` too,
    "unix:PATH". Ends, by its process id, with its `with` block."""

    def __init__(self, name, command, folder, tcp, unix=None, cwd=None, environment=None):
        self.name = name
        self.tcp = tcp
        self.unix = unix
        self._log_path = os.path.join(folder, f"{name}.log")
        with open(self._log_path, "ab") as log:
            self.started = time.monotonic()
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=cwd,
                env={**os.environ, **(environment or {})}, start_new_session=True)

    def __enter__(self):
        try:
            self.wait_until_it_listens()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def address(self, transport):
        return self.unix if transport == "unix" else self.tcp

    @property
    def pid(self):
        return self._process.pid

    def wait_until_it_listens(self):
        host, port = self.tcp.split(":")
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise Failed(f"{self.name} ended with status {self._process.returncode}: {self._log()}")
            with contextlib.suppress(OSError), socket.create_connection((host, int(port)), 1):
                return
            time.sleep(0.0005)
        raise Failed(f"{self.name} does not listen on {self.tcp} after {_START_SECONDS} s: {self._log()}")

    def _log(self):
        with open(self._log_path, encoding="utf-8", errors="replace") as log:
            return log.read()[-2000:].strip() or "it printed nothing"

    def cpu_seconds(self):
        """CPU time of all its threads so far, user and system."""
        if self._process.poll() is not None:
            raise Failed(f"{self.name} ended with status {self._process.returncode}: {self._log()}")
        # To the nanosecond, where /proc has hundredths of a second.
        clock = ctypes.c_int()
        if _LIBC.clock_getcpuclockid(self.pid, ctypes.byref(clock)):
            raise Failed(f"{self.name}: no CPU clock of process {self.pid}")
        return time.clock_gettime(clock.value)

    def _memory_mib(self, name):
        return int(machine.field(f"/proc/{self.pid}/status", name).split()[0]) / 1024

    def rss_mib(self):
        return self._memory_mib("VmRSS")

    def peak_rss_mib(self):
        return self._memory_mib("VmHWM")

    def send_signal(self, number):
        self._process.send_signal(number)


class Servers:
    """Starts servers. `folder` is for their sockets and logs, `bodies` has what
    write_bodies wrote."""

    def __init__(self, folder, bodies):
        self._folder = folder
        self._bodies = bodies
        self._count = 0

    def _listen(self):
        self._count += 1
        return (f"127.0.0.1:{free_port()}",
                "unix:" + os.path.join(self._folder, f"{self._count}.sock"))

    def path(self, name):
        """Where a server may write a file of that name."""
        return os.path.join(self._folder, name)

    def authz(self, *flags, program=os.path.join(machine.ROOT, "bazel-bin/server/authz_server")):
        tcp, unix = self._listen()
        return Server("authz_server", [program, f"--listen={tcp},{unix}", MAX_CONNECTIONS, *flags],
                      self._folder, tcp, unix)

    def nothing(self, batch="batch_1000", what="messages"):
        """Parses each request, and serializes what our server answers to the bodies
        of these names; with `bytes` it does neither, and is the transport alone."""
        tcp, unix = self._listen()
        return Server(f"nothing_server-{what}", [
            os.path.join(machine.ROOT, "bazel-bin/bench/nothing_server"), what,
            os.path.join(self._bodies, "view.answer"),
            os.path.join(self._bodies, f"{batch}.answer"),
            f"--listen={tcp},{unix}", MAX_CONNECTIONS], self._folder, tcp, unix)

    def cerbos(self):
        tcp, unix = self._listen()
        return Server("cerbos", [
            machine.CERBOS, "server", "--config=config.yaml", "--log-level=error",
            f"--set=server.grpcListenAddr={tcp}",
            f"--set=server.httpListenAddr={unix}"], self._folder, tcp,
            cwd=os.path.join(machine.ROOT, "bench/cerbos"),
            environment={"CERBOS_NO_TELEMETRY": "1"})
