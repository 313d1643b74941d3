"""What docs/api.md says about how to make a channel that retries.

usage: retries_page.py PAGE LANGUAGE

Prints the page's block of code in that language.
"""

import pathlib
import re
import sys


def blocks(page):
    """By language, the first block of code of each; "json" is the service config."""
    text = pathlib.Path(page).read_text(encoding="utf-8")
    found = {}
    for language, block in re.findall(r"^```(\w+)\n(.*?)^```", text[text.index("### Retries"):],
                                      flags=re.MULTILINE | re.DOTALL):
        found.setdefault(language, block)
    return found


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__.strip())
    print(blocks(sys.argv[1])[sys.argv[2]], end="")
