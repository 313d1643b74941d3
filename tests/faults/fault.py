"""What a fault is, and what it promises."""

import dataclasses
from typing import Callable, Optional

# What calls are refused with past --max_memory.
SHORT_OF_MEMORY = frozenset({"RESOURCE_EXHAUSTED", "UNAVAILABLE"})


@dataclasses.dataclass(frozen=True)
class Promise:
    """What holds in every row besides: no wrong answer and no wrong allow, the server
    lives on, serves again, and ends well when it is told to."""

    # What well-behaved calls may be refused with.
    refusals: frozenset = frozenset()
    # Until the first right answer after the fault, in seconds.
    recovery: float = 10
    # The most memory that the server takes, in MiB; None where nothing bounds it.
    memory: Optional[int] = 400

    def __str__(self):
        calls = f"only {' or '.join(sorted(self.refusals))}" if self.refusals else "no call fails"
        memory = "any memory" if self.memory is None else f"{self.memory} MiB at most"
        return f"{calls}, serves again within {self.recovery:.0f} s, {memory}"


@dataclasses.dataclass(frozen=True)
class Fault:
    name: str
    # What happens, in the words of a table.
    does: str
    # Does it, to the scene, for scene.seconds and then some.
    inject: Callable
    promise: Promise = Promise()
    # Flags of the server.
    flags: tuple = ()
    # Changes the scene before its servers start.
    prepare: Optional[Callable] = None
