"""Clocks that jump."""

import datetime
import glob
import os
import threading
import time

from faults.fault import Fault
from faults.http2 import CHECK, Peer

_LIBRARY = "/usr/lib/*/faketime/libfaketimeMT.so.1"
_MINUTE, _HOUR, _DAY, _YEAR = 60, 3_600, 86_400, 31_536_000
# In turn, each against the real time.
_JUMPS = (_HOUR, -_HOUR, _DAY, 0, 10 * _YEAR, -20 * _YEAR)


def _with_faketime(scene):
    library = glob.glob(_LIBRARY)
    scene.require(library, f"there is no {_LIBRARY}; run tools/setup")
    _jump(scene, 0)
    # Nobody reads the decision log, so at its end the server waits for that, too.
    os.mkfifo(scene.path("decisions"))
    scene.flags.append(f"--decision_log={scene.path('decisions')}")
    # As when the time of day is set: the monotonic clock goes on.
    scene.environment = {"LD_PRELOAD": f"{scene.tools.futex_clock} {library[0]}",
                         "FAKETIME_DONT_FAKE_MONOTONIC": "1",
                         "FAKETIME_NO_CACHE": "1",
                         "FAKETIME_TIMESTAMP_FILE": scene.path("clock")}


def _jump(scene, seconds):
    with open(scene.path("next"), "w", encoding="ascii") as file:
        file.write(f"{seconds:+d}\n")
    os.replace(scene.path("next"), scene.path("clock"))


def _timestamp(seconds):
    now = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
    return now.strftime("%Y-%m-%dT%H:%M:%SZ")


def _follows(scene, jump):
    """Whether a message that was sent a minute ago, by the server's clock, may be
    edited, and one that was sent 10 minutes ago may not."""
    def allowed(sent_at):
        with Peer(scene.server.address) as peer:
            answer = peer.call(1, CHECK, scene.requests.edit(_timestamp(sent_at)))
            scene.require(answer.code == "OK", f"an edit got {answer.code} {answer.message}")
            return scene.requests.allowed(answer.response)
    return allowed(jump - _MINUTE) and not allowed(jump - 10 * _MINUTE)


def _set_back_while_ending(scene):
    """Sets the clock back by a day as soon as the server has been told to end."""
    told = threading.Event()

    def watch():
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not told.wait(0.01):
            with open(scene.path("server.log"), encoding="utf-8") as log:
                if '"message":"draining"' in log.read():
                    _jump(scene, -_DAY)
                    told.set()

    def require_told():
        scene.require(told.is_set(), "the clock was not set back while the server ended")

    threading.Thread(target=watch, daemon=True).start()
    scene.at_end(require_told)


def _jumps(scene):
    turn = 0

    def to(jump):
        _jump(scene, jump)
        scene.wait_until(lambda: _follows(scene, jump), f"the server's clock is {jump:+d} s ahead")

    while turn < len(_JUMPS) or scene.going_on():
        to(_JUMPS[turn % len(_JUMPS)])
        turn += 1
    # The end comes after a step back, when gRPC's timers are late, and before
    # another one.
    to(_DAY)
    to(0)
    _set_back_while_ending(scene)
    scene.note = f"{turn + 2:,} jumps"


FAULTS = [
    Fault("clock_jumps", "the time of day jumps by an hour, a day, ten years, to and fro; what "
          "depends on it follows, and SIGTERM ends the server, with a jump in its midst", _jumps, prepare=_with_faketime),
]
