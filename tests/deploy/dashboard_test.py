"""A real Prometheus answers each query of the dashboard, of a server that has met all of it."""

import json
import pathlib
import re
import signal
import socket
import tempfile
import unittest

import grpc

from monitored import SELECTOR, TIMEOUT_SECONDS, Prometheus, Server
from named_files import named_files
from python_client import PythonClient

SERVICE = "conversations.authz.v1.AuthorizationService"

# Of panels, those that Grafana has and does not replace by others.
TYPES = {"row", "stat", "table", "timeseries"}
COLUMNS = 24

# Units by the end of a metric's name: as it is, and by its rate.
UNITS = {"_bytes": {"bytes"}, "_bytes_bucket": {"bytes"}, "_bytes_total": {"Bps"},
         "_handling_seconds_bucket": {"s", "percentunit"}, "_timestamp_seconds": {"s"}}

# More calls than the server takes at once.
FLAGS = ["--max_in_flight=12", "--threads=1"]
BURST = 60

# What the load brings about. Counters that stay 0 have data, too.
EVENTS = [
    'authz_rpcs_refused_total{reason="shed"}',
    'authz_rpcs_refused_total{reason="caller"}',
    'authz_reloads_total{file="policy", result="success"}',
    'authz_reloads_total{file="policy", result="failure"}',
    "authz_callers_refused_total",
    "authz_tls_handshake_failures_total",
    "authz_malformed_checks_total",
    "authz_missing_facts_total",
    "authz_decision_log_written_total",
    'authz_decisions_total{result="allowed"}',
    'authz_decisions_total{result="denied"}',
]

ALLOWED = {"actor": {"id": "ada", "companyAdmin": True}, "action": "ACTION_CONFIGURE_TOOL"}
DENIED = {"actor": {"id": "ada", "companyAdmin": False}, "action": "ACTION_CONFIGURE_TOOL"}
LACKING = {"actor": {"id": "ada"}, "action": "ACTION_VIEW_MESSAGES"}


class Load:
    """Calls that are answered, denied, malformed, too many, or not let in, and reloads."""

    def __init__(self, server, policy, reflection):
        self._server = server
        self._policy = policy
        self._good = policy.read_text(encoding="utf-8")
        self._client = PythonClient(server.socket, reflection)
        self._burst = grpc.insecure_channel(server.socket)
        certificate, key = (pathlib.Path(path).read_bytes()
                            for path in (server.certificate, server.key))
        self._stranger = grpc.secure_channel(
            server.address, grpc.ssl_channel_credentials(certificate, key, certificate),
            options=[("grpc.ssl_target_name_override", "localhost")])

    def close(self):
        self._client.close()
        self._burst.close()
        self._stranger.close()

    def once(self):
        """One of everything."""
        for request in (ALLOWED, DENIED, LACKING, {}):
            self._client.call(SERVICE, "Check", request)
        self._client.call(SERVICE, "BatchCheck", {"checks": [ALLOWED, LACKING]})
        self._too_many()
        self._uninvited()
        for text in ("a mistake", self._good):
            self._policy.write_text(text, encoding="utf-8")
            self._server.send(signal.SIGHUP)

    def _too_many(self):
        check = self._burst.unary_unary(f"/{SERVICE}/Check")
        self._server.send(signal.SIGSTOP)
        calls = [check.future(b"", timeout=TIMEOUT_SECONDS) for _ in range(BURST)]
        self._server.send(signal.SIGCONT)
        for call in calls:
            call.exception()

    def _uninvited(self):
        self._stranger.unary_unary(f"/{SERVICE}/Check").future(
            b"", timeout=TIMEOUT_SECONDS).exception()
        host, port = self._server.address.rsplit(":", 1)
        with socket.create_connection((host, int(port)), TIMEOUT_SECONDS) as plain:
            plain.sendall(b"GET / HTTP/1.1\r\n\r\n")
            plain.recv(1)


class Dashboard:
    """The panels, and the queries as Grafana makes them."""

    def __init__(self, path):
        self._json = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
        self.panels = self._json["panels"]
        self.variables = self._json["templating"]["list"]

    def targets(self):
        """Each panel's title with each of its queries."""
        return [(panel["title"], target["expr"])
                for panel in self.panels for target in panel.get("targets", [])]

    def values(self, prometheus):
        """The variables' values, each a pattern of all that its query finds."""
        values = {"__rate_interval": "1m"}
        for variable in self.variables:
            if variable["type"] == "query":
                match = re.fullmatch(r"label_values\((.+), (\w+)\)", variable["query"]["query"])
                found = prometheus.get(f"label/{match[2]}/values",
                                       **{"match[]": filled(match[1], values)})
                values[variable["name"]] = f"({'|'.join(map(re.escape, found))})" if found else ""
        return values


def filled(query, values):
    """The query with values for its variables, as in the text of a string."""
    return re.sub(r"\$(\w+)", lambda match: values[match[1]].replace("\\", r"\\"), query)


class DashboardTest(unittest.TestCase):

    # What the BUILD file names.
    paths = None

    def setUp(self):
        self.dashboard = Dashboard(self.paths.dashboard)

    def test_panels_are_of_types_that_are_kept(self):
        self.assertEqual({panel["type"] for panel in self.dashboard.panels}, TYPES)

    def test_panels_have_places_of_their_own(self):
        taken = {}
        for panel in self.dashboard.panels:
            place = panel["gridPos"]
            self.assertLessEqual(place["x"] + place["w"], COLUMNS, panel["title"])
            for x in range(place["x"], place["x"] + place["w"]):
                for y in range(place["y"], place["y"] + place["h"]):
                    self.assertNotIn((x, y), taken, panel["title"])
                    taken[x, y] = panel
        ids = [panel["id"] for panel in self.dashboard.panels]
        self.assertEqual(len(set(ids)), len(ids))

    def test_legends_name_labels_that_queries_keep(self):
        for panel in self.dashboard.panels:
            for target in panel.get("targets", []):
                for label in re.findall(r"\{\{(\w+)\}\}", target.get("legendFormat", "")):
                    kept = re.findall(r"by \(([^)]*)\)", target["expr"]) or ["instance"]
                    self.assertIn(label, ", ".join(kept).split(", "), panel["title"])

    def test_units_are_the_metrics(self):
        for panel in self.dashboard.panels:
            for target in panel.get("targets", []):
                for end, units in UNITS.items():
                    if re.search(rf"[a-z]{end}\b", target["expr"]):
                        self.assertIn(panel["fieldConfig"]["defaults"]["unit"], units,
                                      f"{panel['title']}: {target['expr']}")

    def test_each_query_asks_for_the_chosen_servers(self):
        for title, query in self.dashboard.targets():
            for selector in SELECTOR.findall(query):
                for variable in ("namespace", "job", "instance"):
                    self.assertIn(f'{variable}=~"${variable}"', selector, title)
        for panel in self.dashboard.panels:
            for target in panel.get("targets", []):
                self.assertEqual(target["datasource"]["uid"], "${datasource}", panel["title"])

    def test_each_query_finds_data(self):
        with tempfile.TemporaryDirectory() as folder:
            policy = pathlib.Path(folder, "policy.txtpb")
            policy.write_bytes(pathlib.Path(self.paths.policy).read_bytes())
            callers = pathlib.Path(folder, "callers.json")
            callers.write_text(json.dumps({"name": "callers", "allow_rules": [
                {"name": "health", "request": {"paths": ["/grpc.health.v1.Health/*"]}}]}),
                               encoding="utf-8")
            server = Server(self.paths.server, policy, folder, [*FLAGS, f"--callers={callers}"])
            self.addCleanup(server.stop)
            load = Load(server, policy, self.paths.reflection)
            self.addCleanup(load.close)
            prometheus = Prometheus(folder, self.paths.rules, server.metrics)
            self.addCleanup(prometheus.stop)

            self.assertEqual(prometheus.without_data(["authz_build_info"], load.once), [])
            values = self.dashboard.values(prometheus)
            self.assertNotIn("", values.values(), "a variable finds nothing")
            wanted = {f"sum({event}) > 0" for event in EVENTS}
            for title, query in self.dashboard.targets():
                found = SELECTOR.findall(query)
                self.assertTrue(found, title)
                wanted.update(filled(each, values) for each in [query, *found])
            self.assertEqual(prometheus.without_data(wanted, load.once), [])
            for title, query in self.dashboard.targets():
                labels = set(re.findall(r"\w+", " ".join(re.findall(r"by \(([^)]*)\)", query)))) - {"le"}
                for series in prometheus.get("query", query=filled(query, values))["result"]:
                    self.assertEqual(labels - set(series["metric"]), set(), title)


if __name__ == "__main__":
    DashboardTest.paths = named_files("server", "policy", "reflection", "rules", "dashboard")
    unittest.main(verbosity=2)
