"""Replicas that die."""

import signal
import time

from faults.fault import Fault

_REPLICAS = 3


def _three(scene):
    scene.replicas = _REPLICAS
    scene.listen = "127.0.0.1:0"
    scene.load_flags += ["--replicas", "--connections=6"]


def _end_one_after_the_other(number, status):
    def inject(scene):
        turn = 0
        while scene.going_on():
            old = scene.servers[turn % _REPLICAS]
            scene.note_memory(old)
            files = old.open_files()
            old.process.send_signal(number)
            ended_with = old.process.wait(old.STOP_SECONDS)
            scene.require(ended_with == status, f"a replica ended with {ended_with}")
            new = scene.start_server(old.address)
            scene.note_recovery(scene.recover_anew(new, time.monotonic(), 10))
            scene.servers[turn % _REPLICAS] = new
            turn += 1
            scene.wait_until(lambda new=new, files=files: new.open_files() >= files,
                             "the load has found the replica again")
        scene.note = f"{turn} times"
    return inject


FAULTS = [
    Fault("replica_killed", "SIGKILL of one of three replicas, again and again, under a client that "
          "retries what is UNAVAILABLE", _end_one_after_the_other(signal.SIGKILL, -signal.SIGKILL),
          prepare=_three),
    Fault("replica_stopped", "the same with SIGTERM",
          _end_one_after_the_other(signal.SIGTERM, 0), prepare=_three),
]
