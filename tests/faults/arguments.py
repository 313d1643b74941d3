"""Where the programs are."""

import argparse
import os
import subprocess
import sys

from faults.requests import Requests
from faults.run import Tools

_ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
_TARGETS = ["//server:authz_server", "//tests/faults:load",
            "//tests/faults:libfutex_clock.so", "//proto:authz_proto"]
_FILES = {
    "server": "bazel-bin/server/authz_server",
    "load": "bazel-bin/tests/faults/load",
    "cases": "tests/testdata/corpus",
    "policy": "authz/policies/conversations.txtpb",
    "futex_clock": "bazel-bin/tests/faults/libfutex_clock.so",
    "descriptors": "bazel-bin/proto/authz_proto-descriptor-set.proto.bin",
}


def add_files(parser):
    """Flags for what a test has among its data, and what is built where they are not
    given."""
    for name in _FILES:
        parser.add_argument(f"--{name}", help=argparse.SUPPRESS)


def tools_of(arguments):
    """What faults are run with."""
    files = {name: getattr(arguments, name) for name in _FILES}
    if None in files.values():
        built = subprocess.run(["bazel", "build", "--show_result=0", "--noshow_progress", *_TARGETS],
                               cwd=_ROOT, check=False)
        if built.returncode:
            sys.exit("tools/faults: the build failed, see above")
    files = {name: os.path.abspath(path or os.path.join(_ROOT, _FILES[name]))
             for name, path in files.items()}
    descriptors = files.pop("descriptors")
    return Tools(**files, requests=Requests(descriptors))
