#!/usr/bin/python3 -B
"""Writes the bill of materials of linked programs, as CycloneDX JSON.

Lists the Debian packages of all that is in them: of shared libraries by what the
loader finds, of archives by the functions that the program has of them, which a
scanner of dpkg's list cannot see, and of libraries that are headers alone by
name. So the programs must not be stripped. The same programs on the same system
give the same bytes.
"""

import argparse
import json
import os
import subprocess
import sys
import urllib.parse
import uuid

NAME = "conversations-authz"


class Failed(Exception):
    """What cannot be found out."""


def output(*command):
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode:
        raise Failed(f"`{' '.join(command[:3])}` failed: {result.stderr.strip()}")
    return result.stdout


def functions(path):
    """The names of the functions that a program or archive defines for others."""
    lines = output("nm", "--defined-only", "--format=posix", path).splitlines()
    fields = (line.split() for line in lines)
    return {field[0] for field in fields if len(field) > 1 and field[1] == "T"}


def shared_libraries(program):
    """The paths of all shared libraries that the program is loaded with."""
    for line in output("ldd", program).splitlines():
        words = line.replace("=>", " ").split()
        path = next((word for word in words if word.startswith("/")), None)
        if path:
            yield path


def package_of(path):
    """The package that a file is from. Where folders are merged, dpkg may know it
    by its place in /usr or by the one outside."""
    real = os.path.realpath(path)
    for name in (path, real, real.removeprefix("/usr"), "/usr" + path):
        found = subprocess.run(["dpkg", "--search", name], capture_output=True, text=True,
                               check=False)
        # Beside the packages it may tell of diversions.
        for line in found.stdout.splitlines():
            packages, _, place = line.partition(": ")
            if place == name and not packages.startswith("diversion "):
                return packages.split(",")[0].split(":")[0]
    raise Failed(f"no package has {path}")


def encoded(text):
    """As a part of a package URL."""
    return urllib.parse.quote(text, safe=":")


def component(package, how, release):
    fields = "${source:Package}\t${source:Version}\t${Version}\t${Architecture}\n"
    source, source_version, version, architecture = \
        output("dpkg-query", "--show", f"--showformat={fields}", package).splitlines()[0].split("\t")
    # Debian's advisories are about source packages.
    upstream = f"{source}@{source_version}" if source_version != version else source
    purl = (f"pkg:deb/debian/{encoded(package)}@{encoded(version)}?arch={architecture}"
            f"&distro={release}&upstream={encoded(upstream)}")
    return {
        "type": "library",
        "bom-ref": purl,
        "name": package,
        "version": version,
        "purl": purl,
        "properties": [
            {"name": f"{NAME}:linked", "value": how},
            {"name": f"{NAME}:source", "value": f"{source} {source_version}"},
        ],
    }


def debian_release():
    with open("/etc/os-release", encoding="utf-8") as file:
        values = dict(line.rstrip("\n").split("=", 1) for line in file if "=" in line)
    return f"debian-{values.get('VERSION_ID', values.get('VERSION_CODENAME', 'sid'))}".replace('"', "")


def bill(programs, archives, headers):
    linked = {}
    for package in headers:
        linked[package] = "headers"
    for program in programs:
        for path in shared_libraries(program):
            linked.setdefault(package_of(path), "shared library")
    defined = set().union(*(functions(program) for program in programs))
    for archive in archives:
        if functions(archive) & defined:
            linked[package_of(os.path.realpath(archive))] = "archive"
    release = debian_release()
    components = [component(package, how, release) for package, how in sorted(linked.items())]
    version = output(programs[0], "--version").split()[1]
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": NAME, "name": NAME,
                                   "version": version}},
        "components": components,
        "dependencies": [{"ref": NAME, "dependsOn": [each["bom-ref"] for each in components]}],
    }
    text = json.dumps(document, sort_keys=True)
    document["serialNumber"] = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, text)}"
    return document


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", action="append", required=True,
                        help="a program that is linked; may be repeated. The first has the version")
    parser.add_argument("--headers", action="append", default=[], metavar="PACKAGE",
                        help="a library of headers alone; may be repeated")
    parser.add_argument("archive", nargs="*", help="an archive that may be linked in")
    arguments = parser.parse_args()
    try:
        document = bill(arguments.program, arguments.archive, arguments.headers)
    except (Failed, OSError) as error:
        sys.exit(f"sbom.py: {error}")
    json.dump(document, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
