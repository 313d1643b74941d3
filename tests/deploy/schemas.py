"""JSON schemas for kubeconform, from Kubernetes' OpenAPI document and from cert-manager's
definitions of its resources, and what they refuse: a field that they do not know, too."""

import glob
import json
import subprocess
import tempfile

import yaml

TIMEOUT_SECONDS = 60

# What OpenAPI has as a string with a format, and the API server takes as a number, too.
_ALSO_NUMBERS = ("io.k8s.apimachinery.pkg.api.resource.Quantity",
                 "io.k8s.apimachinery.pkg.util.intstr.IntOrString")


def _closed(node):
    """The schema without further properties, at any depth."""
    if isinstance(node, list):
        return [_closed(item) for item in node]
    if not isinstance(node, dict):
        return node
    closed = {key: _closed(value) for key, value in node.items()}
    if isinstance(node.get("properties"), dict) and node.get("type") == "object":
        closed["additionalProperties"] = False
    return closed


def _of_kubernetes(path):
    """The schema of each kind of Kubernetes."""
    with open(path, encoding="utf-8") as file:
        definitions = _closed(json.load(file)["definitions"])
    for name in _ALSO_NUMBERS:
        definitions[name] = {"type": ["string", "number"]}
    for name, definition in definitions.items():
        for kind in definition.get("x-kubernetes-group-version-kind", []):
            yield ((kind["group"], kind["version"], kind["kind"]),
                   {"$ref": f"#/definitions/{name}", "definitions": definitions})


def _of_custom_resources(pattern):
    """The schema of each kind in files of definitions."""
    for path in glob.glob(pattern):
        with open(path, encoding="utf-8") as file:
            documents = [document for document in yaml.safe_load_all(file) if document]
        for spec in (document["spec"] for document in documents):
            for version in spec["versions"]:
                yield ((spec["group"], version["name"], spec["names"]["kind"]),
                       _closed(version["schema"]["openAPIV3Schema"]))


def _write(folder, kinds):
    """Writes the schemas of `kinds`, pairs of an apiVersion and a kind, into the folder.
    Returns the pattern of their paths, for kubeconform."""
    schemas = {**dict(_of_kubernetes("deploy/go_bin/swagger.json")),
               **dict(_of_custom_resources("deploy/go_bin/cert-manager.io_*.yaml"))}
    for api_version, kind in kinds:
        group, _, version = api_version.rpartition("/")
        suffix = f"{group.split('.')[0]}-{version}" if group else version
        with open(f"{folder}/{kind.lower()}-{suffix}.json", "w", encoding="utf-8") as file:
            json.dump(schemas[group, version, kind], file)
    return f"{folder}/{{{{.ResourceKind}}}}{{{{.KindSuffix}}}}.json"


def refused(objects_by_name):
    """What the schemas of Kubernetes and of cert-manager have against objects, by the names of
    those that they do not take."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        pattern = _write(folder, {(item["apiVersion"], item["kind"])
                                  for objects in objects_by_name.values()
                                  for item in objects})
        for name, objects in objects_by_name.items():
            ran = subprocess.run(
                ["deploy/go_bin/kubeconform", "-strict", "-schema-location", pattern],
                input=yaml.safe_dump_all(objects), capture_output=True, text=True,
                timeout=TIMEOUT_SECONDS, check=False)
            if ran.returncode != 0:
                found[name] = ran.stdout + ran.stderr
    return found
