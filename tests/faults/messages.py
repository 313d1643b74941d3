"""Messages that are too large, malformed, or at a limit. What the server answers is
said for each."""

import gzip
import struct

from faults.fault import Fault
from faults.http2 import BATCH_CHECK, CHECK, NoAnswer, Peer, Silence


def _varint(number):
    encoded = bytearray()
    while number >= 128:
        encoded.append(number % 128 + 128)
        number //= 128
    return bytes(encoded) + bytes([number])


def _field(number, data):
    """A field of bytes."""
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def _nested_groups(depth):
    return b"\xc3\x3e" * depth + b"\xc4\x3e" * depth


def _always(scene, cases):
    """Calls with every case, each for itself and all on one connection, while the
    fault goes on. A case is: name, method, request, code, and what is allowed."""
    for _ in scene.rounds():
        with Peer(scene.server.address) as peer:
            stream = 1
            for name, method, request, code, allowed in cases:
                answer = peer.call(stream, method, request)
                scene.judge(name, answer, code, allowed, batch=method == BATCH_CHECK)
                scene.ask(peer, stream + 2, f"a check after {name}")
                stream += 6


def _invalid(cases):
    return [(name, method, request, "INVALID_ARGUMENT", None)
            for name, request in cases.items() for method in (CHECK, BATCH_CHECK)]


def _malformed_protobuf(scene):
    check = scene.requests.check()
    _always(scene, _invalid({
        "noise": b"\xff\xff\xff\xff",
        "a request that is cut": check[:-1],
        "a length past the end": b"\x0a\x7f",
        "a length past 2 GiB": b"\x0a\xff\xff\xff\xff\x0f",
        "a field 0": b"\0\0",
        "a wire type that is not": b"\x0f",
        "a number without end": b"\x10" + b"\xff" * 20,
        "a group without end": b"\xc3\x3e",
        "an end without group": b"\xc4\x3e",
    }))


def _bad_utf8(scene):
    bad = [b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"ok\xf4\x90\x80\x80", b"cut\xe2\x82"]
    _always(scene, [(f"an id of {text!r}", CHECK, _field(1, _field(1, text)), "INVALID_ARGUMENT", None)
                    for text in bad])


def _deep_nesting(scene):
    check = scene.requests.check()
    _always(scene, [
        ("groups 50 deep", CHECK, check + _nested_groups(50), "INVALID_ARGUMENT", None),
        *_invalid({f"groups {depth} deep": _nested_groups(depth)
                   for depth in (101, 10_000, 1_000_000)})])


def _unknown_fields(scene):
    unknown = {
        "a number": b"\xc0\x3e\x2a",
        "8 bytes": b"\xc1\x3e" + bytes(8),
        "4 bytes": b"\xc5\x3e" + bytes(4),
        "a string": _field(1000, b"x" * 1000),
        "a group": b"\xc3\x3e\x08\x01\xc4\x3e",
        "the highest field": _field((1 << 29) - 1, b"x"),
        "100,000 of them": b"\xc0\x3e\x01" * 100_000,
        "3 MB": _field(1000, bytes(3_000_000)),
    }
    _always(scene, [(f"unknown fields, {name}", CHECK, scene.requests.check() + data,
                     "INVALID_ARGUMENT", None)
                    for name, data in unknown.items()])


def _announced(scene):
    """Peers that announce 1 GiB, and send as much of it as the server takes."""
    sent = 0
    for _ in scene.rounds():
        peers = [Peer(scene.server.address, timeout=0.5) for _ in range(4)]
        for peer in peers:
            with peer:
                try:
                    peer.begin(1, CHECK)
                    peer.send_data(1, b"\0" + struct.pack(">I", 1 << 30), end_stream=False)
                    for _ in range(64):
                        answer = peer.send_data(1, bytes(1 << 20), end_stream=False)
                        if answer:
                            scene.judge("1 GiB", answer, "RESOURCE_EXHAUSTED")
                            break
                        sent += 1
                except (NoAnswer, Silence):
                    pass
    scene.note = f"{sent:,} MiB sent"


def _bomb(scene):
    """100 MB in 100 kB."""
    bomb = gzip.compress(_field(12, b"x" * 100_000_000), 9)
    for _ in scene.rounds():
        with Peer(scene.server.address) as peer:
            try:
                scene.judge("a bomb", peer.call(1, CHECK, bomb, compressed=True), "UNIMPLEMENTED")
            except NoAnswer as reset:
                # It need not wait for all of what it refuses.
                scene.require("reset" in str(reset), str(reset))


def _too_large(scene):
    """One byte more than may be, and as much as may be."""
    most = 4 << 20
    _always(scene, [
        ("4 MiB", CHECK, _fill(scene, most), "OK", True),
        ("4 MiB and a byte", CHECK, _fill(scene, most + 1), "RESOURCE_EXHAUSTED", None)])


def _fill(scene, size):
    """An allowed check of that many bytes."""
    check = scene.requests.check()
    # Its id.
    room = size - len(check)
    while len(check) + len(_field(12, b"x" * room)) > size:
        room -= 1
    return check + _field(12, b"x" * room)


def _batch_limits(scene):
    with scene.load(["--batches=9999,10000,10001", "--batch_share=100", "--rate=30",
                     "--connections=1"]):
        scene.wait_until_over()


def _deadlines(scene):
    batch, count = scene.requests.batch(10_000), 10_000
    codes = {}
    for _ in scene.rounds():
        for timeout in ("1n", "100u", "1m", "2m", "3m", "5m", "8m", "20m", "10S"):
            with Peer(scene.server.address) as peer:
                try:
                    answer = peer.call(1, BATCH_CHECK, batch, timeout)
                    code = answer.code
                    scene.judge(f"a batch with {timeout}", answer,
                                "OK" if code == "OK" else "DEADLINE_EXCEEDED",
                                [i % 2 == 0 for i in range(count)], batch=True)
                except NoAnswer as reset:
                    scene.require("reset" in str(reset), str(reset))
                    code = "reset"
                codes[code] = codes.get(code, 0) + 1
    scene.require(codes.get("DEADLINE_EXCEEDED", 0) + codes.get("reset", 0) and codes.get("OK"),
                  f"not some answers and some deadlines: {codes}")
    scene.note = ", ".join(f"{count} {code}" for code, count in sorted(codes.items()))


FAULTS = [
    Fault("announced_1_gib", "four peers at a time announce messages of 1 GiB, and send of them what "
          "the server takes: RESOURCE_EXHAUSTED, or the end", _announced),
    Fault("too_large", "requests of --max_request_bytes, and of a byte more: the answer, and "
          "RESOURCE_EXHAUSTED", _too_large),
    Fault("compressed_bomb", "100 MB in 100 kB of gzip: UNIMPLEMENTED", _bomb),
    Fault("malformed_protobuf", "nine kinds of bytes that are no request: INVALID_ARGUMENT",
          _malformed_protobuf),
    Fault("bad_utf8", "ids that are not UTF-8: INVALID_ARGUMENT", _bad_utf8),
    Fault("deep_nesting", "groups in groups, to a million deep: INVALID_ARGUMENT",
          _deep_nesting),
    Fault("unknown_fields", "fields that no version knows, to 3 MB: INVALID_ARGUMENT",
          _unknown_fields),
    Fault("batch_limits", "batches of 9,999, 10,000 and 10,001 checks: the answers, and "
          "INVALID_ARGUMENT", _batch_limits),
    Fault("deadline_in_batch", "batches of 10,000 checks with deadlines from a nanosecond on: the "
          "answer or DEADLINE_EXCEEDED", _deadlines),
]
