"""Rulebooks compiled once: every fault named at once, every instrument found in constant time."""

from typing import Self, final

@final
class Workshop:
    """What compiling needs and no longer than that."""

@final
class Rulebook:
    """A compiled rulebook. It does not change, and may be held by any number of calculators.

    rulebook_id, version: as in the message.
    content_hash: SHA-256 of the message's bytes, 64 lower-case hexadecimal digits.
    size_bytes: memory it takes, roughly.
    """

    rulebook_id: str
    version: str
    content_hash: str
    size_bytes: int

    def __new__(cls, message: bytes) -> Self:
        """Compiles the wire bytes of a marginline.v1.Rulebook.

        Raises Fault with every fault of it, up to 32, in the order of its fields, with paths relative to it such as
        "instruments[3].tick_size"; bytes that are no message, and then limits, come alone.
        """
