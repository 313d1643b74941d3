"""A real node runs the manifests: scheduler, kubelet and containerd, with the control plane.

cert-manager is not there: the test makes its Secret, of what the Certificate asks for. There is
no DNS but a name server that has the addresses of the Service's EndpointSlice.
"""

import contextlib
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import threading
import time
import unittest

import grpc

from certificates import Authority, read
from control_plane import KUBECTL, ControlPlane
from judged_load import CHANGE, SERVICE, Load, Policy
from manifests import NAMESPACE, Manifests, pods, server
from named_files import named_files
from node import Node
from python_client import PythonClient
from replicas import NameServer

TIMEOUT_SECONDS = 300
NAME = f"authz.{NAMESPACE}.svc.cluster.local"
TARGET = f"dns://127.0.0.1:53/{NAME}:50051"
REPLICAS = 3

# Of an EndpointSlice, what a headless Service's name resolves to.
ADDRESSES = '{.endpoints[?(@.conditions.ready==true)].addresses[*]}{"\\n"}'


def server_status(pod):
    """What the kubelet says of the server's container, None before it says anything."""
    status = pod["status"]
    return next((each for each in [*status.get("initContainerStatuses", []),
                                   *status.get("containerStatuses", [])]
                 if each["name"] == "authz"), None)


def is_serving(pod):
    status = server_status(pod)
    return status is not None and status["ready"]


def restarts(pod):
    status = server_status(pod)
    return 0 if status is None else status["restartCount"]


class NodeTest(unittest.TestCase):

    # The programs and files that the BUILD file names.
    paths = None

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.write_policies()
        plane = cls.folder / "plane"
        plane.mkdir()
        cls.plane = ControlPlane(plane)
        cls.addClassCleanup(cls.plane.stop)
        cls.plane.add_cert_manager()
        cls.node = Node(plane, cls.plane, cls.paths.control_group)
        cls.import_images()
        cls.issue_certificates()
        cls.name_server = NameServer(cls.folder, NAME)
        cls.addClassCleanup(cls.name_server.stop)

    @classmethod
    def write_policies(cls):
        """Manifests, and what is not bad as a Policy, by the name of the policy."""
        text = pathlib.Path(cls.paths.policy).read_text(encoding="utf-8")
        cls.manifests, cls.policies = {}, {}
        for name, policy in {"old": text, "new": text.replace(*CHANGE),
                             "bad": "this is no policy"}.items():
            cls.manifests[name] = Manifests(cls.folder / name, policy, [KUBECTL, "kustomize"], [])
            if name != "bad":
                cls.policies[name] = Policy(cls.folder / name / "policy.txtpb", cls.paths.command)

    @classmethod
    def import_images(cls):
        """The server's two, of the files that deploy/build puts into one. The application is
        another server of it, since it has the command to ask with."""
        files = cls.folder / "image"
        subprocess.run([cls.paths.image_files, cls.paths.server, cls.paths.command, cls.paths.sbom,
                        files], check=True, timeout=TIMEOUT_SECONDS)
        with open(cls.paths.containerfile, encoding="utf-8") as file:
            lines = dict(line.strip().split(" ", 1) for line in file
                         if line.startswith(("USER", "ENTRYPOINT")))
        config = {"User": lines["USER"], "Entrypoint": json.loads(lines["ENTRYPOINT"])}
        names = {container["image"] for variant in ("sidecar", "service")
                 for pod in pods(cls.manifests["old"].by_kustomize(variant)).values()
                 for container in [server(pod), *pod["containers"]]}
        for name in sorted(names):
            cls.node.import_image(files, f"docker.io/library/{name}", config)

    @classmethod
    def issue_certificates(cls):
        objects = cls.manifests["old"].by_kustomize("service")
        (asked,) = (item["spec"] for item in objects if item["kind"] == "Certificate")
        authority = Authority(cls.folder)
        certificate, key = authority.issue(names=[f"DNS:{name}" for name in asked["dnsNames"]])
        files = {"tls.crt": certificate, "tls.key": key, "ca.crt": authority.certificate}
        cls.secret = {"apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/tls",
                      "metadata": {"name": asked["secretName"], "namespace": NAMESPACE},
                      "stringData": {name: read(path).decode() for name, path in files.items()}}
        certificate, key = authority.issue(names=["DNS:web.example"])
        cls.credentials = grpc.ssl_channel_credentials(
            read(authority.certificate), read(key), read(certificate))

    def setUp(self):
        self.plane.start_restricted_namespace(NAMESPACE)
        self.addCleanup(self.kubectl, "delete", "namespace", NAMESPACE)

    def kubectl(self, *arguments):
        return self.plane.kubectl(f"--namespace={NAMESPACE}", *arguments)

    def apply(self, policy, variant):
        """A variant with a policy, after the Secret that it may mount."""
        self.plane.apply([self.secret, *self.manifests[policy].by_kustomize(variant)])

    def until(self, condition):
        """Looks at the pods that there are to stay until the condition holds of them, and
        returns them, by name."""
        end = time.monotonic() + TIMEOUT_SECONDS
        while time.monotonic() < end:
            found = {item["metadata"]["name"]: item
                     for item in self.plane.get("pods", f"--namespace={NAMESPACE}")["items"]
                     if "deletionTimestamp" not in item["metadata"]}
            if condition(found):
                return found
        raise AssertionError(f"it did not come to that: {json.dumps(found, indent=1)}\n"
                             + self.kubectl("get", "events"))

    def start_service(self):
        """All replicas that the HorizontalPodAutoscaler asks for at the least, ready."""
        self.apply("old", "service with files")
        return self.until(lambda found: len(found) == REPLICAS and
                          all(map(is_serving, found.values())))

    @contextlib.contextmanager
    def addresses_published(self):
        """Meanwhile the Service's name resolves to its ready pods."""
        watch = subprocess.Popen(
            [KUBECTL, f"--kubeconfig={self.plane.configuration}", "get", "endpointslices",
             f"--namespace={NAMESPACE}", "--selector=kubernetes.io/service-name=authz", "--watch",
             f"--output=jsonpath={ADDRESSES}"], stdout=subprocess.PIPE, text=True)

        def publish(line):
            self.addresses = set(line.split())
            self.name_server.publish(self.addresses)

        for line in watch.stdout:
            publish(line)
            if len(self.addresses) == REPLICAS:
                break
        thread = threading.Thread(target=lambda: [publish(line) for line in watch.stdout])
        thread.start()
        try:
            yield
        finally:
            watch.kill()
            thread.join()
            watch.communicate()

    @contextlib.contextmanager
    def load(self, *policies):
        """Calls of a stock client all the while, each answered by one of the policies."""
        with self.addresses_published():
            client = PythonClient(TARGET, self.paths.reflection, self.credentials)
            load = Load(self.paths.page, TARGET, client.types(SERVICE, "Check"), self.credentials)
            client.close()
            load.policies = [self.policies[name] for name in policies]
            load.begin()
            load.wait()
            try:
                yield load
                load.wait()
            finally:
                load.outcomes = load.end()
        print(f"{dict(load.outcomes)}, the slowest {max(load.seconds):.3f} s", flush=True)

    def test_a_policy_is_rolled_out_under_load(self):
        names = self.start_service()
        with self.load("old", "new") as load:
            self.apply("new", "service with files")
            self.kubectl("rollout", "status", "deployment/authz")
            self.kubectl("wait", "--for=delete", "pod", *names)
            load.policies = [self.policies["new"]]
        self.assertEqual(set(load.outcomes), {"OK"}, load.outcomes)

    def test_a_bad_policy_stops_at_the_first_pod(self):
        names = set(self.start_service())
        with self.load("old") as load:
            self.apply("bad", "service with files")
            found = self.until(lambda found: max(map(restarts, found.values())) >= 2)
            self.assertEqual({name for name in found if is_serving(found[name])}, names)
            self.assertEqual(len(found), REPLICAS + 1)
            load.wait()
            self.kubectl("rollout", "undo", "deployment/authz")
            self.kubectl("rollout", "status", "deployment/authz")
            self.until(lambda found: set(found) == names and all(map(is_serving, found.values())))
        self.assertEqual(set(load.outcomes), {"OK"}, load.outcomes)

    def test_a_server_that_hangs_is_started_again(self):
        name, pod = next(iter(self.start_service().items()))
        with self.load("old") as load:
            begun = time.monotonic()
            os.kill(self.node.process_id(server_status(pod)["containerID"]), signal.SIGSTOP)
            self.until(lambda found: pod["status"]["podIP"] not in self.addresses)
            print(f"not called any more after {time.monotonic() - begun:.0f} s", flush=True)
            load.wait()
            self.until(lambda found: restarts(found[name]) == 1 and is_serving(found[name]))
            print(f"serves again after {time.monotonic() - begun:.0f} s", flush=True)
            self.until(lambda found: pod["status"]["podIP"] in self.addresses)
        self.assertIn("authz failed liveness probe, will be restarted",
                      self.kubectl("get", "events", "--field-selector=reason=Killing"))
        # Until it is found out, calls wait for it in vain; none is decided wrong.
        self.assertLessEqual(set(load.outcomes), {"OK", "DEADLINE_EXCEEDED: Deadline Exceeded"})

    def test_the_sidecar_starts_before_the_application(self):
        self.apply("bad", "sidecar with a policy")
        found = self.until(lambda found: found and min(map(restarts, found.values())) >= 1)
        for pod in found.values():
            (application,) = pod["status"]["containerStatuses"]
            self.assertEqual(application["state"], {"waiting": {"reason": "PodInitializing"}})
        self.apply("old", "sidecar with a policy")
        self.kubectl("rollout", "status", "deployment/application")
        for pod in self.until(lambda found: len(found) == 2).values():
            (application,) = pod["status"]["containerStatuses"]
            sidecar = server_status(pod)
            self.assertTrue(sidecar["started"])
            self.assertLessEqual(sidecar["state"]["running"]["startedAt"],
                                 application["state"]["running"]["startedAt"])
        self.assertEqual("SERVING\n", self.kubectl(
            "exec", "deployment/application", "--container=application", "--", "/usr/bin/authz",
            "health", "--server=unix:/run/authz/authz.sock"))


if __name__ == "__main__":
    NodeTest.paths = named_files("server", "command", "sbom", "image_files", "containerfile",
                                 "policy", "page", "reflection", "control_group")
    unittest.main(verbosity=2)
