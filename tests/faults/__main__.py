"""The command line: see tools/faults --help."""

import argparse
import os
import signal
import subprocess
import sys

from faults import catalog, table
from faults.requests import Requests
from faults.run import Tools, run

_DESCRIPTION = """\
Does to the real server what hostile, faulty and unlucky peers, disks and clocks
do, under a load whose every answer is compared with the engine in process, and
prints a table: calls, wrong answers, wrong allows, failed calls of the load, the
time from the end of the fault to the next right answer, and the most memory that
the server took. Everything stays on this machine's loopback, in Unix sockets and
in folders that are removed. Exit status 1 where a promise was not kept, 2 for a
bad command line."""

_SHORT_SECONDS, _LONG_SECONDS = 1, 10

_ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
_TARGETS = ["//server:authz_server", "//tests/faults:load",
            "//tests/faults:libfutex_clock.so", "//proto:authz_proto"]
_FILES = {
    "server": "bazel-bin/server/authz_server",
    "load": "bazel-bin/tests/faults/load",
    "cases": "tests/testdata/corpus",
    "policy": "authz/policies/conversations.txtpb",
    "futex_clock": "bazel-bin/tests/faults/libfutex_clock.so",
    "descriptors": "bazel-bin/proto/authz_proto-descriptor-set.proto.bin",
}


def _tools(arguments):
    """Builds what the arguments do not name."""
    files = {name: getattr(arguments, name) for name in _FILES}
    if None in files.values():
        built = subprocess.run(["bazel", "build", "--show_result=0", "--noshow_progress", *_TARGETS],
                               cwd=_ROOT, check=False)
        if built.returncode:
            sys.exit("tools/faults: the build failed, see above")
    files = {name: os.path.abspath(path or os.path.join(_ROOT, _FILES[name]))
             for name, path in files.items()}
    descriptors = files.pop("descriptors")
    return Tools(**files, requests=Requests(descriptors))


def _parse():
    parser = argparse.ArgumentParser(
        prog="tools/faults", description=_DESCRIPTION, allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", action="store_true", help="print the faults and end")
    parser.add_argument("--only", action="append", metavar="NAME", default=[],
                        help="run this fault; may be repeated")
    parser.add_argument("--short", action="store_true",
                        help=f"each for about {_SHORT_SECONDS} s, as CI runs them, instead of "
                             f"{_LONG_SECONDS}")
    parser.add_argument("--seconds", type=float, metavar="SECONDS",
                        help="each for about that long")
    parser.add_argument("--markdown", action="store_true",
                        help="print the table in Markdown, at the end")
    # Where they are not built: the test's data.
    for name in _FILES:
        parser.add_argument(f"--{name}", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    names = [fault.name for fault in catalog.FAULTS]
    for name in arguments.only:
        if name not in names:
            parser.error(f"there is no fault `{name}`; see tools/faults --list")
    if arguments.short and arguments.seconds is not None:
        parser.error("give one of --short and --seconds")
    if arguments.seconds is not None and not 0 < arguments.seconds <= 60:
        parser.error("--seconds must be above 0 and at most 60")
    return arguments


def main():
    arguments = _parse()
    if arguments.list:
        for fault in catalog.FAULTS:
            print(f"{fault.name:<24} {fault.does}")
        return 0
    # Ends the processes on the way out.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    tools = _tools(arguments)
    seconds = arguments.seconds or (_SHORT_SECONDS if arguments.short else _LONG_SECONDS)
    shown = table.Markdown() if arguments.markdown else table.Terminal(sys.stdout.isatty())
    shown.begin()
    rows = []
    try:
        for fault in catalog.FAULTS:
            if not arguments.only or fault.name in arguments.only:
                rows.append(run(tools, fault, seconds))
                shown.row(rows[-1])
    except KeyboardInterrupt:
        return 130
    shown.end(rows)
    return 1 if any(row.broken for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
