"""Clients whose channels are made as docs/api.md says lose no call: not when a single
server is killed and started again, nor when it ends, nor when it sheds load.
"""

import argparse
import pathlib
import signal
import sys
import tempfile
import unittest

import retries_page
from calling import Calling
from server_process import ServerProcess

class RetriesTest(unittest.TestCase):
    """Each test has servers at one Unix socket, one after the other, and a client."""

    # What the BUILD file says.
    arguments = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.errors = open(self.folder / "errors", "w+", encoding="utf-8")
        self.addCleanup(self.errors.close)

    def start(self, *flags):
        self.server = ServerProcess(self.arguments.server, f"unix:{self.folder}/authz.sock", flags,
                                    self.errors)

    def check_no_call_fails(self, disturb, *flags):
        """Nothing but answers comes of calls before, during and after `disturb`."""
        blocks = retries_page.blocks(self.arguments.page)
        snippet = self.folder / "snippet"
        snippet.write_text(blocks[self.arguments.language], encoding="utf-8")
        self.start(*flags)
        calls = Calling([*self.arguments.client, self.server.address, blocks["json"], snippet])
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

    def test_while_the_server_is_killed(self):
        self.check_no_call_fails(self.kill)

    def test_while_the_server_drains(self):
        self.check_no_call_fails(self.drain)

    def test_while_the_server_sheds_load(self):
        self.check_no_call_fails(self.burst, "--max_in_flight=12", "--threads=1")
        self.errors.seek(0)
        self.assertIn("calls are refused", self.errors.read())


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    for flag in ["server", "page", "language"]:
        parser.add_argument(f"--{flag}", required=True)
    parser.add_argument("client", nargs="+")
    RetriesTest.arguments = parser.parse_args()
    unittest.main(argv=[sys.argv[0]], verbosity=2)
