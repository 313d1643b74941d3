"""The table of results, for a terminal and for a page."""

import sys
import textwrap

from faults.fault import Promise

_HEAD = ("fault", "calls", "wrong answers", "wrong allows", "failed calls", "longest gap", "recovery",
         "peak memory")
_WIDTHS = (-22, 7, 13, 12, 12, 11, 9, 11)


def _seconds(seconds):
    return f"{seconds:.2f} s" if seconds else "0"


def _cells(row):
    failed = sum(row.failed.values())
    codes = ", ".join(f"{count:,} {code}" for code, count in sorted(row.failed.items()))
    return (row.fault.name, f"{row.calls:,}", str(row.wrong), str(row.wrong_allows), f"{failed:,}",
            _seconds(row.longest_gap), _seconds(row.recovery), f"{row.memory:.0f} MiB"), codes


def _aligned(cells):
    return " ".join(f"{cell:<{-width}}" if width < 0 else f"{cell:>{width}}"
                    for cell, width in zip(cells, _WIDTHS)).rstrip()


class Terminal:
    """Prints rows as they come."""

    def __init__(self, colored):
        self._colored = colored

    def begin(self):
        print(self._paint("1", _aligned(_HEAD)), flush=True)

    def row(self, row):
        cells, codes = _cells(row)
        print(_aligned(cells), "  " + (self._paint("31", "BROKEN") if row.broken else "kept"))
        for text in [codes and f"failed: {codes}", row.note]:
            if text:
                print(self._indented(text))
        for text in row.broken:
            print(self._paint("31", self._indented(text)))
        sys.stdout.flush()

    def end(self, rows):
        broken = sum(bool(row.broken) for row in rows)
        taken = sum(row.seconds for row in rows)
        print(f"{len(rows) - broken} kept their promise, {broken} did not, in {taken:.0f} s")

    @staticmethod
    def _indented(text):
        return textwrap.fill(text, 110, initial_indent="    ", subsequent_indent="      ",
                             max_lines=6)

    def _paint(self, color, text):
        return f"\033[{color}m{text}\033[0m" if self._colored else text


class Markdown:
    """A table for a page, once all rows are there."""

    def begin(self):
        pass

    def row(self, row):
        # It takes minutes.
        print(f"{row.fault.name}: {'BROKEN' if row.broken else 'kept'}", file=sys.stderr, flush=True)

    def end(self, rows):
        head = ("fault", "what happens", *_HEAD[1:])
        print("| " + " | ".join(head) + " |")
        print("|---|---" + "|---:" * (len(head) - 2) + "|")
        for row in rows:
            cells, codes = _cells(row)
            cells = (f"`{cells[0]}`", self._story(row), *cells[1:4], codes or "0", *cells[5:])
            print("| " + " | ".join(cells) + " |")
            for text in row.broken:
                print(f"<!-- BROKEN: {text} -->")

    @staticmethod
    def _story(row):
        story = row.fault.does
        if row.fault.promise != Promise():
            story += f" (promised: {row.fault.promise})"
        return f"{story}; {row.note}" if row.note else story
