"""What docs/api.md says about how to make a channel that retries."""

import pathlib
import re


def blocks(page):
    """By language, the first block of code of each; "json" is the service config."""
    text = pathlib.Path(page).read_text(encoding="utf-8")
    found = {}
    for language, block in re.findall(r"^```(\w+)\n(.*?)^```", text[text.index("### Retries"):],
                                      flags=re.MULTILINE | re.DOTALL):
        found.setdefault(language, block)
    return found
