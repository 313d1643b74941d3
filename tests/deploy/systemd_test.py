"""The Debian package on a system that systemd has booted: an application asks over the socket
with a stock client, while the server is reloaded, restarted, killed, upgraded and removed."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import debian_package
import retries_page
from booted_system import BootedSystem
from calling import Calling
from named_files import named_files

TIMEOUT_SECONDS = 60
HERE = pathlib.Path(__file__).parent
SERVICE = "authz-server"
SOCKET = "unix:/run/authz/authz.sock"
POLICY = "/etc/authz.txtpb"

# How often systemd starts a service within ten seconds where nothing is said.
USUAL_START_LIMIT = 5


class Journal:
    """The lines that the service logs from now on."""

    def __init__(self, system):
        self._process = subprocess.Popen(
            [*system.enter, "timeout", str(TIMEOUT_SECONDS), "journalctl", "--follow", "--lines=1",
             "--output=cat", f"--unit={SERVICE}"], stdout=subprocess.PIPE, text=True)
        # Once it prints the last line that there was, it follows.
        self._process.stdout.readline()

    def wait(self, text):
        """Waits for a line that has the text."""
        for line in self._process.stdout:
            if text in line:
                return
        raise AssertionError(f"the journal has no line with {text!r}")

    def close(self):
        """Reads no more; what follows ends with the system."""
        self._process.stdout.close()
        self._process.kill()
        self._process.wait()


class SystemdTest(unittest.TestCase):

    # The programs and files that the BUILD file names.
    paths = None

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.system = BootedSystem(folder.name)
        cls.addClassCleanup(cls.system.stop)
        shared = cls.system.shared
        # To compress it takes longer than all else.
        package = debian_package.make(cls.paths, shared, DPKG_DEB_COMPRESSOR_TYPE="none")
        cls.package = f"/mnt/{os.path.basename(package)}"
        cls.policy = pathlib.Path(cls.paths.policy).read_text(encoding="utf-8")
        blocks = retries_page.blocks(cls.paths.page)
        cls.service_config = blocks["json"]
        (shared / "snippet").write_text(blocks["python"], encoding="utf-8")
        shutil.copy(HERE.parent / "stock_clients/calls.py", shared)
        cls.files_before = cls.files()
        cls.install()

    @classmethod
    def files(cls):
        """All that the system keeps, but for logs and lists of what is installed."""
        found = cls.system.run("find", "/etc", "/usr", "/var", "-xdev", "!", "-path", "/var/lib/dpkg*",
                               "!", "-path", "/var/log/journal*", "!", "-path", "/var/log/dpkg.log")
        return set(found.splitlines())

    @classmethod
    def install(cls):
        """Installs the package, and has it decide by a policy of its own and log that."""
        cls.system.run("dpkg", "--install", "--no-triggers", cls.package)
        cls.put("/etc/default/authz-server",
                f"AUTHZ_POLICY={POLICY}\nAUTHZ_DECISION_LOG=/var/log/authz/decisions.log\n")
        cls.put(POLICY, cls.policy)
        cls.system.run("systemctl", "restart", SERVICE)

    @classmethod
    def put(cls, path, text):
        """Replaces a file of the system's, at once."""
        (cls.system.shared / "put").write_text(text, encoding="utf-8")
        cls.system.run("install", "--mode=644", "/mnt/put", f"{path}.new")
        cls.system.run("mv", f"{path}.new", path)

    def ask(self, *arguments, status=0):
        """What `authz` prints."""
        return self.system.run("authz", *arguments, f"--server={SOCKET}", status=status)

    def show(self, name):
        """A property of the service."""
        return self.system.run("systemctl", "show", SERVICE, f"--property={name}", "--value").strip()

    def policy_version(self):
        return re.search(r"\S+@[0-9a-f]{12}", self.ask("info"))[0]

    def journal(self):
        journal = Journal(self.system)
        self.addCleanup(journal.close)
        return journal

    def calls(self):
        """Calls of the application, over the socket."""
        calls = Calling([*self.system.enter, "/usr/bin/python3", "-B", "/mnt/calls.py", SOCKET,
                         self.service_config, "/mnt/snippet"])
        calls.wait("answered")
        return calls

    def assert_all_answered(self, calls):
        calls.wait("answered")
        ended = calls.end()
        self.assertEqual(set(ended), {"OK"}, ended)

    def test_members_of_the_group_are_served(self):
        self.assertEqual(self.show("ActiveState"), "active")
        self.assertEqual(self.system.run("systemctl", "is-enabled", SERVICE).strip(), "enabled")
        for group, status in (("authz", 0), ("nogroup", 3)):
            self.system.run("setpriv", "--reuid=nobody", "--regid=nogroup", f"--groups={group}",
                            "authz", "health", f"--server={SOCKET}", status=status)

    def test_a_reload_takes_a_good_policy_and_refuses_a_bad_one(self):
        calls, journal, before = self.calls(), self.journal(), self.policy_version()
        for text, told, same in (
                (self.policy.replace("edit_window { seconds: 300 }", "edit_window { seconds: 60 }"),
                 "policy reloaded", False),
                ("this is no policy", "policy not reloaded, the last good one stays", False),
                (self.policy, "policy reloaded", True)):
            self.put(POLICY, text)
            self.system.run("systemctl", "reload", SERVICE)
            journal.wait(told)
            self.assertEqual(self.policy_version() == before, same)
            self.assertEqual(self.show("ActiveState"), "active")
        self.assert_all_answered(calls)

    def test_a_restart_loses_no_call(self):
        calls, pid = self.calls(), self.show("MainPID")
        self.system.run("systemctl", "restart", SERVICE)
        # It is there as soon as systemd says so.
        self.ask("health")
        self.assertNotEqual(self.show("MainPID"), pid)
        self.assert_all_answered(calls)

    def test_a_server_that_is_killed_is_started_again(self):
        calls, journal = self.calls(), self.journal()
        self.system.run("systemctl", "kill", "--signal=KILL", "--kill-who=main", SERVICE)
        journal.wait('"serving"')
        self.assert_all_answered(calls)

    def test_a_server_that_cannot_start_is_tried_until_it_can(self):
        journal = self.journal()
        self.put(POLICY, "this is no policy")
        self.system.run("systemctl", "restart", SERVICE, status=1)
        for _ in range(USUAL_START_LIMIT + 1):
            journal.wait("cannot start")
        self.put(POLICY, self.policy)
        journal.wait('"serving"')
        self.ask("health")

    def test_the_sandbox_is_in_force(self):
        pid = self.show("MainPID")
        status = dict(line.split(":\t", 1) for line in
                      self.system.run("cat", f"/proc/{pid}/status").splitlines() if ":\t" in line)
        for capabilities in "CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb":
            self.assertEqual(int(status[capabilities], 16), 0, capabilities)
        self.assertEqual(status["NoNewPrivs"], "1")
        self.assertEqual(status["Seccomp"], "2")
        denied = self.system.run("nsenter", f"--target={pid}", "--mount", "touch", "/etc/authz", status=1)
        self.assertIn("Read-only file system", denied)

    def test_its_decisions_are_logged(self):
        journal = self.journal()
        self.ask("check", '{"actor": {"id": "a"}, "action": "ACTION_VIEW_MESSAGES"}', status=1)
        # What was logged is in the file once it is opened anew.
        self.system.run("systemctl", "reload", SERVICE)
        journal.wait("decision log reopened")
        self.assertIn("MISSING_FACTS", self.system.run("cat", "/var/log/authz/decisions.log"))

    def test_an_upgrade_loses_no_call(self):
        shared = self.system.shared
        self.system.run("dpkg-deb", "--raw-extract", self.package, "/tmp/package")
        self.system.run("sed", "-i", "s/^Version: .*/&+later/", "/tmp/package/DEBIAN/control")
        self.system.run("dpkg-deb", "--build", "-Znone", "/tmp/package", "/mnt/later.deb")
        self.assertTrue((shared / "later.deb").exists())
        calls, pid, version = self.calls(), self.show("MainPID"), self.policy_version()
        self.system.run("dpkg", "--install", "--no-triggers", "/mnt/later.deb")
        self.assertIn("+later", self.system.run("dpkg-query", "--show", "conversations-authz"))
        self.assertNotEqual(self.show("MainPID"), pid)
        self.assert_all_answered(calls)
        # What the operator has set is as it was.
        self.assertEqual(self.policy_version(), version)

    def test_it_goes_without_a_trace(self):
        self.addCleanup(self.install)
        self.system.run("rm", POLICY)
        self.system.run("dpkg", "--remove", "--no-triggers", "conversations-authz")
        self.system.run("systemctl", "is-active", SERVICE, status=3)
        self.system.run("test", "-e", "/run/authz", status=1)
        # Until it is purged, what was set and logged stays.
        self.system.run("test", "-e", "/etc/default/authz-server")
        self.system.run("test", "-e", "/var/log/authz/decisions.log")
        self.system.run("dpkg", "--purge", "--no-triggers", "conversations-authz")
        self.assertEqual(self.files() ^ self.files_before, set())


if __name__ == "__main__":
    SystemdTest.paths = named_files("server", "command", "sbom", "deb", "policy", "page")
    unittest.main(verbosity=2)
