"""Replicas that are killed, ended, parted from their caller and replaced, under load.

A stock client balances over three of them, which it finds by name, as docs/api.md says.
With --markdown it prints the table of docs/operations.md.
"""

import argparse
import datetime
import json
import os
import pathlib
import platform
import subprocess
import sys
import tempfile
import threading
import time
import typing
import unittest

from google.protobuf import json_format
import grpc

import calls
import retries_page
from python_client import PythonClient
from replicas import TARGET, TIMEOUT_SECONDS, NameServer, Replica

SERVICE = "conversations.authz.v1.AuthorizationService"
REPLICAS = 3
# As docs/api.md says.
DEADLINE = 5
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

# What the new policy says otherwise.
CHANGE = ("edit_window { seconds: 300 }", "edit_window { seconds: 60 }")

EDIT = {
    "actor": {"id": "ada", "inProjectDirectory": True,
              "permissionLevel": "PERMISSION_LEVEL_STANDARD"},
    "action": "ACTION_EDIT_MESSAGE",
    "settings": {"access": "ACCESS_ANY_USER", "projectEnabled": True, "editDeleteEnabled": True},
    "conversation": {"type": "CONVERSATION_TYPE_GROUP", "actorIsMember": True},
    "message": {"authorId": "ada", "sentAt": "2030-01-01T12:00:00Z"},
}
# The first is decided otherwise by the new policy.
QUESTIONS = [
    {**EDIT, "at": "2030-01-01T12:02:00Z"},
    {**EDIT, "at": "2030-01-01T12:00:30Z"},
    {**EDIT, "at": "2030-01-01T12:06:00Z"},
    {"actor": {"id": "ada", "companyAdmin": True}, "action": "ACTION_CONFIGURE_TOOL"},
    {"actor": {"id": "ada", "companyAdmin": False}, "action": "ACTION_CONFIGURE_TOOL"},
    {"actor": {"id": "ada"}, "action": "ACTION_VIEW_MESSAGES"},
]


class Policy:
    """A policy file, and what it decides about the questions: by the command, in process."""

    def __init__(self, path, command):
        self.path = path
        self.decisions = []
        for question in QUESTIONS:
            ran = subprocess.run(
                [command, "check", "--local", f"--policy={path}", "--output=json",
                 json.dumps(question)],
                stdout=subprocess.PIPE, text=True, timeout=TIMEOUT_SECONDS, check=False)
            answer = json.loads(ran.stdout)
            self.version = answer["policyVersion"]
            self.decisions.append((answer.get("allowed", False), answer["reason"]))


class Load:
    """Asks the questions at a rate, and judges each answer by the policy that it names."""

    def __init__(self, page, types):
        blocks = retries_page.blocks(page)
        self._channel = calls.connector(blocks["python"])(TARGET, blocks["json"])
        request, self._response = types
        self._requests = [json_format.ParseDict(question, request()).SerializeToString()
                          for question in QUESTIONS]
        # By what an answer may be decided that is to a call of now.
        self.policies = []
        self.seconds = []
        self._calls = calls.Calls(self._channel, self._ask, DEADLINE)
        self._thread = threading.Thread(target=self._calls.run, daemon=True)

    def begin(self):
        self._thread.start()

    def wait(self):
        """Until further calls have been answered well."""
        self._calls.wait("answered")

    def end(self):
        ended = self._calls.end()
        self._thread.join()
        self._channel.close()
        return ended

    def _ask(self, number):
        question = number % len(QUESTIONS)
        policies = {policy.version: policy for policy in self.policies}
        begun = time.monotonic()

        def judge(call):
            self.seconds.append(time.monotonic() - begun)
            status = calls.status(call)
            if status != "OK":
                return status
            answer = self._response.FromString(call.result())
            if answer.policy_version not in policies:
                return f"wrong: decided by {answer.policy_version}"
            reason = answer.DESCRIPTOR.fields_by_name["reason"].enum_type.values_by_number
            decision = (answer.allowed, reason[answer.reason].name)
            if decision != policies[answer.policy_version].decisions[question]:
                return f"wrong: {decision} to {QUESTIONS[question]}"
            return "OK"

        return self._requests[question], judge


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

    def setUp(self):
        self.assertNotEqual(self.old.decisions, self.new.decisions)
        self.replicas = []
        self.addCleanup(lambda: [replica.kill() for replica in self.replicas])
        for _ in range(REPLICAS):
            self.start(self.old)
        self.name_server.publish(self.replicas)
        client = PythonClient(f"{self.replicas[0].address}:50051", self.paths.reflection)
        self.addCleanup(client.close)
        self.load = Load(self.paths.page, client.types(SERVICE, "Check"))
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
            self.name_server.publish(self.replicas[-REPLICAS:])
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
