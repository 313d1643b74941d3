"""A program that calls at a rate, such as calls.py."""

import json
import subprocess


class Calling:
    """A program that calls at a rate until end()."""

    def __init__(self, command):
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                         text=True)

    def wait(self, what):
        """Waits for calls that are `begun` or `answered`, and that began after this."""
        self._process.stdin.write(what + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if line != what + "\n":
            raise AssertionError(f"the client printed {line!r}, see its errors above")

    def end(self):
        """How many calls ended with each status."""
        return json.loads(self._process.communicate()[0])
