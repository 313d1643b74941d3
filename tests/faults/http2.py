"""A peer that speaks HTTP/2 frame by frame, for what no gRPC client does."""

import collections
import dataclasses
import select
import socket
import struct
import time

import hpack

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS = 0, 1, 2, 3, 4
PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = 5, 6, 7, 8, 9

END_STREAM = ACK = 1
END_HEADERS = 4
PADDED = 8

CANCEL = 8

CHECK = "/conversations.authz.v1.AuthorizationService/Check"
BATCH_CHECK = "/conversations.authz.v1.AuthorizationService/BatchCheck"

_CODES = [
    "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND",
    "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
    "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS",
    "UNAUTHENTICATED"]

_INITIAL_WINDOW = 65535
_MOST_IN_FRAME = 16384


class NoAnswer(Exception):
    """The call was reset, or the connection closed, as the text says."""


class Silence(Exception):
    """Nothing came in time."""


@dataclasses.dataclass(frozen=True)
class Answer:
    """What a call got: the name of a status code, its message, and with "OK" the
    serialized response."""
    code: str
    message: str = ""
    response: bytes = b""


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def _length(count):
    """A length of HPACK, of 7 bits at first, where no Huffman code is used."""
    if count < 127:
        return bytes([count])
    encoded, rest = bytearray([127]), count - 127
    while rest >= 128:
        encoded.append(rest % 128 + 128)
        rest //= 128
    encoded.append(rest)
    return bytes(encoded)


def literal(name, value):
    """A header as HPACK has it that no table knows."""
    return b"\0" + _length(len(name)) + name.encode() + _length(len(value)) + value.encode()


def call_headers(method=CHECK, timeout="", more=()):
    """The headers of a call. `timeout` is as gRPC writes it: "5m" are five
    milliseconds."""
    headers = [(":method", "POST"), (":scheme", "http"), (":path", method),
               (":authority", "localhost"), ("te", "trailers"),
               ("content-type", "application/grpc"), *more]
    if timeout:
        headers.append(("grpc-timeout", timeout))
    return b"".join(literal(name, value) for name, value in headers)


def message(body, compressed=False):
    """A gRPC message: its head, and its bytes."""
    return struct.pack(">BI", compressed, len(body)) + body


def whole_call(stream, method, body, timeout=""):
    """The frames of a call whose request has 16 kB at most."""
    return (frame(HEADERS, END_HEADERS, stream, call_headers(method, timeout)) +
            frame(DATA, END_STREAM, stream, message(body)))


def connect(address, timeout=20.0, receive_buffer=None):
    """A socket that is connected to "IP:PORT" or "unix:PATH"."""
    if address.startswith("unix:"):
        made, where = socket.socket(socket.AF_UNIX), address[len("unix:"):]
    else:
        host, port = address.rsplit(":", 1)
        made, where = socket.socket(), (host, int(port))
    if receive_buffer:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    made.settimeout(timeout)
    try:
        made.connect(where)
    except BaseException:
        made.close()
        raise
    return made


class Peer:
    """A connection. Ends with its `with` block."""

    def __init__(self, address, timeout=20.0, tls=None):
        self.timeout = timeout
        self.socket = connect(address, timeout)
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_hostname="localhost")
        self._input = b""
        self._decoder = hpack.Decoder()
        self._leave = {0: _INITIAL_WINDOW}
        self._initial_leave = _INITIAL_WINDOW
        # What came so far of answers, by stream.
        self._trailers = collections.defaultdict(dict)
        self._responses = collections.defaultdict(bytes)
        self._resets = {}
        self._ended = set()
        self.socket.sendall(PREFACE + frame(SETTINGS, 0, 0))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        """Raises NoAnswer where the server has closed the connection."""
        try:
            self.socket.sendall(data)
        except OSError as error:
            raise NoAnswer(f"connection closed: {error}") from None

    def read(self, timeout=None):
        """The next frame: kind, flags, stream and payload. Answers settings and pings."""
        end = time.monotonic() + (self.timeout if timeout is None else timeout)
        head = self._take(9, end)
        kind, flags, stream = struct.unpack(">BBI", head[3:])
        payload = self._take(int.from_bytes(head[:3], "big"), end)
        if kind == SETTINGS and not flags & ACK:
            self._settings(payload)
            self.send(frame(SETTINGS, ACK, 0))
        elif kind == PING and not flags & ACK:
            self.send(frame(PING, ACK, 0, payload))
        elif kind == WINDOW_UPDATE:
            self._leave[stream] = self._leave_of(stream) + int.from_bytes(payload, "big")
        return kind, flags, stream, payload

    def call(self, stream, method, body, timeout="", compressed=False):
        """Calls and waits for the answer."""
        more = [("grpc-encoding", "gzip")] if compressed else []
        self.send(frame(HEADERS, END_HEADERS, stream, call_headers(method, timeout, more)))
        answer = self.send_data(stream, message(body, compressed))
        return answer or self.answer(stream)

    def send_data(self, stream, data, end_stream=True):
        """Sends as the server gives leave. Returns the answer where that comes before
        the end, else None."""
        at = 0
        while True:
            part = data[at:at + min(self._leave[0], self._leave_of(stream), _MOST_IN_FRAME)]
            if part or not data:
                at += len(part)
                self._leave[0] -= len(part)
                self._leave[stream] = self._leave_of(stream) - len(part)
                is_last = at == len(data)
                self.send(frame(DATA, END_STREAM if end_stream and is_last else 0, stream, part))
                if is_last:
                    return None
            # Leave, or that the server wants no more.
            while not part or self._input or select.select([self.socket], [], [], 0)[0]:
                self._progress()
                if stream in self._ended:
                    return self._answer_of(stream)
                if self._leave[0] > 0 and self._leave_of(stream) > 0:
                    break

    def answer(self, stream, timeout=None):
        """The answer to the call on that stream."""
        end = time.monotonic() + (self.timeout if timeout is None else timeout)
        while stream not in self._ended:
            self._progress(end - time.monotonic())
        return self._answer_of(stream)

    def _progress(self, timeout=None):
        kind, flags, stream, payload = self.read(timeout)
        if kind == GOAWAY and payload[4:8] != bytes(4):
            raise NoAnswer(f"the server ends the connection: {payload[8:]!r}")
        # After the end of an answer it says no more than that the rest is not wanted.
        if kind == RST_STREAM and stream not in self._ended:
            self._resets[stream] = int.from_bytes(payload, "big")
            self._ended.add(stream)
        if kind == HEADERS:
            self._trailers[stream].update(self._decoder.decode(payload))
        if kind == DATA and payload:
            self._responses[stream] += payload
            more = struct.pack(">I", len(payload))
            self.send(frame(WINDOW_UPDATE, 0, 0, more) +
                      (b"" if flags & END_STREAM else frame(WINDOW_UPDATE, 0, stream, more)))
        if kind in (DATA, HEADERS) and flags & END_STREAM:
            self._ended.add(stream)

    def _answer_of(self, stream):
        if stream in self._resets:
            raise NoAnswer(f"the call was reset: {self._resets[stream]}")
        trailers = self._trailers[stream]
        if "grpc-status" not in trailers:
            raise NoAnswer(f"it ended with HTTP status {trailers.get(':status')} and no gRPC status")
        return Answer(_CODES[int(trailers["grpc-status"])], trailers.get("grpc-message", ""),
                      self._responses[stream][5:])

    def _leave_of(self, stream):
        return self._leave.get(stream, self._initial_leave)

    def _settings(self, payload):
        for at in range(0, len(payload), 6):
            name, value = struct.unpack(">HI", payload[at:at + 6])
            if name == 4:
                for stream in self._leave:
                    self._leave[stream] += value - self._initial_leave if stream else 0
                self._initial_leave = value

    def _take(self, count, end):
        while len(self._input) < count:
            left = end - time.monotonic()
            if left <= 0:
                raise Silence(f"nothing came within {self.timeout:.0f} s")
            self.socket.settimeout(left)
            try:
                data = self.socket.recv(1 << 16)
            except TimeoutError:
                continue
            except OSError as error:
                raise NoAnswer(f"connection closed: {error}") from None
            finally:
                self.socket.settimeout(self.timeout)
            if not data:
                raise NoAnswer("connection closed")
            self._input += data
        taken, self._input = self._input[:count], self._input[count:]
        return taken
