"""A Kubernetes node of the test's own: scheduler, kubelet and containerd, which run pods.

It needs a network, mounts and processes of its own to do this in, as node_test.sh makes them.
Pods have addresses of 192.0.2.0/24, which is for examples, on a bridge; NetworkPolicies are
not enforced.
"""

import hashlib
import io
import json
import os
import pathlib
import subprocess
import tarfile
import time

from control_plane import Refused

TIMEOUT_SECONDS = 120

SCHEDULER, KUBELET = (os.path.abspath(f"deploy/go_bin/{name}")
                      for name in ("kube-scheduler", "kubelet"))

ADDRESS = "198.51.100.1"
PAUSE = "localhost/pause:1"
_RUNTIME = "/run/containerd.sock"

_NETWORK = {
    "cniVersion": "0.4.0", "name": "pods", "plugins": [{
        "type": "bridge", "bridge": "pods", "isGateway": True,
        "ipam": {"type": "host-local", "ranges": [[{"subnet": "192.0.2.0/24"}]],
                 "routes": [{"dst": "0.0.0.0/0"}]}}]}

# A process that is root here may not take from itself what the machine has taken from it:
# a lower chance to be killed.
_CONTAINERD = """
version = 2
root = "/var/lib/containerd"
state = "/run/containerd"
disabled_plugins = ["io.containerd.internal.v1.opt"]
[grpc]
address = "{runtime}"
[plugins."io.containerd.grpc.v1.cri"]
sandbox_image = "{pause}"
restrict_oom_score_adj = true
[plugins."io.containerd.grpc.v1.cri".cni]
bin_dir = "/usr/lib/cni"
conf_dir = "{networks}"
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"
"""

_KUBELET = {
    "apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration",
    "containerRuntimeEndpoint": f"unix://{_RUNTIME}",
    "address": ADDRESS,
    "healthzPort": 0,
    "authentication": {"anonymous": {"enabled": True}, "webhook": {"enabled": False}},
    "authorization": {"mode": "AlwaysAllow"},
    "failCgroupV1": False, "failSwapOn": False,
    "cgroupDriver": "cgroupfs",
    "makeIPTablesUtilChains": False,
    "resolvConf": "",
    # However full this machine's disk is.
    "evictionHard": {"nodefs.available": "0%", "imagefs.available": "0%"},
    "imageGCHighThresholdPercent": 100,
}


class Node:
    """Runs as long as the control plane, and with it. All that it keeps is in `folder`,
    /var/lib, /var/log and /run; its pods are below `control_group`, which must exist."""

    def __init__(self, folder, plane, control_group):
        self._folder = pathlib.Path(folder)
        subprocess.run(["ip", "address", "add", f"{ADDRESS}/32", "dev", "lo"], check=True,
                       timeout=TIMEOUT_SECONDS)
        networks = self._folder / "networks"
        networks.mkdir()
        (networks / "pods.conflist").write_text(json.dumps(_NETWORK), encoding="utf-8")
        containerd = self._folder / "containerd.toml"
        containerd.write_text(
            _CONTAINERD.format(runtime=_RUNTIME, pause=PAUSE, networks=networks), encoding="utf-8")
        plane.start("containerd", f"--config={containerd}")
        self._wait_for_containerd()
        self._import_pause()
        kubelet = self._folder / "kubelet.json"
        kubelet.write_text(json.dumps({**_KUBELET, "cgroupRoot": control_group}), encoding="utf-8")
        plane.start(SCHEDULER, f"--kubeconfig={plane.configuration}", "--leader-elect=false",
                    "--secure-port=0")
        plane.start(KUBELET, f"--kubeconfig={plane.configuration}", f"--config={kubelet}",
                    "--hostname-override=node", f"--node-ip={ADDRESS}", "--v=2")
        try:
            for what in "create", "condition=Ready":
                plane.kubectl("wait", f"--for={what}", "node/node", "--timeout=60s")
        except Refused as error:
            log = (self._folder / "kubelet.log").read_text(encoding="utf-8")
            raise RuntimeError(f"the node is not ready: {log[-4000:]}") from error

    def _wait_for_containerd(self):
        end = time.monotonic() + TIMEOUT_SECONDS
        while True:
            try:
                self._ctr("version")
                return
            except RuntimeError:
                if time.monotonic() > end:
                    raise

    def _import_pause(self):
        """The image of what holds a pod's network."""
        pause = self._folder / "pause"
        pause.mkdir()
        subprocess.run(["cp", "/usr/bin/catatonit", f"{pause}/pause"], check=True,
                       timeout=TIMEOUT_SECONDS)
        self.import_image(pause, PAUSE, {"Entrypoint": ["/pause", "-P"]})

    def import_image(self, files, name, config):
        """An image of one layer, as `docker save` writes it."""
        layer = io.BytesIO()
        with tarfile.open(fileobj=layer, mode="w") as tar:
            tar.add(files, arcname=".")
        digest = hashlib.sha256(layer.getvalue()).hexdigest()
        members = {
            "layer.tar": layer.getvalue(),
            "config.json": json.dumps({
                "architecture": "amd64", "os": "linux", "config": config,
                "rootfs": {"type": "layers", "diff_ids": [f"sha256:{digest}"]}}).encode(),
            "manifest.json": json.dumps([{
                "Config": "config.json", "RepoTags": [name], "Layers": ["layer.tar"]}]).encode()}
        path = self._folder / "image.tar"
        with tarfile.open(path, mode="w") as tar:
            for member, data in members.items():
                header = tarfile.TarInfo(member)
                header.size = len(data)
                tar.addfile(header, io.BytesIO(data))
        self._ctr("images", "import", path)

    def process_id(self, container):
        """Of a container, by its id in a pod's status."""
        for line in self._ctr("tasks", "list").splitlines():
            name, number, *_ = line.split()
            if container == f"containerd://{name}":
                return int(number)
        raise LookupError(f"there is no container {container}")

    @staticmethod
    def _ctr(*arguments):
        ran = subprocess.run(
            ["ctr", f"--address={_RUNTIME}", "--namespace=k8s.io", *arguments],
            capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=False)
        if ran.returncode != 0:
            raise RuntimeError(f"ctr {arguments}: {ran.stderr}")
        return ran.stdout
