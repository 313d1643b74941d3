"""A server with all that has metrics, and a real Prometheus that scrapes it."""

import json
import os
import re
import signal
import subprocess
import time
import urllib.parse
import urllib.request

# A name of a metric or of a recorded series with what it is to match.
SELECTOR = re.compile(r"\b(?:up|(?:authz|grpc_server|process)[a-z_]*(?::\w+:\w+)?)\b(?!\()(?:\{[^}]*\})?")

# What the target has, and in a cluster each pod (docs/kubernetes.md, "Metrics").
TARGET_LABELS = {"namespace": "here", "pod": "authz-0", "application": "authz"}

CONFIGURATION = """
global: {{scrape_interval: 200ms, evaluation_interval: 200ms, scrape_timeout: 200ms}}
rule_files: [{rules}]
scrape_configs:
  - job_name: authz
    static_configs: [{{targets: ["{target}"], labels: {labels}}}]
"""

TIMEOUT_SECONDS = 30


def _certificate(folder):
    """Paths of a certificate that vouches for itself, and of its key."""
    paths = [os.path.join(folder, name) for name in ("tls.crt", "tls.key")]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-noenc", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
         "-out", paths[0], "-keyout", paths[1]],
        check=True, capture_output=True, timeout=TIMEOUT_SECONDS)
    return paths


class Server:
    """A server with mutual TLS beside a Unix socket, and a decision log. `certificate` and
    `key` are paths of what it and its clients have; `address` is that of TLS."""

    def __init__(self, program, policy, folder, flags=()):
        self.socket = f"unix:{folder}/authz.sock"
        self.certificate, self.key = _certificate(folder)
        self._process = subprocess.Popen(
            [program, f"--listen=127.0.0.1:0,{self.socket}", "--metrics_listen=127.0.0.1:0",
             f"--policy={policy}", f"--decision_log={folder}/decisions.jsonl",
             f"--tls_cert={self.certificate}", f"--tls_key={self.key}",
             f"--tls_client_ca={self.certificate}", *flags], stdout=subprocess.PIPE, text=True)
        self.address = None
        for line in self._process.stdout:
            if line.startswith("listening on ") and self.address is None:
                self.address = line.removeprefix("listening on ").strip()
            if line.startswith("metrics on http://"):
                self.metrics = line.removeprefix("metrics on http://").split("/")[0]
                return
        raise RuntimeError("the server did not start, see its errors above")

    def send(self, number):
        """Sends it a signal."""
        self._process.send_signal(number)

    def stop(self):
        self.send(signal.SIGTERM)
        self._process.communicate(timeout=TIMEOUT_SECONDS)


class Prometheus:
    """Scrapes the target, and evaluates the rules, five times a second."""

    def __init__(self, folder, rules, target):
        path = os.path.join(folder, "prometheus.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(CONFIGURATION.format(rules=os.path.abspath(rules), target=target,
                                            labels=json.dumps(TARGET_LABELS)))
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

    def has_data(self, query):
        """Whether the query has a number for an answer, and not none nor 0 / 0."""
        return any(each["value"][1] != "NaN" for each in self.get("query", query=query)["result"])

    def without_data(self, queries, load):
        """Those of the queries that have no data, however long `load` is called."""
        end = time.monotonic() + TIMEOUT_SECONDS
        while queries and time.monotonic() < end:
            load()
            queries = [query for query in queries if not self.has_data(query)]
        return queries

    def stop(self):
        self._process.terminate()
        self._process.communicate(timeout=TIMEOUT_SECONDS)
