"""The VEX file: its form, that all it names is there, and what it says of the programs."""

import datetime
import json
import os
import re
import subprocess
import tempfile
import unittest

import vex_table
from faults.__main__ import parse
from named_files import named_files

TIMEOUT_SECONDS = 120
JUSTIFICATIONS = {
    "component_not_present", "vulnerable_code_not_present", "vulnerable_code_not_in_execute_path",
    "vulnerable_code_cannot_be_controlled_by_adversary", "inline_mitigations_already_exist"}
# What OpenVEX asks for with a status, and what else may be there.
FIELDS = {
    "not_affected": {"justification", "impact_statement"},
    "affected": {"action_statement"},
    "fixed": set(),
    "under_investigation": {"status_notes"},
}


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True,
                          timeout=TIMEOUT_SECONDS).stdout


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def at_least(version, other):
    return subprocess.run(["dpkg", "--compare-versions", version, "ge", other],
                          check=False).returncode == 0


class VexTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.text = read(OPTIONS.vex)
        cls.document = json.loads(cls.text)
        cls.statements = cls.document["statements"]
        cls.bill = {each["name"]: each["version"]
                    for each in json.loads(read(OPTIONS.sbom))["components"]}

    def of(self, statement):
        return self.subTest(statement["vulnerability"]["name"], status=statement["status"])

    def test_the_document_has_what_the_format_asks_for(self):
        self.assertEqual(set(self.document),
                         {"@context", "@id", "author", "timestamp", "version", "statements"})
        self.assertEqual(self.document["@context"], "https://openvex.dev/ns/v0.2.0")
        self.assertRegex(self.document["@id"], r"^https://")
        self.assertTrue(self.document["author"])
        self.assertIsNotNone(datetime.datetime.fromisoformat(
            self.document["timestamp"].replace("Z", "+00:00")).tzinfo)
        self.assertGreaterEqual(self.document["version"], 1)

    def test_every_statement_has_what_its_status_asks_for(self):
        for statement in self.statements:
            with self.of(statement):
                always = {"vulnerability", "products", "status"}
                fields = FIELDS[statement["status"]]
                self.assertEqual(always | fields, set(statement) - ({"status_notes"} - fields))
                self.assertTrue(all(statement.values()))
                self.assertEqual(set(statement["vulnerability"]), {"name", "description"})
                self.assertRegex(statement["vulnerability"]["name"],
                                 r"^(CVE-\d{4}-\d{4,}|GHSA(-[0-9a-z]{4}){3})$")
                if "justification" in statement:
                    self.assertIn(statement["justification"], JUSTIFICATIONS)

    def test_every_product_is_in_the_bill_of_materials(self):
        for statement in self.statements:
            with self.of(statement):
                for product in statement["products"]:
                    self.assertTrue(product["@id"].startswith("pkg:deb/debian/"), product)
                    name, version = vex_table.product(product["@id"])
                    self.assertIn(name, self.bill)
                    if statement["status"] == "fixed":
                        self.assertIsNotNone(version, "in which version?")

    def test_a_package_has_one_status_for_an_advisory(self):
        seen = set()
        for statement in self.statements:
            with self.of(statement):
                for product in statement["products"]:
                    key = statement["vulnerability"]["name"], product["@id"]
                    self.assertNotIn(key, seen)
                    seen.add(key)

    # Where an update mends something, or nothing, somebody has to look.
    def test_what_is_said_of_versions_is_said_of_these(self):
        known = {}
        for statement in self.statements:
            for product in statement["products"]:
                name, version = vex_table.product(product["@id"])
                versions = known.setdefault((statement["vulnerability"]["name"], name), {})
                versions[version] = statement["status"]
        for (advisory, name), versions in known.items():
            with self.subTest(advisory, package=name):
                here = self.bill[name]
                fixed = [version for version, status in versions.items() if status == "fixed"]
                # An older one than those that are fixed, a scanner tells.
                self.assertTrue(None in versions or here in versions or
                                len(fixed) == len(versions) or
                                any(at_least(here, version) for version in fixed),
                                f"nothing is said of {name} {here}")

    def test_what_shows_it_is_there(self):
        tests = set(read(OPTIONS.tests).split())
        named = {shown for statement in self.statements
                 for shown in vex_table.notes(statement)[1]}
        faults = {each for each in named if each.startswith("tools/faults ")}
        for each in faults:
            self.assertTrue(parse(each.split()[1:]).names, each)
        self.assertEqual(named - faults, tests)

    def test_what_is_not_in_the_programs_is_not(self):
        names = set()
        for program in (OPTIONS.server, OPTIONS.command):
            lines = run("nm", "--format=posix", program).splitlines()
            names.update(line.split()[0].split("@")[0] for line in lines)
        # They are not stripped.
        self.assertLessEqual({"main", "SSL_CTX_new", "getaddrinfo"}, names)
        for statement in self.statements:
            products = [vex_table.product(product["@id"]) for product in statement["products"]]
            if any(version in (None, self.bill[name]) for name, version in products):
                with self.of(statement):
                    self.assertFalse(names.intersection(vex_table.notes(statement)[2]))

    def test_notes_are_read_whole(self):
        for statement in self.statements:
            with self.of(statement):
                sentence, shown, absent = vex_table.notes(statement)
                self.assertNotIn("`", sentence)
                lists = [f"Shown by {', '.join(f'`{each}`' for each in shown)}."] * bool(shown)
                lists += [f"Not in the programs: {', '.join(f'`{each}`' for each in absent)}."] * \
                    bool(absent)
                self.assertEqual(" ".join(filter(None, [sentence, *lists])),
                                 statement.get("status_notes", ""))

    def test_the_page_has_the_table(self):
        page = read(OPTIONS.page)
        self.assertEqual(page, vex_table.with_table(page, vex_table.table(self.document)),
                         "write it: deploy/vex_table.py --page=docs/security.md "
                         "deploy/vex.openvex.json")

    def test_the_table_is_written_or_an_error_is_told(self):
        with tempfile.TemporaryDirectory() as folder:
            page = os.path.join(folder, "page.md")
            for text, status in (("no table", 1), (vex_table.END + vex_table.BEGIN, 1),
                                 (f"a\n{vex_table.BEGIN}old\n{vex_table.END}b\n", 0)):
                with open(page, "w", encoding="utf-8") as file:
                    file.write(text)
                result = subprocess.run([OPTIONS.table, f"--page={page}", OPTIONS.vex],
                                        capture_output=True, text=True, check=False,
                                        timeout=TIMEOUT_SECONDS)
                self.assertEqual(result.returncode, status, result.stderr)
                if status:
                    self.assertIn("the page needs the lines", result.stderr)
                    self.assertEqual(read(page), text)
            written = read(page)
            self.assertTrue(re.match(r"a\n<!-- begin advisories -->\n\n\| of ", written))
            self.assertTrue(written.endswith("|\n\n<!-- end advisories -->\nb\n"))
            self.assertIn("CVE-2023-44487", written)


if __name__ == "__main__":
    OPTIONS = named_files("server", "command", "sbom", "vex", "table", "tests", "page")
    unittest.main(verbosity=2)
