"""Counts the test cases of a `bazel test` run.

usage: count_tests.py EVENTS STATUS

EVENTS is the file of --build_event_json_file and STATUS is Bazel's exit status.
Prints three numbers: passed, failed, skipped. A test target that did not pass
counts as one failed case even where no case of it says so (it crashed, timed out
or was not built), and so does a build that failed with no test to show for it.
"""

import json
import sys
import urllib.parse
import xml.etree.ElementTree


def count_cases(path):
    """The passed, failed and skipped cases of one test.xml."""
    passed = failed = skipped = 0
    for case in xml.etree.ElementTree.parse(path).iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
        elif case.find("skipped") is not None or case.get("status") == "notrun":
            skipped += 1
        else:
            passed += 1
    return passed, failed, skipped


def main(events_path, status):
    outcomes = {}  # Test target to whether it passed.
    reports = {}  # Test target and shard to the path of its last test.xml.
    with open(events_path, encoding="utf-8") as events:
        for line in events:
            event = json.loads(line)
            if "testSize" in event.get("configured", {}):
                outcomes.setdefault(event["id"]["targetConfigured"]["label"], False)
            if "testResult" in event:
                result = event["id"]["testResult"]
                for output in event["testResult"].get("testActionOutput", []):
                    if output["name"] == "test.xml":
                        path = urllib.parse.unquote(urllib.parse.urlparse(output["uri"]).path)
                        reports[result["label"], result.get("shard")] = path
            if "testSummary" in event:
                outcomes[event["id"]["testSummary"]["label"]] = (
                    event["testSummary"]["overallStatus"] in ("PASSED", "FLAKY"))

    passed = failed = skipped = 0
    for label, target_passed in outcomes.items():
        cases = [count_cases(path) for key, path in reports.items() if key[0] == label]
        target_failed = sum(case[1] for case in cases)
        if not target_passed and target_failed == 0:
            target_failed = 1
        passed += sum(case[0] for case in cases)
        failed += target_failed
        skipped += sum(case[2] for case in cases)
    if status != 0 and failed == 0:
        failed = 1
    print(passed, failed, skipped)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
