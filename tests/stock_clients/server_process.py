"""The real server, as a process of the test."""

import signal
import subprocess


class ServerProcess:
    """Runs until stop(). `address` is where it listens, "127.0.0.1:PORT"."""

    _LISTENING = "listening on "

    def __init__(self, program):
        self._process = subprocess.Popen(
            [program, "--listen=127.0.0.1:0"], stdout=subprocess.PIPE, text=True)
        line = self._process.stdout.readline()
        if not line.startswith(self._LISTENING):
            self._process.kill()
            raise RuntimeError(f"the server printed {line!r}, see its errors above")
        self.address = line[len(self._LISTENING):].strip()

    def stop(self):
        """Asks the server to stop. Returns its exit status."""
        self._process.send_signal(signal.SIGTERM)
        self._process.communicate()
        return self._process.returncode
