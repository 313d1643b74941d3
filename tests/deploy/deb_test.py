"""The Debian package: what it holds, that lintian finds nothing, and the unit's sandbox."""

import os
import platform
import re
import shutil
import subprocess
import tempfile
import unittest

import debian_package
from named_files import named_files
from skipping import skip

TIMEOUT_SECONDS = 280

# Of 100, where 0 is the least exposed: what systemd-analyze says of the unit, rounded up.
MAX_EXPOSURE = 15


def run(*command, **arguments):
    return subprocess.run(command, capture_output=True, text=True, check=False,
                          timeout=TIMEOUT_SECONDS, **arguments)


def exposure(unit, max_exposure):
    """Whether systemd finds the unit exposed by no more than that, and what it says."""
    return run("systemd-analyze", "security", "--offline=true", "--no-pager",
               f"--threshold={max_exposure}", unit)


class DebTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        for program in ("lintian", "systemd-analyze"):
            if shutil.which(program) is None:
                skip(f"there is no {program}, run tools/setup deploy")
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.package = debian_package.make(OPTIONS, folder.name)
        cls.root = os.path.join(folder.name, "root")
        subprocess.run(["dpkg-deb", "--extract", cls.package, cls.root], check=True,
                       timeout=TIMEOUT_SECONDS)

    def test_lintian_finds_nothing(self):
        found = run("lintian", "--tag-display-limit=0", "--fail-on=error,warning", self.package,
                    env={**os.environ, "LC_ALL": "C.UTF-8"})
        self.assertEqual(found.stdout, "")
        self.assertEqual(found.returncode, 0, found.stderr)

    def test_its_version_is_the_programs(self):
        with open(OPTIONS.version, encoding="utf-8") as file:
            version = file.read().strip()
        field = run("dpkg-deb", "--field", self.package, "Version").stdout.strip()
        release = platform.freedesktop_os_release().get("VERSION_ID", "")
        self.assertEqual(field, f"{version}-1~deb{release}u1" if release else f"{version}-1")
        for program in ("authz", "authz_server"):
            told = run(os.path.join(self.root, "usr/bin", program), "--version").stdout
            self.assertRegex(told, rf"^{program} {re.escape(version)}(\+|\n)")

    def test_one_that_is_built_again_is_an_upgrade(self):
        with tempfile.TemporaryDirectory() as folder:
            made = run(OPTIONS.deb, "--revision=2", OPTIONS.server, OPTIONS.command,
                       OPTIONS.sbom, folder,
                       env={**os.environ, "DPKG_DEB_COMPRESSOR_TYPE": "none"})
            self.assertEqual(made.returncode, 0, made.stderr)
            packages = self.package, os.path.join(folder, made.stdout.strip())
            before, after = (run("dpkg-deb", "--field", each, "Version").stdout.strip()
                             for each in packages)
        self.assertRegex(after, r"-2$")
        self.assertEqual(run("dpkg", "--compare-versions", before, "lt", after).returncode, 0)

    def test_what_the_unit_names_is_there(self):
        path = next(os.path.join(parent, name) for parent, _, names in os.walk(self.root)
                    for name in names if name == "authz-server.service")
        with open(path, encoding="utf-8") as file:
            unit = file.read()
        program = re.search(r"^ExecStart=/(\S+)", unit, re.MULTILINE)[1]
        self.assertTrue(os.access(os.path.join(self.root, program), os.X_OK))
        defaults = re.search(r"^EnvironmentFile=-/(\S+)", unit, re.MULTILINE)[1]
        self.assertTrue(os.path.isfile(os.path.join(self.root, defaults)))
        user = re.search(r"^User=(\S+)", unit, re.MULTILINE)[1]
        with open(os.path.join(self.root, "usr/lib/sysusers.d/conversations-authz.conf"),
                  encoding="utf-8") as file:
            self.assertRegex(file.read(), rf"(?m)^u {user} ")

    def test_the_variables_of_its_defaults_are_flags(self):
        with open(os.path.join(self.root, "etc/default/authz-server"), encoding="utf-8") as file:
            names = re.findall(r"AUTHZ_([A-Z_]+)=", file.read())
        self.assertTrue(names)
        flags = run(OPTIONS.server, "--help").stdout
        for name in names:
            self.assertIn(f"--{name.lower()}=", flags)

    def test_the_sandbox_is_tight(self):
        result = exposure(OPTIONS.unit, MAX_EXPOSURE)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)

    def test_a_loosened_sandbox_is_noticed(self):
        with open(OPTIONS.unit, encoding="utf-8") as file:
            lines = file.readlines()
        for line in ("CapabilityBoundingSet=", "ProtectSystem=", "SystemCallFilter=@",
                     "PrivateUsers=", "RestrictAddressFamilies="):
            with self.subTest(line), tempfile.TemporaryDirectory() as folder:
                kept = [each for each in lines if not each.startswith(line)]
                self.assertLess(len(kept), len(lines))
                path = os.path.join(folder, "authz-server.service")
                with open(path, "w", encoding="utf-8") as file:
                    file.writelines(kept)
                self.assertNotEqual(exposure(path, MAX_EXPOSURE).returncode, 0)

    def test_bad_input_is_told(self):
        self.assertEqual(run(OPTIONS.deb).returncode, 2)
        missing = run(OPTIONS.deb, OPTIONS.server, OPTIONS.command, "nothing", ".")
        self.assertEqual(missing.returncode, 1)
        self.assertIn("there is no file nothing", missing.stderr)
        for revision in "", "0", "a1", "1-2", "1_2", "1 2":
            with self.subTest(revision):
                refused = run(OPTIONS.deb, f"--revision={revision}", OPTIONS.server,
                              OPTIONS.command, OPTIONS.sbom, ".")
                self.assertEqual(refused.returncode, 1)
                self.assertIn(f"`{revision}` is no revision: ", refused.stderr)
        unknown = run(OPTIONS.deb, "--release=1", OPTIONS.server, OPTIONS.command, OPTIONS.sbom)
        self.assertEqual(unknown.returncode, 2)
        self.assertTrue(unknown.stderr.startswith("usage: deploy/deb"), unknown.stderr)


if __name__ == "__main__":
    OPTIONS = named_files("server", "command", "sbom", "deb", "unit", "version")
    unittest.main(verbosity=2)
