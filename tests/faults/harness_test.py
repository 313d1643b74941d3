"""The harness tells a server that breaks its promise from one that keeps it."""

import argparse
import signal
import sys
import threading
import unittest

from faults.arguments import add_files, tools_of
from faults.fault import Fault, Promise
from faults.http2 import Answer
from faults.run import run

_TOOLS = None


def _nothing(scene):
    scene.wait_until_over()


def _with_policy(change):
    """A server that decides by another policy than the load expects."""
    def prepare(scene):
        with open(_TOOLS.policy, encoding="utf-8") as file:
            policy = file.read()
        path = scene.path("policy.txtpb")
        with open(path, "w", encoding="utf-8") as file:
            file.write(change(policy))
        scene.flags.append(f"--policy={path}")
    return prepare


def _looser(policy):
    return policy.replace('"item_targets_access", ', "")


def _stricter(policy):
    return policy.replace('require: ["scope", "company_admin"]',
                          'require: ["scope", "company_admin", "export_range"]')


def _kill(scene):
    scene.server.process.send_signal(signal.SIGKILL)
    scene.wait_until_over()


def _stop_for_a_while(scene):
    """Ends, as a fault, before the server goes on."""
    scene.server.process.send_signal(signal.SIGSTOP)
    threading.Timer(2, scene.server.process.send_signal, [signal.SIGCONT]).start()


def _malform(scene):
    """Takes an error for an answer."""
    scene.judge("this", Answer("INVALID_ARGUMENT", "no"), "OK", True)


class HarnessTest(unittest.TestCase):

    def run_fault(self, inject, prepare=None, promise=Promise(), flags=(), seconds=0.3):
        return run(_TOOLS, Fault("fault", "does", inject, promise, flags, prepare), seconds)

    def assert_broken(self, row, text):
        self.assertTrue([line for line in row.broken if text in line], row.broken)

    def test_kept(self):
        row = self.run_fault(_nothing)
        self.assertEqual(row.broken, [])
        self.assertEqual((row.wrong, row.wrong_allows, row.failed), (0, 0, {}))
        self.assertGreater(row.calls, 10)
        self.assertGreater(row.memory, 5)

    def test_server_that_allows_too_much(self):
        row = self.run_fault(_nothing, _with_policy(_looser), seconds=1)
        self.assertGreater(row.wrong_allows, 0)
        self.assert_broken(row, "answers were wrong")

    def test_server_that_allows_too_little(self):
        row = self.run_fault(_nothing, _with_policy(_stricter), seconds=1)
        self.assertGreater(row.wrong, 0)
        self.assert_broken(row, "answers were wrong")

    def test_server_that_dies(self):
        row = self.run_fault(_kill)
        self.assert_broken(row, "the server ended with status -9")

    def test_calls_that_fail(self):
        row = self.run_fault(_nothing, flags=("--max_request_bytes=2000",))
        self.assertGreater(row.failed["RESOURCE_EXHAUSTED"], 0)
        self.assert_broken(row, "calls failed with RESOURCE_EXHAUSTED")

    def test_calls_that_may_fail(self):
        row = self.run_fault(_nothing, flags=("--max_request_bytes=2000",),
                             promise=Promise(frozenset({"RESOURCE_EXHAUSTED"})))
        self.assertGreater(row.failed["RESOURCE_EXHAUSTED"], 0)
        self.assertEqual(row.broken, [])

    def test_slow_recovery(self):
        row = self.run_fault(_stop_for_a_while, promise=Promise(recovery=1))
        self.assertGreater(row.recovery, 1)
        self.assert_broken(row, "to serve again")

    def test_too_much_memory(self):
        self.assert_broken(self.run_fault(_nothing, promise=Promise(memory=1)), "MiB of memory")

    def test_wrong_answer_to_the_fault_itself(self):
        row = self.run_fault(_malform)
        self.assertEqual((row.wrong, row.wrong_allows), (1, 0))
        self.assert_broken(row, "this got INVALID_ARGUMENT no")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    add_files(parser)
    arguments, rest = parser.parse_known_args()
    _TOOLS = tools_of(arguments)
    unittest.main(argv=[sys.argv[0], *rest])
