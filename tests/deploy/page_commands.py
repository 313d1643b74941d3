"""The commands of a page in Markdown."""

import shlex


def page_commands(page, *beginnings):
    """Those that begin so, which may go on over several lines."""
    found = []
    with open(page, encoding="utf-8") as file:
        lines = file.read().splitlines()
    while lines:
        command = lines.pop(0).strip()
        if not command.startswith(beginnings):
            continue
        while True:
            try:
                shlex.split(command)
                break
            except ValueError:
                command += "\n" + lines.pop(0)
        found.append(command)
    return found
