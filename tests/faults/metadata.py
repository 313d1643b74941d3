"""Metadata that a call cannot have: the server refuses the call, and others go on."""

from faults.fault import Fault
from faults.http2 import (
    CHECK, DATA, END_HEADERS, END_STREAM, HEADERS, NoAnswer, Peer, Silence, call_fields, field,
    frame, indexed, indexed_again, literal, message)

# Of one frame, and more than --max_metadata_bytes by the length that HPACK counts.
_TOO_MUCH = literal(*(field(f"x-{i}", "v" * 700) for i in range(22)))

# Values that gRPC cannot read.
_BAD = {"te": "x", ":scheme": "x", "grpclb_client_stats": "x", ":method": "BREW",
        "content-type": "x", "grpc-timeout": "x", "lb-cost-bin": "AAAA"}


def _bad_metadata(scene):
    for rounds in scene.rounds():
        for name, value in _BAD.items():
            _refused(scene, f"a call of too much metadata with a bad {name}",
                     _fields(name, value), _TOO_MUCH)
            _same_table(scene, name, value)
        _refused(scene, "a call with binary metadata that is not base64", call_fields(),
                 literal(field("x-id-bin", "!!!!")))
    scene.note = f"{2 * len(_BAD) + 1} kinds, {rounds} times"


def _fields(name, value):
    """Of a call whose field of that name has that value."""
    others = [other for other in call_fields() if other[0] != name]
    # Pseudo-headers come before others.
    return [field(name, value), *others] if name[0] == ":" else [*others, field(name, value)]


def _refused(scene, what, fields, more):
    """A call that gets any answer but OK, or none."""
    with Peer(scene.server.address) as peer:
        # Once it is answered, the limits that the server announces hold.
        scene.ask(peer)
        try:
            answer = _send(scene, peer, 5, literal(*fields) + more)
        except (NoAnswer, Silence):
            return
        scene.require(answer.code != "OK", f"{what} got OK")


def _same_table(scene, name, value):
    """What a field with a bad value leaves in the table of earlier fields is what HPACK
    says: the next call refers to the one before it."""
    with Peer(scene.server.address) as peer:
        scene.ask(peer)
        before, after = call_fields()[:2], call_fields()[3:]
        _send(scene, peer, 5, literal(*before) + indexed(b":path", CHECK.encode()) +
              literal(*after) + indexed(name.encode(), value.encode()))
        answer = _send(scene, peer, 7, literal(*before) + indexed_again(1) + literal(*after))
        scene.judge(f"a check after a bad {name}", answer, "OK", True)


def _send(scene, peer, stream, headers):
    peer.expect(stream)
    peer.send(frame(HEADERS, END_HEADERS, stream, headers) +
              frame(DATA, END_STREAM, stream, message(scene.requests.check())))
    return peer.answer(stream)


FAULTS = [
    Fault("bad_metadata", "calls with metadata that gRPC cannot read, too much of it besides "
          "(CVE-2023-1428), or not in base64 (CVE-2023-32732); the table of earlier fields stays "
          "right (CVE-2024-7246)", _bad_metadata),
]
