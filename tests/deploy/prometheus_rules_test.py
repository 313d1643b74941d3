"""promtool and a real Prometheus try the rules that the server's operators are given."""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.parse
import urllib.request

from python_client import PythonClient

SERVICE = "conversations.authz.v1.AuthorizationService"

# A name of a metric or of a recorded series with what it is to match.
SELECTOR = re.compile(r"\b(?:up|(?:authz|grpc_server|process)[a-z_]*(?::\w+:\w+)?)\b(?!\()(?:\{[^}]*\})?")

CONFIGURATION = """
global: {{scrape_interval: 200ms, evaluation_interval: 200ms, scrape_timeout: 200ms}}
rule_files: [{rules}]
scrape_configs:
  - job_name: authz
    static_configs: [{{targets: ["{target}"]}}]
"""

TIMEOUT_SECONDS = 30


def certificate(folder):
    """The flags of a server with a certificate of its own."""
    paths = [os.path.join(folder, name) for name in ("tls.crt", "tls.key")]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-noenc", "-days", "2", "-subj", "/CN=localhost", "-out", paths[0], "-keyout", paths[1]],
        check=True, capture_output=True, timeout=TIMEOUT_SECONDS)
    return [f"--tls_cert={paths[0]}", f"--tls_key={paths[1]}", f"--tls_client_ca={paths[0]}"]


class Server:
    """A server with all that has metrics."""

    def __init__(self, program, policy, folder):
        self.socket = f"unix:{folder}/authz.sock"
        self._process = subprocess.Popen(
            [program, f"--listen=127.0.0.1:0,{self.socket}", "--metrics_listen=127.0.0.1:0",
             f"--policy={policy}", f"--decision_log={folder}/decisions.jsonl",
             *certificate(folder)], stdout=subprocess.PIPE, text=True)
        for line in self._process.stdout:
            if line.startswith("metrics on http://"):
                self.metrics = line.removeprefix("metrics on http://").split("/")[0]
                return
        raise RuntimeError("the server did not start, see its errors above")

    def stop(self):
        self._process.terminate()
        self._process.communicate(timeout=TIMEOUT_SECONDS)


class Prometheus:
    """Scrapes the target, and evaluates the rules, five times a second."""

    def __init__(self, folder, rules, target):
        path = os.path.join(folder, "prometheus.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(CONFIGURATION.format(rules=os.path.abspath(rules), target=target))
        self._process = subprocess.Popen(
            ["prometheus", f"--config.file={path}", f"--storage.tsdb.path={folder}/data",
             "--web.listen-address=127.0.0.1:0"], stderr=subprocess.PIPE, text=True)
        for line in self._process.stderr:
            if match := re.search(r'msg="Listening on" address=(\S+)', line):
                self._url = f"http://{match[1]}/api/v1/"
            if "ready to receive web requests" in line:
                return
        raise RuntimeError("prometheus did not start")

    def get(self, path, **parameters):
        """The data that the interface answers."""
        url = f"{self._url}{path}?{urllib.parse.urlencode(parameters)}"
        with urllib.request.urlopen(url, timeout=TIMEOUT_SECONDS) as response:
            return json.load(response)["data"]

    def stop(self):
        self._process.terminate()
        self._process.communicate(timeout=TIMEOUT_SECONDS)


class PrometheusRulesTest(unittest.TestCase):

    # What the BUILD file names.
    paths = None

    def test_promtool_agrees(self):
        ran = subprocess.run(["promtool", "test", "rules", self.paths.rules_test],
                             capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=False)
        self.assertEqual(ran.returncode, 0, ran.stdout + ran.stderr)

    def test_each_alert_is_tested(self):
        with open(self.paths.rules, encoding="utf-8") as file:
            alerts = set(re.findall(r"alert: (\w+)", file.read()))
        with open(self.paths.rules_test, encoding="utf-8") as file:
            tested = set(re.findall(r"alertname: (\w+)\n\s+eval_time", file.read()))
        self.assertEqual(alerts, tested)

    def test_the_runbook_has_each_alert(self):
        with open(self.paths.rules, encoding="utf-8") as file:
            anchors = set(re.findall(r"runbook_url: docs/runbook.md#(\w+)", file.read()))
        with open(self.paths.runbook, encoding="utf-8") as file:
            entries = {name.lower() for name in re.findall(r"^### (Authz\w+)$", file.read(), re.MULTILINE)}
        self.assertEqual(anchors, entries)

    def test_each_rule_finds_its_metrics(self):
        with tempfile.TemporaryDirectory() as folder:
            server = Server(self.paths.server, self.paths.policy, folder)
            self.addCleanup(server.stop)
            client = PythonClient(server.socket, self.paths.reflection)
            self.addCleanup(client.close)
            prometheus = Prometheus(folder, self.paths.rules, server.metrics)
            self.addCleanup(prometheus.stop)
            wanted = {}
            for group in prometheus.get("rules")["groups"]:
                for rule in group["rules"]:
                    found = SELECTOR.findall(rule["query"])
                    self.assertTrue(found, rule["query"])
                    wanted.update(dict.fromkeys(found, rule["name"]))
            end = time.monotonic() + TIMEOUT_SECONDS
            while wanted and time.monotonic() < end:
                client.call(SERVICE, "Check", {"actor": {"id": "ada"}, "action": "ACTION_CONFIGURE_TOOL"})
                client.call(SERVICE, "Check", {})
                wanted = {selector: name for selector, name in wanted.items()
                          if not prometheus.get("query", query=selector)["result"]}
            self.assertEqual(wanted, {}, "there is nothing that rules select")
            for group in prometheus.get("rules")["groups"]:
                for rule in group["rules"]:
                    self.assertEqual(rule["health"], "ok", rule)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    for path in ["server", "policy", "reflection", "rules", "rules_test", "runbook"]:
        parser.add_argument(f"--{path}", required=True)
    PrometheusRulesTest.paths, remaining = parser.parse_known_args()
    unittest.main(argv=[sys.argv[0], *remaining], verbosity=2)
