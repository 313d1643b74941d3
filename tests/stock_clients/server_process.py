"""The real server, as a process of the test."""

import signal
import subprocess


class ServerProcess:
    """Runs until stop() or kill(). `address` is where it listens, "127.0.0.1:PORT"
    unless `listen` says otherwise. `errors` is a file for what it prints on stderr;
    `prefix` is a command that runs it."""

    _LISTENING = "listening on "

    def __init__(self, program, listen="127.0.0.1:0", flags=(), errors=None,
                 prefix=()):
        self._process = subprocess.Popen(
            [*prefix, program, f"--listen={listen}", *flags], stdout=subprocess.PIPE, stderr=errors,
            text=True)
        line = self._process.stdout.readline()
        if not line.startswith(self._LISTENING):
            self._process.kill()
            raise RuntimeError(f"the server printed {line!r}, see its errors above")
        self.address = line[len(self._LISTENING):].strip()

    def send(self, number):
        """Sends it a signal."""
        self._process.send_signal(number)

    def kill(self):
        """Ends the server without a word."""
        self._process.kill()
        self._process.communicate()

    def stop(self):
        """Asks the server to stop. Returns its exit status."""
        self._process.send_signal(signal.SIGTERM)
        self._process.communicate()
        return self._process.returncode
