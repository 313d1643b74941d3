"""The image's files: what it holds, that it runs, and what its bill of materials says."""

import json
import os
import platform
import re
import stat
import subprocess
import tempfile
import unittest

from named_files import named_files

TIMEOUT_SECONDS = 120
# By the release whose libraries it has.
MAX_BYTES = {"bookworm": 40_000_000, "trixie": 45_000_000, "newest": 70_000_000}
PROGRAMS = {"usr/bin/authz", "usr/bin/authz_server"}


def lay_out(folder):
    subprocess.run([OPTIONS.image_files, OPTIONS.server, OPTIONS.command, OPTIONS.sbom, folder],
                   check=True, timeout=TIMEOUT_SECONDS)


def files(folder):
    """The regular files below the folder, by their path in it."""
    found = {}
    for parent, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(parent, name)
            found[os.path.relpath(path, folder)] = path
    return found


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def content(path):
    with open(path, "rb") as file:
        return file.read()


def run_in(folder, program, *arguments):
    """Runs a program by the image's own loader, with the image's libraries alone."""
    inside = files(folder)
    loader = next(path for name, path in inside.items() if "/ld-linux" in "/" + name)
    libraries = {os.path.dirname(path) for name, path in inside.items() if ".so" in name}
    return subprocess.run(
        [loader, "--inhibit-cache", "--library-path", ":".join(sorted(libraries)),
         os.path.join(folder, program), *arguments],
        capture_output=True, text=True, check=False, timeout=TIMEOUT_SECONDS, env={})


class ImageTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = os.path.join(folder.name, "image")
        lay_out(cls.folder)
        cls.files = files(cls.folder)
        with open(OPTIONS.sbom, encoding="utf-8") as file:
            cls.sbom = json.load(file)

    def test_nothing_else_runs(self):
        executable = {name for name, path in self.files.items()
                      if os.stat(path).st_mode & stat.S_IXUSR}
        self.assertLessEqual(PROGRAMS, executable)
        for name in executable - PROGRAMS:
            self.assertRegex(os.path.basename(name), r"\.so(\.|$)")
        for name, path in self.files.items():
            if name not in executable:
                self.assertNotEqual(content(path)[:4], b"\x7fELF", name)
                self.assertNotEqual(content(path)[:2], b"#!", name)

    def test_it_is_small(self):
        release = platform.freedesktop_os_release().get("VERSION_CODENAME")
        self.assertLessEqual(sum(os.stat(path).st_size for path in self.files.values()),
                             MAX_BYTES.get(release, MAX_BYTES["newest"]))

    def test_the_programs_run_with_its_libraries_alone(self):
        with open(OPTIONS.version, encoding="utf-8") as file:
            version = file.read().strip()
        for program in sorted(PROGRAMS):
            first = run_in(self.folder, program, "--version").stdout.splitlines()[0]
            self.assertEqual(re.sub(r"\+.*", "", first), f"{os.path.basename(program)} {version}")
        denial = run_in(self.folder, "usr/bin/authz", "check", "--local",
                        '{"actor": {"id": "ada"}, "action": "ACTION_VIEW_MESSAGES"}')
        self.assertEqual(denial.returncode, 1, denial.stderr)
        self.assertIn("settings.access", denial.stdout)

    def test_the_user_is_the_containerfiles(self):
        text = read(OPTIONS.containerfile)
        user = re.search(r"^USER (\d+):(\d+)$", text, re.MULTILINE)
        self.assertNotEqual(int(user[1]), 0)
        self.assertIn(f":x:{user[1]}:{user[2]}:", content(self.files["etc/passwd"]).decode())
        self.assertIn(f":x:{user[2]}:", content(self.files["etc/group"]).decode())
        entry = re.search(r'^ENTRYPOINT \["/(.*)"\]$', text, re.MULTILINE)
        self.assertIn(entry[1], PROGRAMS)

    def test_the_bill_lists_what_the_programs_tell(self):
        packages = {each["name"]: each["version"] for each in self.sbom["components"]}
        told = dict(line.rsplit(" ", 1) for line in
                    run_in(self.folder, "usr/bin/authz_server",
                           "--version").stdout.splitlines()[1:])
        self.assertEqual(set(told), {"OpenSSL", "gRPC", "Protobuf", "Abseil"})
        for library, package in (("OpenSSL", "libssl"), ("gRPC", "libgrpc"),
                                 ("Protobuf", "libprotobuf"), ("Abseil", "libabsl")):
            versions = [version for name, version in packages.items() if name.startswith(package)]
            self.assertTrue(versions, f"no {package} in the bill of materials")
            self.assertTrue(any(told[library] in version for version in versions),
                            f"{library} {told[library]}: {versions}")
        for package in ("libc6", "libevent", "libprometheus-cpp", "rapidjson-dev", "zlib1g",
                        "libc-ares", "libre2"):
            self.assertTrue(any(name.startswith(package) for name in packages), package)
        for name in packages:
            self.assertIn(f"usr/share/doc/{name}/copyright", self.files)

    def test_the_same_input_gives_the_same_files(self):
        with tempfile.TemporaryDirectory() as folder:
            again = os.path.join(folder, "image")
            lay_out(again)
            self.assertEqual({name: content(path) for name, path in files(again).items()},
                             {name: content(path) for name, path in self.files.items()})

    def test_bad_input_is_told(self):
        with tempfile.TemporaryDirectory() as folder:
            open(os.path.join(folder, "file"), "w", encoding="utf-8").close()
            for arguments, status, text in (
                    ([], 2, "usage: deploy/image_files"),
                    ([OPTIONS.server, OPTIONS.command, "nothing", folder + "/new"], 1,
                     "there is no file nothing"),
                    ([OPTIONS.server, OPTIONS.command, OPTIONS.sbom, folder], 1, "is not empty")):
                result = subprocess.run([OPTIONS.image_files, *arguments], capture_output=True,
                                        text=True, check=False, timeout=TIMEOUT_SECONDS)
                self.assertEqual(result.returncode, status)
                self.assertIn(text, result.stderr)


if __name__ == "__main__":
    OPTIONS = named_files("server", "command", "sbom", "image_files", "containerfile", "version")
    unittest.main(verbosity=2)
