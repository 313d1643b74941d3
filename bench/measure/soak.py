"""Mixed traffic for long, with the server's memory sampled."""

import concurrent.futures
import statistics
import threading
import time

from measure import load
from measure.sections import _reload

_SAMPLE_SECONDS = 1.0


def soak(bench):
    """Single checks, explained ones and batches over both transports, on
    connections that come and go, while the policy is loaded again and again."""
    seconds = bench.scale.soak_seconds
    end = time.monotonic() + seconds
    ended = threading.Event()

    def keep_calling(work):
        calls = 0
        try:
            while time.monotonic() < end and not ended.is_set():
                calls += work()
        except Exception:
            ended.set()
            raise
        return calls

    with bench.servers.authz() as server:
        def flood(body, way, connections):
            return lambda: load.throughput(server, body, way, connections, 1, 2).calls

        def paced(body, way, rate):
            return lambda: load.open_loop(server, body, way, rate, 5)["calls"]

        def reload():
            _reload(server, 1)
            time.sleep(1)
            return 1

        works = {
            "single checks, 32 connections over TCP": flood(bench.body("view"), "tcp", 32),
            "batches of 100, 8 connections over a Unix socket": flood(bench.batch(100), "unix", 8),
            "batches of 10,000, 1 connection over TCP": flood(bench.batch(10000), "tcp", 1),
            "explained checks, 100/s over a Unix socket, every answer compared":
                paced(bench.body("explain"), "unix", 100),
            "checks of 1,000 targets, 50/s over TCP, every answer compared":
                paced(bench.body("targets_1000"), "tcp", 50),
            "policy reloads": reload,
        }
        samples = []
        started = time.monotonic()
        with concurrent.futures.ThreadPoolExecutor(len(works)) as workers:
            futures = {name: workers.submit(keep_calling, work) for name, work in works.items()}
            try:
                while not all(future.done() for future in futures.values()):
                    samples.append([round(time.monotonic() - started, 1), server.rss_mib()])
                    time.sleep(_SAMPLE_SECONDS)
            finally:
                ended.set()
        calls = {name: future.result() for name, future in futures.items()}
        peak = server.peak_rss_mib()
    tenth = max(1, len(samples) // 10)
    return {"seconds": seconds, "calls": calls, "rss_mib": samples, "peak_rss_mib": peak,
            "second_tenth_mib": statistics.median(rss for _, rss in samples[tenth:2 * tenth]),
            "last_tenth_mib": statistics.median(rss for _, rss in samples[-tenth:])}
