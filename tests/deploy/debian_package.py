"""The Debian package of the programs, made for a test."""

import os
import shutil
import subprocess

from skipping import skip

TIMEOUT_SECONDS = 280


def make(paths, folder, **environment):
    """Makes it in the folder with the files that `paths` names, and returns its path. Raises
    unittest.SkipTest where there is nothing to make it with."""
    for program in ("dh", "help2man"):
        if shutil.which(program) is None:
            skip(f"there is no {program}, run tools/setup deploy")
    made = subprocess.run([paths.deb, paths.server, paths.command, paths.sbom, folder],
                          capture_output=True, text=True, check=False, timeout=TIMEOUT_SECONDS,
                          env={**os.environ, **environment})
    if made.returncode:
        raise AssertionError(made.stderr)
    return os.path.join(folder, made.stdout.strip())
