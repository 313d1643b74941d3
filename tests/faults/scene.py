"""Where a fault happens: servers, a well-behaved load, and what is seen of them."""

import collections
import contextlib
import itertools
import os
import time

from faults.http2 import BATCH_CHECK, CHECK, NoAnswer, Peer, Silence
from faults.programs import Broken, Load, Server

# Answers that come sooner than this have not stopped, as the load sees it.
_NO_GAP = 0.5
# Of what nothing tells of, such as what /proc says of another process.
_BETWEEN_LOOKS = 0.01


class Scene:
    """What a fault can use and change."""

    def __init__(self, tools, fault, seconds, folder):
        self.tools = tools
        self.requests = tools.requests
        self.seconds = seconds
        self.folder = folder
        # What `prepare` may change.
        self.flags = list(fault.flags)
        self.prefix = []
        self.environment = {}
        self.load_flags = []
        self.replicas = 1
        self.tls = None
        self.listen = f"127.0.0.1:0,unix:{self.path('authz.sock')}"
        # What was seen.
        self.servers = []
        self.calls = self.wrong = self.wrong_allows = 0
        self.failed = collections.Counter()
        self.longest_gap = self.recovery = self.memory = 0
        self.broken = []
        self.note = ""
        self._end = 0
        self._promised = fault.promise
        self._exits = contextlib.ExitStack()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return self._exits.__exit__(*error)

    def path(self, name):
        """Of a file in a folder of the fault's own."""
        return os.path.join(self.folder, name)

    @property
    def server(self):
        return self.servers[0]

    def start_server(self, listen=None):
        return self._exits.enter_context(Server(
            self.tools.server, listen or self.listen, self.flags, self.path("server.log"),
            self.prefix, self.environment))

    def start_servers(self):
        self.servers = [self.start_server() for _ in range(self.replicas)]

    def at_end(self, check):
        """Calls it once the servers have ended."""
        self._exits.callback(check)

    def begin(self):
        self._end = time.monotonic() + self.seconds

    def going_on(self):
        """Whether it is not yet time for the fault to end."""
        return time.monotonic() < self._end

    def rounds(self):
        """Counts, from 1, for as long as the fault is to go on, and once at least."""
        count = 1
        yield count
        while self.going_on():
            count += 1
            yield count

    def wait_until_over(self):
        """Lets the fault go on for as long as it is to."""
        self.server.stays_alive(self._end - time.monotonic())

    @contextlib.contextmanager
    def load(self, flags=()):
        """A load on all servers, that is counted. Its own flags go before those of the
        scene. The longest gap is that of the load without any."""
        addresses = [address for server in self.servers for address in server.addresses]
        with Load(self.tools.load, self.tools.cases, addresses, [*self.load_flags, *flags],
                  self.path("load.log")) as load:
            yield load
            ended = load.stop()
        self.calls += int(ended["calls"])
        self.wrong += int(ended["wrong"])
        self.wrong_allows += int(ended["wrong_allows"])
        for code, count in ended["failed"].items():
            self.failed[code] += int(count)
        if not flags:
            self.longest_gap = ended["longest_gap_ms"] / 1000
        if ended["wrong"] or set(ended["failed"]) - self._promised.refusals:
            self.broken.extend(ended["samples"])

    def require(self, holds, text):
        """What the fault's own peers must see."""
        if not holds:
            raise Broken(text)

    def wait_until(self, holds, what, seconds=20):
        """Looks again and again."""
        end = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > end:
                raise Broken(f"after {seconds} s not: {what}")
            self.server.stays_alive(_BETWEEN_LOOKS)

    def judge(self, what, answer, code, allowed=None, batch=False):
        """Counts an answer to a call of the fault's own. With "OK", `allowed` is what
        it must say: of a batch, of every check."""
        self.calls += 1
        says = None
        if answer.code == "OK":
            says = (self.requests.batch_allowed if batch else self.requests.allowed)(
                answer.response)
        if answer.code == code and (code != "OK" or says == allowed):
            return
        self.wrong += 1
        said = (says or []) if batch else [says]
        may = (allowed or []) if batch else [allowed]
        if any(s and not m for s, m in itertools.zip_longest(said, may)):
            self.wrong_allows += 1
        self.broken.append(f"{what} got {answer.code} {answer.message}, right is {code}"
                           f"{'' if batch or allowed is None else f' and {allowed}'}")

    def ask(self, peer, stream=1, what="a check", refusals=frozenset()):
        """Two checks that must be answered rightly; NoAnswer where one is refused with
        one of these codes."""
        for at, allowed in enumerate([True, False]):
            answer = peer.call(stream + 2 * at, CHECK, self.requests.check(allowed))
            if answer.code in refusals:
                raise NoAnswer(f"{what} got {answer.code}")
            self.judge(what, answer, "OK", allowed)

    def ask_batch(self, peer, count, stream=1):
        """The same of a batch."""
        self.judge("a batch", peer.call(stream, BATCH_CHECK, self.requests.batch(count)), "OK",
                   [i % 2 == 0 for i in range(count)], batch=True)

    def recover_anew(self, server, since, seconds):
        """Waits until the server answers rightly on a new connection. Returns how long
        that took, or 0 where it did at once."""
        while True:
            begun = time.monotonic()
            try:
                with Peer(server.address, seconds, self.tls and self.tls()) as peer:
                    self.ask(peer, what="a check on a new connection",
                             refusals=self._promised.refusals)
                first = begun - since < 0.1 and time.monotonic() - begun < _NO_GAP
                return 0 if first else time.monotonic() - since
            except (NoAnswer, Silence, OSError) as error:
                if time.monotonic() - since > seconds:
                    raise Broken("it does not serve new connections again: "
                                 f"{error or type(error).__name__}") from None
                server.stays_alive(_BETWEEN_LOOKS)

    def note_memory(self, server):
        self.memory = max(self.memory, server.peak_mib())

    def note_recovery(self, seconds):
        self.recovery = max(self.recovery, seconds)
