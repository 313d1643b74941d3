"""Where and with what it is measured."""

import datetime
import os
import platform
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CERBOS = os.path.join(
    ROOT, "bench/node_modules/@cerbos/cerbos-linux-x64/cerbos-linux-x64")


def output(*command):
    """What a command prints, or "" where it fails or is not there."""
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True,
                              cwd=ROOT).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return ""


def field(path, name):
    """What stands behind the name in a file of /proc."""
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            if line.split(":")[0].strip() == name:
                return line.split(":", 1)[1].strip()
    return "unknown"


def _package(name):
    return output("dpkg-query", "--show", "--showformat=${Version}", name) or "unknown"


def describe():
    """The machine, the versions and the date, by name."""
    memory = int(field("/proc/meminfo", "MemTotal").split()[0]) / 2**20
    commit = output("git", "rev-parse", "--short=10", "HEAD") or "unknown"
    if output("git", "status", "--porcelain", "--untracked-files=no", "--", ".", ":!docs"):
        commit += " with changes"
    return {
        "Date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "Commit": commit,
        "CPU": f"{os.cpu_count()} cores, {field('/proc/cpuinfo', 'model name')}",
        "Memory": f"{memory:.0f} GiB",
        "System": f"Debian {output('cat', '/etc/debian_version') or 'unknown'}, Linux "
                  + ".".join(platform.release().split(".")[:2]),
        "Compiler": "g++ " + (output("g++", "-dumpfullversion") or "unknown"),
        "gRPC": _package("libgrpc++-dev"),
        "Protobuf": _package("libprotobuf-dev"),
        "h2load": (output("h2load", "--version").split("/") + ["unknown"])[1],
        "Cerbos": (output(CERBOS, "--version").splitlines() or ["unknown"])[0],
    }
