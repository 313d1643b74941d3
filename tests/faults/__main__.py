"""The command line: see tools/faults --help."""

import argparse
import signal
import sys

from faults import catalog, table
from faults.arguments import add_files, tools_of
from faults.run import run

_DESCRIPTION = """\
Does to the real server what hostile, faulty and unlucky peers, disks and clocks
do, under a load whose every answer is compared with the engine in process, and
prints a table: calls, wrong answers, wrong allows, failed calls of the load, the
time from the end of the fault to the next right answer, and the most memory that
the server took. Everything stays on this machine's loopback, in Unix sockets and
in folders that are removed. Exit status 1 where a promise was not kept, 2 for a
bad command line."""

_SHORT_SECONDS, _LONG_SECONDS = 1, 10

def parse(words):
    """The arguments of a command line. One that is bad ends the program."""
    parser = argparse.ArgumentParser(
        prog="tools/faults", description=_DESCRIPTION, allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME",
                        help="a fault to run; all of them where none is named")
    parser.add_argument("--list", action="store_true", help="print the faults and end")
    parser.add_argument("--short", action="store_true",
                        help=f"each for about {_SHORT_SECONDS} s, as CI runs them, instead of "
                             f"{_LONG_SECONDS}")
    parser.add_argument("--seconds", type=float, metavar="SECONDS",
                        help="each for about that long")
    parser.add_argument("--markdown", action="store_true",
                        help="print the table in Markdown, at the end")
    add_files(parser)
    arguments = parser.parse_intermixed_args(words)
    known = {fault.name for fault in catalog.FAULTS}
    for name in arguments.names:
        if name not in known:
            parser.error(f"there is no fault `{name}`; see tools/faults --list")
    if arguments.short and arguments.seconds is not None:
        parser.error("give one of --short and --seconds")
    if arguments.seconds is not None and not 0 < arguments.seconds <= 60:
        parser.error("--seconds must be above 0 and at most 60")
    return arguments


def main():
    arguments = parse(sys.argv[1:])
    if arguments.list:
        for fault in catalog.FAULTS:
            print(f"{fault.name:<24} {fault.does}")
        return 0
    # Ends the processes on the way out.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    tools = tools_of(arguments)
    seconds = arguments.seconds or (_SHORT_SECONDS if arguments.short else _LONG_SECONDS)
    shown = table.Markdown() if arguments.markdown else table.Terminal(sys.stdout.isatty())
    shown.begin()
    rows = []
    try:
        for fault in catalog.FAULTS:
            if not arguments.names or fault.name in arguments.names:
                rows.append(run(tools, fault, seconds))
                shown.row(rows[-1])
    except KeyboardInterrupt:
        return 130
    shown.end(rows)
    return 1 if any(row.broken for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
