"""kustomize, Helm, schemas and the real server try the examples of docs/kubernetes.md."""

import os
import re
import subprocess
import tempfile
import unittest

import yaml

import schemas
from manifest_rules import problems
from manifests import VARIANTS, Manifests, ordered, pods, server
from monitored import TARGET_LABELS
from named_files import named_files
from running_server import RunningServer

TIMEOUT_SECONDS = 60

# Ports of pods: the pod's name, the port's, the pod's phase and its app.kubernetes.io/name, and
# the labels as a target, if it is one.
DISCOVERED = [
    ("running", "authz-metrics", "Running", "web",
     {"namespace": "shop", "pod": "running", "application": "web"}),
    ("starting", "authz-metrics", "Pending", "web",
     {"namespace": "shop", "pod": "starting", "application": "web"}),
    ("nameless", "authz-metrics", "Running", "", {"namespace": "shop", "pod": "nameless"}),
    ("failed", "authz-metrics", "Failed", "web", None),
    ("succeeded", "authz-metrics", "Succeeded", "web", None),
    ("another-port", "http", "Running", "web", None),
]


def page():
    """The text of the page for operators."""
    with open("docs/kubernetes.md", encoding="utf-8") as file:
        return file.read()


def relabel_rules():
    """Those of the page's scrape configuration."""
    (text,) = re.findall(r"```yaml\n(scrape_configs:.*?)```", page(), re.DOTALL)
    (job,) = yaml.safe_load(text)["scrape_configs"]
    return job["relabel_configs"]


def relabelled(found):
    """The labels that the rules give a target of which Prometheus has found such labels, None
    where it is none."""
    labels = {}
    for rule in relabel_rules():
        value = ";".join(found[name] for name in rule["source_labels"])
        matches = re.fullmatch(rule.get("regex", "(.*)"), value) is not None
        if rule.get("action", "replace") == "replace":
            labels[rule["target_label"]] = value
        elif matches != (rule["action"] == "keep"):
            return None
    return {name: value for name, value in labels.items() if value}


class KubernetesPageTest(unittest.TestCase):

    # What the BUILD file names.
    paths = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        with open(self.paths.policy, encoding="utf-8") as file:
            policy = file.read()
        programs = os.path.abspath("deploy/go_bin")
        self.manifests = Manifests(f"{self.folder}/manifests", policy,
                                   [f"{programs}/kubectl", "kustomize"], [f"{programs}/helm"])

    def test_each_kustomization_of_the_page_follows_the_rules(self):
        blocks = re.findall(r"```yaml\n( *)# kustomization.yaml\n(.*?)```", page(), re.DOTALL)
        self.assertGreaterEqual(len(blocks), 3)
        for indent, block in blocks:
            with self.subTest(block):
                text = re.sub(f"^{indent}", "", block, flags=re.MULTILINE)
                kustomization = yaml.safe_load(text.replace("conversations-authz/deploy/", ""))
                objects = self.manifests.build(kustomization)
                self.assertEqual(problems(objects), [])
                (pod,) = pods(objects).values()
                for image in kustomization.get("images", []):
                    self.assertIn(image["newName"], server(pod)["image"])

    def test_the_patch_of_the_page_comes_to_the_chart_with_its_flags(self):
        (text,) = re.findall(r"```yaml\n(patches:.*?)```", page(), re.DOTALL)
        for name in VARIANTS:
            with self.subTest(name):
                beside = not name.startswith("sidecar")
                patches = yaml.safe_load(text.replace("initContainers", "containers") if beside
                                         else text)["patches"]
                objects = self.manifests.by_kustomize(name, patches)
                self.assertEqual(problems(objects), [])
                chart = "" if "service" in name else "conversations-authz."
                by_helm = self.manifests.by_helm(
                    name, f"--set={chart}env.AUTHZ_DECISION_LOG=stdout",
                    f"--set={chart}env.AUTHZ_METRICS_LISTEN=0.0.0.0:9465")
                self.assertEqual(*(ordered(server(pod)) for rendered in (objects, by_helm)
                                   for pod in pods(rendered).values()))

    def page_objects(self, file):
        (text,) = re.findall(rf"```yaml\n# {file}\n(.*?)```", page(), re.DOTALL)
        return self.manifests.parse(text)

    def test_the_issuer_of_the_page_is_that_of_servers_and_clients(self):
        issuers = self.page_objects("issuer.yaml")
        _, authority, issuer = issuers
        (client,) = self.page_objects("client.yaml")
        self.assertEqual(schemas.refused({"the page": [*issuers, client]}), {})
        self.assertEqual(issuer["spec"]["ca"]["secretName"], authority["spec"]["secretName"])
        self.assertTrue(authority["spec"]["isCA"])
        for objects in self.manifests.by_kustomize("service"), self.manifests.by_helm("service"):
            (of_servers,) = (item for item in objects if item["kind"] == "Certificate")
            for certificate in of_servers, client:
                self.assertEqual(
                    certificate["spec"]["issuerRef"],
                    {"group": "cert-manager.io", "kind": issuer["kind"],
                     "name": issuer["metadata"]["name"]})
        self.assertEqual(issuer["kind"], "ClusterIssuer")  # that of all namespaces
        self.assertIn("client auth", client["spec"]["usages"])

    def test_the_client_of_the_page_is_let_in(self):
        (client,) = self.page_objects("client.yaml")
        (callers,) = re.findall(r"```json\n(.*?)```", page(), re.DOTALL)
        with open(f"{self.folder}/manifests/callers.json", "w", encoding="utf-8") as file:
            file.write(callers)
        (name,) = client["spec"]["uris"]
        for names, let_in in [(f"URI:{name}", True), ("URI:spiffe://example/another", False)]:
            with self.subTest(names):
                started = RunningServer(
                    self.paths.server, self.manifests.by_kustomize("service with files"),
                    f"{self.folder}/{let_in}", ["DNS:localhost", names])
                self.addCleanup(started.process.communicate)
                self.addCleanup(started.process.kill)
                asked = subprocess.run(
                    [self.paths.authz, "info", f"--server={started.address}",
                     f"--tls_ca={started.certificate}", f"--tls_cert={started.certificate}",
                     f"--tls_key={started.settings['AUTHZ_TLS_KEY']}"],
                    capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=False)
                self.assertEqual(asked.returncode == 0, let_in, asked.stderr)
                if not let_in:
                    self.assertIn("PERMISSION_DENIED", asked.stderr)

    def test_the_scrape_configuration_finds_servers_that_run(self):
        for name, port, phase, application, labels in DISCOVERED:
            with self.subTest(name):
                found = {"pod_container_port_name": port, "pod_phase": phase, "namespace": "shop",
                         "pod_name": name, "pod_label_app_kubernetes_io_name": application}
                self.assertEqual(relabelled({f"__meta_kubernetes_{key}": value
                                             for key, value in found.items()}), labels)

    def test_the_scrape_configuration_gives_the_labels_of_the_rules(self):
        given = {rule["target_label"] for rule in relabel_rules() if "target_label" in rule}
        # As where the rules and the dashboard are tried.
        self.assertEqual(given, set(TARGET_LABELS))
        with open("docs/metrics.md", encoding="utf-8") as file:
            rows = re.findall(r"^\| `\w+` \| \w+ \| (.*?) \|", file.read(), re.MULTILINE)
        of_metrics = set(re.findall(r"\w+", " ".join(rows)))
        with open("deploy/prometheus/rules.yaml", encoding="utf-8") as file:
            wanted = set(re.findall(r"\w+", " ".join(re.findall(r"\bby \(([^)]*)\)", file.read()))))
        self.assertIn("namespace", wanted)
        self.assertLessEqual(wanted, given | of_metrics | {"instance", "job"})


if __name__ == "__main__":
    KubernetesPageTest.paths = named_files("server", "authz", "policy")
    unittest.main(verbosity=2)
