"""`buf curl`, which knows nothing but what reflection tells it."""

import json
import os
import subprocess

from answer import Answer


class BufClient:
    """Calls the server at `address` with the program `buf`.

    `cache` is a folder for what it wants to keep.
    """

    def __init__(self, address, buf, cache):
        self._command = [buf, "curl", "--protocol=grpc", "--http2-prior-knowledge", "--reflect"]
        self._url = f"http://{address}"
        self._environment = {**os.environ, "BUF_CACHE_DIR": cache}

    def services(self):
        """The names of the server's services."""
        result = self._run("--list-services", self._url)
        if result.returncode != 0:
            raise RuntimeError(result.stderr)
        return set(result.stdout.split())

    def call(self, service, method, request):
        """Calls the method with a request in protobuf JSON."""
        result = self._run("--data", json.dumps(request), f"{self._url}/{service}/{method}")
        if result.returncode == 0:
            return Answer("OK", response=json.loads(result.stdout))
        try:
            error = json.loads(result.stderr)
        except json.JSONDecodeError:
            raise RuntimeError(f"buf curl did not make the call: {result.stderr}") from None
        return Answer(error["code"].upper(), message=error["message"])

    def _run(self, *arguments):
        return subprocess.run([*self._command, *arguments], env=self._environment,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
