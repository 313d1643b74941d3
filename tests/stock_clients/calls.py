"""Calls at a rate by gRPC for Python, over a channel that a page says how to make.

usage: calls.py TARGET SERVICE_CONFIG SNIPPET

SNIPPET is a file that defines `connect(target, service_config)`. A line on standard
input is a word, `begun` or `answered`, that comes back on standard output once so
many more calls have. At the end of the input it prints how many calls ended with
each status, as JSON.
"""

import collections
import json
import sys
import threading
import time

import grpc

RATE = 200  # Calls a second.
LARGE_EVERY = 20
# Calls that are waited for.
ENOUGH = {"begun": 60, "answered": 100}
PATIENCE = 60  # Seconds.

METHOD = "/conversations.authz.v1.AuthorizationService/Check"

# A Company Admin configures the tool, which is allowed.
CHECK = b"\x0a\x05\x0a\x01a\x10\x01\x10\x0f"
# In a project with an id of 300,000 bytes: larger than the 256 KiB that gRPC keeps by
# default to try a request again.
LARGE_CHECK = CHECK + b"\x1a\xe0\xa7\x12" + b"x" * 300_000


def connector(snippet, library=grpc):
    """The function `connect` that a page's block of code defines, by gRPC."""
    names = {"grpc": library}
    exec(compile(snippet, "snippet", "exec"), names)  # pylint: disable=exec-used
    return names["connect"]


def status(call):
    """How a call ended."""
    is_ok = call.code() == grpc.StatusCode.OK
    return "OK" if is_ok else f"{call.code().name}: {call.details()}"


class Calls:
    """The calls, and what became of them.

    `ask(number)` gives the request of a call, and the function that says how it ended:
    "OK" where well. `deadline` is in seconds.
    """

    def __init__(self, channel, ask, deadline):
        self._call = channel.unary_unary(METHOD)
        self._ask = ask
        self._deadline = deadline
        self._changed = threading.Condition()
        self._begun = 0
        self._ended = collections.Counter()
        # Of the calls that began after what is waited for was asked for.
        self._mark = 0
        self._late = collections.Counter()
        self._ending = False

    def run(self):
        """Begins calls until it is told to end."""
        begin = time.monotonic()
        while not self._ending:
            self._begin()
            # The pace, whatever becomes of the calls.
            time.sleep(max(begin + self._begun / RATE - time.monotonic(), 0))

    def wait(self, what):
        """Returns once enough calls that are yet to begin are what it says."""
        with self._changed:
            self._mark = self._begun
            self._late.clear()
            if not self._changed.wait_for(lambda: self._late[what] >= ENOUGH[what], PATIENCE):
                raise TimeoutError(f"too few calls were {what}, of all: {dict(self._ended)}")

    def end(self):
        """How many calls ended in which way, once all have."""
        self._ending = True
        with self._changed:
            self._changed.wait_for(lambda: sum(self._ended.values()) == self._begun)
            return self._ended

    def _begin(self):
        with self._changed:
            self._begun += 1
            number = self._begun
            self._late["begun"] += 1
            self._changed.notify_all()
        request, judge = self._ask(number)
        call = self._call.future(request, timeout=self._deadline)
        call.add_done_callback(lambda call: self._end(judge(call), number))

    def _end(self, outcome, number):
        with self._changed:
            self._ended[outcome] += 1
            self._late["answered"] += outcome == "OK" and number > self._mark
            self._changed.notify_all()


def main():
    target, service_config, snippet = sys.argv[1:]
    with open(snippet, encoding="utf-8") as file:
        connect = connector(file.read())
    calls = Calls(connect(target, service_config),
                  lambda number: (CHECK if number % LARGE_EVERY else LARGE_CHECK, status),
                  deadline=10)
    runner = threading.Thread(target=calls.run, daemon=True)
    runner.start()
    for line in sys.stdin:
        calls.wait(line.strip())
        print(line, end="", flush=True)
    ended = calls.end()
    runner.join()
    print(json.dumps(ended))


if __name__ == "__main__":
    main()
