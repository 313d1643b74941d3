"""docs/performance.md, from the figures of bench/run."""

import os

from measure import plots, targets

_WAY_NAMES = {"tcp": "TCP", "unix": "Unix socket"}

_INTRODUCTION = """\
# Performance

[bench/run](../bench/run) measures all of this and writes this page. Whoever shows
messages asks before each of them, so a check has to cost next to nothing. What
cannot be avoided is gRPC: the server is therefore measured beside one that does
nothing, and everything is a ratio within one run on one machine.
"""

_METHOD = """\
## How it is measured

Servers and load generators share one machine and talk over loopback TCP and a Unix
socket. What is compared takes turns within each repetition, so that what else the
machine does meets both alike; a figure is the median of the repetitions, with the
least and the largest in brackets.

- **Throughput**: [h2load](https://nghttp2.org/documentation/h2load.1.html), one thread,
  a fixed number of calls. It does not look at gRPC's status, but an error has no
  body: the bytes received have to be those of the right answers.
- **Latency**: [bench/open_loop](../bench/open_loop.cc) calls at a fixed rate whatever
  the server does, and counts from the moment a call was due, so that a slow answer
  is counted in all that it delays. It compares every answer with the one that the
  engine gives in process.
- **CPU**: of the server process, user and system, by its CPU clock, divided by the calls.
- **A server that does nothing**: [bench/nothing_server](../bench/nothing_server.cc) has
  the listeners, queues, threads and settings of the server. Its handlers parse each
  request and serialize an answer that was made beforehand, which is what a handler of
  these messages cannot do without. **The transport** alone is the same server without
  parsing and serializing: it sends the bytes of that answer.
- **Cerbos**: [Cerbos](https://cerbos.dev), the stateless policy decision point that is
  nearest to this one, over its own gRPC API, with
  [policies](../bench/cerbos/policies/conversation.yaml) that decide the same. It has
  audit logs, telemetry, metrics and payload logs off and its largest request limits
  ([settings](../bench/cerbos/config.yaml)). It says yes or no; this server
  also says why.
- **The requests** ([bench/requests](../bench/requests.h)): a check is whether a user may
  see the messages of a private item; a batch is a mention picker, whether each of
  many users may be mentioned there, with all else shared. Cerbos gets what is shared
  once, too, as attributes of its principal.
"""

_LIMITS = """\
## What stands in the way

What a further cut would have to come from, by profiles with perf and valgrind, and what
was tried:

- **A single check** takes 1.1 µs in the handler, of which parsing its request, with its
  eight messages within messages, is most; the engine is 0.1 µs. All else is gRPC's own
  locks, allocations and calls of the system. Abseil as Debian builds it looked for
  deadlocks at each lock: the server switches that off, which took 10 % off every call.
- **Batches**: reading and writing Protobuf is more than half. In process, with a core and
  its caches to itself, it takes less than in a server that shares them with its client,
  and there is no transport; so a batch costs more of that than of a server that does the
  same. Parsing checks one by one, or some at a time, into memory that stays in the cache
  took no less than parsing the batch at once: 98 to 129 instead of 105 ns for each.
- **Memory**: a connection takes 21 KiB in gRPC, of which 8 KiB are for what it will read
  next; the transport alone takes most of every row. Large batches that are
  under way at once are kept as they came, in pieces of 64 KiB, since gRPC gives each
  peer leave to send 4 MiB. Smaller limits for what is read at once changed nothing, and
  gRPC's own bound of memory is not for use (server/resources/memory_guard.h). Linking with archives
  took 5 MiB off, and to keep nothing for channelz 0.7 MiB. One heap for all threads would
  save 1 MiB more, and the threads then wait for each other.
- **Other allocators**: tcmalloc, jemalloc and mimalloc took 6 to 13 MiB more with a
  thousand connections, and tcmalloc, the only one that seemed faster, by less than runs
  differ. The C library's stays.
- **Logged batches**: the thread that decides writes JSON, too, which takes it some 1 µs for each
  decision of a batch, three times what the decision takes, and 1.4 µs for a single check. To
  hash an id takes 1.5 µs. What writes 250 bytes of a decision to a file or a pipe comes on top.
  Where large batches are many, log denials or a sample.
- **Connections**: with more of them each call comes by itself, and gRPC wakes up for
  each. The server that does nothing shows the same growth.
"""

_AGAIN = """\
## Measure again

    tools/setup bench         # h2load, matplotlib, and Cerbos from npm
    bench/run                 # some 35 minutes
    bench/run --quick         # about two minutes, less exactly
    bench/run --soak          # and ten minutes of mixed traffic
    bench/run --only=latency  # one section; the others stay as they are

`bench/run --help` lists the sections. Nothing else should run meanwhile.
"""


def _number(value):
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _spread(figure):
    return (f"{_number(figure['median'])} "
            f"[{_number(figure['min'])}–{_number(figure['max'])}]")


def _times(figure, by):
    return {key: value * by for key, value in figure.items()}


def _table(head, rows):
    """A table whose first column is text and whose others are numbers."""
    lines = ["| " + " | ".join(head) + " |", "|---|" + "---:|" * (len(head) - 1)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _targets(results):
    marks = {True: "yes", False: "**no**", None: "–"}
    rows = [(target.what, target.target, target.measured, marks[target.met])
            for target in targets.all_targets(results)]
    lines = ["| what | target | measured | met |", "|---|---|---:|---|"]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _about(results):
    """The machine and the versions, once where all sections agree."""
    runs = {}
    for name, section in results.items():
        key = tuple(item for item in section["about"].items() if item[0] != "quick")
        runs.setdefault((key, section["about"]["quick"]), []).append(name)
    text = ""
    for (about, quick), names in runs.items():
        if len(runs) > 1:
            text += f"Of {', '.join(names)}:\n\n"
        if quick:
            text += ("A quick run: few and short repetitions, which say little about the "
                     "small differences.\n\n")
        text += "| | |\n|---|---|\n" + "".join(f"| {name} | {value} |\n" for name, value in about)
        text += "\n"
    return text


def _micro(figures):
    rows = [(f"`{row['name']}`", _number(row["cpu_ns"])) for row in figures]
    return ("[check_benchmark](../bench/check_benchmark.cc), without gRPC, on one core: CPU time "
            "of each stage. What is nearly the\nsame work, such as with and without counting for "
            "the metrics, differs by a fifth either way with where\ncode and memory lie; in "
            "[instructions](../bench/instructions.txt) it does not.\n\n"
            + _table(("benchmark", "ns"), rows))


def _transport(figures):
    rows = [(f"{_WAY_NAMES[row['transport']]}, {row['load']}", _spread(row["authz"]),
             _spread(row["nothing"]), _spread(row["ratio"]), _spread(row["bare"]),
             _spread(row["bare_ratio"])) for row in figures]
    return ("CPU of the server process for one `Check`, in µs. The ratios are the medians of "
            "those of the repetitions.\n\n"
            + _table(("load", "authz_server", "does nothing", "ratio to it", "transport",
                      "ratio to it"), rows))


def _batches(figures):
    rows = []
    for row in figures:
        cost = targets.per_check_ns(row)
        rows.append((f"{row['checks']:,}", _spread(row["cpu_us"]), _spread(row["nothing_cpu_us"]),
                     _spread(row["ratio"]), _spread(row["bare_cpu_us"]), _number(cost),
                     f"{1e9 / cost:,.0f}"))
    return ("CPU of the server process for one `BatchCheck` over TCP, in µs; 4 calls at once.\n\n"
            + _table(("checks", "authz_server", "does nothing", "ratio to it", "transport",
                      "ns per check", "checks/s of one core"), rows))


def _batch_profile(batches, micro):
    """Where the time of a batch goes."""
    rows = []
    for row in batches:
        checks = row["checks"]
        in_process = targets.micro_ns(micro, f"ParseAndSerialize/mention/{checks}")
        if checks < 1000 or in_process is None:
            continue
        total, nothing, bare = (1000 * row[name]["median"] / checks
                                for name in ("cpu_us", "nothing_cpu_us", "bare_cpu_us"))
        rows.append([f"{checks:,}"] + [f"{ns:,.0f}" for ns in (
            total, bare, nothing - bare, total - nothing, in_process / checks)] + [
                f"{total / (in_process / checks):.2f}"])
    return ("\nWhere it goes, in ns per check: the transport's part, what parsing and serializing "
            "add to it, and\nwhat deciding adds to these, each in a server under the same load. "
            "Beside them parsing and\nserializing in process, in a loop that has a core and its "
            "caches to itself, and how many times as\nmuch the server takes, transport and "
            "all.\n\n"
            + _table(("checks", "all", "transport", "parse and serialize", "decide",
                      "parse and serialize in process", "all, of that"), rows))


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
    return (text + "With fewer than 64 connections, so many calls are made at once on each that "
            "there\nare 64 in all; 8 where a batch has 100 checks or more. A thousand batches of 10,000 at "
            "once are 230 MB of\nrequests, more than the server takes by default: it has "
            "`--max_memory` of 1 GiB here.\n")


def _decisions(figures):
    return ("Before any comparison, every case of the [corpus](../tests/testdata/corpus) is put to "
            f"both:\n{figures['summary']}.\n")


def _peers(figures):
    rows = [("single checks" if row["checks"] == 1 else f"batches of {row['checks']}",
             _spread(_times(row["authz"], row["checks"])),
             _spread(_times(row["cerbos"], row["checks"])), _spread(row["ratio"]),
             _number(row["authz_cpu_us"]["median"] / row["checks"]),
             _number(row["cerbos_cpu_us"]["median"] / row["checks"]), row["in_flight"])
            for row in figures["rows"]]
    peak = figures["peak_rss_mib"]
    return ("Checks per second over TCP, 8 connections:\n\n"
            + _table(("", "authz_server", "Cerbos", "ratio", "µs of CPU a check", "of Cerbos",
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
    return ("Of single checks on 8 connections, in ms from the moment that a call was due:\n\n"
            + _table(("", "calls/s", "of its maximum", *_PERCENTILE_NAMES), rows)
            + "\nThe generator's own delay is part of it: at p99 a call left at most "
            f"{delay:.0f} µs after it was due.\n")


def _fair_share(figures):
    rows = [(name, *(_spread(_times(figures[name][percentile], 0.001))
                     for percentile in _PERCENTILES)) for name in ("alone", "beside")]
    return (f"Of {figures['rate']} single checks a second over a Unix socket, in ms from the moment "
            "that a call was due: alone, and\nbeside two clients that each send one batch of 10,000 "
            f"checks after the other, {_spread(figures['batches_per_second'])} batches a\nsecond. "
            "Their generator has the least urgency (`nice`): what is measured is the server, and not "
            "whether its\nclients have time.\n\n" + _table(("", *_PERCENTILE_NAMES), rows))


def _memory(figures):
    rows = [("single checks" if row["body"] == "view" else
             f"batches of {int(row['body'].split('_')[1]):,}", f"{row['connections']:,}",
             *(f"{row[name]:.1f}" for name in ("idle_rss_mib", "peak_rss_mib",
                                               "bare_peak_rss_mib"))) for row in figures]
    return ("Resident memory in MiB, each row of a server of its own under as much load as it "
            "takes:\n\n" + _table(("load", "connections", "before", "at its peak",
                                   "the transport alone"), rows))


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
    return ("From the start of the process to the first answered check, in ms:\n\n"
            + _table(("", "ms"), [(name, _spread(row)) for name, row in figures.items()]))


def _growth(figures):
    reloads = figures["reloads"]
    return ("CPU of the server process per call, in µs.\n\n"
            + _table(("targets of one check", "µs"),
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


# Each section's title and text.
_SECTIONS = {
    "micro": ("The stages of a check", _micro),
    "transport": ("A call beside one that does nothing", _transport),
    "batches": ("Batches", _batches),
    "throughput": ("Throughput", _throughput),
    "decisions": ("The same decisions as Cerbos", _decisions),
    "peers": ("Beside Cerbos", _peers),
    "latency": ("Latency", _latency),
    "fair_share": ("Single checks beside huge batches", _fair_share),
    "memory": ("Memory", _memory),
    "decision_log": ("With every decision logged", _decision_log),
    "start": ("Start", _start),
    "growth": ("As work grows", _growth),
    "soak": ("Ten minutes of mixed traffic", _soak),
}


def write(results, folder):
    """Writes performance.md and its plots into `folder`."""
    plots.draw(results, os.path.join(folder, "performance"))
    parts = [_INTRODUCTION, "## Targets\n\n" + _targets(results), _METHOD + "\n" + _about(results)]
    for name, (title, text) in _SECTIONS.items():
        if name in results:
            body = text(results[name]["figures"])
            if name == "batches" and "micro" in results:
                body += _batch_profile(results[name]["figures"], results["micro"]["figures"])
            if name in plots.PLOTS:
                body += f"\n![{title}](performance/{name}.svg)\n"
        else:
            body = f"Not measured yet: `bench/run --only={name}`.\n"
        parts.append(f"## {title}\n\n{body}")
    parts += [_LIMITS, _AGAIN]
    with open(os.path.join(folder, "performance.md"), "w", encoding="utf-8") as page:
        page.write("\n".join(part.rstrip("\n") + "\n" for part in parts))
