"""Reads a JUnit report on stdin as a CI system would, and prints a line for
each suite and for each case: its name, its place, and what failed."""

import sys
import xml.etree.ElementTree


def main():
    root = xml.etree.ElementTree.parse(sys.stdin.buffer).getroot()
    assert root.tag == "testsuites", root.tag
    total = failures = 0
    for suite in root:
        assert suite.tag == "testsuite", suite.tag
        cases = suite.findall("testcase")
        failed = [case for case in cases if case.find("failure") is not None]
        assert int(suite.get("tests")) == len(cases), suite.attrib
        assert int(suite.get("failures")) == len(failed), suite.attrib
        total += len(cases)
        failures += len(failed)
        policy = suite.find("properties/property[@name='policy_version']")
        print("suite:", suite.get("name").rsplit("/", 1)[-1], policy.get("value").split("@")[0])
        for case in cases:
            assert case.get("classname") == case.get("file") == suite.get("name"), case.attrib
            print("case:", case.get("line"), case.get("name"))
            for failure in case.findall("failure"):
                print("failure:", failure.get("message"))
                print(failure.text, end="")
    assert int(root.get("tests")) == total, root.attrib
    assert int(root.get("failures")) == failures, root.attrib
    print(total, failures)


if __name__ == "__main__":
    main()
