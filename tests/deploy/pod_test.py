"""The sidecar's pod, by podman: an application asks over the shared socket with a stock
client, while the policy changes, the sidecar ends and starts again, and load comes.

Podman has no kubelet: probes are left out, and ports, which it would publish; and the volume of the policy's ConfigMap is a
folder that is changed in the way of the kubelet, by swapping one symbolic link.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time
import unittest

import retries_page
from calling import Calling
from manifests import VARIANTS, Manifests
from named_files import named_files
from skipping import skip

TIMEOUT_SECONDS = 60
HERE = pathlib.Path(__file__).parent
SOCKET = "unix:/run/authz/authz.sock"
SIDECAR = "application-pod-0-authz"
APPLICATION = "application-pod-0-application"
IMAGE, APPLICATION_IMAGE = "localhost/conversations-authz", "localhost/application"

# runc, but for limits on open files: podman asks for more than a machine may let it have.
RUNTIME = """#!/usr/bin/python3 -B
import json, os, sys

def without_limits(path, process_of):
    with open(path, encoding="utf-8") as file:
        config = json.load(file)
    process_of(config).pop("rlimits", None)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(config, file)

arguments = sys.argv[1:]
if "create" in arguments:
    without_limits(arguments[arguments.index("--bundle") + 1] + "/config.json",
                   lambda config: config["process"])
elif "exec" in arguments:
    without_limits(arguments[arguments.index("--process") + 1], lambda config: config)
os.execvp("runc", ["runc", *arguments])
"""


def run(*command, **arguments):
    """What it prints. Fails with all that it prints."""
    ran = subprocess.run(command, capture_output=True, text=True, check=False,
                         timeout=TIMEOUT_SECONDS, **arguments)
    if ran.returncode:
        raise AssertionError(f"{' '.join(map(str, command))}\n{ran.stdout}{ran.stderr}")
    return ran.stdout


def put(folder, files):
    """Changes files in the way of the kubelet: all at one time."""
    version = tempfile.mkdtemp(prefix="..", dir=folder)
    os.chmod(version, 0o755)
    for name, text in files.items():
        path = pathlib.Path(version, name)
        path.write_text(text, encoding="utf-8")
        path.chmod(0o644)
    link = pathlib.Path(folder, "..data_tmp")
    link.symlink_to(os.path.basename(version))
    link.rename(pathlib.Path(folder, "..data"))
    for name in files:
        if not os.path.lexists(f"{folder}/{name}"):
            os.symlink(f"..data/{name}", f"{folder}/{name}")


class PodTest(unittest.TestCase):

    # The programs and files that the BUILD file names.
    paths = None

    @classmethod
    def setUpClass(cls):
        if os.geteuid() != 0:
            skip("it takes root")
        os.environ["PATH"] += ":/usr/sbin:/sbin"
        for program in "podman", "runc", "catatonit", "iptables":
            if shutil.which(program) is None:
                skip(f"there is no {program}, run tools/setup deploy")
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.folder.chmod(0o755)
        cls.isolate_podman()
        cls.import_images()
        cls.policy = pathlib.Path(cls.paths.policy).read_text(encoding="utf-8")
        cls.policies = cls.folder / "policies"
        cls.policies.mkdir(mode=0o755)
        put(cls.policies, {"policy.txtpb": cls.policy})
        cls.shared = cls.folder / "shared"
        cls.shared.mkdir(mode=0o755)
        blocks = retries_page.blocks(cls.paths.page)
        cls.service_config = blocks["json"]
        (cls.shared / "snippet").write_text(blocks["python"], encoding="utf-8")
        for path in HERE.parent / "stock_clients/calls.py", HERE / "pod_load.py":
            shutil.copy(path, cls.shared)
        cls.start_pod()

    @classmethod
    def isolate_podman(cls):
        """Podman keeps all that it makes in the test's folder."""
        runtime = cls.folder / "runtime"
        runtime.write_text(RUNTIME, encoding="utf-8")
        runtime.chmod(0o755)
        containers, storage = cls.folder / "containers.conf", cls.folder / "storage.conf"
        containers.write_text(f"""
[engine]
runtime = "without-limits"
cgroup_manager = "cgroupfs"
events_logger = "file"
[engine.runtimes]
without-limits = ["{runtime}"]
""", encoding="utf-8")
        storage.write_text(f"""
[storage]
driver = "vfs"
graphroot = "{cls.folder}/images"
runroot = "{cls.folder}/containers"
""", encoding="utf-8")
        os.environ.update(CONTAINERS_CONF=str(containers), CONTAINERS_STORAGE_CONF=str(storage))

    @classmethod
    def import_images(cls):
        """The image, of the files that deploy/build puts into it, and an empty one in
        which the application runs this machine's Python."""
        image = cls.folder / "image"
        run(cls.paths.image_files, cls.paths.server, cls.paths.command, cls.paths.sbom, image)
        os.chown(image / "run/authz", 65532, 65532)
        with open(cls.paths.containerfile, encoding="utf-8") as file:
            changes = [f"--change={line.strip()}" for line in file
                       if line.startswith(("USER", "ENTRYPOINT"))]
        cls.import_image(image, IMAGE, changes)
        empty = cls.folder / "empty"
        empty.mkdir()
        for name in ("bin", "lib", "lib64", "sbin"):
            (empty / name).symlink_to(f"usr/{name}")
        for name in ("usr", "shared", "run/authz"):
            (empty / name).mkdir(parents=True)
        # Podman gives a volume the owner of the folder that it is mounted on; the kubelet's
        # are for everybody.
        os.chown(empty / "run/authz", 65532, 65532)
        cls.import_image(empty, APPLICATION_IMAGE, [])

    @staticmethod
    def import_image(folder, name, changes):
        tar = subprocess.run(["tar", "-C", folder, "-c", "."], stdout=subprocess.PIPE, check=True,
                             timeout=TIMEOUT_SECONDS).stdout
        subprocess.run(["podman", "import", *changes, "-", f"{name}:1"], input=tar, check=True,
                       capture_output=True, timeout=TIMEOUT_SECONDS)

    @classmethod
    def start_pod(cls):
        """Plays what kustomize renders, but for the probes and ports."""
        rendered = cls.folder / "rendered"
        rendered.mkdir()
        manifests = Manifests(rendered, cls.policy, [os.path.abspath(cls.paths.kubectl), "kustomize"], [])
        variant = VARIANTS["sidecar with a policy"][0]
        objects = manifests.build(
            {**variant, "components": [*variant["components"], "kubernetes/sidecar/plain"]})
        deployment = next(item for item in objects if item["kind"] == "Deployment")
        deployment["spec"]["replicas"] = 1
        pod = deployment["spec"]["template"]["spec"]
        application, sidecar = pod["containers"]
        for field in "startupProbe", "livenessProbe", "readinessProbe", "ports":
            del sidecar[field]
        sidecar["image"], application["image"] = f"{IMAGE}:1", f"{APPLICATION_IMAGE}:1"
        application["command"] = ["/usr/bin/python3", "-c", "import signal; signal.pause()"]
        for name, path in {"usr": "/usr", "shared": str(cls.shared)}.items():
            pod["volumes"].append({"name": name, "hostPath": {"path": path}})
            application["volumeMounts"].append(
                {"name": name, "mountPath": f"/{name}", "readOnly": True})
        volume = next(each for each in pod["volumes"] if each["name"] == "authz-policy")
        del volume["configMap"]
        volume["hostPath"] = {"path": str(cls.policies)}
        path = cls.folder / "pod.yaml"
        path.write_text(json.dumps(deployment), encoding="utf-8")
        run("podman", "kube", "play", path)
        cls.addClassCleanup(run, "podman", "kube", "down", path)

    def ask(self, *arguments):
        """What `authz` prints in the sidecar's container."""
        return run("podman", "exec", SIDECAR, "/usr/bin/authz", *arguments,
                   f"--server={SOCKET}")

    def policy_version(self):
        return re.search(r"\S+@[0-9a-f]{12}", self.ask("info"))[0]

    def calls(self):
        """Calls of the application, over the shared socket."""
        calls = Calling(["podman", "exec", "--interactive", APPLICATION, "/usr/bin/python3", "-B",
                       "/shared/calls.py", SOCKET, self.service_config, "/shared/snippet"])
        calls.wait("answered")
        return calls

    def log(self):
        """The lines of the server's operation log."""
        for line in run("sh", "-c", f"podman logs {SIDECAR} 2>&1").splitlines():
            if line.startswith("{"):
                yield json.loads(line)

    def count(self, message):
        """How many lines of the log have the message."""
        return sum(line["message"] == message for line in self.log())

    def wait_for(self, message, count):
        """Waits until the log has so many lines with the message. To look takes a while."""
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while self.count(message) < count:
            if time.monotonic() > deadline:
                raise AssertionError(f"{message!r} is not in the log {count} times:\n"
                                     + "\n".join(map(str, self.log())))

    def assert_all_answered(self, calls):
        ended = calls.end()
        self.assertEqual(set(ended), {"OK"}, ended)

    def test_a_changed_policy_is_picked_up(self):
        calls = self.calls()
        reloaded = self.count("policy reloaded")
        changed = self.policy.replace("edit_window { seconds: 300 }", "edit_window { seconds: 60 }")
        before = self.policy_version()
        put(self.policies, {"policy.txtpb": changed})
        self.wait_for("policy reloaded", reloaded + 1)
        after = self.policy_version()
        self.assertNotEqual(before, after)
        put(self.policies, {"policy.txtpb": "this is no policy"})
        self.wait_for("policy not reloaded, the last good one stays", 1)
        self.assertEqual(self.policy_version(), after)
        put(self.policies, {"policy.txtpb": self.policy})
        self.wait_for("policy reloaded", reloaded + 2)
        calls.wait("answered")
        self.assert_all_answered(calls)

    def test_the_end_loses_no_answer(self):
        calls = self.calls()
        ended, serving = self.count("ended"), self.count("serving")
        run("podman", "kill", "--signal=TERM", SIDECAR)
        # It is started again, as the kubelet does.
        self.wait_for("ended", ended + 1)
        self.wait_for("serving", serving + 1)
        calls.wait("answered")
        self.assert_all_answered(calls)

    def test_the_restricted_context_is_in_force(self):
        pid = run("podman", "inspect", "--format={{.State.Pid}}", SIDECAR).strip()
        status = dict(line.split(":\t", 1) for line in
                      pathlib.Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
                      if ":\t" in line)
        self.assertEqual(set(status["Uid"].split()), {"65532"})
        for capabilities in "CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb":
            self.assertEqual(int(status[capabilities], 16), 0, capabilities)
        self.assertEqual(status["NoNewPrivs"], "1")
        self.assertEqual(status["Seccomp"], "2")
        # What the server writes, it cannot write anywhere else.
        denied = subprocess.run(
            ["podman", "exec", SIDECAR, "/usr/bin/authz_server", "--listen=unix:/etc/x.sock",
             "--metrics_listen=127.0.0.1:0"],
            capture_output=True, text=True, check=False, timeout=TIMEOUT_SECONDS)
        self.assertEqual(denied.returncode, 1)
        self.assertIn("Read-only file system", denied.stderr)
        # No shell, and nothing else that runs.
        for program in "sh", "/bin/sh", "/usr/bin/env":
            self.assertNotEqual(subprocess.run(
                ["podman", "exec", SIDECAR, program], capture_output=True, check=False,
                timeout=TIMEOUT_SECONDS).returncode, 0)

    def test_load_stays_within_the_memory_limit(self):
        serving = next(line for line in self.log() if line["message"] == "serving")
        self.assertEqual(serving["container_memory"], "256MiB")
        run("podman", "exec", APPLICATION, "/usr/bin/python3", "-B", "/shared/pod_load.py", SOCKET)
        state = json.loads(run("podman", "inspect", SIDECAR))[0]["State"]
        self.assertTrue(state["Running"])
        self.assertFalse(state["OOMKilled"])
        self.assertIn("SERVING", self.ask("health"))


if __name__ == "__main__":
    PodTest.paths = named_files("server", "command", "sbom", "image_files", "containerfile", "policy",
                                "page", "kubectl")
    unittest.main(verbosity=2)
