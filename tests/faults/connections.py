"""Connections that stop, trickle, do not read, or are too many."""

import contextlib
import resource
import select
import socket
import time
import urllib.parse
import urllib.request

from faults.fault import Fault
from faults.http2 import (
    BATCH_CHECK, END_HEADERS, DATA, HEADERS, PREFACE, SETTINGS, Peer, call_headers,
    connect, frame, message, whole_call)
from faults.programs import drop_what_comes

HELLO = PREFACE + frame(SETTINGS, 0, 0)
# How many connections of a kind.
_SOME = 100
_FLOOD = 3000


def wait_until_closed(scene, baseline, what):
    """Waits until the server has only the connections that it had before."""
    scene.wait_until(lambda: scene.server.open_files() <= baseline,
                     f"the server has closed {what}")


def _half_open(scene):
    baseline = scene.server.open_files()
    for _ in scene.rounds():
        with contextlib.ExitStack() as peers:
            for _ in range(_SOME):
                peer = peers.enter_context(Peer(scene.server.address))
                scene.ask(peer)
                if not drop_what_comes(peer.socket):
                    scene.note = "in a sandbox their machines do acknowledge"
            wait_until_closed(scene, baseline, "the connections whose peers are gone")


def _half_sent(scene):
    parts = [b"", PREFACE[:10], HELLO, HELLO + whole_call(1, BATCH_CHECK, b"")[:40]]
    body = frame(HEADERS, END_HEADERS, 1, call_headers()) + frame(
        DATA, 0, 1, message(scene.requests.check())[:20])
    parts.append(HELLO + body)
    baseline = scene.server.open_files()
    for _ in scene.rounds():
        with contextlib.ExitStack() as peers:
            for i in range(_SOME):
                peer = peers.enter_context(connect(scene.server.address))
                peer.sendall(parts[i % len(parts)])
            wait_until_closed(scene, baseline, "the connections that stopped in the middle")


def _slow_readers(scene):
    """Peers that ask for much, and read nothing. They give leave for all of it."""
    window = frame(SETTINGS, 0, 0, b"\0\4\x7f\xff\xff\xff") + frame(8, 0, 0, b"\x70\0\0\0")
    body = scene.requests.batch(500, explain=True)
    calls = b"".join(whole_call(1 + 2 * i, BATCH_CHECK, body) for i in range(50))
    baseline = scene.server.open_files()
    for _ in scene.rounds():
        with contextlib.ExitStack() as peers:
            for _ in range(10):
                peer = peers.enter_context(connect(scene.server.address, receive_buffer=2048))
                peer.settimeout(5)
                with contextlib.suppress(OSError):
                    peer.sendall(PREFACE + window + calls)
            wait_until_closed(scene, baseline, "the connections that do not read")


def _trickle(before, data):
    """Peers that send `data` a byte at a time, without end, after `before`."""
    def inject(scene):
        baseline = scene.server.open_files()
        for _ in scene.rounds():
            with contextlib.ExitStack() as exits:
                peers = []
                for _ in range(_SOME):
                    peers.append(exits.enter_context(connect(scene.server.address)))
                    peers[-1].sendall(before)
                sent = 0
                end = time.monotonic() + 20
                while peers:
                    scene.require(time.monotonic() < end,
                                  f"{len(peers)} connections that trickle were never closed")
                    peers = [peer for peer in peers if _send(peer, data[sent:sent + 1])]
                    # The pace of the trickle.
                    time.sleep(0.02)
                    sent = min(sent + 1, len(data) - 2)
                wait_until_closed(scene, baseline, "the connections that trickle")
    return inject


def _send(peer, byte):
    """Sends, and reads what came. Whether the connection is open."""
    try:
        peer.sendall(byte)
        while select.select([peer], [], [], 0)[0]:
            if not peer.recv(1 << 16):
                return False
        return True
    except OSError:
        return False


def _flood(scene):
    """Three times as many connections as may be, again and again."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    host, port = scene.server.address.rsplit(":", 1)
    opened = 0
    while scene.going_on():
        with contextlib.ExitStack() as peers:
            for i in range(min(_FLOOD, hard - 100)):
                made = peers.enter_context(socket.socket())
                made.settimeout(0.2)
                # The listener's queue may be full.
                with contextlib.suppress(OSError):
                    made.connect((host, int(port)))
                    made.send(HELLO[:i % len(HELLO)])
                opened += 1
                if not scene.going_on():
                    break
    scene.note = f"{opened:,} of them"


def _metrics_peers(scene):
    """Peers of the metrics' port that say a part of a request, or say it a byte at a time."""
    url = urllib.parse.urlsplit(scene.server.line(10).removeprefix("metrics on "))
    parts = [b"", b"GET /me", b"GET /metrics HTTP/1.1\r\n", b"GET /metrics HTTP/1.1\r\nHost: "]
    slowest = scrapes = 0
    for _ in scene.rounds():
        with contextlib.ExitStack() as peers:
            made = []
            for i in range(_SOME):
                made.append(peers.enter_context(connect(url.netloc)))
                made[-1].sendall(parts[i % len(parts)])
            for _ in range(20):
                made = [peer for peer in made if _send(peer, b"x")]
                begun = time.monotonic()
                with urllib.request.urlopen(url.geturl(), timeout=5) as response:
                    scene.require(b"authz_build_info" in response.read(),
                                  "a scrape got something else")
                slowest = max(slowest, time.monotonic() - begun)
                scrapes += 1
    scene.require(slowest < 2, f"a scrape took {slowest:.1f} s")
    scene.note = f"{scrapes:,} scrapes, the slowest of {slowest:.2f} s"


_AGE = ("--handshake_timeout=1s", "--max_connection_age=1s", "--max_connection_age_grace=1s")

FAULTS = [
    Fault("half_open", "100 peers vanish without a word: their machines acknowledge nothing any more; "
          "keepalive finds them", _half_open,
          flags=("--keepalive_time=500ms", "--keepalive_timeout=2s")),
    Fault("half_sent", "100 peers stop in the preface, the settings, the headers or the body",
          _half_sent, flags=_AGE),
    Fault("slow_readers", "10 peers ask for 50 batches of 500 explained checks each, 67 MB together, and "
          "read no answer", _slow_readers, flags=("--keepalive_time=1s", "--keepalive_timeout=2s")),
    Fault("slowloris_preface", "100 peers send the preface a byte at a time",
          _trickle(b"", PREFACE), flags=_AGE),
    Fault("slowloris_headers", "100 peers send a call's headers a byte at a time",
          _trickle(HELLO, frame(HEADERS, END_HEADERS, 1, call_headers())), flags=_AGE),
    Fault("slowloris_body", "100 peers send a call's message a byte at a time",
          _trickle(HELLO + frame(HEADERS, END_HEADERS, 1, call_headers()),
                   frame(DATA, 0, 1, message(b"x" * 1000))), flags=_AGE),
    Fault("metrics_peers", "100 peers of the metrics' port stop in a request, or send it a byte at a "
          "time; scrapes are answered within 2 s", _metrics_peers,
          flags=("--metrics_listen=127.0.0.1:0",)),
    Fault("connection_flood", "3,000 connections at a time, three times as many as may be, that say a "
          "part of a preface", _flood),
]
