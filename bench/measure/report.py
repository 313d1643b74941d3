"""Fills the tables of docs/performance.md with the figures of bench/run."""

import os
import re

from measure import machine, targets

_WAY_NAMES = {"tcp": "TCP", "unix": "Unix socket"}


def _number(value):
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _spread(figure):
    return (f"{_number(figure['median'])} "
            f"[{_number(figure['min'])}–{_number(figure['max'])}]")


def _times(figure, by):
    return {key: value * by for key, value in figure.items()}


def _table(head, rows, numbers=None):
    """A table. `numbers` has the columns of numbers: all but the first if not given."""
    lines = ["| " + " | ".join(head) + " |", "|" + "".join(
        "---:|" if i in (numbers or range(1, len(head))) else "---|" for i in range(len(head)))]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _targets(results):
    marks = {True: "yes", False: "**no**", None: "–"}
    rows = [(target.what, target.target, target.measured, marks[target.met])
            for target in targets.all_targets(results)]
    return _table(("what", "target", "measured", "met"), rows, numbers=[2])


def _about(results):
    """The machine and the versions, once where all sections agree."""
    runs = {}
    for name, section in results.items():
        key = tuple(item for item in section["about"].items() if item[0] != "short")
        runs.setdefault((key, section["about"]["short"]), []).append(name)
    text = ""
    for (about, short), names in runs.items():
        if len(runs) > 1:
            text += f"Of {', '.join(names)}:\n\n"
        if short:
            text += "A short run, whose figures say nothing.\n\n"
        text += "| | |\n|---|---|\n" + "".join(f"| {name} | {value} |\n" for name, value in about)
        text += "\n"
    return text


def _micro(figures):
    rows = [(f"`{row['name']}`", _number(row["cpu_ns"])) for row in figures]
    return _table(("benchmark", "ns"), rows)


def _transport(figures):
    rows = [(f"{_WAY_NAMES[row['transport']]}, {row['load']}", _spread(row["authz"]),
             _spread(row["nothing"]), _spread(row["ratio"]), _spread(row["bare"]),
             _spread(row["bare_ratio"])) for row in figures]
    return _table(("load", "authz_server", "does nothing", "ratio to it", "transport",
                   "ratio to it"), rows)


def _batches(figures):
    rows = []
    for row in figures:
        cost = targets.per_check_ns(row)
        rows.append((f"{row['checks']:,}", _spread(row["cpu_us"]), _spread(row["nothing_cpu_us"]),
                     _spread(row["ratio"]), _spread(row["bare_cpu_us"]), _number(cost),
                     f"{1e9 / cost:,.0f}"))
    return _table(("checks", "authz_server", "does nothing", "ratio to it", "transport",
                   "ns per check", "checks/s of one core"), rows)


def _batch_profile(batches, micro):
    """Where the time of a batch goes."""
    rows = []
    for row in batches:
        checks = row["checks"]
        if checks < 1000:
            continue
        in_process = targets.micro_ns(micro, f"ParseAndSerialize/mention/{checks}")
        total, nothing, bare = (1000 * row[name]["median"] / checks
                                for name in ("cpu_us", "nothing_cpu_us", "bare_cpu_us"))
        rows.append([f"{checks:,}"] + [f"{ns:,.0f}" for ns in (
            total, bare, nothing - bare, total - nothing, in_process / checks)] + [
                f"{total / (in_process / checks):.2f}"])
    return _table(("checks", "all", "transport", "parse and serialize", "decide",
                   "parse and serialize in process", "all, of that"), rows)


def _throughput(figures):
    text = ""
    connections = sorted({row["connections"] for row in figures})
    for way in ("tcp", "unix"):
        rows = {}
        for row in figures:
            if row["transport"] == way:
                name = "single check" if row["body"] == "view" else f"batch of {row['checks']:,}"
                rows.setdefault(name, {})[row["connections"]] = _spread(
                    _times(row["per_second"], row["checks"]))
        text += (f"Checks per second over {_WAY_NAMES[way]}, by connections:\n\n"
                 + _table(["", *(f"{count:,}" for count in connections)],
                          [(name, *(row[count] for count in connections))
                           for name, row in rows.items()]) + "\n")
    return text


def _decisions(figures):
    return figures["summary"] + ".\n"


def _peers(figures):
    rows = [("single checks" if row["checks"] == 1 else f"batches of {row['checks']}",
             _spread(_times(row["authz"], row["checks"])),
             _spread(_times(row["cerbos"], row["checks"])), _spread(row["ratio"]),
             _number(row["authz_cpu_us"]["median"] / row["checks"]),
             _number(row["cerbos_cpu_us"]["median"] / row["checks"]), row["in_flight"])
            for row in figures["rows"]]
    peak = figures["peak_rss_mib"]
    return (_table(("", "authz_server", "Cerbos", "ratio", "µs of CPU a check", "of Cerbos",
                    "calls at once"), rows)
            + f"\nMemory at its peak: {peak['authz']:.0f} MiB, and {peak['cerbos']:.0f} MiB of "
            "Cerbos.\n")


# The percentiles of a table of latencies, and its columns.
_PERCENTILES = ("50", "90", "99", "99.9", "100")
_PERCENTILE_NAMES = ("p50", "p90", "p99", "p99.9", "max")


def _latency(figures):
    rows = [(f"{row['server']}, {_WAY_NAMES[row['transport']]}", f"{row['rate']:,.0f}",
             f"{100 * row['rate'] / row['maximum']:.0f} %",
             *(_spread(_times(row["latency_us"][percentile], 0.001))
               for percentile in _PERCENTILES))
            for row in figures]
    delay = max(row["send_delay_p99_us"]["median"] for row in figures)
    return (_table(("", "calls/s", "of its maximum", *_PERCENTILE_NAMES), rows)
            + "\nThe generator's own delay is part of it: at p99 a call left at most "
            f"{delay:.0f} µs after it was due.\n")


def _fair_share(figures):
    rows = [(name, *(_spread(_times(figures[name][percentile], 0.001))
                     for percentile in _PERCENTILES)) for name in ("alone", "beside")]
    return (_table((f"{figures['rate']} checks/s", *_PERCENTILE_NAMES), rows)
            + f"\nBatches a second: {_spread(figures['batches_per_second'])}.\n")


def _memory(figures):
    rows = [("single checks" if row["body"] == "view" else
             f"batches of {int(row['body'].split('_')[1]):,}", f"{row['connections']:,}",
             *(f"{row[name]:.1f}" for name in ("idle_rss_mib", "peak_rss_mib",
                                               "bare_peak_rss_mib"))) for row in figures]
    return _table(("load", "connections", "before", "at its peak", "the transport alone"), rows)


def _decision_log(figures):
    rows = [("single checks" if row["checks"] == 1 else f"batches of {row['checks']:,}",
             _spread(_times(row["per_second"], row["checks"])),
             *(_spread(row[name]) for name in ("file_share", "pipe_share")))
            for row in figures]
    return ("Checks per second over TCP without a log, and the share of them that is left with "
            "every decision\nlogged, to a file, and to a pipe whose reader throws all away; 64 "
            "calls at once, or 8. The server and the\nload generator take all cores before any "
            "entry is written, so the thread that writes and the reader\ntake their time from "
            "them. Calls wait for the log (`--decision_log_full=block`), so none is dropped.\n\n"
            + _table(("", "without", "to a file", "to a pipe"), rows))


def _start(figures):
    return _table(("", "ms"), [(name, _spread(row)) for name, row in figures.items()])


def _growth(figures):
    reloads = figures["reloads"]
    return (_table(("targets of one check", "µs"),
                   [(f"{row['targets']:,}", _spread(row["cpu_us"]))
                    for row in figures["targets"]]) + "\n"
            + _table(("connections, 5,000 calls/s in all", "authz_server", "does nothing"),
                     [(f"{row['connections']:,}", _spread(row["cpu_us"]),
                       _spread(row["nothing_cpu_us"])) for row in figures["connections"]]) + "\n"
            + _table(("policy reloads before", "µs", "memory, MiB"),
                     [("0", _spread(reloads["fresh_cpu_us"]), f"{reloads['rss_mib'][0]:.1f}"),
                      (reloads["reloads"], _spread(reloads["cpu_us"]),
                       f"{reloads['rss_mib'][1]:.1f}")]))


def _soak(figures):
    calls = "".join(f"- {name}: {count:,}\n" for name, count in sorted(figures["calls"].items()))
    return (f"Resident memory over {figures['seconds']:.0f} s of mixed traffic: "
            f"{figures['second_tenth_mib']:.1f} MiB in the second tenth of the time, "
            f"{figures['last_tenth_mib']:.1f} MiB in the\nlast, {figures['peak_rss_mib']:.1f} MiB "
            f"at its peak. What was called:\n\n{calls}")


_SECTIONS = {
    "micro": _micro, "transport": _transport, "batches": _batches, "throughput": _throughput,
    "decisions": _decisions, "peers": _peers, "latency": _latency, "fair_share": _fair_share,
    "memory": _memory, "decision_log": _decision_log, "start": _start, "growth": _growth,
    "soak": _soak,
}


def _parts(results):
    """What goes between the marks of each name."""
    parts = {"targets": _targets(results), "about": _about(results)}
    for name, text in _SECTIONS.items():
        parts[name] = (text(results[name]["figures"]) if name in results else
                       f"Not measured yet: `bench/run --only={name}`.\n")
    parts["batch_profile"] = (
        _batch_profile(*(results[name]["figures"] for name in ("batches", "micro")))
        if "batches" in results and "micro" in results else "Not measured yet.\n")
    return parts


def write(results, folder):
    """Writes performance.md into `folder`: the page that is in docs, with new tables."""
    with open(os.path.join(machine.ROOT, "docs", "performance.md"), encoding="utf-8") as page:
        text = page.read()
    for name, part in _parts(results).items():
        begin, end = f"<!-- begin {name} -->\n", f"<!-- end {name} -->\n"
        text, count = re.subn(f"{begin}.*?{end}", lambda _, new=begin + part.rstrip("\n") + "\n" + end: new,
                              text, flags=re.DOTALL)
        if count != 1:
            raise ValueError(f"docs/performance.md has no place, or several, for `{name}`")
    with open(os.path.join(folder, "performance.md"), "w", encoding="utf-8") as page:
        page.write(text)
