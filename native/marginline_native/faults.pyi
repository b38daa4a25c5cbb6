"""The exception that every refusal is."""

from collections.abc import Iterable

class Fault(Exception):
    """A request, or a rulebook, was refused.

    violations: (field path, ErrorReason number) of each fault, in documented order, 1 to 32 of them.
    reason: the ErrorReason number of the first.
    """

    violations: tuple[tuple[str, int], ...]
    reason: int
    def __init__(self, violations: Iterable[tuple[str, int]]) -> None: ...
