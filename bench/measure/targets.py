"""The targets, and whether the figures meet them."""

import collections

# A target: what is to be measured, how it should be, how it is, and whether that
# is met; None where it has not been measured.
Target = collections.namedtuple("Target", "what target measured met")

MIB_UNDER_LOAD = 40
# Linear and flat: what the cost of one may grow by, from 1,000 to 10,000 or from
# few to many.
GROWTH = 1.25


def per_check_ns(row):
    return 1000 * row["cpu_us"]["median"] / row["checks"]


def micro_ns(micro, name):
    """The CPU time of a benchmark in process; None where there is no such one."""
    return next((row["cpu_ns"] for row in micro or [] if row["name"] == name), None)


def _most(what, target, value, bound, text):
    """A target that is met at `bound` and below."""
    if value is None:
        return Target(what, target, "not measured", None)
    return Target(what, target, text.format(value), value <= bound)


def _least(what, target, value, bound, text):
    if value is None:
        return Target(what, target, "not measured", None)
    return Target(what, target, text.format(value), value >= bound)


def _in_process(figures):
    micro = figures.get("micro")
    return [
        _most("decision from facts, in process", "at most 20 ns", micro_ns(micro, "Evaluate"), 20,
              "{:.1f} ns"),
        _most("decision from a parsed request, in process", "at most 150 ns",
              micro_ns(micro, "Decide"), 150, "{:.0f} ns"),
    ]


def _transport(figures):
    targets = []
    for way, name in (("tcp", "TCP"), ("unix", "a Unix socket")):
        ratio = next((row["ratio"]["median"] for row in figures.get("transport", [])
                      if row["transport"] == way and row["load"] == "64 calls at once"), None)
        targets.append(_most(f"`Check` over {name}: server CPU per call, of a server that does "
                             "nothing with the same messages", "at most 1.10 times", ratio, 1.10,
                             "{:.2f} times"))
    return targets


def _batches(figures):
    targets = []
    for checks in (1000, 10000):
        row = next((row for row in figures.get("batches", []) if row["checks"] == checks), None)
        cost = per_check_ns(row) if row else None
        targets.append(_most(
            f"`BatchCheck` of {checks:,}: server CPU per check, of a server that parses and "
            "serializes alone", "at most 1.5 times", row["ratio"]["median"] if row else None, 1.5,
            "{:.2f} times"))
        targets.append(_least(
            f"`BatchCheck` of {checks:,}: checks per second of one core", "at least 2,000,000",
            1e9 / cost if cost else None, 2e6, "{:,.0f}"))
    return targets


def _peers(figures):
    rows = {row["body"]: row for row in figures.get("peers", {}).get("rows", [])}
    return [_least(f"{what}, of Cerbos", f"at least {bound} times",
                   rows[name]["ratio"]["median"] if name in rows else None, bound,
                   "{:,.0f} times")
            for name, what, bound in (("view", "single checks per second", 10),
                                      ("batch_50", "checks per second in batches of 50", 50),
                                      ("batch_500", "checks per second in batches of 500", 100))]


def _latency(figures):
    targets = []
    for way, name in (("tcp", "TCP"), ("unix", "a Unix socket")):
        row = next((row for row in figures.get("latency", [])
                    if row["server"] == "authz_server" and row["transport"] == way), None)
        for percentile, bound in (("50", 0.3), ("99", 2.0)):
            value = row["latency_us"][percentile]["median"] / 1000 if row else None
            targets.append(_most(
                f"latency at half of the maximum throughput over {name}, p{percentile}",
                f"at most {bound:g} ms", value, bound, "{:.3f} ms"))
    return targets


def _fair_share(figures):
    beside = figures.get("fair_share", {}).get("beside")
    return [_most("latency of single checks beside batches of 10,000 that take all the time there "
                  "is, p99", "at most 10 ms", beside["99"]["median"] / 1000 if beside else None, 10,
                  "{:.2f} ms")]


def _process(figures):
    peak = max((row["peak_rss_mib"] for row in figures.get("memory", [])), default=None)
    soak = figures.get("soak")
    starts = figures.get("start")
    grown = soak["last_tenth_mib"] / soak["second_tenth_mib"] if soak else None
    return [
        _most("memory at its peak under full load", f"at most {MIB_UNDER_LOAD} MiB", peak,
              MIB_UNDER_LOAD, "{:.1f} MiB"),
        _most("memory over a soak of mixed traffic, its last tenth of its second", "flat: at most "
              "1.05 times", grown, 1.05, "{:.3f} times"),
        _most("start to first answer", "at most 150 ms",
              starts["authz_server"]["median"] if starts else None, 150, "{:.0f} ms"),
    ]


def _decision_log(figures):
    rows = {row["body"]: row for row in figures.get("decision_log", [])}
    return [_least(f"throughput of single checks with every decision logged to a {to}, of that "
                   "without", "at least 0.8 times",
                   rows["view"][f"{to}_share"]["median"] if rows else None, 0.8, "{:.2f} times")
            for to in ("file", "pipe")]


def _growth(figures):
    rows = {row["checks"]: per_check_ns(row) for row in figures.get("batches", [])}
    checks = rows[10000] / rows[1000] if 1000 in rows and 10000 in rows else None
    growth = figures.get("growth", {})
    targets = {row["targets"]: row["cpu_us"]["median"] for row in growth.get("targets", [])}
    per_target = None
    if targets:
        # What a further target costs, so that the call itself is left out.
        least, middle, most = 1, sorted(targets)[-2], max(targets)
        per_target = ((targets[most] - targets[middle]) / (most - middle)) / (
            (targets[middle] - targets[least]) / (middle - least))
    connections = growth.get("connections", [])
    reloads = growth.get("reloads")
    bound = f"at most {GROWTH} times"
    return [
        _most("CPU per check, in batches of 10,000 of batches of 1,000", f"linear: {bound}", checks,
              GROWTH, "{:.2f} times"),
        _most("CPU per further target, the last ones of the first ones", f"linear: {bound}",
              per_target, GROWTH, "{:.2f} times"),
        _most("CPU per call, 1,000 connections of 64", f"flat: {bound}",
              connections[-1]["cpu_us"]["median"] / connections[-2]["cpu_us"]["median"]
              if connections else None, GROWTH, "{:.2f} times"),
        _most("CPU per call, after policy reloads of before", "flat: at most 1.05 times",
              reloads["ratio"]["median"] if reloads else None, 1.05, "{:.2f} times"),
    ]


def all_targets(results):
    figures = {name: section["figures"] for name, section in results.items()}
    return [target for part in (_in_process, _transport, _batches, _peers, _latency,
                                _fair_share, _process, _growth, _decision_log) for target in part(figures)]
