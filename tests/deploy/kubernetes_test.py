"""kustomize, Helm, Kubernetes' schemas and the real server try the manifests."""

import contextlib
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
    LOOSER_PODS, NAMESPACE, VARIANTS, Manifests, ordered, patch, pods, run, server, settings)
from named_files import named_files
from running_server import RunningServer

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

    def test_each_variant_is_of_the_schemas_and_follows_the_rules(self):
        variants = {name: self.manifests.by_kustomize(name) for name in VARIANTS}
        self.assertEqual(schemas.refused(variants), {})
        self.assertEqual({name: problems(objects) for name, objects in variants.items()},
                         {name: [] for name in VARIANTS})

    def test_a_field_that_is_not_of_the_schemas_is_found(self):
        pod = "Deployment:/spec/template/spec"
        variants = {where: self.manifests.by_kustomize("service", [patch([], "add", where, value)])
                    for where, value in [(f"{pod}/containers/0/livenesProbe", {}),
                                         (f"{pod}/containers/0/ports/0/name", 1),
                                         (f"{pod}/volumes/0/emptyDir/size", "1Mi"),
                                         ("Certificate:/spec/issuer", "authz-ca")]}
        found = schemas.refused(variants)
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
            for started in running.values():
                started.process.send_signal(signal.SIGTERM)
            for name, started in running.items():
                with self.subTest(name):
                    started.process.communicate(
                        timeout=started.pod["terminationGracePeriodSeconds"])
                    self.assertEqual(started.process.returncode, 0)


if __name__ == "__main__":
    KubernetesTest.paths = named_files("server", "authz", "policy")
    unittest.main(verbosity=2)
