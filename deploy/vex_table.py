#!/usr/bin/python3 -B
"""Writes the table of advisories of docs/security.md, from the statements of VEX.

Statements that say the same of the same packages are one row. Prints the table, or
with --page writes it there, between the lines "<!-- begin advisories -->" and
"<!-- end advisories -->".
"""

import argparse
import json
import re
import sys
import urllib.parse

BEGIN, END = "<!-- begin advisories -->\n", "<!-- end advisories -->\n"
MAX_DESCRIBED = 4
HEAD = "| of | advisories | status | why, or what to do | shown by |\n|---|---|---|---|---|\n"


def product(product_id):
    """The package, and its version or None, of a package URL."""
    path = product_id.split("?")[0].removeprefix("pkg:deb/debian/")
    name, _, version = (urllib.parse.unquote(part) for part in path.partition("@"))
    return name, version or None


def notes(statement):
    """What a statement's notes say: a sentence, what shows it, and the functions that are
    not in the programs."""
    text = statement.get("status_notes", "")
    lists = {}
    for key in ("Not in the programs", "Shown by"):
        found = re.search(rf"(?:^| ){key}:? ((?:`[^`]+`(?:, )?)+)\.$", text)
        lists[key] = re.findall("`([^`]+)`", found[1]) if found else []
        text = text[:found.start()] if found else text
    return text, lists["Shown by"], lists["Not in the programs"]


def packages(statement):
    """The packages; those of the same versions together."""
    versions = {}
    for each in statement["products"]:
        name, version = product(each["@id"])
        versions.setdefault(name, []).append(version)
    names = {}
    for name, known in versions.items():
        known = [] if statement["status"] == "fixed" else filter(None, known)
        names.setdefault(", ".join(known), []).append(f"`{name}`")
    return "; ".join(f"{', '.join(same)} {known}".strip() for known, same in names.items())


def row(statement):
    """The cells of a statement, but for its advisory. In which versions it is fixed is in
    the statement alone."""
    sentence, shown, absent = notes(statement)
    why = " ".join(filter(None, (statement.get("impact_statement"),
                                 statement.get("action_statement"), sentence)))
    shown = [f"`{each}`" for each in shown]
    if absent:
        shown.append("not in the programs: " + ", ".join(f"`{each}`" for each in absent))
    return (packages(statement), statement["status"].replace("_", " "), why, "; ".join(shown))


def table(document):
    rows = {}
    for statement in document["statements"]:
        rows.setdefault(row(statement), []).append(statement["vulnerability"])
    text = HEAD
    for (of, status, why, shown), all_of_it in rows.items():
        # Of many, what each is says no more than why they are together.
        advisories = "; ".join(f"{each['name']}: {each['description']}" for each in all_of_it) \
            if len(all_of_it) <= MAX_DESCRIBED else ", ".join(each["name"] for each in all_of_it)
        text += f"| {of} | {advisories} | {status} | {why} | {shown} |\n"
    return text


def with_table(page, text):
    """The page with the table in its place."""
    if page.count(BEGIN) != 1 or page.count(END) != 1 or page.index(BEGIN) > page.index(END):
        sys.exit(f"vex_table.py: the page needs the lines `{BEGIN.strip()}` and `{END.strip()}`, "
                 "once, in this order")
    before, rest = page.split(BEGIN)
    return f"{before}{BEGIN}\n{text}\n{END}{rest.split(END)[1]}"


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--page", help="the page to write it into")
    parser.add_argument("vex", help="the statements, in OpenVEX")
    arguments = parser.parse_args()
    try:
        with open(arguments.vex, encoding="utf-8") as file:
            text = table(json.load(file))
        if not arguments.page:
            print(text, end="")
            return
        with open(arguments.page, encoding="utf-8") as file:
            page = with_table(file.read(), text)
        with open(arguments.page, "w", encoding="utf-8") as file:
            file.write(page)
    except (OSError, ValueError, KeyError) as error:
        sys.exit(f"vex_table.py: {error}")


if __name__ == "__main__":
    main()
