"""All faults, in the order in which they run."""

from faults import clocks, connections, files, frames, messages, metadata, replicas, resources

FAULTS = [*replicas.FAULTS, *connections.FAULTS, *frames.FAULTS, *metadata.FAULTS,
          *messages.FAULTS, *resources.FAULTS, *files.FAULTS, *clocks.FAULTS]
