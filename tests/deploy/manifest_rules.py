"""What must hold of each manifest beyond Kubernetes' own schemas."""

import re

from manifests import pods, server, settings

# Both flags' defaults, and what the server wants beside them (docs/operations.md).
DRAIN_DELAY, DRAIN_TIMEOUT, DRAIN_ROOM = "0s", "10s", 2

# Below it, answers wait for the next period of the limit.
MIN_CPU_LIMIT = 0.5

PROBES = {"startupProbe": "/readyz", "livenessProbe": "/livez", "readinessProbe": "/readyz"}


def _seconds(duration):
    """Of a duration such as 5s."""
    return int(re.fullmatch(r"(\d+)s", duration)[1])


def _cpus(quantity):
    """Of a quantity such as 500m or 2."""
    text = str(quantity)
    return int(text[:-1]) / 1000 if text.endswith("m") else float(text)


# What a pod of the restricted standard may mount.
VOLUMES = {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim",
           "projected", "secret"}


def _of_the_restricted_standard(pod):
    """Of Kubernetes' standard for pods, what an overlay may well loosen for the server."""
    container = server(pod)
    own = container.get("securityContext", {})
    # What the container does not say is as the pod says.
    context = {**pod.get("securityContext", {}), **own}
    capabilities = own.get("capabilities", {})
    if context.get("runAsNonRoot") is not True:
        yield "the server may be root"
    if context.get("runAsUser") == 0:
        yield "the server is root"
    if context.get("seccompProfile", {}).get("type") not in ("RuntimeDefault", "Localhost"):
        yield "the server has no profile of seccomp"
    if own.get("allowPrivilegeEscalation") is not False:
        yield "the server can gain privileges"
    if own.get("privileged"):
        yield "the server is privileged"
    if "ALL" not in capabilities.get("drop", []) or (
            set(capabilities.get("add", [])) - {"NET_BIND_SERVICE"}):
        yield "the server keeps capabilities"
    if own.get("procMount", "Default") != "Default":
        yield "the server sees all of /proc"
    if any("hostPort" in port for port in container.get("ports", [])):
        yield "the server listens on a port of the node"
    if any(pod.get(name) for name in ("hostIPC", "hostNetwork", "hostPID")):
        yield "the pod is in the node's namespaces"
    for volume in pod["volumes"]:
        for kind in set(volume) - {"name"} - VOLUMES:
            yield f"a volume is {kind}"


def _of_the_pod(pod):
    container = server(pod)
    variables = settings(container)
    resources = container.get("resources", {})
    if not container.get("securityContext", {}).get("readOnlyRootFilesystem"):
        yield "the root file system can be written"
    if "memory" not in resources.get("limits", {}):
        yield "memory has no limit"
    if set(resources.get("requests", {})) != {"cpu", "memory"}:
        yield "CPU and memory are not both requested"
    if _cpus(resources.get("limits", {}).get("cpu", MIN_CPU_LIMIT)) < MIN_CPU_LIMIT:
        yield "the CPU limit is too low"
    for probe, path in PROBES.items():
        asks = container.get(probe, {}).get("httpGet", {})
        if (asks.get("path"), asks.get("port")) != (path, "authz-metrics"):
            yield f"the {probe} does not ask {path}"
    ports = {port["name"]: port["containerPort"] for port in container.get("ports", [])}
    if f":{ports.get('authz-metrics')}" != re.search(r":\d+$", variables["AUTHZ_METRICS_LISTEN"])[0]:
        yield "authz-metrics is not the port of AUTHZ_METRICS_LISTEN"
    if container.get("livenessProbe", {}).get("failureThreshold", 1) < 3:
        yield "one failure of the livenessProbe restarts a busy server"
    grace = pod.get("terminationGracePeriodSeconds", 30)
    if grace < (_seconds(variables.get("AUTHZ_DRAIN_DELAY", DRAIN_DELAY)) +
                _seconds(variables.get("AUTHZ_DRAIN_TIMEOUT", DRAIN_TIMEOUT)) + DRAIN_ROOM):
        yield "the drain takes longer than the pod has to end"
    if container.get("restartPolicy") != "Always" and "AUTHZ_DRAIN_DELAY" not in variables:
        yield "SIGTERM ends the server as soon as its callers"
    for mount in container["volumeMounts"]:
        if "subPath" in mount:
            yield f"the files of {mount['name']} never change"
        if mount["name"] != "authz-socket" and not mount.get("readOnly"):
            yield f"{mount['name']} can be written"
    if ":50051" in variables["AUTHZ_LISTEN"]:
        for name in ("AUTHZ_TLS_CERT", "AUTHZ_TLS_KEY", "AUTHZ_TLS_CLIENT_CA", "AUTHZ_CALLERS"):
            if name not in variables:
                yield f"it listens on TCP without {name}"


def _of_the_service(objects):
    by_kind = {item["kind"]: item["spec"] for item in objects if "spec" in item}
    deployment = by_kind["Deployment"]
    labels = deployment["template"]["metadata"]["labels"].items()
    if deployment.get("strategy", {}).get("rollingUpdate", {}).get("maxUnavailable") != 0:
        yield "a rollout takes capacity away"
    if "replicas" in deployment:
        yield "to apply it again undoes the HorizontalPodAutoscaler"
    if deployment["template"]["spec"].get("nodeSelector", {}).get("kubernetes.io/arch") != "amd64":
        yield "the pods may come to nodes that the image is not for"
    if not deployment["template"]["spec"].get("topologySpreadConstraints"):
        yield "all replicas may be on one node"
    if by_kind.get("Service", {}).get("clusterIP") != "None":
        yield "the Service is not headless"
    if by_kind.get("HorizontalPodAutoscaler", {}).get("minReplicas", 0) < 2:
        yield "there may be one replica alone"
    for kind, select in [("Service", lambda spec: spec["selector"]),
                         ("PodDisruptionBudget", lambda spec: spec["selector"]["matchLabels"]),
                         ("NetworkPolicy", lambda spec: spec["podSelector"]["matchLabels"])]:
        if kind not in by_kind or not select(by_kind[kind]).items() <= labels:
            yield f"no {kind} is for the pods"
    policy = by_kind.get("NetworkPolicy", {})
    if set(policy.get("policyTypes", [])) != {"Ingress", "Egress"} or policy.get("egress"):
        yield "the pods can connect to others"
    if not all(rule.get("from") and rule.get("ports") for rule in policy.get("ingress", [])):
        yield "everybody can connect to the pods"


def problems(objects):
    """All that is wrong with a variant, a line each."""
    found = [problem for pod in pods(objects).values()
             for problem in [*_of_the_restricted_standard(pod), *_of_the_pod(pod)]]
    if any(item["kind"] == "Service" for item in objects):
        found += _of_the_service(objects)
    return found
