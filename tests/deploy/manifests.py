"""The ways to deploy, and how kustomize and Helm render each."""

import copy
import json
import os
import shutil
import subprocess

import yaml

TIMEOUT_SECONDS = 60

NAMESPACE = "authz"

# The first that has native sidecars by default.
OLDEST_KUBERNETES = "1.29.0"

# What an operator brings.
FILES = {"callers.json": """{
  "name": "callers",
  "allow_rules": [{"name": "web", "source": {"principals": ["web.example"]}}]
}
"""}

_POLICY = {"name": "authz-policy", "files": ["policy.txtpb"]}
_CALLERS = {"name": "authz-callers", "files": ["callers.json"]}
_IN_PLACE = {"options": {"disableNameSuffixHash": True}}
_SIDECAR = "kubernetes/sidecar"


def _service(components=(), config_maps=()):
    return {"resources": ["kubernetes/service"],
            "components": [f"kubernetes/service/{name}" for name in components],
            "configMapGenerator": list(config_maps)}


def _sidecar(components=(), config_maps=()):
    return {"resources": ["deployment.yaml"],
            "components": [_SIDECAR, *(f"{_SIDECAR}/{name}" for name in components)],
            "configMapGenerator": list(config_maps)}


# Each by what a kustomization says, and by the flags of Helm that come to the same.
VARIANTS = {
    "service": (_service(), []),
    "service with files": (
        _service(["policy"], [_POLICY, {**_CALLERS, "behavior": "replace"}]),
        ["--set-file=policy.text=policy.txtpb", "--set-file=callers.text=callers.json"]),
    "service in place": (
        _service(["policy"], [{**_POLICY, **_IN_PLACE},
                              {**_CALLERS, **_IN_PLACE, "behavior": "replace"}]),
        ["--set-file=policy.text=policy.txtpb", "--set=policy.inPlace=true",
         "--set-file=callers.text=callers.json", "--set=callers.inPlace=true"]),
    "sidecar": (_sidecar(), []),
    "sidecar with a policy": (
        _sidecar(["policy"], [_POLICY]), ["--set-file=policy.text=policy.txtpb"]),
    "sidecar with mutual TLS": (
        _sidecar(["mutual-tls"], [_CALLERS]),
        ["--set=sidecar.mutualTls=true", "--set-file=callers.text=callers.json"]),
    "plain sidecar": (_sidecar(["plain"]), ["--set=sidecar.plain=true"]),
    "plain sidecar with everything": (
        _sidecar(["policy", "mutual-tls", "plain"], [_POLICY, _CALLERS]),
        ["--set=sidecar.plain=true", "--set=sidecar.mutualTls=true",
         "--set-file=policy.text=policy.txtpb", "--set-file=callers.text=callers.json"]),
}

_POD = "Deployment:/spec/template/spec"

# What an overlay would do to loosen a variant beyond the restricted standard of pods, the word
# with which Kubernetes refuses it, and the problem that manifest_rules.py finds.
LOOSER_PODS = [
    ("sidecar", "replace", "securityContext/seccompProfile/type", "Unconfined", "seccompProfile",
     "the server has no profile of seccomp"),
    ("sidecar", "replace", "securityContext/runAsNonRoot", False, "runAsNonRoot",
     "the server may be root"),
    ("sidecar", "replace", "securityContext/runAsUser", 0, "runAsUser=0", "the server is root"),
    ("sidecar", "remove", "securityContext/allowPrivilegeEscalation", None,
     "allowPrivilegeEscalation != false", "the server can gain privileges"),
    ("sidecar", "replace", "securityContext/allowPrivilegeEscalation", True,
     "allowPrivilegeEscalation != false", "the server can gain privileges"),
    ("sidecar", "remove", "securityContext/capabilities", None, "unrestricted capabilities",
     "the server keeps capabilities"),
    ("sidecar", "add", "securityContext/capabilities/add", ["NET_RAW"],
     "unrestricted capabilities", "the server keeps capabilities"),
    ("sidecar", "add", "securityContext/procMount", "Unmasked", "procMount",
     "the server sees all of /proc"),
    ("sidecar", "add", "ports/authz-metrics/hostPort", 9464, "hostPort",
     "the server listens on a port of the node"),
    ("plain sidecar", "remove", "securityContext/capabilities", None,
     "unrestricted capabilities", "the server keeps capabilities"),
    ("service", "remove", f"{_POD}/securityContext/seccompProfile", None, "seccompProfile",
     "the server has no profile of seccomp"),
    ("service", "remove", f"{_POD}/securityContext/runAsNonRoot", None, "runAsNonRoot != true",
     "the server may be root"),
    ("service", "replace", f"{_POD}/securityContext/runAsUser", 0, "runAsUser=0",
     "the server is root"),
    ("service", "remove", f"{_POD}/securityContext", None, "runAsNonRoot != true",
     "the server may be root"),
    ("service", "add", f"{_POD}/hostNetwork", True, "host namespaces",
     "the pod is in the node's namespaces"),
    ("service", "add", f"{_POD}/volumes/-", {"name": "node", "hostPath": {"path": "/"}},
     "hostPath", "a volume is hostPath"),
    ("service", "add", "securityContext/privileged", True, "privileged", "the server is privileged"),
]


def run(*command, folder=None):
    """What it prints on stdout. Fails with all that it prints."""
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True,
                         timeout=TIMEOUT_SECONDS, check=False)
    if ran.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}\n{ran.stdout}{ran.stderr}")
    return ran.stdout


class Manifests:
    """Renders the variants in a folder that is the test's own, by `kustomize` and `helm`,
    each the words of a command. `policy` is the text of a policy."""

    def __init__(self, folder, policy, kustomize, helm):
        self._folder, self._kustomize, self._helm = folder, kustomize, helm
        shutil.copytree("deploy/kubernetes", f"{folder}/kubernetes", dirs_exist_ok=True)
        # What the kustomizations of docs/kubernetes.md have beside them.
        shutil.copy("deploy/kubernetes/example/deployment.yaml", folder)
        self.chart = f"{folder}/conversations-authz"
        shutil.copytree("deploy/chart", self.chart)
        self.application_chart = f"{folder}/application"
        shutil.copytree("tests/deploy/application_chart", self.application_chart)
        shutil.copytree("deploy/chart", f"{self.application_chart}/charts/conversations-authz")
        for name, text in {**FILES, "policy.txtpb": policy}.items():
            with open(f"{folder}/{name}", "w", encoding="utf-8") as file:
                file.write(text)

    def build(self, kustomization):
        """The objects that a kustomization in the folder comes to."""
        path = f"{self._folder}/kustomization.yaml"
        with open(path, "w", encoding="utf-8") as file:
            yaml.safe_dump(kustomization, file)
        try:
            return self.parse(run(*self._kustomize, ".", folder=self._folder))
        finally:
            os.remove(path)

    def by_kustomize(self, name, patches=()):
        """The objects of a variant, with an overlay's patches."""
        kustomization = copy.deepcopy(VARIANTS[name][0])
        return self.build({**kustomization, "namespace": NAMESPACE, "patches": list(patches)})

    def by_helm(self, name, *flags):
        """The same, by the chart or by that of an application that depends on it."""
        variant_flags = VARIANTS[name][1]
        chart = self.chart
        if "sidecar" in name:
            chart = self.application_chart
            variant_flags = [flag.replace("=", "=conversations-authz.", 1) for flag in variant_flags]
        return self.parse(run(*self._helm, "template", "authz", chart, f"--namespace={NAMESPACE}",
                              f"--kube-version={OLDEST_KUBERNETES}", *variant_flags, *flags,
                              folder=self._folder))

    @staticmethod
    def parse(text):
        """The objects in a stream of YAML."""
        return [document for document in yaml.safe_load_all(text) if document]


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


def pods(objects):
    """The specification of each pod, by the name of its Deployment."""
    return {item["metadata"]["name"]: item["spec"]["template"]["spec"]
            for item in objects if item["kind"] == "Deployment"}


def server(pod):
    """The server's container."""
    containers = [container for container in [*pod.get("initContainers", []), *pod["containers"]]
                  if container["name"] == "authz"]
    if len(containers) != 1:
        raise RuntimeError(f"the pod has {len(containers)} containers that are called authz")
    return containers[0]


def settings(container):
    """The environment of a container."""
    return {variable["name"]: variable["value"] for variable in container["env"]}


def _pointer(pod):
    """The JSON pointer of the server's container in the Deployment of a pod."""
    for containers in "initContainers", "containers":
        names = [container["name"] for container in pod.get(containers, [])]
        if "authz" in names:
            return f"/spec/template/spec/{containers}/{names.index('authz')}"
    raise RuntimeError("no container is called authz")


def patch(objects, operation, where, value):
    """A patch of an overlay. `where` is KIND:POINTER, or a path in the server's container
    with the names of lists' items in place of their indexes."""
    if ":" in where:
        kind, pointer = where.split(":")
    else:
        kind, (pod,) = "Deployment", pods(objects).values()
        pointer, node = _pointer(pod), server(pod)
        for key in where.split("/"):
            if isinstance(node, list):
                index = [item["name"] for item in node].index(key)
                pointer, node = f"{pointer}/{index}", node[index]
            else:
                pointer, node = f"{pointer}/{key}", node.get(key)
        if where.startswith("env/") and operation == "replace":
            pointer += "/value"
    change = {"op": operation, "path": pointer, **({} if value is None else {"value": value})}
    return {"target": {"kind": kind}, "patch": json.dumps([change])}
