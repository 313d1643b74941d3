"""HTTP/2 that is none, or too much of it."""

import contextlib
import random
import struct
import time

from faults.certificates import with_tls
from faults.fault import SHORT_OF_MEMORY, Fault, Promise
from faults.http2 import (
    ACK, CANCEL, CHECK, CONTINUATION, DATA, END_HEADERS, END_STREAM, GOAWAY, HEADERS, PADDED, PING,
    PREFACE, PRIORITY, PUSH_PROMISE, RST_STREAM, SETTINGS, WINDOW_UPDATE, NoAnswer, Peer, Silence,
    call_headers, connect, field, frame, indexed, indexed_again, literal, message, whole_call)

# Of headers: near the most that a frame may have.
_FRAME = 16_000
# 1 MB.
_ENDLESS_FRAMES = 62

_BEGUN = frame(HEADERS, END_HEADERS, 1, call_headers())

# What no client may send.
_MALFORMED = {
    "HTTP/1.1 in mid-connection": b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "zeros": bytes(1000),
    "a frame that is too large": frame(DATA, 0, 1, bytes(1 << 20)),
    "data on no stream": frame(DATA, 0, 0, b"x"),
    "data on a stream that was never opened": frame(DATA, 0, 5, b"x"),
    "headers on an even stream": frame(HEADERS, END_HEADERS, 2, call_headers()),
    "headers on a lower stream": frame(HEADERS, END_HEADERS | END_STREAM, 9, call_headers()) + _BEGUN,
    "headers without a method": frame(HEADERS, END_HEADERS | END_STREAM, 1, literal(field("te", "trailers"))),
    "a header with an upper-case name": frame(HEADERS, END_HEADERS, 1, call_headers() +
                                              literal(field("X-Upper", "1"))),
    "a pseudo-header at the end": frame(HEADERS, END_HEADERS, 1, call_headers() +
                                        literal(field(":path", CHECK))),
    "an HPACK index that is not there": frame(HEADERS, END_HEADERS, 1, b"\xff\xff\xff\x7f"),
    "an HPACK number without end": frame(HEADERS, END_HEADERS, 1, b"\xff" * 200),
    "a header that is cut": frame(HEADERS, END_HEADERS, 1, call_headers()[:-5]),
    "an HPACK table of 4 GiB": frame(HEADERS, END_HEADERS, 1, b"\x3f\xe1\xff\xff\xff\x0f"),
    "more padding than payload": frame(DATA, PADDED, 1, b"\xff") + _BEGUN,
    "a continuation of nothing": frame(CONTINUATION, END_HEADERS, 1, call_headers()),
    "a ping amid headers": frame(HEADERS, 0, 1, call_headers()) + frame(PING, 0, 0, bytes(8)),
    "a ping of 7 bytes": frame(PING, 0, 0, bytes(7)),
    "settings of 5 bytes": frame(SETTINGS, 0, 0, bytes(5)),
    "settings on a stream": frame(SETTINGS, 0, 1),
    "an acknowledgement with settings": frame(SETTINGS, ACK, 0, bytes(6)),
    "a window past 2 GiB by settings": frame(SETTINGS, 0, 0, struct.pack(">HI", 4, 0xffffffff)),
    "a window past 2 GiB by updates": frame(WINDOW_UPDATE, 0, 0, b"\x7f\xff\xff\xff") * 3,
    "a call's window that grows by nothing": _BEGUN + frame(WINDOW_UPDATE, 0, 1, bytes(4)),
    "a call's window past 2 GiB": _BEGUN + frame(WINDOW_UPDATE, 0, 1, b"\x7f\xff\xff\xff") * 2,
    "data after the end": (_BEGUN + frame(DATA, END_STREAM, 1, bytes(5)) +
                           frame(DATA, 0, 1, b"x") * 100),
    "a window that grows by nothing": frame(WINDOW_UPDATE, 0, 0, bytes(4)),
    "a reset of a stream that was never opened": frame(RST_STREAM, 0, 7, bytes(4)),
    "a reset of 3 bytes": _BEGUN + frame(RST_STREAM, 0, 1, bytes(3)),
    "a promise by a client": frame(PUSH_PROMISE, END_HEADERS, 1, bytes(4)),
    "a priority of 4 bytes": frame(PRIORITY, 0, 1, bytes(4)),
    "a farewell that is cut": frame(GOAWAY, 0, 0, bytes(3)),
    "a frame of an unknown type": frame(0xfa, 0xff, 3, bytes(100)),
    "a message of an unknown encoding": _BEGUN + frame(DATA, END_STREAM, 1, b"\x07\0\0\0\0"),
    "half the head of a message": _BEGUN + frame(DATA, END_STREAM, 1, b"\0\0"),
    "more than one message": _BEGUN + frame(DATA, END_STREAM, 1, bytes(5) * 1000),
}


def _malformed(scene):
    """Whatever the server does after it, it must not answer wrongly."""
    random_bytes = random.Random(1)
    for rounds in scene.rounds():
        for name, data in _MALFORMED.items():
            _send_and_ask(scene, name, data)
        call = whole_call(1, CHECK, scene.requests.check())
        for _ in range(50):
            mutant = bytearray(call)
            for _ in range(random_bytes.randrange(1, 6)):
                mutant[random_bytes.randrange(len(mutant))] = random_bytes.randrange(256)
            with connect(scene.server.address) as made:
                made.sendall(PREFACE + frame(SETTINGS, 0, 0) + bytes(mutant))
        with connect(scene.server.address) as made:
            made.sendall(bytes(random_bytes.randrange(256) for _ in range(500)))
    scene.note = f"{len(_MALFORMED) + 51} kinds, {rounds} times"


def _send_and_ask(scene, name, data):
    with Peer(scene.server.address, timeout=1) as peer:
        # What some of these open.
        peer.expect(1)
        peer.expect(9)
        try:
            peer.send(data)
            answer = peer.call(101, CHECK, scene.requests.check(False))
        except (NoAnswer, Silence):
            return
        scene.judge(f"a denied check after {name}", answer, "OK", False)


def _flood(scene, made, data):
    """Sends again and again to a server that may close the connection, which is then
    made anew; reads nothing but what is there."""
    try:
        made.sendall(data)
        made.setblocking(False)
        try:
            while made.recv(1 << 16):
                pass
        except BlockingIOError:
            made.setblocking(True)
            made.settimeout(5)
            return made
    except OSError:
        pass
    made.close()
    return _hello(scene)


def _hello(scene):
    made = connect(scene.server.address, timeout=5)
    if scene.tls:
        made = scene.tls().wrap_socket(made, server_hostname="localhost")
    made.sendall(PREFACE + frame(SETTINGS, 0, 0))
    return made


def _repeat(make):
    """Sends what `make` returns for a first stream and a number, on four connections;
    not more than this machine's memory can take."""
    def inject(scene):
        max_sent, each, sent = min(30_000 * scene.seconds, 150_000), 250, 0
        connections = [_hello(scene) for _ in range(4)]
        streams = [1] * len(connections)
        while scene.going_on() and sent < max_sent:
            for i, made in enumerate(connections):
                connections[i] = _flood(scene, made, make(scene, streams[i], each))
                streams[i] = streams[i] + 2 * each if connections[i] is made else 1
                sent += each
        for made in connections:
            made.close()
        scene.note = f"{sent:,} of them"
    return inject


def _rapid_reset(_, stream, count):
    headers = call_headers()
    return b"".join(
        frame(HEADERS, END_HEADERS | END_STREAM, at, headers) +
        frame(RST_STREAM, 0, at, struct.pack(">I", CANCEL))
        for at in range(stream, stream + 2 * count, 2))


def _cancel(scene, stream, count):
    body = scene.requests.batch(100)
    return b"".join(
        whole_call(at, "/conversations.authz.v1.AuthorizationService/BatchCheck", body) +
        frame(RST_STREAM, 0, at, struct.pack(">I", CANCEL))
        for at in range(stream, stream + 2 * count, 2))


def _header_flood(scene):
    """Headers that go on and on in CONTINUATION frames, which the limit of metadata
    does not count together."""
    fields = literal(*(field(f"x-{i}", "v" * 60) for i in range(200)))[:_FRAME]
    sent = 0
    while scene.going_on() and sent < 256 << 20:
        made = _hello(scene)
        with made:
            try:
                made.sendall(frame(HEADERS, 0, 1, call_headers()))
                for _ in range(1000):
                    made.sendall(frame(CONTINUATION, 0, 1, fields))
                    sent += len(fields)
                    if not scene.going_on():
                        break
            except OSError:
                pass
    scene.note = f"{sent >> 20} MiB of headers"


def _endless_header(scene):
    """A header whose length, then one whose value, never ends: each frame of it makes
    the server look at all of it again."""
    beginnings = {b"\x80": b"\x00\x7f", b"v": b"\x00\x01x\x7f\x81\xff\xff\xff\x0e"}
    sent = 0
    for _ in scene.rounds():
        for byte, beginning in beginnings.items():
            with _hello(scene) as made:
                try:
                    made.sendall(frame(HEADERS, 0, 1, call_headers() + beginning))
                    for _ in range(_ENDLESS_FRAMES):
                        made.sendall(frame(CONTINUATION, 0, 1, byte * _FRAME))
                        sent += _FRAME
                except OSError:
                    pass
                # Once it has looked at all of that, others are served.
                scene.recover_anew(scene.server, time.monotonic(), 30)
    scene.note = f"{sent >> 20} MiB"


def _indexed_header(scene):
    """Calls with one field as often as a frame has room for, a byte each time, which gRPC's
    limit of metadata does not count. They are never finished."""
    beginning = call_headers() + indexed(b"x-a", b"v" * 1000)
    again = indexed_again(0) * _FRAME
    sent = 0
    while scene.going_on():
        with _hello(scene) as made:
            try:
                made.sendall(frame(HEADERS, END_HEADERS, 1, beginning))
                for stream in range(3, 1001, 2):
                    made.sendall(frame(HEADERS, END_HEADERS, stream, call_headers() + again))
                    sent += _FRAME
                    if not scene.going_on():
                        break
            except OSError:
                pass
    scene.note = f"{sent:,} fields, {sent * 1000 >> 20:,} MiB by their length"


def _byte_frames(scene):
    """Calls whose message comes in a frame for each byte, of which gRPC keeps each by
    itself. They are never finished, and their connections stay."""
    beginning, some = message(bytes(60_000))[:5], 5_000
    sent = 0
    with contextlib.ExitStack() as connections:
        while scene.going_on():
            made = connections.enter_context(_hello(scene))
            try:
                for stream in range(1, 201, 2):
                    made.sendall(frame(HEADERS, END_HEADERS, stream, call_headers()) +
                                 frame(DATA, 0, stream, beginning) +
                                 frame(DATA, 0, stream, b"x") * some)
                    sent += some
                    if not scene.going_on():
                        break
            except OSError:
                pass
    scene.note = f"{sent:,} frames"


FAULTS = [
    Fault("malformed_frames", "frames that HTTP/2 forbids, calls with random bytes in them, noise; a "
          "call after each gets the right answer or none", _malformed),
    Fault("cancel_storm", "batches of 100 checks that are cancelled once sent",
          _repeat(_cancel), Promise(SHORT_OF_MEMORY, memory=600)),
    Fault("rapid_reset", "calls that are reset once their headers are sent (CVE-2023-44487): memory "
          "grows with their speed", _repeat(_rapid_reset), Promise(SHORT_OF_MEMORY, memory=None)),
    Fault("header_flood", "headers without end, in CONTINUATION frames",
          _header_flood, Promise(SHORT_OF_MEMORY, memory=600)),
    Fault("indexed_header", "a header field of 1,000 bytes that a call has 16,000 times, a byte each "
          "time, in calls that are never finished; on a fast machine, more memory",
          _indexed_header, Promise(SHORT_OF_MEMORY, memory=None)),
    Fault("indexed_header_tls", "the same by mutual TLS: the calls are refused",
          _indexed_header, Promise(SHORT_OF_MEMORY), prepare=with_tls),
    Fault("byte_frames", "messages of which each byte comes in a frame of its own, in calls that are "
          "never finished (GHSA-hf3w-6hpw-qp67)", _byte_frames, Promise(SHORT_OF_MEMORY, memory=600)),
    Fault("endless_header", "headers whose length or value goes on for 1 MB, again and again "
          "(CVE-2023-33953)", _endless_header, Promise(SHORT_OF_MEMORY, recovery=30, memory=600)),
]
