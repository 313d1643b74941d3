"""The files that a test's BUILD file names."""

import argparse
import sys


def named_files(*names):
    """Takes a flag for each name from the command line; the rest of it is for unittest."""
    parser = argparse.ArgumentParser()
    for name in names:
        parser.add_argument(f"--{name}", required=True)
    found, sys.argv[1:] = parser.parse_known_args()
    return found
