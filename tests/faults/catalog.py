"""All faults, in the order in which they run."""

from faults import connections, frames, messages, replicas

FAULTS = [*replicas.FAULTS, *connections.FAULTS, *frames.FAULTS, *messages.FAULTS]
