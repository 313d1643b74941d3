"""Batches of 10,000 checks over many connections at once.

usage: pod_load.py TARGET

Fails unless some are answered, and where any call ends otherwise than with an answer or
with a refusal of a server that has no room.
"""

import collections
import sys
import threading

import grpc

CONNECTIONS = 48
BATCHES = 8  # Of each connection.
DEADLINE = 60  # Seconds.
METHOD = "/conversations.authz.v1.AuthorizationService/BatchCheck"
ALLOWED = {grpc.StatusCode.OK, grpc.StatusCode.RESOURCE_EXHAUSTED, grpc.StatusCode.UNAVAILABLE}

# `checks` are of ids of 12 digits; what they share, a Company Admin who configures the tool.
CHECKS = b"".join(b"\x12\x0e\x62\x0c%012d" % number for number in range(10_000))
BATCH = b"\x0a\x09\x0a\x05\x0a\x01a\x10\x01\x10\x0f" + CHECKS


def ask(target, codes):
    options = [("grpc.use_local_subchannel_pool", 1), ("grpc.max_receive_message_length", -1)]
    with grpc.insecure_channel(target, options) as channel:
        call = channel.unary_unary(METHOD)
        for _ in range(BATCHES):
            try:
                call(BATCH, timeout=DEADLINE)
                codes[grpc.StatusCode.OK] += 1
            except grpc.RpcError as error:
                codes[error.code()] += 1


def main():
    codes = collections.Counter()
    threads = [threading.Thread(target=ask, args=(sys.argv[1], codes)) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print({code.name: count for code, count in codes.items()})
    if codes[grpc.StatusCode.OK] == 0 or not set(codes) <= ALLOWED:
        sys.exit("the server did not bear the load")


if __name__ == "__main__":
    main()
