"""Runs a fault, and tells whether its promise was kept."""

import dataclasses
import signal
import tempfile
import time

from faults.fault import Fault
from faults.http2 import NoAnswer, Silence
from faults.programs import Broken
from faults.requests import Requests
from faults.scene import Scene

# What a fault takes at most besides its seconds, whatever the server does.
_MAX_SECONDS = 120
# For a server that is later than was promised, so as to say how late.
_LATE_SECONDS = 4


@dataclasses.dataclass(frozen=True)
class Tools:
    """The programs, and what they read."""
    server: str
    load: str
    cases: str
    policy: str
    futex_clock: str
    requests: Requests


@dataclasses.dataclass
class Row:
    """What became of a fault."""
    fault: Fault
    calls: int
    wrong: int
    wrong_allows: int
    failed: dict
    longest_gap: float
    recovery: float
    memory: float
    # Why the promise was not kept. Empty where it was.
    broken: list
    # How it was done, where that depends on the machine.
    note: str
    seconds: float


def _alarm(*_):
    raise Broken("it took too long and was given up")


def _inject(scene, fault):
    if fault.prepare:
        fault.prepare(scene)
    scene.start_servers()
    with scene.load() as load:
        scene.begin()
        fault.inject(scene)
        ended = time.monotonic()
        load.mark()
        scene.note_recovery(load.recovery(fault.promise.recovery + _LATE_SECONDS))
        for server in scene.servers:
            scene.note_recovery(
                scene.recover_anew(server, ended, fault.promise.recovery + _LATE_SECONDS))
    for server in scene.servers:
        server.check_alive()
        scene.note_memory(server)
        server.stop()


def _breaches(scene, fault):
    """The promises that all faults make, and were not kept."""
    promise = fault.promise
    breaches = list(scene.broken)
    if scene.wrong:
        breaches.append(f"{scene.wrong} answers were wrong, {scene.wrong_allows} of them allow")
    for code, count in scene.failed.items():
        if code not in promise.refusals:
            breaches.append(f"{count} calls failed with {code}")
    if scene.recovery > promise.recovery:
        breaches.append(f"it took {scene.recovery:.1f} s to serve again")
    if promise.memory is not None and scene.memory > promise.memory:
        breaches.append(f"it took {scene.memory:.0f} MiB of memory")
    return breaches


def run(tools, fault, seconds):
    """Returns its row."""
    begun = time.monotonic()
    signal.signal(signal.SIGALRM, _alarm)
    with tempfile.TemporaryDirectory(prefix="authz-faults-") as folder:
        signal.alarm(int(seconds) + _MAX_SECONDS)
        scene = Scene(tools, fault, seconds, folder)
        try:
            with scene:
                _inject(scene, fault)
        except (Broken, NoAnswer, Silence, OSError) as error:
            scene.broken.append(str(error) or type(error).__name__)
        finally:
            signal.alarm(0)
    return Row(fault, scene.calls, scene.wrong, scene.wrong_allows, dict(scene.failed),
               scene.longest_gap, scene.recovery, scene.memory, _breaches(scene, fault),
               scene.note, time.monotonic() - begun)
