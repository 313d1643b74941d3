"""What bench/run makes of what it measured."""

import unittest

from measure import load, targets
from measure.servers import Failed

_H2LOAD = """\
finished in 1.04s, 48051.66 req/s, 2.61MB/s
requests: 50000 total, 50000 started, 50000 done, 49990 succeeded, 10 failed, 0 errored, 0 timeout
status codes: 49990 2xx, 0 3xx, 0 4xx, 10 5xx
traffic: 2.72MB (2850888) total, 490.62KB (502392) headers (space savings 94.49%), 1.91MB (2000000) data
"""


class H2loadTest(unittest.TestCase):
    def test_reads_the_results(self):
        self.assertEqual(load.h2load_results(_H2LOAD), (49990, 10, 48051.66, 2000000))

    def test_refuses_what_it_cannot_read(self):
        with self.assertRaisesRegex(Failed, "cannot be read:\nno such thing"):
            load.h2load_results("no such thing")


def _spread(median):
    return {"median": median, "min": median, "max": median}


def _find(results, what):
    return next(target for target in targets.all_targets(results) if what in target.what)


class TargetsTest(unittest.TestCase):
    def test_what_is_not_measured_is_not_met(self):
        for target in targets.all_targets({}):
            self.assertEqual((target.measured, target.met), ("not measured", None), target.what)

    def test_bounds(self):
        for ratio, met in ((1.05, True), (1.10, True), (1.11, False)):
            results = {"transport": {"figures": [
                {"transport": "tcp", "load": "64 calls at once", "ratio": _spread(ratio)}]}}
            target = _find(results, "over TCP: server CPU")
            self.assertEqual((target.measured, target.met), (f"{ratio:.2f} times", met))
            self.assertIsNone(_find(results, "over a Unix socket: server CPU").met)

    def test_batches_against_the_floor(self):
        results = {"batches": {"figures": [
            {"checks": 1000, "cpu_us": _spread(300.0), "ratio": _spread(1.2)}]}}
        self.assertEqual(_find(results, "of 1,000: server CPU").measured, "1.20 times")
        self.assertTrue(_find(results, "of 1,000: server CPU").met)
        self.assertEqual(_find(results, "of 1,000: checks per second").measured, "3,333,333")

    def test_further_targets_leave_the_call_out(self):
        def grown(last):
            return {"growth": {"figures": {"targets": [
                {"targets": count, "cpu_us": _spread(cost)}
                for count, cost in ((1, 20.0), (1000, 20.0 + 99.9), (10000, last))]}}}
        self.assertTrue(_find(grown(20.0 + 999.9), "further target").met)
        self.assertFalse(_find(grown(2 * (20.0 + 999.9)), "further target").met)


if __name__ == "__main__":
    unittest.main()
