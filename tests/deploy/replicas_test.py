"""Replicas that are killed, ended, parted from their caller and replaced, under load.

A stock client balances over three of them, which it finds by name, as docs/api.md says.
With --markdown it prints the table of docs/operations.md.
"""

import argparse
import datetime
import os
import pathlib
import platform
import sys
import tempfile
import time
import typing
import unittest

import grpc

import calls
from judged_load import CHANGE, SERVICE, Load, Policy
from python_client import PythonClient
from replicas import TARGET, TIMEOUT_SECONDS, NameServer, Replica

REPLICAS = 3
SLOW = 0.1  # Seconds.
# Of calls.ENOUGH answered calls each, while nothing changes.
ROUNDS = 10

# The rows of the table, by their tests.
STORIES = {
    "test_nothing_happens": "nothing",
    "test_one_is_killed": "SIGKILL of each in turn, which is started again",
    "test_one_is_ended": "SIGTERM of each in turn, which is started again",
    "test_one_is_parted": "a partition of one: nothing reaches it or comes from it, until "
                          f"{ROUNDS * calls.ENOUGH['answered']:,} calls have been answered",
    "test_a_new_policy_rolls_out": "a rolling restart with a new policy, at new addresses",
}


class Row(typing.NamedTuple):
    """What became of the calls of a test."""

    calls: int
    failed: int
    wrong: int
    slow: int
    longest: float


class ReplicasTest(unittest.TestCase):
    """Each test has a name server, three replicas, and a client that calls all the while."""

    # The programs and files that the BUILD file names.
    paths = None
    rows = {}

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.name_server = NameServer(cls.folder)
        cls.addClassCleanup(cls.name_server.stop)
        new = cls.folder / "new.txtpb"
        text = pathlib.Path(cls.paths.policy).read_text(encoding="utf-8")
        new.write_text(text.replace(*CHANGE), encoding="utf-8")
        cls.old = Policy(cls.paths.policy, cls.paths.command)
        cls.new = Policy(new, cls.paths.command)

    def start(self, policy):
        replica = Replica(self.paths.server, policy.path)
        self.replicas.append(replica)
        return replica

    def publish(self, replicas):
        self.name_server.publish(replica.address for replica in replicas)

    def setUp(self):
        self.assertNotEqual(self.old.decisions, self.new.decisions)
        self.replicas = []
        self.addCleanup(lambda: [replica.kill() for replica in self.replicas])
        for _ in range(REPLICAS):
            self.start(self.old)
        self.publish(self.replicas)
        client = PythonClient(f"{self.replicas[0].address}:50051", self.paths.reflection)
        self.addCleanup(client.close)
        self.load = Load(self.paths.page, TARGET, client.types(SERVICE, "Check"))
        self.load.policies = [self.old]
        self.load.begin()
        self.addCleanup(self.load.end)
        self.wait_until_answering(*self.replicas)

    def wait_until_answering(self, *replicas):
        """Until the client has found these, and each has answered it from now on."""
        end = time.monotonic() + TIMEOUT_SECONDS
        before = [replica.answered() for replica in replicas]
        while any(replica.answered() == answered for replica, answered in zip(replicas, before)):
            self.assertLess(time.monotonic(), end, "a replica is not called")
            self.load.wait()

    def check(self):
        """The calls went on well to the end."""
        self.load.wait()
        outcomes = self.load.end()
        wrong = sum(count for outcome, count in outcomes.items() if outcome.startswith("wrong"))
        seconds = self.load.seconds
        self.rows[self._testMethodName] = Row(
            len(seconds), len(seconds) - outcomes["OK"] - wrong, wrong,
            sum(each > SLOW for each in seconds), max(seconds))
        self.assertEqual(set(outcomes), {"OK"}, outcomes)

    def test_nothing_happens(self):
        for _ in range(ROUNDS):
            self.load.wait()
        self.check()

    def test_one_is_killed(self):
        for replica in self.replicas:
            replica.kill()
            self.load.wait()
            replica.start()
            self.wait_until_answering(replica)
        self.check()

    def test_one_is_ended(self):
        for replica in self.replicas:
            self.assertEqual(replica.stop(), 0)
            self.load.wait()
            replica.start()
            self.wait_until_answering(replica)
        self.check()

    def test_one_is_parted(self):
        with self.replicas[0].parted():
            for _ in range(ROUNDS):
                self.load.wait()
        self.wait_until_answering(self.replicas[0])
        # Calls waited until their connection was given up.
        self.assertGreater(max(self.load.seconds), 1)
        self.check()

    def test_a_new_policy_rolls_out(self):
        """As a Deployment does with maxSurge: 1 and maxUnavailable: 0: a new one serves before
        an old one is told to end, and has another address."""
        self.load.policies = [self.old, self.new]
        for old in self.replicas[:]:
            self.start(self.new)
            self.publish(self.replicas[-REPLICAS:])
            self.replicas.remove(old)
            self.assertEqual(old.stop(), 0)
        self.wait_until_answering(*self.replicas)
        self.load.policies = [self.new]
        self.check()


def markdown(rows):
    """The table of a page."""
    print(f"{datetime.date.today()}, {os.cpu_count()} cores, Linux {platform.release()}, gRPC "
          f"{grpc.__version__} for Python, {calls.RATE} calls a second:\n")
    print("| what happens | calls | failed | wrong | slower than 100 ms | slowest |")
    print("|---|---:|---:|---:|---:|---:|")
    for test, row in sorted(rows.items(), key=lambda item: list(STORIES).index(item[0])):
        print(f"| {STORIES[test]} | {row.calls:,} | {row.failed:,} | {row.wrong:,} | {row.slow:,} | "
              f"{1000 * row.longest:,.0f} ms |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    for path in ["server", "command", "policy", "page", "reflection"]:
        parser.add_argument(f"--{path}", required=True)
    parser.add_argument("--markdown", action="store_true", help="print the table of the page")
    ReplicasTest.paths, remaining = parser.parse_known_args()
    tests = unittest.main(argv=[sys.argv[0], *remaining], verbosity=2, exit=False)
    if ReplicasTest.paths.markdown:
        markdown(ReplicasTest.rows)
    sys.exit(not tests.result.wasSuccessful())
