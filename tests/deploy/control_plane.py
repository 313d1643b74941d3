"""A Kubernetes control plane of the test's own, on loopback: etcd, the API server and the
controllers. There are no nodes, until node.py makes one."""

import glob
import json
import os
import secrets
import socket
import ssl
import subprocess
import urllib.error
import urllib.request

TIMEOUT_SECONDS = 300

# etcd's program has the name of its module's folder.
ETCD, API_SERVER, CONTROLLERS, KUBECTL = (
    os.path.abspath(f"deploy/go_bin/{name}")
    for name in ("server", "kube-apiserver", "kube-controller-manager", "kubectl"))

# Those that have to do with the manifests.
CONTROLLER_NAMES = (
    "deployment-controller", "replicaset-controller", "disruption-controller",
    "endpointslice-controller", "horizontal-pod-autoscaler-controller",
    "namespace-controller", "node-lifecycle-controller",
    "root-ca-certificate-publisher-controller", "serviceaccount-controller")


STANDARD = "pod-security.kubernetes.io"


def _free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Refused(Exception):
    """What the API server says."""


class ControlPlane:
    """Runs until stop(). All that it keeps is in `folder`."""

    def __init__(self, folder):
        self._folder, self._processes = folder, []
        etcd, peers, port = (f"127.0.0.1:{_free_port()}" for _ in range(3))
        self._url = f"https://{port}"
        token = secrets.token_hex(16)
        with open(f"{folder}/tokens.csv", "w", encoding="utf-8") as file:
            file.write(f"{token},test,test,system:masters\n")
        key = f"{folder}/accounts.key"
        subprocess.run(["openssl", "genrsa", "-out", key, "2048"], check=True,
                       capture_output=True, timeout=TIMEOUT_SECONDS)
        self.start(ETCD, f"--data-dir={folder}/etcd", "--unsafe-no-fsync",
                    f"--listen-client-urls=http://{etcd}", f"--advertise-client-urls=http://{etcd}",
                    f"--listen-peer-urls=http://{peers}",
                    f"--initial-advertise-peer-urls=http://{peers}",
                    f"--initial-cluster=default=http://{peers}")
        self.start(API_SERVER, f"--etcd-servers=http://{etcd}", "--bind-address=127.0.0.1",
                    "--advertise-address=127.0.0.1", f"--secure-port={port.split(':')[1]}",
                    f"--cert-dir={folder}/certificates", "--endpoint-reconciler-type=none",
                    "--service-cluster-ip-range=10.0.0.0/24", "--authorization-mode=RBAC",
                    "--kubelet-preferred-address-types=InternalIP",
                    f"--token-auth-file={folder}/tokens.csv",
                    "--service-account-issuer=https://authz.test",
                    f"--service-account-key-file={key}",
                    f"--service-account-signing-key-file={key}")
        self.configuration = f"{folder}/kubeconfig"
        with open(self.configuration, "w", encoding="utf-8") as file:
            json.dump({
                "apiVersion": "v1", "kind": "Config", "current-context": "test",
                "contexts": [{"name": "test", "context": {"cluster": "test", "user": "test"}}],
                "users": [{"name": "test", "user": {"token": token}}],
                "clusters": [{"name": "test", "cluster": {
                    "server": self._url,
                    "certificate-authority": f"{folder}/certificates/apiserver.crt"}}],
            }, file)
        self._wait_until_ready()
        self.start(CONTROLLERS, f"--kubeconfig={self.configuration}", "--leader-elect=false",
                    "--secure-port=0", f"--controllers={','.join(CONTROLLER_NAMES)}",
                    f"--root-ca-file={folder}/certificates/apiserver.crt",
                    "--horizontal-pod-autoscaler-sync-period=1s")

    def start(self, program, *flags):
        """Runs a program until stop(). Its log is in the folder."""
        log = open(f"{self._folder}/{os.path.basename(program)}.log", "w", encoding="utf-8")
        self._processes.append(subprocess.Popen([program, *flags], cwd=self._folder, stdout=log,
                                                stderr=log))
        log.close()

    def _wait_until_ready(self):
        # Its certificate is its own, and is looked at by kubectl.
        unverified = ssl.create_default_context()
        unverified.check_hostname, unverified.verify_mode = False, ssl.CERT_NONE
        for _ in range(TIMEOUT_SECONDS * 5):
            try:
                with urllib.request.urlopen(f"{self._url}/readyz", context=unverified,
                                            timeout=TIMEOUT_SECONDS):
                    return
            except (urllib.error.URLError, OSError):
                try:
                    self._processes[-1].wait(timeout=0.2)
                    break
                except subprocess.TimeoutExpired:
                    pass
        with open(f"{self._folder}/kube-apiserver.log", encoding="utf-8") as file:
            raise RuntimeError(f"kube-apiserver is not ready: {file.read()[-4000:]}")

    def kubectl(self, *arguments, given=None):
        """What kubectl prints. Raises Refused where it does not succeed."""
        ran = subprocess.run(
            [KUBECTL, f"--kubeconfig={self.configuration}", f"--cache-dir={self._folder}/cache",
             *arguments], input=given, capture_output=True, text=True, timeout=TIMEOUT_SECONDS,
            check=False)
        if ran.returncode != 0:
            raise Refused(ran.stderr)
        return ran.stdout

    def add_cert_manager(self):
        """The kinds of cert-manager, without what makes certificates."""
        for crd in glob.glob("deploy/go_bin/cert-manager.io_*.yaml"):
            self.kubectl("apply", "--server-side", "--filename", crd)
        self.kubectl("wait", "--for=condition=Established", "crd", "--all")

    def start_restricted_namespace(self, name):
        """A namespace that enforces the restricted standard of pods."""
        self.apply([{"apiVersion": "v1", "kind": "Namespace", "metadata": {
            "name": name,
            "labels": {f"{STANDARD}/{mode}": "restricted" for mode in ("enforce", "warn")}}}])
        self.kubectl("wait", "--for=create", f"--namespace={name}", "serviceaccount/default",
                     "--timeout=60s")

    def get(self, *arguments):
        """Objects of the API."""
        return json.loads(self.kubectl("get", *arguments, "--output=json"))

    def apply(self, objects):
        """Applies objects, on the server. A warning, too, is a refusal."""
        self.kubectl("apply", "--server-side", "--field-manager=test", "--force-conflicts",
                     "--validate=strict", "--warnings-as-errors", "--filename=-",
                     given=json.dumps({"apiVersion": "v1", "kind": "List", "items": objects}))

    def stop(self):
        """Ends all of it."""
        for process in reversed(self._processes):
            process.kill()
            process.wait()
