"""Clients whose channels are made as docs/api.md says lose no call: not when a single
server is killed and started again, nor when it ends, nor when it sheds load.
"""

import argparse
import os
import pathlib
import signal
import sys
import tempfile
import unittest

import retries_page
from calling import Calling
from server_process import ServerProcess

HERE = pathlib.Path(__file__).parent


class RetriesTest(unittest.TestCase):
    """Each test has servers at one Unix socket, one after the other, and a client."""

    # The programs and files that the BUILD file names.
    paths = None

    @classmethod
    def setUpClass(cls):
        cls.blocks = retries_page.blocks(cls.paths.page)
        cls.clients = {
            "python": ["/usr/bin/python3", "-B", HERE / "calls.py"],
            "cpp": [os.path.abspath(cls.paths.calls_cc)],
            "js": ["node", HERE / "calls.js", os.path.abspath(cls.paths.grpc_js)],
        }

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.errors = open(self.folder / "errors", "w+", encoding="utf-8")
        self.addCleanup(self.errors.close)

    def start(self, *flags):
        self.server = ServerProcess(self.paths.server, f"unix:{self.folder}/authz.sock", flags,
                                    self.errors)

    def check_no_call_fails(self, language, disturb, *flags):
        """Nothing but answers comes of calls before, during and after `disturb`."""
        snippet = self.folder / "snippet"
        snippet.write_text(self.blocks[language], encoding="utf-8")
        self.start(*flags)
        calls = Calling([*self.clients[language], self.server.address, self.blocks["json"], snippet])
        calls.wait("answered")
        disturb(calls)
        calls.wait("answered")
        ended = calls.end()
        self.assertEqual(self.server.stop(), 0)
        self.assertEqual(set(ended), {"OK"}, ended)

    def kill(self, _):
        """Kills the server and starts another."""
        self.server.kill()
        self.start()

    def drain(self, _):
        """Ends the server and starts another."""
        self.assertEqual(self.server.stop(), 0)
        self.start()

    def burst(self, calls):
        """Has more calls come to the server at once than it takes."""
        self.server.send(signal.SIGSTOP)
        calls.wait("begun")
        self.server.send(signal.SIGCONT)

    def check_shedding(self, language):
        self.check_no_call_fails(language, self.burst, "--max_in_flight=12", "--threads=1")
        self.errors.seek(0)
        self.assertIn("calls are refused", self.errors.read())

    def test_python_while_the_server_is_killed(self):
        self.check_no_call_fails("python", self.kill)

    def test_python_while_the_server_drains(self):
        self.check_no_call_fails("python", self.drain)

    def test_python_while_the_server_sheds_load(self):
        self.check_shedding("python")

    def test_cpp_while_the_server_is_killed(self):
        self.check_no_call_fails("cpp", self.kill)

    def test_cpp_while_the_server_drains(self):
        self.check_no_call_fails("cpp", self.drain)

    def test_cpp_while_the_server_sheds_load(self):
        self.check_shedding("cpp")

    def test_node_while_the_server_is_killed(self):
        self.check_no_call_fails("js", self.kill)

    def test_node_while_the_server_drains(self):
        self.check_no_call_fails("js", self.drain)

    def test_node_while_the_server_sheds_load(self):
        self.check_shedding("js")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    for path in ["server", "calls_cc", "grpc_js", "page"]:
        parser.add_argument(f"--{path}", required=True)
    RetriesTest.paths, remaining = parser.parse_known_args()
    unittest.main(argv=[sys.argv[0], *remaining], verbosity=2)
