"""Load on a server: h2load for throughput, open_loop for latency."""

import collections
import contextlib
import json
import math
import os
import re
import subprocess
import time

from measure import machine
from measure.servers import AUTHZ, CERBOS, Failed

# One run of h2load: its calls, how many a second, and the server's CPU seconds.
Run = collections.namedtuple("Run", "calls per_second cpu_seconds")


class Body:
    """A request, where it goes, and the answer that it must get."""

    def __init__(self, folder, name, checks=1, cerbos=False):
        self.name = name
        self.checks = checks
        self.cerbos = cerbos
        stem = os.path.join(folder, name + (".cerbos" if cerbos else ""))
        self.request = stem + ".request"
        self.answer = stem + ".answer"
        self.answer_bytes = os.path.getsize(self.answer)
        if cerbos:
            self.method = f"/{CERBOS}/CheckResources"
        else:
            self.method = f"/{AUTHZ}/" + ("BatchCheck" if name.startswith("batch") else "Check")


def _call(command, seconds):
    """Runs a load generator, which has three times its time and two minutes: a
    thousand of the largest batches at once take that on a busy machine."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False,
                              timeout=3 * seconds + 120)
    except subprocess.TimeoutExpired as error:
        raise Failed(f"`{' '.join(command)}` has not ended after {error.timeout:.0f} s") from error


def h2load_results(text):
    """Of what h2load prints: calls that succeeded, calls that did not, calls a
    second, and bytes of data received."""
    def number(pattern):
        found = re.search(pattern, text)
        if not found:
            raise Failed(f"h2load printed what cannot be read:\n{text[-2000:]}")
        return float(found[1])
    total = number(r"requests: (\d+) total")
    good = number(r"(\d+) succeeded")
    ok_status = number(r"status codes: (\d+) 2xx")
    return (int(min(good, ok_status)), int(total - min(good, ok_status)),
            number(r"finished in [^,]+, ([0-9.]+) req/s"), int(number(r"\((\d+)\) data")))


def _h2load_command(server, body, transport, connections, streams, *length):
    address = server.address(transport)
    command = ["h2load", "-t", "1", "-c", str(connections), "-m", str(streams), *length,
               "-H", "content-type: application/grpc", "-H", "te: trailers", "-d", body.request]
    if address.startswith("unix:"):
        return command + [f"--base-uri={address}", f"http://localhost{body.method}"]
    return command + [f"http://{address}{body.method}"]


def _h2load(server, body, transport, connections, streams, calls, seconds):
    command = _h2load_command(server, body, transport, connections, streams, "-n", str(calls))
    before = server.cpu_seconds()
    finished = _call(command, seconds)
    cpu = server.cpu_seconds() - before
    good, bad, rate, data = h2load_results(finished.stdout)
    where = f"{server.name}, {body.name}, {transport}, {connections} connections"
    if finished.returncode or bad or good != calls:
        raise Failed(f"{where}: {bad} of {calls} calls failed\n{finished.stdout}{finished.stderr}")
    # h2load looks at no grpc-status, but an error has no data. Cerbos adds an id
    # to its answers.
    if data < calls * body.answer_bytes or (data != calls * body.answer_bytes and not body.cerbos):
        raise Failed(f"{where}: {data} bytes of answers to {calls} calls, "
                     f"{body.answer_bytes} each were due")
    return Run(calls, rate, cpu)


def throughput(server, body, transport, connections, streams, seconds):
    """Calls for about that long, all of whose answers have the right size."""
    calls = connections * streams
    # A short run says little of how many calls a second takes: it connects, too.
    for _ in range(10):
        run = _h2load(server, body, transport, connections, streams, calls, seconds)
        if calls / run.per_second > 0.7 * seconds:
            break
        calls = min(max(math.ceil(run.per_second * seconds), calls + calls // 2 + 1), 8 * calls)
    return run


def _open_loop_command(server, body, transport, rate, seconds, connections, warm_up):
    command = [
        os.path.join(machine.ROOT, "bazel-bin/bench/open_loop"),
        f"--address={server.address(transport)}", f"--method={body.method}",
        f"--request={body.request}", f"--answer={body.answer}", f"--rate={rate:.3f}",
        f"--seconds={seconds}", f"--warm_up={warm_up}", f"--connections={connections}"]
    return command + ["--cerbos"] if body.cerbos else command


def open_loop(server, body, transport, rate, seconds, connections=8, warm_up=0.5):
    """Calls at a fixed rate. What open_loop prints; every answer was right."""
    command = _open_loop_command(server, body, transport, rate, seconds, connections, warm_up)
    finished = _call(command, seconds + warm_up + 10)
    if finished.returncode:
        raise Failed(f"{server.name}, {body.name}, {transport}, {rate:.0f}/s: not every answer was "
                     f"right: {finished.stdout}{finished.stderr}")
    return {**json.loads(finished.stdout), "rate": rate}


@contextlib.contextmanager
def _started(command):
    """A load generator that runs meanwhile."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True) as process:
        try:
            yield process
        finally:
            process.kill()


@contextlib.contextmanager
def running(server, body, transport, connections, seconds):
    """One call after the other on each connection, for so long, by a generator of the
    least urgency. Yields what says, once all ended well, how many calls a second; to
    be asked while it still runs."""
    command = ["nice", "-n", "19", *_h2load_command(server, body, transport, connections, 1,
                                                    "-D", str(math.ceil(seconds)))]
    with _started(command) as process:
        def ended():
            if process.poll() is not None:
                raise Failed(f"{server.name}, {body.name}: the calls ended before what was beside "
                             "them")
            printed, _ = process.communicate(timeout=3 * seconds + 120)
            good, bad, rate, _ = h2load_results(printed)
            if process.returncode or bad or not good:
                raise Failed(f"{server.name}, {body.name}, {transport}: {bad} calls failed, {good} "
                             f"did not\n{printed}")
            return rate
        yield ended


def cpu_us_at_rate(server, body, transport, rate, seconds, connections=8):
    """The server's CPU time for a call at a fixed rate, in us, while all connections
    are there: without what it takes to connect."""
    margin = 0.3 + connections / 2000
    command = _open_loop_command(server, body, transport, rate, seconds + 2 * margin, connections,
                                 warm_up=0)
    with _started(command) as process:
        time.sleep(margin)
        begin, before = time.monotonic(), server.cpu_seconds()
        time.sleep(seconds)
        cpu = server.cpu_seconds() - before
        took = time.monotonic() - begin
        printed, _ = process.communicate(timeout=3 * seconds + 120)
    if process.returncode:
        raise Failed(f"{server.name}, {body.name}, {transport}, {connections} connections, "
                     f"{rate:.0f}/s: not every answer was right: {printed}")
    return 1e6 * cpu / (rate * took)
