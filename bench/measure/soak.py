"""Mixed traffic for long, with the server's memory sampled."""

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
    samples = []
    failures = []
    calls = {}
    end = time.monotonic() + seconds

    def keep(name, work):
        def loop():
            try:
                while time.monotonic() < end and not failures:
                    calls[name] = calls.get(name, 0) + work()
            except Exception as error:  # pylint: disable=broad-except
                failures.append(error)
        return threading.Thread(target=loop)

    with bench.servers.authz() as server:
        def flood(body, way, connections, streams):
            return lambda: load.throughput(server, body, way, connections, streams, 2).calls

        def paced(body, way, rate):
            return lambda: load.open_loop(server, body, way, rate, 5)["calls"]

        def reload():
            _reload(server, 1)
            time.sleep(1)
            return 1

        workers = [
            keep("single checks, 32 connections over TCP",
                 flood(bench.body("view"), "tcp", 32, 1)),
            keep("batches of 100, 8 connections over a Unix socket",
                 flood(bench.batch(100), "unix", 8, 1)),
            keep("batches of 10,000, 1 connection over TCP",
                 flood(bench.batch(10000), "tcp", 1, 1)),
            keep("explained checks, 100/s over a Unix socket, every answer compared",
                 paced(bench.body("explain"), "unix", 100)),
            keep("checks of 1,000 targets, 50/s over TCP, every answer compared",
                 paced(bench.body("targets_1000"), "tcp", 50)),
            keep("policy reloads", reload),
        ]
        for worker in workers:
            worker.start()
        started = time.monotonic()
        try:
            while any(worker.is_alive() for worker in workers):
                samples.append([round(time.monotonic() - started, 1), server.rss_mib()])
                time.sleep(_SAMPLE_SECONDS)
        except BaseException as error:
            failures.append(error)
            raise
        finally:
            for worker in workers:
                worker.join()
        if failures:
            raise failures[0]
        peak = server.peak_rss_mib()
    tenth = max(1, len(samples) // 10)
    return {"seconds": seconds, "calls": calls, "rss_mib": samples, "peak_rss_mib": peak,
            "second_tenth_mib": statistics.median(rss for _, rss in samples[tenth:2 * tenth]),
            "last_tenth_mib": statistics.median(rss for _, rss in samples[-tenth:])}
