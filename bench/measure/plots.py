"""The plots of docs/performance.md, as SVG."""

import os

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # pylint: disable=wrong-import-position
from matplotlib.ticker import FuncFormatter  # pylint: disable=wrong-import-position

OURS, PEER, OTHER, BARE = "#1f6feb", "#d4762a", "#7d8590", "#b8bfc6"
_WAY_NAMES = {"tcp": "TCP", "unix": "Unix socket"}

plt.rcParams.update({
    "axes.grid": True, "axes.spines.right": False, "axes.spines.top": False,
    "figure.constrained_layout.use": True, "font.size": 9, "grid.alpha": 0.3,
    "legend.frameon": False, "svg.fonttype": "none", "svg.hashsalt": "authz",
    "font.family": "sans-serif",
})


def _plain(value, _position=None):
    for size, letter in ((1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:g}{letter}"
    return f"{value:g}"


def _save(figure, section, folder, name):
    about = section["about"]
    note = (f"{about['CPU']} · gRPC {about['gRPC']} · commit {about['Commit']} · {about['Date']}"
            + (" · quick run" if about["quick"] else ""))
    figure.supxlabel(note, fontsize=6.5, color=OTHER)
    figure.savefig(os.path.join(folder, f"{name}.svg"), metadata={"Date": None})
    plt.close(figure)


def throughput(section, folder):
    figure, panels = plt.subplots(1, 2, figsize=(9, 3.8), sharey=True)
    for panel, way in zip(panels, ("tcp", "unix")):
        rows = [row for row in section["figures"]
                if row["transport"] == way and row["body"].startswith("batch")]
        for connections in sorted({row["connections"] for row in rows}):
            line = sorted((row["checks"], row["checks"] * row["per_second"]["median"])
                          for row in rows if row["connections"] == connections)
            panel.plot(*zip(*line), marker="o", markersize=3, label=f"{connections:,}")
        panel.set(xscale="log", yscale="log", xlabel="checks per batch",
                  title=_WAY_NAMES[way])
        panel.xaxis.set_major_formatter(FuncFormatter(_plain))
        panel.yaxis.set_major_formatter(FuncFormatter(_plain))
    panels[0].set_ylabel("checks per second")
    panels[1].legend(title="connections")
    _save(figure, section, folder, "throughput")


def batches(section, folder):
    figure, panel = plt.subplots(figsize=(6, 3.6))
    for key, color, label in (("cpu_us", OURS, "authz_server"),
                              ("nothing_cpu_us", OTHER, "a server that does nothing"),
                              ("bare_cpu_us", BARE, "the transport alone")):
        line = [(row["checks"], 1000 * row[key]["median"] / row["checks"])
                for row in section["figures"]]
        panel.plot(*zip(*line), marker="o", markersize=3, color=color, label=label)
    panel.set(xscale="log", yscale="log", xlabel="checks per batch",
              ylabel="server CPU per check, ns")
    panel.xaxis.set_major_formatter(FuncFormatter(_plain))
    panel.yaxis.set_major_formatter(FuncFormatter(_plain))
    panel.legend()
    _save(figure, section, folder, "batches")


def peers(section, folder):
    rows = section["figures"]["rows"]
    figure, panel = plt.subplots(figsize=(6, 3.4))
    for offset, key, color, label in ((-0.2, "authz", OURS, "authz_server"),
                                      (0.2, "cerbos", PEER, "Cerbos")):
        places = [index + offset for index in range(len(rows))]
        heights = [row[key]["median"] * row["checks"] for row in rows]
        errors = [[height - row[key]["min"] * row["checks"] for height, row in zip(heights, rows)],
                  [row[key]["max"] * row["checks"] - height for height, row in zip(heights, rows)]]
        bars = panel.bar(places, heights, 0.38, yerr=errors, color=color, label=label,
                         error_kw={"elinewidth": 0.8})
        panel.bar_label(bars, [f"{height:,.0f}" for height in heights], padding=2, fontsize=7)
    panel.set(yscale="log", ylabel="checks per second",
              xticks=range(len(rows)),
              xticklabels=["single checks" if row["checks"] == 1 else
                           f"batches of {row['checks']}" for row in rows])
    panel.yaxis.set_major_formatter(FuncFormatter(_plain))
    panel.grid(axis="x", visible=False)
    panel.margins(y=0.15)
    panel.legend(loc="upper left")
    _save(figure, section, folder, "peers")


def latency(section, folder):
    figure, panel = plt.subplots(figsize=(7, 3.8))
    shown = ("50", "75", "90", "95", "99", "99.5", "99.9", "99.95", "99.99")
    for row in section["figures"]:
        line = [(1 / (1 - float(percentile) / 100), row["latency_us"][percentile]["median"] / 1000)
                for percentile in shown]
        cerbos = row["server"] == "Cerbos"
        panel.plot(*zip(*line), color=PEER if cerbos else OURS, marker="o", markersize=3,
                   linestyle="--" if row["transport"] == "unix" else
                   "-" if cerbos or row["rate"] * 2 == row["maximum"] else ":",
                   label=f"{row['server']}, {_WAY_NAMES[row['transport']]}, {row['rate']:,.0f}/s")
    ticks = ("50", "90", "99", "99.9", "99.99")
    panel.set(xscale="log", yscale="log", xlabel="percentile", ylabel="latency, ms")
    panel.set_xticks([1 / (1 - float(tick) / 100) for tick in ticks], ticks, minor=False)
    panel.xaxis.set_minor_formatter(FuncFormatter(lambda *_: ""))
    panel.yaxis.set_major_formatter(FuncFormatter(_plain))
    panel.legend()
    _save(figure, section, folder, "latency")


def growth(section, folder):
    figures = section["figures"]
    figure, panels = plt.subplots(1, 2, figsize=(7, 3.2))

    def plot(panel, key, value, color, label):
        line = [(row[key], row[value]["median"]) for row in figures[key]]
        panel.plot(*zip(*line), marker="o", markersize=3, color=color, label=label)

    plot(panels[0], "targets", "cpu_us", OURS, "authz_server")
    panels[0].set(xlabel="targets per check", ylabel="server CPU per call, µs", yscale="log")
    plot(panels[1], "connections", "cpu_us", OURS, "authz_server")
    plot(panels[1], "connections", "nothing_cpu_us", OTHER, "does nothing")
    panels[1].set(xlabel="connections")
    panels[1].set_ylim(bottom=0)
    panels[1].legend()
    for panel in panels:
        panel.set(xscale="log")
        panel.xaxis.set_major_formatter(FuncFormatter(_plain))
        panel.yaxis.set_major_formatter(FuncFormatter(_plain))
    _save(figure, section, folder, "growth")


def soak(section, folder):
    figure, panel = plt.subplots(figsize=(7, 2.8))
    panel.plot(*zip(*section["figures"]["rss_mib"]), color=OURS, linewidth=1)
    panel.set(xlabel="seconds", ylabel="resident memory, MiB")
    panel.set_ylim(bottom=0)
    _save(figure, section, folder, "soak")


PLOTS = {function.__name__: function
         for function in (throughput, batches, peers, latency, growth, soak)}


def draw(results, folder):
    """Draws the plots of the sections that have been measured."""
    for name, plot in PLOTS.items():
        if name in results:
            plot(results[name], folder)
