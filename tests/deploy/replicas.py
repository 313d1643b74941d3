"""Servers with addresses of their own, each in a network namespace, under one name.

It needs a network namespace and a /run of its own to do this in, as replicas_test.sh makes
them. Addresses are of 192.0.2.0/24, which is for examples.
"""

import contextlib
import itertools
import subprocess
import urllib.request

from server_process import ServerProcess

NAME = "authz.example"
# As a channel names it: by the name server below.
TARGET = f"dns://127.0.0.1:53/{NAME}:50051"

TIMEOUT_SECONDS = 20


def _run(*command):
    subprocess.run(command, check=True, timeout=TIMEOUT_SECONDS)


class NameServer:
    """Knows which addresses have the name, as a headless Service's does."""

    def __init__(self, folder, name=NAME):
        self._name = name
        _run("ip", "link", "set", "lo", "up")
        self._hosts = folder / "hosts"
        self._hosts.touch()
        self._process = subprocess.Popen(
            ["dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv", "--no-hosts",
             f"--addn-hosts={self._hosts}", f"--local=/{name}/", "--listen-address=127.0.0.1",
             "--bind-interfaces", "--user=root", "--group=", "--pid-file=", "--log-facility=-"],
            stderr=subprocess.PIPE, text=True)
        self._wait_until_read()

    def publish(self, addresses):
        """From now on the name has these addresses."""
        self._hosts.write_text("".join(f"{each} {self._name}\n" for each in addresses),
                               encoding="utf-8")
        self._process.send_signal(subprocess.signal.SIGHUP)
        self._wait_until_read()

    def stop(self):
        self._process.terminate()
        self._process.communicate(timeout=TIMEOUT_SECONDS)

    def _wait_until_read(self):
        for line in self._process.stderr:
            if f"read {self._hosts}" in line:
                return
        raise RuntimeError("dnsmasq has ended")


class Replica:
    """A server at an address of its own. It runs from start() to kill() or stop()."""

    _numbers = itertools.count(1)

    def __init__(self, program, policy):
        number = next(self._numbers)
        self._namespace = f"replica{number}"
        self.address = f"192.0.2.{2 * number + 1}"
        self._command = program, policy
        ours = f"to{number}"
        _run("ip", "netns", "add", self._namespace)
        _run("ip", "link", "add", ours, "type", "veth", "peer", "name", "eth0", "netns",
             self._namespace)
        self._ends = [(ours, ("tc",)),
                      ("eth0", ("tc", "-n", self._namespace))]
        _run("ip", "address", "add", f"192.0.2.{2 * number}/31", "dev", ours)
        _run("ip", "link", "set", ours, "up")
        _run("ip", "-n", self._namespace, "address", "add", f"{self.address}/31", "dev", "eth0")
        _run("ip", "-n", self._namespace, "link", "set", "eth0", "up")
        self.start()

    def start(self):
        program, policy = self._command
        self._process = ServerProcess(
            program, f"{self.address}:50051",
            ["--insecure_listen", f"--metrics_listen={self.address}:9464", f"--policy={policy}"],
            prefix=["nsenter", f"--net=/run/netns/{self._namespace}"])

    def kill(self):
        self._process.kill()

    def stop(self):
        """Asks it to end. Returns its exit status."""
        return self._process.stop()

    @contextlib.contextmanager
    def parted(self):
        """Meanwhile nothing of what is sent to it or by it arrives, and nobody is told."""
        for device, tc in self._ends:
            # A queue that holds nothing.
            _run(*tc, "qdisc", "add", "dev", device, "root", "pfifo", "limit", "0")
        try:
            yield
        finally:
            for device, tc in self._ends:
                _run(*tc, "qdisc", "delete", "dev", device, "root")

    def answered(self):
        """How many checks it has answered since it started."""
        with urllib.request.urlopen(f"http://{self.address}:9464/metrics",
                                    timeout=TIMEOUT_SECONDS) as response:
            lines = response.read().decode().splitlines()
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines
                   if line.startswith("grpc_server_handled_total{") and '"Check"' in line
                   and "AuthorizationService" in line)
