"""The server and the load, as processes that end with their `with` block."""

import contextlib
import ctypes
import json
import os
import select
import signal
import socket
import subprocess
import time

_START_SECONDS = 60
_LISTENING = "listening on "


class Broken(Exception):
    """A promise that was not kept, for a person to read."""


class Program:
    """A process with lines on its stdout. It ends at the latest when this one does."""

    def __init__(self, name, command, errors, **options):
        self.name = name
        self._errors = errors
        with open(errors, "ab") as log:
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", *command], stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=log, **options)
        self._output = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()

    @property
    def pid(self):
        return self.process.pid

    def line(self, timeout):
        """The next line of its stdout, without the end of the line."""
        end = time.monotonic() + timeout
        while b"\n" not in self._output:
            left = max(0.0, end - time.monotonic())
            if not select.select([self.process.stdout], [], [], left)[0]:
                raise Broken(f"{self.name} said nothing for {timeout:.0f} s")
            data = os.read(self.process.stdout.fileno(), 1 << 16)
            if not data:
                raise Broken(f"{self.name} ended: {self.errors()}")
            self._output += data
        line, _, self._output = self._output.partition(b"\n")
        return line.decode(errors="replace")

    def errors(self):
        """The end of what it printed on stderr."""
        with open(self._errors, encoding="utf-8", errors="replace") as log:
            return log.read()[-600:].strip() or "it printed nothing"


class Server(Program):
    """The real server. `addresses` are what it listens on, in order of `listen`."""

    # Longer than the drain timeout, its default 10 s.
    STOP_SECONDS = 20

    def __init__(self, program, listen, flags, errors, prefix=(), environment=None):
        super().__init__("the server", [*prefix, program, f"--listen={listen}", *flags], errors,
                         env={**os.environ, **(environment or {})})
        try:
            self.addresses = []
            while len(self.addresses) < listen.count(",") + 1:
                line = self.line(_START_SECONDS)
                if line.startswith(_LISTENING):
                    self.addresses.append(line[len(_LISTENING):])
        except BaseException:
            self.__exit__()
            raise

    @property
    def address(self):
        return self.addresses[0]

    def peak_mib(self):
        """The most memory that it had so far."""
        with open(f"/proc/{self.pid}/status", encoding="utf-8") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) / 1024
        raise Broken("the server ended")

    def open_files(self):
        """How many file descriptors it has."""
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def stays_alive(self, seconds):
        """Waits so long, unless it ends: then it raises."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(max(seconds, 0))
        self.check_alive()

    def check_alive(self):
        status = self.process.poll()
        if status is not None:
            raise Broken(f"the server ended with status {status}: {self.errors()}")

    def stop(self):
        """Asks it to stop. It must, with status 0."""
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(self.STOP_SECONDS)
        except subprocess.TimeoutExpired:
            raise Broken(f"the server did not end {self.STOP_SECONDS} s after SIGTERM") from None
        if status != 0:
            raise Broken(f"the server ended with status {status}: {self.errors()}")


class Load(Program):
    """The well-behaved load. It has started once every connection had an answer."""

    # Longer than the patience of its calls.
    STOP_SECONDS = 45

    def __init__(self, program, cases, addresses, flags, errors):
        super().__init__("the load", [program, f"--servers={','.join(addresses)}",
                                      f"--cases={cases}", *flags], errors)
        try:
            self.line(_START_SECONDS)
        except BaseException:
            self.__exit__()
            raise

    def mark(self):
        """The fault has ended."""
        self.process.stdin.write(b"mark\n")
        self.process.stdin.flush()

    def recovery(self, timeout):
        """In seconds, from the mark to the next right answer, or 0 where they never
        stopped."""
        return json.loads(self.line(timeout))["recovered_ms"] / 1000

    def stop(self):
        """What became of its calls, by name."""
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        lines = [self.line(self.STOP_SECONDS)]
        # A right answer may have come after its mark that nobody waited for.
        while "calls" not in lines[-1]:
            lines.append(self.line(self.STOP_SECONDS))
        self.process.wait(self.STOP_SECONDS)
        return json.loads(lines[-1])


def can_mount():
    """Whether a process may have mounts of its own."""
    return subprocess.run(["unshare", "--mount", "true"], capture_output=True,
                          check=False).returncode == 0


def drop_what_comes(connected):
    """From now on this socket's system neither sees nor acknowledges anything that
    comes, as if the machine had been switched off. False where that is not allowed."""
    # A filter of one instruction, that takes 0 bytes of every packet.
    instruction = ctypes.create_string_buffer(b"\x06" + bytes(7), 8)
    program = ctypes.create_string_buffer(16)
    ctypes.c_ushort.from_buffer(program, 0).value = 1
    ctypes.c_void_p.from_buffer(program, 8).value = ctypes.addressof(instruction)
    so_attach_filter = 26
    try:
        connected.setsockopt(socket.SOL_SOCKET, so_attach_filter, program.raw)
    except PermissionError:
        return False
    return True
