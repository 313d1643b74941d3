"""All faults, in the order in which they run."""

from faults import clocks, connections, files, frames, messages, replicas, resources

FAULTS = [*replicas.FAULTS, *connections.FAULTS, *frames.FAULTS, *messages.FAULTS,
          *resources.FAULTS, *files.FAULTS, *clocks.FAULTS]
