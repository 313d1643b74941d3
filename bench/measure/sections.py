"""What is measured, section by section. Each returns its figures as JSON; the
report makes tables of them.

Servers that are compared take turns within each repetition, so that what else the
machine does meets them alike. Figures are medians, with the least and the largest.
"""

import contextlib
import dataclasses
import json
import os
import signal
import statistics
import subprocess
import time
import typing

import grpc

from measure import load, machine, servers
from measure.load import Body
from measure.servers import AUTHZ, Failed

TRANSPORTS = ("tcp", "unix")

# Calls a second where CPU is measured at a fixed rate: few enough for any machine.
_RATE = 5000

# Single checks a second whose latency is measured beside batches: few enough not to
# wait for each other.
_LOW_RATE = 500


@dataclasses.dataclass(frozen=True)
class Scale:
    """How much is measured."""
    repetitions: int = 5
    grid_repetitions: int = 3
    seconds: float = 2.0
    latency_seconds: float = 10.0
    benchmark_seconds: float = 0.3
    soak_seconds: float = 600.0
    starts: int = 20
    reloads: int = 200
    batches: tuple = (1, 10, 50, 100, 1000, 10000)
    connections: tuple = (1, 8, 64, 1000)
    targets: tuple = (1, 10, 100, 1000, 10000)


WHOLE = Scale()
# The least that runs all of it, and that the targets are about.
SHORT = Scale(repetitions=1, grid_repetitions=1, seconds=0.1, latency_seconds=0.5,
              benchmark_seconds=0.001, soak_seconds=1.0, starts=1, reloads=1, batches=(1000, 10000),
              connections=(1, 64), targets=(1, 100, 10000))


@dataclasses.dataclass(frozen=True)
class Bench:
    """What the sections share."""
    servers: servers.Servers
    bodies: str
    scale: Scale
    say: typing.Callable[[str], None]

    def body(self, name, checks=1, cerbos=False):
        return Body(self.bodies, name, checks, cerbos)

    def batch(self, checks, cerbos=False):
        return self.body(f"batch_{checks}", checks, cerbos)


def spread(values):
    return {"median": statistics.median(values), "min": min(values), "max": max(values)}


def cpu_us_per_call(run):
    return 1e6 * run.cpu_seconds / run.calls


def streams_for(connections, checks):
    """Calls at once on each connection: 64 in all of small ones, 8 of large ones,
    and one on each at the least."""
    return max(1, (64 if checks < 100 else 8) // connections)


def decisions(bench):
    """Both decide the corpus as its cases expect."""
    with bench.servers.authz() as ours, bench.servers.cerbos() as cerbos:
        finished = subprocess.run(
            [os.path.join(machine.ROOT, "bazel-bin/bench/compare_decisions"), ours.tcp, cerbos.tcp,
             "tests/testdata/corpus"], cwd=machine.ROOT, capture_output=True, text=True,
            timeout=300, check=False)
    if finished.returncode:
        raise Failed(f"the decisions differ:\n{finished.stdout}{finished.stderr}")
    bench.say(finished.stdout.strip())
    return {"summary": finished.stdout.strip().splitlines()[-1]}


def _first_answer_ms(start, body):
    """From the start of the process to its first right answer."""
    with start() as server, grpc.insecure_channel(server.tcp) as channel:
        with open(body.request, "rb") as request, open(body.answer, "rb") as answer:
            call = channel.unary_unary(body.method, lambda message: message, lambda message: message)
            response = call(request.read()[5:], timeout=10, wait_for_ready=True)
            took = time.monotonic() - server.started
            if not body.cerbos and response != answer.read()[5:]:
                raise Failed(f"{server.name}: its first answer is wrong")
    return 1000 * took


def start(bench):
    """From the start of the process to the first answered check."""
    starters = {"authz_server": (bench.servers.authz, bench.body("view")),
                "Cerbos": (bench.servers.cerbos, bench.body("view", cerbos=True))}
    _first_answer_ms(*starters["authz_server"])  # gRPC for Python starts up too
    times = {name: [] for name in starters}
    for _ in range(bench.scale.starts):
        for name, starter in starters.items():
            times[name].append(_first_answer_ms(*starter))
    return {name: spread(values) for name, values in times.items()}


def _in_turn(servers, repetition):
    """In another order each time."""
    start = repetition % len(servers)
    return servers[start:] + servers[:start]


def compare(servers, times, measure):
    """What `measure` says of each server, which take turns, and what it says of the
    first in proportion to each: spreads. A turn before them warms up."""
    turns = [{server: measure(server) for server in _in_turn(servers, repetition)}
             for repetition in range(times + 1)][1:]
    return ([spread([turn[server] for turn in turns]) for server in servers],
            [spread([turn[servers[0]] / turn[server] for turn in turns]) for server in servers])


def transport(bench):
    """CPU of the server process for each Check, beside the server that does
    nothing and the transport alone: as fast as it goes, and at a fixed rate."""
    body = bench.body("view")
    scale = bench.scale
    rows = []
    with (bench.servers.authz() as ours, bench.servers.nothing() as nothing,
          bench.servers.nothing(what="bytes") as bare):
        loads = {
            "64 calls at once": lambda server, way: cpu_us_per_call(
                load.throughput(server, body, way, 8, 8, scale.seconds / 2)),
            "one call at once": lambda server, way: cpu_us_per_call(
                load.throughput(server, body, way, 1, 1, scale.seconds / 2)),
            f"{_RATE:,} calls/s": lambda server, way: load.cpu_us_at_rate(
                server, body, way, _RATE, scale.seconds / 2),
        }
        for way in TRANSPORTS:
            for name, measure in loads.items():
                costs, ratios = compare((ours, nothing, bare), 2 * scale.repetitions,
                                         lambda server, measure=measure, way=way:
                                         measure(server, way))
                rows.append({"transport": way, "load": name, "authz": costs[0],
                             "nothing": costs[1], "bare": costs[2], "ratio": ratios[1],
                             "bare_ratio": ratios[2]})
                bench.say(f"{way}, {name}: {costs[0]['median']:.1f} us of CPU a Check, "
                          f"{ratios[1]['median']:.2f} of nothing, "
                          f"{ratios[2]['median']:.2f} of the transport")
    return rows


def throughput(bench):
    """Calls and checks a second, over the grid of sizes and connections."""
    scale = bench.scale
    bodies = [bench.body("view")] + [bench.batch(checks) for checks in scale.batches]
    rates = {}
    with bench.servers.authz(f"--max_memory={1 << 30}") as server:
        for _ in range(scale.grid_repetitions):
            for way in TRANSPORTS:
                for body in bodies:
                    for connections in scale.connections:
                        # To connect takes time, too.
                        seconds = scale.seconds / 2 * (1 + connections / 1000)
                        run = load.throughput(server, body, way, connections,
                                              streams_for(connections, body.checks), seconds)
                        rates.setdefault((way, body.name, body.checks, connections), []).append(
                            run.per_second)
    return [{"transport": way, "body": name, "checks": checks, "connections": connections,
             "in_flight": connections * streams_for(connections, checks),
             "per_second": spread(values)}
            for (way, name, checks, connections), values in rates.items()]


def batches(bench):
    """CPU of the server process for each check of a batch."""
    scale = bench.scale
    rows = []
    for checks in scale.batches:
        body = bench.batch(checks)
        with (bench.servers.authz() as ours, bench.servers.nothing(body.name) as nothing,
              bench.servers.nothing(body.name, "bytes") as bare):
            costs, ratios = compare((ours, nothing, bare), scale.repetitions + 2,
                                     lambda server, body=body: _cpu_us(bench, server, body))
        rows.append({"checks": checks, "cpu_us": costs[0], "nothing_cpu_us": costs[1],
                     "bare_cpu_us": costs[2], "ratio": ratios[1]})
        bench.say(f"batches of {checks}: {1000 * costs[0]['median'] / checks:.0f} ns of "
                  f"CPU a check, {ratios[1]['median']:.2f} of nothing")
    return rows


def growth(bench):
    """CPU per call as targets, connections and reloads grow."""
    return {"targets": _targets(bench), "connections": _connections(bench),
            "reloads": _reloads(bench)}


def _cpu_us(bench, server, body):
    return cpu_us_per_call(load.throughput(server, body, "tcp", 4, 1, bench.scale.seconds / 2))


def _targets(bench):
    with bench.servers.authz() as server:
        return [{"targets": count, "cpu_us": spread([
            _cpu_us(bench, server, bench.body(f"targets_{count}"))
            for _ in range(bench.scale.repetitions)])} for count in bench.scale.targets]


def _connections(bench):
    """Beside the server that does nothing, whose growth is the transport's."""
    scale = bench.scale
    view = bench.body("view")
    cpu = {count: [] for count in scale.connections}
    with bench.servers.authz() as ours, bench.servers.nothing() as nothing:
        for _ in range(scale.repetitions):
            for count, pairs in cpu.items():
                pairs.append([
                    load.cpu_us_at_rate(server, view, "tcp", _RATE, scale.seconds, count)
                    for server in (ours, nothing)])
    return [{"connections": count, "cpu_us": spread([ours for ours, _ in pairs]),
             "nothing_cpu_us": spread([nothing for _, nothing in pairs])}
            for count, pairs in cpu.items()]


def _reloads(bench):
    """A server that has reloaded its policy beside one that has not."""
    scale = bench.scale
    view = bench.body("view")
    policy = os.path.join(machine.ROOT, "authz/policies/conversations.txtpb")
    with bench.servers.authz() as fresh, bench.servers.authz(f"--policy={policy}") as reloaded:
        _cpu_us(bench, reloaded, view)
        before = reloaded.rss_mib()
        _reload(reloaded, scale.reloads)
        after = reloaded.rss_mib()
        costs, ratios = compare((reloaded, fresh), 2 * scale.repetitions,
                                 lambda server: _cpu_us(bench, server, view))
    return {"reloads": scale.reloads, "rss_mib": [before, after], "fresh_cpu_us": costs[1],
            "cpu_us": costs[0], "ratio": ratios[1]}


def _reload(server, count):
    """Reloads that often, each seen in what the server says of its last one."""
    with grpc.insecure_channel(server.tcp) as channel:
        info = channel.unary_unary(f"/{AUTHZ}/GetServerInfo", lambda message: message,
                                   lambda message: message)
        for _ in range(count):
            before = info(b"", timeout=10)
            server.send_signal(signal.SIGHUP)
            deadline = time.monotonic() + 10
            while info(b"", timeout=10) == before:
                if time.monotonic() > deadline:
                    raise Failed("the server has not reloaded its policy after 10 s")


def peers(bench):
    """Requests and checks a second beside Cerbos, at equal concurrency."""
    scale = bench.scale
    rows = []
    with bench.servers.authz() as ours, bench.servers.cerbos() as cerbos:
        for name, checks, streams in (("view", 1, 4), ("batch_50", 50, 1), ("batch_500", 500, 1)):
            bodies = {ours: bench.body(name, checks), cerbos: bench.body(name, checks, True)}
            for server, body in bodies.items():
                load.open_loop(server, body, "tcp", 4, 1, warm_up=0)
            runs = {ours: [], cerbos: []}
            for _ in range(scale.repetitions):
                for server, body in bodies.items():
                    runs[server].append(load.throughput(
                        server, body, "tcp", 8, streams, scale.seconds))
            row = {"body": name, "checks": checks, "connections": 8, "in_flight": 8 * streams}
            for who, server in (("authz", ours), ("cerbos", cerbos)):
                row[who] = spread([run.per_second for run in runs[server]])
                row[f"{who}_cpu_us"] = spread([cpu_us_per_call(run) for run in runs[server]])
            row["ratio"] = spread([left.per_second / right.per_second
                                   for left, right in zip(runs[ours], runs[cerbos])])
            rows.append(row)
            bench.say(f"{name}: {row['ratio']['median']:.0f} times Cerbos")
        rss = {"authz": ours.peak_rss_mib(), "cerbos": cerbos.peak_rss_mib()}
    return {"rows": rows, "peak_rss_mib": rss}


def _latencies(runs):
    """The spread of each percentile, in us."""
    return {percentile: spread([run["latency_us"][percentile] for run in runs])
            for percentile in runs[0]["latency_us"]}


def latency(bench):
    """Latency at half of the maximum throughput, at a fixed rate."""
    scale = bench.scale
    rows = []
    with bench.servers.authz() as ours, bench.servers.cerbos() as cerbos:
        view = {ours: bench.body("view"), cerbos: bench.body("view", cerbos=True)}
        cases = [(ours, way) for way in TRANSPORTS] + [(cerbos, "tcp")]
        halves = {(server, way): max(
            load.throughput(server, view[server], way, 8, 8, scale.seconds).per_second
            for _ in range(2)) / 2 for server, way in cases}
        plan = [(*case, halves[case]) for case in cases]
        plan.append((ours, "tcp", halves[cerbos, "tcp"]))
        all_runs = [[] for _ in plan]
        for _ in range(scale.grid_repetitions):
            for runs, (server, way, rate) in zip(all_runs, plan):
                runs.append(load.open_loop(server, view[server], way, rate, scale.latency_seconds))
        for runs, (server, way, rate) in zip(all_runs, plan):
            rows.append({
                "server": "Cerbos" if server is cerbos else "authz_server", "transport": way,
                "rate": rate, "maximum": 2 * halves[server, way], "latency_us": _latencies(runs),
                "send_delay_p99_us": spread([run["send_delay_us"]["99"] for run in runs])})
            bench.say(f"{rows[-1]['server']}, {way}, {rate:.0f}/s: p50 "
                      f"{rows[-1]['latency_us']['50']['median']:.0f} us, p99 "
                      f"{rows[-1]['latency_us']['99']['median']:.0f} us")
    return rows


def fair_share(bench):
    """Latency of single checks at a low rate, alone and beside two clients that each
    send one batch of 10,000 checks after the other."""
    scale = bench.scale
    view, batch = bench.body("view"), bench.batch(10000)
    seconds = scale.latency_seconds
    runs = {"alone": [], "beside": []}
    rates = []
    with bench.servers.authz() as server:
        load.throughput(server, batch, "unix", 2, 1, scale.seconds)
        for _ in range(scale.grid_repetitions):
            runs["alone"].append(load.open_loop(server, view, "unix", _LOW_RATE, seconds))
            # From before the first check until after the last.
            with load.running(server, batch, "unix", 2, seconds + 3) as ended:
                time.sleep(1)
                runs["beside"].append(load.open_loop(server, view, "unix", _LOW_RATE, seconds))
                rates.append(ended())
    figures = {"rate": _LOW_RATE, "batches_per_second": spread(rates)}
    for name in runs:
        figures[name] = _latencies(runs[name])
        bench.say(f"single checks {name}: p99 {figures[name]['99']['median']:.0f} us")
    return figures


def memory(bench):
    """Resident memory at its peak, of a server that gets nothing else, and of the
    transport alone."""
    rows = []
    cases = [(bench.body("view"), connections) for connections in bench.scale.connections]
    cases += [(bench.batch(checks), connections)
              for checks in (1000, 10000) for connections in (8, 64)]
    for body, connections in cases:
        with bench.servers.authz() as server:
            idle = server.rss_mib()
            peak = _peak_rss_mib(bench, server, body, connections)
        batch = body.name if body.checks > 1 else "batch_1000"
        with bench.servers.nothing(batch, "bytes") as server:
            bare = _peak_rss_mib(bench, server, body, connections)
        rows.append({"body": body.name, "connections": connections, "idle_rss_mib": idle,
                     "peak_rss_mib": peak, "bare_peak_rss_mib": bare})
    return rows


def _peak_rss_mib(bench, server, body, connections):
    load.throughput(server, body, "tcp", connections, streams_for(connections, body.checks),
                    bench.scale.seconds)
    return server.peak_rss_mib()


def decision_log(bench):
    """Throughput with every decision logged, of that without."""
    rows = []
    for body in (bench.body("view"), bench.batch(50), bench.batch(10000)):
        # Where a server's memory lies makes a difference of a tenth, so each starts
        # anew, and often.
        runs = [_logged(bench, body, repetition)
                for repetition in range(3 * bench.scale.repetitions)]
        row = {"body": body.name, "checks": body.checks,
               "per_second": spread([run[0] for run in runs])}
        for index, to in enumerate(("file", "pipe"), 1):
            row[f"{to}_share"] = spread([run[index] / run[0] for run in runs])
        rows.append(row)
        bench.say(f"{body.name}: {row['file_share']['median']:.2f} to a file, "
                  f"{row['pipe_share']['median']:.2f} to a pipe")
    return rows


def _logged(bench, body, repetition):
    """Calls a second without a log, and with one to a file and to a pipe."""
    file, pipe = (bench.servers.path(f"decisions.{name}") for name in ("jsonl", "pipe"))
    os.mkfifo(pipe)
    with contextlib.ExitStack() as running:
        reader = running.enter_context(
            subprocess.Popen(["cat", pipe], stdout=subprocess.DEVNULL))
        running.callback(reader.terminate)
        servers = [running.enter_context(bench.servers.authz(*flags)) for flags in (
            (), *((f"--decision_log={path}", "--decision_log_full=block")
                  for path in (file, pipe)))]
        rates = {}
        for server in _in_turn(servers, repetition):
            rates[server] = load.throughput(server, body, "tcp", 8, streams_for(8, body.checks),
                                            bench.scale.seconds / 2).per_second
    for path in (file, pipe):
        os.unlink(path)
    # The file system is still busy with the room of what was removed, which the next
    # servers' writes would wait for.
    os.sync()
    return [rates[server] for server in servers]


def micro(bench):
    """The benchmarks in process."""
    command = ["bazel", "run", "//bench:check_benchmark", "--", "--benchmark_format=json",
               "--benchmark_repetitions=3", "--benchmark_report_aggregates_only=true",
               f"--benchmark_min_time={bench.scale.benchmark_seconds}"]
    finished = subprocess.run(command, cwd=machine.ROOT, capture_output=True, text=True,
                              timeout=900, check=False)
    if finished.returncode:
        raise Failed(f"`{' '.join(command)}` failed:\n{finished.stderr[-2000:]}")
    results = json.loads(finished.stdout[finished.stdout.index("{"):])
    nanoseconds = {"ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9}
    return [{"name": each["run_name"], "cpu_ns": each["cpu_time"] * nanoseconds[each["time_unit"]]}
            for each in results["benchmarks"] if each.get("aggregate_name") == "median"]


SECTIONS = {function.__name__: function for function in (
    decisions, start, transport, peers, latency, fair_share, batches, growth, throughput, memory,
    decision_log, micro)}
