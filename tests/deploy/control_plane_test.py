"""A real control plane takes the manifests, refuses what is looser, and rolls them out."""

import json
import os
import tempfile
import time
import unittest

from control_plane import KUBECTL, ControlPlane, Refused
from manifests import LOOSER_PODS, NAMESPACE, VARIANTS, Manifests, patch, pods
from named_files import named_files

TIMEOUT_SECONDS = 120

# What makes a variant looser, as an overlay would, and the word with which it is refused:
# by the restricted standard of pods, by the API's own checks or by cert-manager's schema.
LOOSENED = [row[:5] for row in LOOSER_PODS] + [
    ("service", "add", "livenesProbe", {}, "livenesProbe"),
    ("service", "replace", "livenessProbe/periodSeconds", -1, "periodSeconds"),
    ("service", "replace", "resources/requests/memory", "512Mi", "memory limit"),
    ("service", "replace", "Deployment:/spec/strategy/rollingUpdate/maxSurge", 0, "maxUnavailable"),
    ("service", "replace", "HorizontalPodAutoscaler:/spec/minReplicas", 20, "maxReplicas"),
    ("service", "add", "PodDisruptionBudget:/spec/minAvailable", 2, "minAvailable"),
    ("service", "remove", "Certificate:/spec/issuerRef", None, "issuerRef"),
    ("service", "replace", "Certificate:/spec/privateKey/rotationPolicy", "Never again",
     "rotationPolicy"),
]

# A rollout in seconds.
QUICK = [{"target": {"kind": "Deployment"}, "patch": json.dumps([
    {"op": "replace", "path": "/spec/minReadySeconds", "value": 1},
    {"op": "add", "path": "/spec/progressDeadlineSeconds", "value": 5}])}]

# What a node says of a pod whose probes are answered.
READY = json.dumps({"status": {"phase": "Running", "conditions": [
    {"type": "Ready", "status": "True", "lastTransitionTime": "2026-01-01T00:00:00Z"}]}})


def as_pods(objects):
    """A pod for each Deployment, as its ReplicaSet makes it."""
    return [{"apiVersion": "v1", "kind": "Pod",
             "metadata": {"name": f"{name}-alone", "namespace": NAMESPACE}, "spec": pod}
            for name, pod in pods(objects).items()]


class Rollout:
    """The Deployment of the service, with the test in the place of nodes: it says which
    pods are ready."""

    def __init__(self, plane):
        self._plane = plane
        # How few pods were ready at any time.
        self.fewest = None

    def _pods(self):
        """The pods that there are to stay, by name."""
        items = self._plane.get("pods", f"--namespace={NAMESPACE}",
                                "--selector=app.kubernetes.io/name=authz")["items"]
        return {item["metadata"]["name"]: item for item in items
                if "deletionTimestamp" not in item["metadata"]}

    def until(self, condition, new_pods_are_ready=True):
        """Looks at the pods until the condition holds of those that are ready and the others,
        and makes one of the others ready each time. Returns the names of those that are ready."""
        end = time.monotonic() + TIMEOUT_SECONDS
        while time.monotonic() < end:
            found = self._pods()
            ready = {name: pod for name, pod in found.items() if is_ready(pod)}
            others = {name: pod for name, pod in found.items() if name not in ready}
            self.fewest = len(ready) if self.fewest is None else min(self.fewest, len(ready))
            if condition(list(ready.values()), list(others.values())):
                return list(ready)
            if new_pods_are_ready and others:
                self._plane.kubectl("patch", "pod", next(iter(others)), f"--namespace={NAMESPACE}",
                                    "--subresource=status", "--type=strategic", "--patch", READY)
        raise AssertionError(f"it did not come to that: {sorted(ready)}, {sorted(others)}")


def is_ready(pod):
    """Whether the pod's status says so."""
    return any(condition["type"] == "Ready" and condition["status"] == "True"
               for condition in pod["status"].get("conditions", []))


def policy_of(pod):
    """The ConfigMap that the pod's policy is in."""
    return {volume["name"]: volume for volume in pod["spec"]["volumes"]}[
        "authz-policy"]["configMap"]["name"]


class ControlPlaneTest(unittest.TestCase):

    # What the BUILD file names.
    paths = None

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        with open(cls.paths.policy, encoding="utf-8") as file:
            policy = file.read()
        cls.manifests, cls.other_manifests = (
            Manifests(f"{folder.name}/{name}", text, [KUBECTL, "kustomize"], [])
            for name, text in [("manifests", policy), ("other", policy + "# Another.\n")])
        os.mkdir(f"{folder.name}/control_plane")
        cls.plane = ControlPlane(f"{folder.name}/control_plane")
        cls.addClassCleanup(cls.plane.stop)
        cls.plane.add_cert_manager()

    def setUp(self):
        self.plane.start_restricted_namespace(NAMESPACE)
        self.addCleanup(self.plane.kubectl, "delete", "namespace", NAMESPACE)

    def test_each_variant_is_taken(self):
        for name in VARIANTS:
            with self.subTest(name):
                objects = self.manifests.by_kustomize(name)
                self.plane.apply(objects + as_pods(objects))
                self.plane.kubectl("delete", "pod", f"--namespace={NAMESPACE}",
                                   *(pod["metadata"]["name"] for pod in as_pods(objects)))

    def test_what_is_looser_is_refused(self):
        for name, operation, where, value, word in LOOSENED:
            with self.subTest(name=name, where=where):
                change = patch(self.manifests.by_kustomize(name), operation, where, value)
                objects = self.manifests.by_kustomize(name, [change])
                with self.assertRaisesRegex(Refused, word):
                    self.plane.apply(objects)
                if change["target"]["kind"] == "Deployment" and "strategy" not in where:
                    with self.assertRaisesRegex(Refused, word):
                        self.plane.apply(as_pods(objects))

    def start_service(self):
        """The service with a policy, as many replicas as the HorizontalPodAutoscaler asks
        for at the least, all ready; the name of the policy's ConfigMap."""
        objects = self.manifests.by_kustomize("service with files", QUICK)
        self.plane.apply(objects)
        rollout = Rollout(self.plane)
        names = rollout.until(lambda ready, others: len(ready) == 3 and not others)
        rollout.fewest = None
        return rollout, names, policy_of({"spec": pods(objects)["authz"]})

    def change_policy(self):
        """Another policy's ConfigMap, which it is rolled out by."""
        objects = self.other_manifests.by_kustomize("service with files", QUICK)
        self.plane.apply(objects)
        return policy_of({"spec": pods(objects)["authz"]})

    def test_a_policy_is_rolled_out_and_back_at_full_capacity(self):
        rollout, _, old = self.start_service()
        new = self.change_policy()
        self.assertNotEqual(old, new)
        for wanted in new, old:
            rollout.until(lambda ready, others, wanted=wanted: not others and len(ready) == 3 and
                          {policy_of(pod) for pod in ready} == {wanted})
            if wanted == new:
                self.plane.kubectl("rollout", "undo", "deployment/authz", f"--namespace={NAMESPACE}")
        self.assertGreaterEqual(rollout.fewest, 3)
        self.plane.get("configmap", old, f"--namespace={NAMESPACE}")

    def test_pods_that_do_not_start_leave_the_old_ones_alone(self):
        rollout, names, _ = self.start_service()
        new = self.change_policy()
        with self.assertRaisesRegex(Refused, "exceeded its progress deadline"):
            self.plane.kubectl("rollout", "status", "deployment/authz", f"--namespace={NAMESPACE}")
        kept = rollout.until(lambda ready, others: [policy_of(pod) for pod in others] == [new],
                             new_pods_are_ready=False)
        self.assertEqual(sorted(kept), sorted(names))

    def test_nodes_are_drained_one_replica_at_a_time(self):
        _, names, _ = self.start_service()
        self.plane.kubectl("wait", "--for=jsonpath={.status.disruptionsAllowed}=1",
                           f"--namespace={NAMESPACE}", "poddisruptionbudget/authz", "--timeout=60s")
        self.evict(names[0])
        with self.assertRaisesRegex(Refused, "disruption budget"):
            self.evict(names[1])

    def evict(self, name):
        """What draining the pod's node does."""
        metadata = {"name": name, "namespace": NAMESPACE}
        self.plane.kubectl(
            "create", "--raw", f"/api/v1/namespaces/{NAMESPACE}/pods/{name}/eviction",
            "--filename=-", given=json.dumps(
                {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": metadata}))


if __name__ == "__main__":
    ControlPlaneTest.paths = named_files("policy")
    unittest.main(verbosity=2)
