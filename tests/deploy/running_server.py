"""The real server, run with the settings of a rendered pod."""

import json
import os
import re
import subprocess

from manifests import pods, run, server, settings


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
                _make_certificate(path, names)
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


def _make_certificate(folder, names):
    """What cert-manager keeps in a Secret; here it is its own authority."""
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
        "-noenc", "-days", "2", "-subj", "/CN=authz", "-out", f"{folder}/tls.crt",
        "-keyout", f"{folder}/tls.key", "-addext", f"subjectAltName={','.join(names)}")
    with open(f"{folder}/tls.crt", encoding="utf-8") as source:
        with open(f"{folder}/ca.crt", "w", encoding="utf-8") as target:
            target.write(source.read())
