"""promtool and a real Prometheus try the rules that the server's operators are given."""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import unittest

import grpc

from monitored import SELECTOR, Prometheus, Server
from named_files import named_files
from python_client import PythonClient

SERVICE = "conversations.authz.v1.AuthorizationService"
HANDLED = f'grpc_server_handled_total{{grpc_service="{SERVICE}"}}'

# It evaluates hours of series, on however busy a machine.
PROMTOOL_SECONDS = 120

# More calls than the smallest decision log takes.
CALLS = 8000


def firing(alert):
    return f'ALERTS{{alertname="{alert}", alertstate="firing"}}'


def nothing():
    """Brings about what is there anyway, in time."""


class PrometheusRulesTest(unittest.TestCase):

    # What the BUILD file names.
    paths = None

    def test_promtool_agrees(self):
        ran = subprocess.run(["promtool", "test", "rules", self.paths.rules_test],
                             capture_output=True, text=True, timeout=PROMTOOL_SECONDS, check=False)
        self.assertEqual(ran.returncode, 0, ran.stdout + ran.stderr)

    def test_each_alert_is_tested(self):
        with open(self.paths.rules, encoding="utf-8") as file:
            alerts = set(re.findall(r"alert: (\w+)", file.read()))
        with open(self.paths.rules_test, encoding="utf-8") as file:
            tested = set(re.findall(r"alertname: (\w+)\n\s+eval_time", file.read()))
        self.assertEqual(alerts, tested)

    def test_the_runbook_has_each_alert(self):
        with open(self.paths.rules, encoding="utf-8") as file:
            rules = file.read()
        with open(self.paths.runbook, encoding="utf-8") as file:
            page = file.read()
        anchors = set(re.findall(r"runbook_url: docs/runbook.md#(\w+)", rules))
        entries = {name.lower() for name in re.findall(r"^### (Authz\w+)$", page, re.MULTILINE)}
        self.assertEqual(anchors, entries)
        named = set(re.findall(r"\bAuthz\w+", page))
        self.assertLessEqual(set(re.findall(r"- alert: (\w+)", rules)), named)

    def test_the_runbook_has_each_procedure(self):
        with open(self.paths.runbook, encoding="utf-8") as file:
            procedures = re.findall(r"^### (.+)$", file.read().split("\n## Procedures\n")[1], re.MULTILINE)
        self.assertEqual(procedures, ["Roll out a policy", "Roll back",
                                      "Rotate the server's certificate", "Rotate the clients' authority",
                                      "Upgrade", "Why denied"])

    def test_runbook_urls_become_links(self):
        commands = [re.findall(r"^(?:#  )? +(sed 's.+)$", pathlib.Path(path).read_text(encoding="utf-8"),
                               re.MULTILINE) for path in (self.paths.rules, self.paths.runbook)]
        self.assertEqual(len(commands[0]), 1)
        self.assertEqual(commands[0], commands[1])
        with tempfile.TemporaryDirectory() as folder:
            rules, made = (pathlib.Path(folder, name) for name in ("rules.yaml", "authz.yaml"))
            shutil.copyfile(self.paths.rules, rules)
            subprocess.run(["sh", "-c", commands[0][0]], cwd=folder, check=True)
            ran = subprocess.run(["promtool", "check", "rules", made], capture_output=True, text=True,
                                 timeout=PROMTOOL_SECONDS, check=False)
            self.assertEqual(ran.returncode, 0, ran.stdout + ran.stderr)
            before, after = (re.findall(r"runbook_url: (\S+)", path.read_text(encoding="utf-8"))
                             for path in (rules, made))
        self.assertEqual(after, ["https://git.example/authz/blob/main/" + url for url in before])

    def prometheus_in_a_hurry(self, folder, server):
        """One with a copy of the rules in which no alert has to last, and five minutes are two
        seconds: the times themselves are promtool's to try."""
        text = pathlib.Path(self.paths.rules).read_text(encoding="utf-8")
        rules = pathlib.Path(folder, "rules.yaml")
        rules.write_text(re.sub(r"\bfor: \w+", "for: 0s", text).replace("[5m]", "[2s]"),
                         encoding="utf-8")
        prometheus = Prometheus(folder, rules, server.metrics)
        self.addCleanup(prometheus.stop)
        return prometheus

    def test_a_bad_policy_fires_until_it_is_mended(self):
        with tempfile.TemporaryDirectory() as folder:
            policy = pathlib.Path(folder, "policy.txtpb")
            shutil.copyfile(self.paths.policy, policy)
            good = policy.read_bytes()
            server = Server(self.paths.server, policy, folder)
            self.addCleanup(server.stop)
            prometheus = self.prometheus_in_a_hurry(folder, server)
            fires = firing("AuthzReloadFailed")
            self.assertEqual(prometheus.without_data(["authz_last_reload_successful == 1"], nothing), [])
            self.assertFalse(prometheus.has_data(fires))

            policy.write_text("a mistake", encoding="utf-8")
            server.send(signal.SIGHUP)
            self.assertEqual(prometheus.without_data([fires], nothing), [], "it does not fire")

            policy.write_bytes(good)
            server.send(signal.SIGHUP)
            ended = f'authz_last_reload_successful{{file="policy"}} == 1 unless on () {fires}'
            self.assertEqual(prometheus.without_data([ended], nothing), [], "it does not end")

    def test_calls_that_never_end_fire(self):
        with tempfile.TemporaryDirectory() as folder:
            # The decision log, which nobody reads.
            os.mkfifo(pathlib.Path(folder, "decisions.jsonl"))
            server = Server(self.paths.server, self.paths.policy, folder,
                            ["--decision_log_full=block", "--decision_log_queue_bytes=1MiB",
                             "--threads=1", "--drain_timeout=1s"])
            self.addCleanup(server.stop)
            prometheus = self.prometheus_in_a_hurry(folder, server)
            fires = firing("AuthzStandsStill")
            with grpc.insecure_channel(server.socket) as channel:
                check = channel.unary_unary(f"/{SERVICE}/Check")
                check.future(b"").exception()
                # Calls are answered, and none is in flight.
                self.assertEqual(prometheus.without_data([f"sum({HANDLED}) > 0"], nothing), [])
                self.assertFalse(prometheus.has_data(fires))
                calls = [check.future(b"") for _ in range(CALLS)]
                self.assertEqual(prometheus.without_data([fires], nothing), [], "it does not fire")
                self.assertFalse(all(call.done() for call in calls))

    def test_each_rule_finds_its_metrics(self):
        with tempfile.TemporaryDirectory() as folder:
            server = Server(self.paths.server, self.paths.policy, folder)
            self.addCleanup(server.stop)
            client = PythonClient(server.socket, self.paths.reflection)
            self.addCleanup(client.close)
            prometheus = Prometheus(folder, self.paths.rules, server.metrics)
            self.addCleanup(prometheus.stop)
            wanted = set()
            for group in prometheus.get("rules")["groups"]:
                for rule in group["rules"]:
                    found = SELECTOR.findall(rule["query"])
                    self.assertTrue(found, rule["query"])
                    wanted.update(found)

            def load():
                client.call(SERVICE, "Check", {"actor": {"id": "ada"}, "action": "ACTION_CONFIGURE_TOOL"})
                client.call(SERVICE, "Check", {})
                client.call(SERVICE, "BatchCheck", {"checks": [{}]})

            self.assertEqual(prometheus.without_data(wanted, load), [],
                             "there is nothing that rules select")
            for group in prometheus.get("rules")["groups"]:
                for rule in group["rules"]:
                    self.assertEqual(rule["health"], "ok", rule)


if __name__ == "__main__":
    PrometheusRulesTest.paths = named_files("server", "policy", "reflection", "rules", "rules_test",
                                            "runbook")
    unittest.main(verbosity=2)
