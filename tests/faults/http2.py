"""A client of HTTP/2 that can send bytes of any kind in the midst of its calls."""

import collections
import dataclasses
import select
import socket
import struct
import time

import h2.config
import h2.connection
import h2.events
import h2.exceptions
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


def literal(*fields):
    """Header fields as HPACK has them that change no table."""
    return hpack.Encoder().encode(fields, huffman=False)


def field(name, value):
    return hpack.NeverIndexedHeaderTuple(name, value)


def call_fields(method=CHECK, timeout="", more=()):
    """The header fields of a call. `timeout` is as gRPC writes it: "5m" are five
    milliseconds."""
    fields = [(":method", "POST"), (":scheme", "http"), (":path", method),
              (":authority", "localhost"), ("te", "trailers"),
              ("content-type", "application/grpc"), *more]
    if timeout:
        fields.append(("grpc-timeout", timeout))
    return [field(name, value) for name, value in fields]


def call_headers(method=CHECK, timeout=""):
    return literal(*call_fields(method, timeout))


def indexed(name, value):
    """A header field that is put into the table of those that were sent before."""
    return b"\x40" + _string(name) + _string(value)


def indexed_again(since):
    """The field of that table since which so many others were put into it."""
    return bytes([0x80 | 62 + since])


def _string(text):
    """As HPACK has it, of 127 to 16,510 bytes, or of less."""
    if len(text) < 127:
        return bytes([len(text)]) + text
    left = len(text) - 127
    return bytes([127, left % 128 | 128, left // 128]) + text


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
        self._http2 = h2.connection.H2Connection(
            h2.config.H2Configuration(header_encoding="utf-8"))
        # What came so far of answers, by stream.
        self._trailers = collections.defaultdict(dict)
        self._responses = collections.defaultdict(bytes)
        self._resets = {}
        self._ended = set()
        self._http2.initiate_connection()
        self._flush()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        """Sends bytes as they are. Raises NoAnswer where the server has closed the
        connection."""
        try:
            self.socket.sendall(data)
        except OSError as error:
            raise NoAnswer(f"connection closed: {error}") from None

    def expect(self, stream):
        """Takes what comes on a stream that bytes of any kind may open."""
        self._http2.send_headers(stream, call_fields())
        self._http2.clear_outbound_data_buffer()

    def begin(self, stream, method, timeout="", more=()):
        """Sends the headers of a call."""
        self._http2.send_headers(stream, call_fields(method, timeout, more))
        self._flush()

    def call(self, stream, method, body, timeout="", compressed=False):
        """Calls and waits for the answer."""
        self.begin(stream, method, timeout, [("grpc-encoding", "gzip")] if compressed else [])
        return self.send_data(stream, message(body, compressed)) or self.answer(stream)

    def send_data(self, stream, data, end_stream=True):
        """Sends as the server gives leave. Returns the answer where that comes before
        the end, else None."""
        left = memoryview(data)
        while stream not in self._ended:
            leave = min(self._http2.local_flow_control_window(stream),
                        self._http2.max_outbound_frame_size)
            if left and not leave:
                self._progress(time.monotonic() + self.timeout)
                continue
            part, left = left[:leave], left[leave:]
            self._http2.send_data(stream, bytes(part), end_stream=end_stream and not left)
            self._flush()
            if not left:
                return None
            # Whether the server wants no more.
            while stream not in self._ended and select.select([self.socket], [], [], 0)[0]:
                self._progress(time.monotonic() + self.timeout)
        return self._answer_of(stream)

    def answer(self, stream):
        """The answer to the call on that stream."""
        end = time.monotonic() + self.timeout
        while stream not in self._ended:
            self._progress(end)
        return self._answer_of(stream)

    def _flush(self):
        self.send(self._http2.data_to_send())

    def _progress(self, end):
        """Reads what comes until `end`, and answers settings and pings."""
        self.socket.settimeout(max(end - time.monotonic(), 0.001))
        try:
            data = self.socket.recv(1 << 16)
        except TimeoutError:
            raise Silence(f"nothing came within {self.timeout:.0f} s") from None
        except OSError as error:
            raise NoAnswer(f"connection closed: {error}") from None
        finally:
            self.socket.settimeout(self.timeout)
        if not data:
            raise NoAnswer("connection closed")
        try:
            events = self._http2.receive_data(data)
        except h2.exceptions.StreamClosedError as error:
            # gRPC may send the end of an answer behind its reset.
            raise NoAnswer(f"the call was reset: {error.stream_id}") from None
        except h2.exceptions.ProtocolError as error:
            raise NoAnswer(f"the server answers what was not asked: {error}") from None
        for event in events:
            self._take(event)
        self._flush()

    def _take(self, event):
        if isinstance(event, h2.events.ConnectionTerminated) and event.error_code:
            raise NoAnswer(f"the server ends the connection: {event.additional_data!r}")
        if isinstance(event, (h2.events.ResponseReceived, h2.events.TrailersReceived)):
            self._trailers[event.stream_id].update(event.headers)
        if isinstance(event, h2.events.DataReceived):
            self._responses[event.stream_id] += event.data
            self._http2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        # After the end of an answer it says no more than that the rest is not wanted.
        if isinstance(event, h2.events.StreamReset) and event.stream_id not in self._ended:
            self._resets[event.stream_id] = event.error_code
        if isinstance(event, (h2.events.StreamEnded, h2.events.StreamReset)):
            self._ended.add(event.stream_id)

    def _answer_of(self, stream):
        if stream in self._resets:
            raise NoAnswer(f"the call was reset: {self._resets[stream]}")
        trailers = self._trailers[stream]
        if "grpc-status" not in trailers:
            raise NoAnswer(f"it ended with HTTP status {trailers.get(':status')} and no gRPC status")
        return Answer(_CODES[int(trailers["grpc-status"])], trailers.get("grpc-message", ""),
                      self._responses[stream][5:])
