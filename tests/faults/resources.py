"""Memory and file descriptors that run out."""

import contextlib
import os
import resource
import select

from faults.connections import HELLO, wait_until_closed
from faults.fault import SHORT_OF_MEMORY, Fault, Promise
from faults.http2 import BATCH_CHECK, connect, whole_call


def _memory_cap(scene):
    """Clients that together send more than may be read."""
    with scene.load(["--batches=5000,10000", "--batch_share=100", "--connections=16",
                     "--rate=100000"]):
        scene.wait_until_over()


def _few_files(scene):
    """Takes the file descriptors away that the server could have had."""
    def limit(count):
        hard = resource.prlimit(scene.server.pid, resource.RLIMIT_NOFILE)[1]
        resource.prlimit(scene.server.pid, resource.RLIMIT_NOFILE, (count, hard))

    def lowest_free():
        taken = {int(name) for name in os.listdir(f"/proc/{scene.server.pid}/fd")}
        return min(set(range(len(taken) + 1)) - taken)

    before = resource.prlimit(scene.server.pid, resource.RLIMIT_NOFILE)[0]
    baseline = scene.server.open_files()
    waiting = []
    with contextlib.ExitStack() as peers:
        while True:
            limit(lowest_free())
            for _ in range(20):
                waiting.append(peers.enter_context(connect(scene.server.address)))
                waiting[-1].sendall(HELLO + whole_call(1, BATCH_CHECK, scene.requests.batch(2)))
            # No answer can come.
            quiet = not select.select(waiting, [], [], 0.3)[0]
            scene.require(quiet, "a connection was accepted without a file descriptor")
            limit(before)
            # All of them are accepted now, and answered.
            for peer in waiting:
                peer.settimeout(10)
                scene.require(peer.recv(1 << 16), "a connection that had waited was closed")
            if not scene.going_on():
                return
            peers.pop_all().close()
            waiting.clear()
            wait_until_closed(scene, baseline, "the connections that were closed")


FAULTS = [
    Fault("memory_cap", "34 clients send batches of up to 10,000 checks as fast as they can, under "
          "--max_memory=64MiB", _memory_cap, Promise(SHORT_OF_MEMORY),
          flags=("--max_memory=64MiB",)),
    Fault("no_file_descriptors", "no file descriptor is left for new connections, then there are "
          "again: those that waited are answered", _few_files),
]
