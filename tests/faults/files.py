"""Files of the server that are bad, full, or not read."""

import contextlib
import json
import os
import signal
import ssl
import time

from faults.certificates import (
    client_context, issue_for_server, read, served_certificate, with_tls)
from faults.fault import Fault
from faults.http2 import CHECK, NoAnswer, Peer
from faults.programs import can_mount


def _count(scene, message):
    """How many lines of the operation log say that."""
    return read(scene.path("server.log")).count(f'"message":"{message}'.encode())


# The policy.

def _policies(good):
    """Bad ones by name. Those without a requirement allow what none may."""
    text = good.decode()

    def without(requirement):
        return text.replace(f', "{requirement}"', "").replace(f'"{requirement}", ', "").encode()
    return {
        "nothing": b"",
        "its first half": good[:len(good) // 2],
        "noise": bytes(range(256)) * 100,
        "a name that is not UTF-8": good.replace(b'name: "c', b'name: "\xff', 1),
        "an unknown field": good + b"\nallow_all: true\n",
        "an unknown requirement": good.replace(b'"company_admin"]', b'"company_admins"]'),
        "no rules": text[:text.index("\nrule {")].encode(),
        "messages for strangers": without("direct_privacy"),
        "messages to anyone": without("targets_in_directory"),
        "edits of others' messages": without("author"),
    }


def _with_policy(scene):
    scene.good_policy = read(scene.tools.policy)
    _write(scene, scene.good_policy)
    scene.flags.append(f"--policy={scene.path('policy.txtpb')}")


def _write(scene, data, at_once=True):
    path = scene.path("policy.txtpb")
    where = scene.path("next") if at_once else path
    with open(where, "wb") as file:
        file.write(data)
    if at_once:
        os.replace(where, path)


def _policy_storm(scene):
    def reload(data, at_once, message):
        before = _count(scene, message)
        _write(scene, data, at_once)
        scene.server.process.send_signal(signal.SIGHUP)
        scene.wait_until(lambda: _count(scene, message) > before, message)

    bad = 0
    for rounds in scene.rounds():
        for name, data in _policies(scene.good_policy).items():
            scene.require(data != scene.good_policy, f"the policy with {name} is the good one")
            reload(data, bad % 2, "policy not reloaded, the last good one stays")
            bad += 1
        os.remove(scene.path("policy.txtpb"))
        for _ in range(100):
            scene.server.process.send_signal(signal.SIGHUP)
        reload(scene.good_policy, True, "policy reloaded")
    scene.note = f"{bad:,} bad files, {rounds} good ones"


# Certificates.

def _rotate(scene):
    def serves(files):
        with Peer(scene.server.address, tls=scene.tls()) as peer:
            scene.ask(peer)
            return served_certificate(peer.socket) == files["tls.crt"]

    bad = 0
    for good in scene.rounds():
        files = issue_for_server(scene)
        for broken in ({"tls.key": scene.in_force["tls.key"]}, {"tls.crt": b"noise"},
                       {"tls.key": b""}, {"ca.crt": b""}, {"tls.crt": files["tls.crt"][:-40]}):
            before = _count(scene, "certificate not reloaded")
            scene.volume.replace({**files, **broken})
            scene.wait_until(lambda: _count(scene, "certificate not reloaded") > before,
                             "the bad pair was refused")
            scene.require(serves(scene.in_force), "the last good certificate is not in force")
            bad += 1
        scene.in_force = files
        scene.volume.replace(files)
        scene.wait_until(lambda: serves(files), "the new certificate is in force")
    scene.note = f"{good} good pairs, {bad} bad ones"


class _Resuming:
    """TLS of a client that resumes a session, where the server does."""

    def __init__(self, context, session):
        self._context, self._session = context, session

    def wrap_socket(self, made, server_hostname):
        return self._context.wrap_socket(made, server_hostname=server_hostname,
                                         session=self._session)


# Of a certificate, in seconds; enough for a call on a busy machine.
_LIFE = 5


def _outlive(scene):
    """Clients go on past the end of their certificate: on connections that live on, and
    with sessions that they resume."""
    body = scene.requests.check()
    for count in scene.rounds():
        issued, (certificate, key) = time.monotonic(), scene.clients.issue(_LIFE)
        with contextlib.ExitStack() as exits:
            clients = []
            for version in ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3:
                context = client_context(scene.authority.certificate, certificate, key)
                context.minimum_version = context.maximum_version = version
                peer = exits.enter_context(Peer(scene.server.address, tls=context))
                scene.ask(peer)
                clients.append((peer, _Resuming(context, peer.socket.session)))
            scene.server.stays_alive(issued + _LIFE + 1 - time.monotonic())
            for peer, resuming in clients:
                scene.judge("a check past the certificate's end",
                            peer.call(5, CHECK, body), "UNAUTHENTICATED")
                try:
                    with Peer(scene.server.address, tls=resuming) as resumed:
                        answer = resumed.call(1, CHECK, body)
                except (NoAnswer, OSError):
                    continue
                scene.judge("a check on a session past its certificate's end", answer,
                            "UNAUTHENTICATED")
    scene.note = f"{count} certificates"


# The decision log.

_FREE = 256 << 10


def _full_disk(scene):
    scene.flags += ["--decision_log_queue_bytes=1048576"]
    scene.disk = scene.path("disk")
    os.mkdir(scene.disk)
    if can_mount():
        # A disk of the server's own, which goes with it.
        scene.prefix = ["unshare", "--mount", "sh", "-c",
                        f"mount -t tmpfs -o size=64m tmpfs {scene.disk} && "
                        f'fallocate -l {(64 << 20) - _FREE} {scene.disk}/rest && exec "$@"', "sh"]
        scene.flags.append(f"--decision_log={scene.disk}/decisions")
        scene.note = "a tmpfs"
    else:
        scene.flags.append("--decision_log=/dev/full")
        scene.note = "/dev/full, since this process may not mount"


def _fill(scene):
    _wait_until_dropped(scene)
    if "/dev/full" in scene.note:
        return
    # The disk as the server sees it.
    disk = f"/proc/{scene.server.pid}/root{scene.disk}/"
    size = os.path.getsize(disk + "decisions")
    scene.require(size > _FREE // 2, f"the disk was full after {size} bytes")
    os.remove(disk + "rest")
    lines = b""

    def told():
        nonlocal lines
        lines = read(disk + "decisions")
        return b'"dropped"' in lines and lines.endswith(b"\n")
    scene.wait_until(told, "the log says what was dropped")
    _check_lines(scene, lines.rstrip(b"\n"))
    scene.note += f", {lines.count(10):,} lines read afterwards"


def _unread(scene):
    scene.pipe = scene.path("pipe")
    os.mkfifo(scene.pipe)
    scene.flags += [f"--decision_log={scene.pipe}", "--decision_log_queue_bytes=1048576"]


def _never_read(scene):
    reader = os.open(scene.pipe, os.O_RDONLY | os.O_NONBLOCK)
    with contextlib.ExitStack() as exits:
        exits.callback(os.close, reader)
        _wait_until_dropped(scene)
        lines = bytearray()

        def told():
            with contextlib.suppress(BlockingIOError):
                lines.extend(os.read(reader, 1 << 16))
            return b'"dropped"' in lines and lines.endswith(b"\n")
        scene.wait_until(told, "the pipe says what was dropped")
    _check_lines(scene, bytes(lines).rstrip(b"\n"))
    scene.note = f"{lines.count(10):,} lines read afterwards"


def _wait_until_dropped(scene):
    scene.wait_until(lambda: _count(scene, "decision log cannot be written"),
                     "the operation log tells of it")
    scene.wait_until_over()


def _check_lines(scene, lines):
    """None is torn."""
    for line in lines.split(b"\n"):
        try:
            json.loads(line)
        except ValueError:
            scene.require(False, f"a line of the decision log is no JSON: {line[:200]!r}")


FAULTS = [
    Fault("policy_storm", "the policy file is replaced by ten kinds of bad ones, also in place, and "
          "removed, with SIGHUP each time; three of them would allow what none may", _policy_storm,
          prepare=_with_policy),
    Fault("certificate_rotation", "new certificates and bad pairs by turns, under mutual TLS with new "
          "connections all the time", _rotate, prepare=with_tls),
    Fault("certificate_outlived", "clients whose certificate expires call on, by TLS 1.2 and 1.3, on their "
          "connections and on sessions that they resume: UNAUTHENTICATED, or no connection", _outlive,
          prepare=with_tls),
    Fault("decision_log_full", "the decision log's disk is full, until there is room again: no line is "
          "torn", _fill, prepare=_full_disk),
    Fault("decision_log_unread", "the decision log is a pipe that nobody reads, until somebody does: no "
          "line is torn", _never_read, prepare=_unread),
]
