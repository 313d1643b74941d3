"""grpcurl and grpc-health-probe ask the real server, by the lines of the pages."""

import glob
import os
import re
import subprocess
import tempfile
import unittest

from named_files import named_files
from page_commands import page_commands
from server_process import ServerProcess

TIMEOUT_SECONDS = 60

PROGRAMS = ("grpcurl", "grpc-health-probe")

# Where the pages have the server listen.
PLAIN, UNIX, TLS = "127.0.0.1:50051", "/run/authz/authz.sock", "authz:50051"


def commands(page):
    """The commands for PROGRAMS in a page."""
    return page_commands(page, *(f"{program} -" for program in PROGRAMS))


def make_certificate(folder, name):
    """NAME.crt and NAME.key, of its own authority."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-noenc", "-days", "2", "-subj", f"/CN={name}",
         "-addext", "subjectAltName=DNS:localhost",
         "-out", f"{folder}/{name}.crt", "-keyout", f"{folder}/{name}.key"],
        check=True, capture_output=True, timeout=TIMEOUT_SECONDS)


class GrpcurlTest(unittest.TestCase):

    # What the BUILD file names.
    server = None

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = folder.name
        make_certificate(cls.folder, "client")
        make_certificate(cls.folder, "ca")
        cls.socket = f"{cls.folder}/authz.sock"
        plain = ServerProcess(cls.server, f"127.0.0.1:0,unix:{cls.socket}")
        cls.addClassCleanup(plain.stop)
        tls = ServerProcess(cls.server, flags=[
            f"--tls_cert={cls.folder}/ca.crt", f"--tls_key={cls.folder}/ca.key",
            f"--tls_client_ca={cls.folder}/client.crt"])
        cls.addClassCleanup(tls.stop)
        cls.addresses = {PLAIN: plain.address, UNIX: cls.socket,
                         TLS: tls.address.replace("127.0.0.1", "localhost")}

    def run_command(self, command):
        """What a command of the pages prints, where it is asked of our servers."""
        for of_pages, address in self.addresses.items():
            command = command.replace(of_pages, address)
        path = os.pathsep.join([os.path.abspath("deploy/go_bin"), os.environ["PATH"]])
        ran = subprocess.run(["bash", "-c", command], cwd=self.folder, capture_output=True,
                             env={"PATH": path}, text=True, timeout=TIMEOUT_SECONDS, check=False)
        self.assertEqual(ran.returncode, 0, f"{command}\n{ran.stdout}{ran.stderr}")
        return ran.stdout + ran.stderr

    def test_each_line_of_the_pages_is_answered(self):
        by_program = {program: 0 for program in PROGRAMS}
        of_addresses = {address: 0 for address in self.addresses}
        for page in ["README.md", *sorted(glob.glob("docs/*.md"))]:
            for command in commands(page):
                with self.subTest(page=page, command=command):
                    by_program[command.split()[0]] += 1
                    named = [address for address in of_addresses if address in command]
                    self.assertEqual(len(named), 1, "it names no server of the pages")
                    of_addresses[named[0]] += 1
                    self.assertTrue(self.run_command(command).strip())
        self.assertNotIn(0, by_program.values(), by_program)
        self.assertNotIn(0, of_addresses.values(), of_addresses)

    def test_the_readme_has_the_denial_that_it_shows(self):
        with open("README.md", encoding="utf-8") as page:
            shown = re.search(r"```json\n(.*?)```", page.read(), re.DOTALL)[1]
        self.assertIn(shown, [self.run_command(command) for command in commands("README.md")])

    def test_each_way_in_lists_the_services_and_is_healthy(self):
        tls = "-cacert ca.crt -cert client.crt -key client.key"
        probe_tls = "-tls -tls-ca-cert=ca.crt -tls-client-cert=client.crt -tls-client-key=client.key"
        for name, grpcurl, probe in [
                ("plaintext", f"-plaintext {PLAIN}", f"-addr={PLAIN}"),
                ("unix", f"-plaintext -unix {UNIX}", f"-addr=unix:{UNIX}"),
                ("mutual TLS", f"{tls} {TLS}", f"-addr={TLS} {probe_tls}")]:
            with self.subTest(name):
                self.assertEqual(self.run_command(f"grpcurl {grpcurl} list").split(), [
                    "conversations.authz.v1.AuthorizationService", "grpc.health.v1.Health",
                    "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection"])
                statuses = self.run_command(f"grpcurl {grpcurl} grpc.health.v1.Health/List")
                self.assertEqual(statuses.count('"SERVING"'), 2, statuses)
                self.assertIn("SERVING", self.run_command(f"grpc-health-probe {probe}"))


if __name__ == "__main__":
    GrpcurlTest.server = os.path.abspath(named_files("server").server)
    unittest.main(verbosity=2)
