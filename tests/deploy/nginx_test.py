"""The nginx of docs/security.md lets known callers through to the server, and nobody else."""

import os
import re
import socket
import ssl
import subprocess
import tempfile
import time
import unittest

import grpc
from certificates import Authority, client_context, read
from named_files import named_files
from server_process import ServerProcess

TIMEOUT_SECONDS = 60
SERVICE, HEALTH = "conversations.authz.v1.AuthorizationService", "grpc.health.v1.Health"

# What a configuration needs besides the section that the page has.
AROUND = """
# Where a test runs as root, other users may not be there.
user root;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
access_log off;
client_body_temp_path {folder}/body;
proxy_temp_path {folder}/proxy;
fastcgi_temp_path {folder}/fastcgi;
uwsgi_temp_path {folder}/uwsgi;
scgi_temp_path {folder}/scgi;
{section}
}}
"""


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class NginxTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = folder.name
        cls.authority = Authority(cls.folder)
        os.mkdir(f"{cls.folder}/strangers")
        cls.strangers = Authority(f"{cls.folder}/strangers")
        cls.caller = cls.authority.issue()
        certificate, key = cls.authority.issue()
        unix = f"{cls.folder}/authz.sock"
        server = ServerProcess(OPTIONS.server, f"unix:{unix}")
        cls.addClassCleanup(server.stop)
        cls.port = free_port()
        section = re.search(r"```nginx\n(.*?)```", read(OPTIONS.page).decode(), re.DOTALL)[1]
        for of_page, here in {"/run/authz/authz.sock": unix, "/tls/tls.crt": certificate,
                              "/tls/tls.key": key, "/tls/ca.crt": cls.authority.certificate,
                              "listen 50051": f"listen 127.0.0.1:{cls.port}"}.items():
            assert of_page in section, f"the page's nginx has no {of_page}"
            section = section.replace(of_page, here)
        configuration = f"{cls.folder}/nginx.conf"
        with open(configuration, "w", encoding="utf-8") as file:
            file.write(AROUND.format(folder=cls.folder, section=section))
        # pylint: disable-next=consider-using-with
        nginx = subprocess.Popen(["nginx", "-e", f"{cls.folder}/error.log",
                                  "-p", cls.folder, "-c", configuration])
        cls.addClassCleanup(nginx.wait, TIMEOUT_SECONDS)
        cls.addClassCleanup(nginx.terminate)
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while True:
            try:
                socket.create_connection(("127.0.0.1", cls.port)).close()
                break
            except ConnectionRefusedError:
                if time.monotonic() > deadline or nginx.poll() is not None:
                    raise RuntimeError(read(f"{cls.folder}/error.log")) from None

    def call(self, certificate, key, method, request=b""):
        """The answer's bytes."""
        credentials = grpc.ssl_channel_credentials(read(self.authority.certificate), read(key),
                                                   read(certificate))
        with grpc.secure_channel(f"localhost:{self.port}", credentials) as channel:
            return channel.unary_unary(method)(request, timeout=TIMEOUT_SECONDS)

    def test_a_caller_is_answered(self):
        # `status`: SERVING.
        self.assertEqual(self.call(*self.caller, f"/{HEALTH}/Check"), b"\x08\x01")
        self.assertIn(b"conversations@", self.call(*self.caller, f"/{SERVICE}/GetServerInfo"))

    def test_a_malformed_check_is_the_servers_error(self):
        with self.assertRaises(grpc.RpcError) as caught:
            self.call(*self.caller, f"/{SERVICE}/Check")
        self.assertEqual((caught.exception.code(), caught.exception.details()),
                         (grpc.StatusCode.INVALID_ARGUMENT, "actor.id: must not be empty"))

    def test_nothing_else_is_let_through(self):
        with self.assertRaises(grpc.RpcError) as caught:
            self.call(*self.caller, "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo")
        self.assertEqual(caught.exception.code(), grpc.StatusCode.UNIMPLEMENTED)

    def test_a_stranger_is_refused(self):
        with self.assertRaises(grpc.RpcError) as caught:
            self.call(*self.strangers.issue(), f"/{SERVICE}/GetServerInfo")
        self.assertIn("status: 400", caught.exception.details())

    def test_it_speaks_tls_1_2_and_1_3(self):
        for name, version in {"TLSv1.2": ssl.TLSVersion.TLSv1_2,
                              "TLSv1.3": ssl.TLSVersion.TLSv1_3}.items():
            context = client_context(self.authority.certificate, *self.caller)
            context.minimum_version = context.maximum_version = version
            with socket.create_connection(("127.0.0.1", self.port)) as connected, \
                    context.wrap_socket(connected, server_hostname="localhost") as secure:
                self.assertEqual((secure.version(), secure.selected_alpn_protocol()),
                                 (name, "h2"))


if __name__ == "__main__":
    OPTIONS = named_files("server", "page")
    unittest.main()
