"""The targets, and whether the figures meet them."""

import collections

# A target: what is to be measured, how it should be, how it is, and whether that
# is met; None where it has not been measured.
Target = collections.namedtuple("Target", "what target measured met")

# A bound of what `value` takes from the figures of all sections, and the form in
# which it is printed. `target` says "at most" or "at least".
_Bound = collections.namedtuple("_Bound", "what target bound value form")

_WAYS = (("tcp", "TCP"), ("unix", "a Unix socket"))
# Linear and flat: what the cost of one may grow by, from 1,000 to 10,000 or from
# few to many.
_GROWTH = 1.25


def per_check_ns(row):
    return 1000 * row["cpu_us"]["median"] / row["checks"]


def micro_ns(micro, name):
    """The CPU time of a benchmark in process."""
    return _row(micro, name=name)["cpu_ns"]


def _row(rows, **having):
    """The first row that has these; a KeyError where there is none."""
    for row in rows:
        if all(row[key] == value for key, value in having.items()):
            return row
    raise KeyError(having)


def _per_further_target(figures):
    """What a further target costs, the last ones of the first ones: without the call
    itself."""
    cpu = {row["targets"]: row["cpu_us"]["median"] for row in figures["growth"]["targets"]}
    least, middle, most = 1, sorted(cpu)[-2], max(cpu)
    return ((cpu[most] - cpu[middle]) / (most - middle)) / (
        (cpu[middle] - cpu[least]) / (middle - least))


def _per_connection(figures):
    *_, few, many = figures["growth"]["connections"]
    return many["cpu_us"]["median"] / few["cpu_us"]["median"]


def _bounds():
    yield _Bound("decision from facts, in process", "at most 20 ns", 20,
                 lambda of: micro_ns(of["micro"], "Evaluate"), "{:.1f} ns")
    yield _Bound("decision from a parsed request, in process", "at most 150 ns", 150,
                 lambda of: micro_ns(of["micro"], "Decide"), "{:.0f} ns")
    for way, name in _WAYS:
        yield _Bound(
            f"`Check` over {name}: server CPU per call, of a server that does nothing with the same "
            "messages", "at most 1.10 times", 1.10,
            lambda of, way=way: _row(of["transport"], transport=way,
                                     load="64 calls at once")["ratio"]["median"], "{:.2f} times")
    for checks in (1000, 10000):
        yield _Bound(
            f"`BatchCheck` of {checks:,}: server CPU per check, of a server that parses and "
            "serializes alone", "at most 1.5 times", 1.5,
            lambda of, checks=checks: _row(of["batches"], checks=checks)["ratio"]["median"],
            "{:.2f} times")
        yield _Bound(
            f"`BatchCheck` of {checks:,}: checks per second of one core", "at least 2,000,000", 2e6,
            lambda of, checks=checks: 1e9 / per_check_ns(_row(of["batches"], checks=checks)),
            "{:,.0f}")
    for name, what, bound in (("view", "single checks per second", 10),
                              ("batch_50", "checks per second in batches of 50", 50),
                              ("batch_500", "checks per second in batches of 500", 100)):
        yield _Bound(
            f"{what}, of Cerbos", f"at least {bound} times", bound,
            lambda of, name=name: _row(of["peers"]["rows"], body=name)["ratio"]["median"],
            "{:,.0f} times")
    for way, name in _WAYS:
        for percentile, bound in (("50", 0.3), ("99", 2.0)):
            yield _Bound(
                f"latency at half of the maximum throughput over {name}, p{percentile}",
                f"at most {bound:g} ms", bound,
                lambda of, way=way, percentile=percentile: _row(
                    of["latency"], server="authz_server",
                    transport=way)["latency_us"][percentile]["median"] / 1000, "{:.3f} ms")
    yield _Bound("latency of single checks beside batches of 10,000 that take all the time there is, "
                 "p99", "at most 10 ms", 10,
                 lambda of: of["fair_share"]["beside"]["99"]["median"] / 1000, "{:.2f} ms")
    yield _Bound("memory at its peak under full load", "at most 40 MiB", 40,
                 lambda of: max(row["peak_rss_mib"] for row in of["memory"]), "{:.1f} MiB")
    yield _Bound("memory over a soak of mixed traffic, its last tenth of its second",
                 "flat: at most 1.05 times", 1.05,
                 lambda of: of["soak"]["last_tenth_mib"] / of["soak"]["second_tenth_mib"],
                 "{:.3f} times")
    yield _Bound("start to first answer", "at most 150 ms", 150,
                 lambda of: of["start"]["authz_server"]["median"], "{:.0f} ms")
    yield _Bound("CPU per check, in batches of 10,000 of batches of 1,000",
                 f"linear: at most {_GROWTH} times", _GROWTH,
                 lambda of: per_check_ns(_row(of["batches"], checks=10000)) /
                 per_check_ns(_row(of["batches"], checks=1000)), "{:.2f} times")
    yield _Bound("CPU per further target, the last ones of the first ones",
                 f"linear: at most {_GROWTH} times", _GROWTH, _per_further_target, "{:.2f} times")
    yield _Bound("CPU per call, 1,000 connections of 64", f"flat: at most {_GROWTH} times", _GROWTH,
                 _per_connection, "{:.2f} times")
    yield _Bound("CPU per call, after policy reloads of before", "flat: at most 1.05 times", 1.05,
                 lambda of: of["growth"]["reloads"]["ratio"]["median"], "{:.2f} times")
    yield from _decision_log()


def _decision_log():
    for to in ("file", "pipe"):
        yield _Bound(
            f"throughput of single checks with every decision logged to a {to}, of that without",
            "at least 0.8 times", 0.8,
            lambda of, to=to: _row(of["decision_log"], body="view")[f"{to}_share"]["median"],
            "{:.2f} times")


def _judge(bound, figures):
    try:
        value = bound.value(figures)
    except KeyError:
        return Target(bound.what, bound.target, "not measured", None)
    met = value >= bound.bound if "at least" in bound.target else value <= bound.bound
    return Target(bound.what, bound.target, bound.form.format(value), met)


def all_targets(results):
    figures = {name: section["figures"] for name, section in results.items()}
    return [_judge(bound, figures) for bound in _bounds()]
