"""kustomize, Helm, Kubernetes' schemas and the real server try the manifests."""

import contextlib
import json
import os
import re
import signal
import subprocess
import tempfile
import unittest
import urllib.request

import yaml

import schemas
from manifest_rules import PROBES, problems
from manifests import (
    LOOSER_PODS, NAMESPACE, VARIANTS, Manifests, patch, pods, run, server, settings)
from monitored import TARGET_LABELS
from named_files import named_files

TIMEOUT_SECONDS = 60

# Labels and annotations of Helm itself.
HELMS_OWN = ("helm.sh/chart", "helm.sh/resource-policy", "app.kubernetes.io/managed-by")

# What makes a variant looser, as an overlay would, and what must then be found.
LOOSENED = [(*row[:4], row[5]) for row in LOOSER_PODS] + [
    ("sidecar", "remove", "securityContext/readOnlyRootFilesystem", None,
     "the root file system can be written"),
    ("service", "remove", "resources/limits", None, "memory has no limit"),
    ("sidecar", "remove", "resources/requests", None, "CPU and memory are not both requested"),
    ("sidecar", "add", "resources/limits/cpu", "100m", "the CPU limit is too low"),
    ("sidecar", "remove", "startupProbe", None, "the startupProbe does not ask /readyz"),
    ("service", "remove", "readinessProbe", None, "the readinessProbe does not ask /readyz"),
    ("service", "replace", "livenessProbe/httpGet/path", "/readyz",
     "the livenessProbe does not ask /livez"),
    ("sidecar", "replace", "env/AUTHZ_METRICS_LISTEN", "0.0.0.0:9465",
     "authz-metrics is not the port of AUTHZ_METRICS_LISTEN"),
    ("service", "replace", "ports/authz-metrics/name", "metrics",
     "authz-metrics is not the port of AUTHZ_METRICS_LISTEN"),
    ("service", "replace", "livenessProbe/failureThreshold", 1,
     "one failure of the livenessProbe restarts a busy server"),
    ("service", "replace", "env/AUTHZ_DRAIN_DELAY", "30s",
     "the drain takes longer than the pod has to end"),
    ("plain sidecar", "remove", "env/AUTHZ_DRAIN_DELAY", None,
     "SIGTERM ends the server as soon as its callers"),
    ("service", "add", "volumeMounts/authz-tls/subPath", "tls.crt",
     "the files of authz-tls never change"),
    ("service", "remove", "volumeMounts/authz-tls/readOnly", None, "authz-tls can be written"),
    ("service", "remove", "env/AUTHZ_CALLERS", None, "it listens on TCP without AUTHZ_CALLERS"),
    ("service", "replace", "Deployment:/spec/strategy/rollingUpdate/maxUnavailable", 1,
     "a rollout takes capacity away"),
    ("service", "add", "Deployment:/spec/replicas", 3,
     "to apply it again undoes the HorizontalPodAutoscaler"),
    ("service", "remove", "Deployment:/spec/template/spec/topologySpreadConstraints", None,
     "all replicas may be on one node"),
    ("service", "remove", "Deployment:/spec/template/spec/nodeSelector", None,
     "the pods may come to nodes that the image is not for"),
    ("service", "remove", "Service:/spec/clusterIP", None, "the Service is not headless"),
    ("service", "replace", "HorizontalPodAutoscaler:/spec/minReplicas", 1,
     "there may be one replica alone"),
    ("service", "replace", "PodDisruptionBudget:/spec/selector/matchLabels",
     {"app.kubernetes.io/name": "other"}, "no PodDisruptionBudget is for the pods"),
    ("service", "remove", "NetworkPolicy:/spec/policyTypes/1", None,
     "the pods can connect to others"),
    ("service", "remove", "NetworkPolicy:/spec/ingress/0/from", None,
     "everybody can connect to the pods"),
]

# Values that the chart's schema refuses, and the value that Helm then names.
REFUSED_VALUES = [
    ("mode=daemon", "mode"),
    ("name=Authz", "name"),
    ("image.tag=a b", "tag"),
    ("replicas=3", "replicas"),
    ("env.MAX_MEMORY=1GiB", "MAX_MEMORY"),
    ("env.AUTHZ_METRICS_LISTEN=0.0.0.0", "AUTHZ_METRICS_LISTEN"),
    ("callers.text=", "text"),
    ("service.replicas.min=1", "min"),
    ("service.issuer.kind=Vault", "kind"),
    ("service.resources.limits=null", "limits"),
    ("service.clients=null", "clients"),
    ("service.pod.hostNetwork=true", "hostNetwork"),
    ("sidecar.plain=maybe", "plain"),
]

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


def ordered(node, key=None):
    """The node without empty lists. Lists whose items have names are sorted by these, but for
    containers, whose order counts."""
    if isinstance(node, dict):
        return {key: ordered(value, key) for key, value in node.items() if value != []}
    if isinstance(node, list):
        items = [ordered(item) for item in node]
        if key in ("env", "ports", "volumeMounts", "volumes"):
            items.sort(key=lambda item: item.get("name", ""))
        return items
    return node


def comparable(objects):
    """The objects by kind and name, ordered, without Helm's own labels and annotations."""
    result = {}
    for item in ordered(objects):
        metadata = item["metadata"]
        for kind in "labels", "annotations":
            kept = {key: value for key, value in metadata.pop(kind, {}).items()
                    if key not in HELMS_OWN}
            if kept:
                metadata[kind] = kept
        result[item["kind"], metadata["name"]] = item
    return result


class RunningServer:
    """The server, with the settings of a rendered pod and files in a folder in place of
    its volumes. `names` are of its certificate."""

    def __init__(self, program, objects, folder, names=("DNS:localhost",)):
        (self.pod,) = pods(objects).values()
        self.container = server(self.pod)
        volumes = {volume["name"]: volume for volume in self.pod["volumes"]}
        config_maps = {item["metadata"]["name"]: item["data"]
                       for item in objects if item["kind"] == "ConfigMap"}
        self.settings = settings(self.container)
        for mount in self.container["volumeMounts"]:
            path = folder + mount["mountPath"]
            os.makedirs(path)
            volume = volumes[mount["name"]]
            if "configMap" in volume:
                for name, text in config_maps[volume["configMap"]["name"]].items():
                    with open(f"{path}/{name}", "w", encoding="utf-8") as file:
                        file.write(text)
            elif "secret" in volume:
                make_certificate(path, names)
                self.certificate = f"{path}/tls.crt"
            for name, value in self.settings.items():
                self.settings[name] = value.replace(mount["mountPath"], path)
        for name, value in self.settings.items():
            self.settings[name] = re.sub(r"0\.0\.0\.0:\d+", "127.0.0.1:0", value)
        self.process = subprocess.Popen([program], env=self.settings, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)
        self.address = self.metrics = None
        for line in self.process.stdout:
            entry = json.loads(line)
            if entry["message"] == "listening on" and not entry["address"].startswith("unix:"):
                self.address = entry["address"].replace("127.0.0.1", "localhost")
            if entry["message"] == "metrics on":
                self.metrics = re.sub(r"/metrics$", "", entry["address"])
                break
        else:
            raise RuntimeError(f"the server did not start: {self.process.communicate()}")


def make_certificate(folder, names):
    """What cert-manager keeps in a Secret; here it is its own authority."""
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
        "-noenc", "-days", "2", "-subj", "/CN=authz", "-out", f"{folder}/tls.crt",
        "-keyout", f"{folder}/tls.key", "-addext", f"subjectAltName={','.join(names)}")
    with open(f"{folder}/tls.crt", encoding="utf-8") as source:
        with open(f"{folder}/ca.crt", "w", encoding="utf-8") as target:
            target.write(source.read())


class KubernetesTest(unittest.TestCase):

    # What the BUILD file names.
    paths = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        with open(self.paths.policy, encoding="utf-8") as file:
            policy = file.read().replace('name: "conversations"', 'name: "of_the_operator"', 1)
        programs = os.path.abspath("deploy/go_bin")
        self.manifests = Manifests(f"{self.folder}/manifests", policy,
                                   [f"{programs}/kubectl", "kustomize"], [f"{programs}/helm"])

    def validate(self, variants):
        """What the schemas of Kubernetes and of cert-manager have against the objects of
        each variant, by the names of those that they do not take."""
        pattern = schemas.write(
            self.folder, {(item["apiVersion"], item["kind"])
                          for objects in variants.values() for item in objects},
            "deploy/go_bin/swagger.json", "deploy/go_bin/cert-manager.io_*.yaml")
        found = {}
        for name, objects in variants.items():
            ran = subprocess.run(
                ["deploy/go_bin/kubeconform", "-strict", "-schema-location", pattern],
                input=yaml.safe_dump_all(objects), capture_output=True, text=True,
                timeout=TIMEOUT_SECONDS, check=False)
            if ran.returncode != 0:
                found[name] = ran.stdout + ran.stderr
        return found

    def test_each_variant_is_of_the_schemas_and_follows_the_rules(self):
        variants = {name: self.manifests.by_kustomize(name) for name in VARIANTS}
        self.assertEqual(self.validate(variants), {})
        self.assertEqual({name: problems(objects) for name, objects in variants.items()},
                         {name: [] for name in VARIANTS})

    def test_a_field_that_is_not_of_the_schemas_is_found(self):
        pod = "Deployment:/spec/template/spec"
        variants = {where: self.manifests.by_kustomize("service", [patch([], "add", where, value)])
                    for where, value in [(f"{pod}/containers/0/livenesProbe", {}),
                                         (f"{pod}/containers/0/ports/0/name", 1),
                                         (f"{pod}/volumes/0/emptyDir/size", "1Mi"),
                                         ("Certificate:/spec/issuer", "authz-ca")]}
        found = self.validate(variants)
        for where in variants:
            self.assertIn(where.split("/")[-1], found.get(where, ""))

    def test_what_is_loosened_is_found(self):
        for name, operation, where, value, problem in LOOSENED:
            with self.subTest(name=name, where=where):
                change = patch(self.manifests.by_kustomize(name), operation, where, value)
                self.assertIn(problem, problems(self.manifests.by_kustomize(name, [change])))

    def test_the_example_is_the_sidecar(self):
        example = self.manifests.build({"resources": ["kubernetes/example"], "namespace": NAMESPACE})
        self.assertEqual(comparable(example), comparable(self.manifests.by_kustomize("sidecar")))

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
        _, authority, issuer = self.page_objects("issuer.yaml")
        (client,) = self.page_objects("client.yaml")
        self.assertEqual(self.validate({"the page": [*self.page_objects("issuer.yaml"), client]}), {})
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

    def test_the_chart_comes_to_the_same(self):
        self.maxDiff = None
        for name in VARIANTS:
            with self.subTest(name):
                self.assertEqual(comparable(self.manifests.by_helm(name)),
                                 comparable(self.manifests.by_kustomize(name)))

    def test_a_setting_replaces_that_of_the_chart(self):
        objects = self.manifests.by_helm("service", "--set=env.AUTHZ_DRAIN_DELAY=7s",
                                         "--set=env.AUTHZ_MAX_MEMORY=100MiB",
                                         "--set=service.pod.nodeSelector.disk=fast")
        self.assertEqual(pods(objects)["authz"]["nodeSelector"],
                         {"kubernetes.io/arch": "amd64", "disk": "fast"})
        found = settings(server(pods(objects)["authz"]))
        self.assertEqual(found["AUTHZ_DRAIN_DELAY"], "7s")
        self.assertEqual(found["AUTHZ_MAX_MEMORY"], "100MiB")
        self.assertEqual(found["AUTHZ_LOG_FORMAT"], "json")

    def test_a_name_of_ones_own_is_everywhere(self):
        objects = self.manifests.by_helm("service with files", "--set=name=other")
        for item in objects:
            self.assertRegex(item["metadata"]["name"], r"^other(-(policy|callers)-\w+)?$")
        self.assertEqual(problems(objects), [])

    def test_helm_lint_finds_nothing(self):
        helm = os.path.abspath("deploy/go_bin/helm")
        for chart in self.manifests.chart, self.manifests.application_chart:
            run(helm, "lint", "--strict", "--quiet", chart)

    def test_the_chart_refuses_values_that_are_wrong(self):
        for value, named in REFUSED_VALUES:
            with self.subTest(value):
                with self.assertRaisesRegex(RuntimeError, f"schema(?s:.)*{named}"):
                    self.manifests.by_helm("service", f"--set={value}")

    def test_images_have_the_version_of_the_server(self):
        version = re.match(r"\S+ ([0-9.]+)", run(self.paths.server, "--version"))[1]
        for name in VARIANTS:
            for objects in self.manifests.by_kustomize(name), self.manifests.by_helm(name):
                for pod in pods(objects).values():
                    container = server(pod)
                    listeners = settings(container)["AUTHZ_LISTEN"].split(",")
                    only_local = all(address.startswith("unix:") for address in listeners)
                    self.assertEqual(
                        container["image"],
                        f"conversations-authz:{version}{'-local' if only_local else ''}")
        opened = self.manifests.by_helm("sidecar", "--set=conversations-authz.env.AUTHZ_LISTEN="
                                                   "unix:/run/authz/authz.sock\\,0.0.0.0:50051")
        (pod,) = pods(opened).values()
        self.assertEqual(server(pod)["image"], f"conversations-authz:{version}")
        with open("deploy/chart/Chart.yaml", encoding="utf-8") as file:
            chart = yaml.safe_load(file)
        self.assertEqual((chart["version"], chart["appVersion"]), (version, version))

    def test_an_image_can_be_pinned_by_its_digest(self):
        name, digest = "registry.example/conversations-authz", f"sha256:{64 * 'a'}"
        by_kustomize = self.manifests.build({
            "resources": ["kubernetes/service"],
            "images": [{"name": "conversations-authz", "newName": name, "digest": digest}]})
        for tag, objects in [("", by_kustomize)] + [
                (tag, self.manifests.by_helm("service", f"--set=image.repository={name}",
                                             f"--set=image.tag={tag}@{digest}"))
                for tag in ("", "0.1.0")]:
            (pod,) = pods(objects).values()
            self.assertEqual(server(pod)["image"], f"{name}{':' if tag else ''}{tag}@{digest}")

    def test_the_server_runs_and_ends_as_each_variant_says(self):
        with contextlib.ExitStack() as processes:
            running = {}
            for number, name in enumerate(VARIANTS):
                started = RunningServer(self.paths.server, self.manifests.by_kustomize(name),
                                        f"{self.folder}/{number}")
                processes.callback(started.process.kill)
                running[name] = started
            for name, started in running.items():
                with self.subTest(name):
                    for probe in PROBES:
                        url = started.metrics + started.container[probe]["httpGet"]["path"]
                        with urllib.request.urlopen(url, timeout=TIMEOUT_SECONDS) as response:
                            self.assertEqual(response.status, 200, url)
                    # What kubectl exec finds.
                    ask = {"args": [self.paths.authz, "health"], "env": started.settings}
                    health = subprocess.run(**ask, capture_output=True, text=True,
                                            timeout=TIMEOUT_SECONDS, check=False)
                    self.assertEqual((health.returncode, health.stdout.strip()), (0, "SERVING"),
                                     health.stderr)
                    ask["args"] = [self.paths.authz, "info"]
                    info = subprocess.run(**ask, capture_output=True, text=True, check=True,
                                          timeout=TIMEOUT_SECONDS).stdout
                    own = "AUTHZ_POLICY" in started.settings
                    self.assertEqual("of_the_operator@" in info, own, info)
                    started.process.send_signal(signal.SIGTERM)
            for name, started in running.items():
                with self.subTest(name):
                    started.process.communicate(
                        timeout=started.pod["terminationGracePeriodSeconds"])
                    self.assertEqual(started.process.returncode, 0)


if __name__ == "__main__":
    KubernetesTest.paths = named_files("server", "authz", "policy")
    for path in ["server", "authz"]:
        setattr(KubernetesTest.paths, path, os.path.abspath(getattr(KubernetesTest.paths, path)))
    unittest.main(verbosity=2)
