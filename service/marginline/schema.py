"""The messages of the contract as tables, made once from the descriptors, for json_reading and json_writing.

What a field may hold follows from its kind alone; nothing here knows a message or a field of the contract by name, but
for the rule that tells decimals from text.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from functools import cache
from typing import Final

from google.protobuf.descriptor import Descriptor, FieldDescriptor

# Strings that are names, dates or sentences; every other string of the contract is a decimal.
_TEXT_ENDINGS: Final = ("_id", "_ids", "_currency", "_hash")
_TEXT_NAMES: Final = frozenset({"currency", "family", "version", "source", "effective_from", "field", "description"})


class Kind(IntEnum):
    """What a field holds."""

    DECIMAL = 0
    TEXT = 1
    NUMBER = 2
    BOOL = 3
    ENUM = 4
    MESSAGE = 5


_KINDS: Final[Mapping[int, Kind]] = {
    FieldDescriptor.TYPE_STRING: Kind.TEXT,
    FieldDescriptor.TYPE_UINT32: Kind.NUMBER,
    FieldDescriptor.TYPE_BOOL: Kind.BOOL,
    FieldDescriptor.TYPE_ENUM: Kind.ENUM,
    FieldDescriptor.TYPE_MESSAGE: Kind.MESSAGE,
}


def kind_of(descriptor: FieldDescriptor) -> Kind:
    """Kind of a field. KeyError for a type that the contract has not used so far."""
    kind = _KINDS[descriptor.type]
    if kind is Kind.TEXT and not descriptor.name.endswith(_TEXT_ENDINGS) and descriptor.name not in _TEXT_NAMES:
        return Kind.DECIMAL
    return kind


def varint(number: int) -> bytes:
    """Bytes of a number of up to 64 bits; a negative one as its two's complement, which takes ten."""
    number &= 0xFFFF_FFFF_FFFF_FFFF
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)


class Field:
    """One field: its names, its tag as bytes and as a number, and what its values may be."""

    def __init__(self, descriptor: FieldDescriptor) -> None:
        self.descriptor = descriptor
        self.name = descriptor.name
        self.json_name = descriptor.json_name
        self.number = descriptor.number
        self.kind = kind_of(descriptor)
        self.repeated = descriptor.is_repeated
        self.implicit = not descriptor.has_presence and not descriptor.is_repeated
        self.oneof = _real_oneof(descriptor)
        self.tag = varint(self.number << 3 | 2)
        self.scalar_tag = varint(self.number << 3)
        # Tag and length in one piece, for lengths of one byte.
        self.heads = tuple(self.tag + bytes([size]) for size in range(128))
        self.inner = shape_of(descriptor.message_type) if descriptor.message_type else None
        values = descriptor.enum_type.values if descriptor.enum_type else ()
        self.numbers: Mapping[str, int] = {value.name: value.number for value in values}
        self.names: Mapping[int, str] = {value.number: value.name for value in values}


def _real_oneof(descriptor: FieldDescriptor) -> str:
    # The runtime keeps an `optional` field in a oneof of its own, of a name with a leading underscore.
    oneof = descriptor.containing_oneof
    return "" if oneof is None or oneof.name.startswith("_") else str(oneof.name)


class Shape:
    """One message: its fields in order of number."""

    def __init__(self, descriptor: Descriptor, fields: tuple[Field, ...]) -> None:
        self.descriptor = descriptor
        self.fields = fields


@cache
def shape_of(descriptor: Descriptor) -> Shape:
    """Shape of a message, the same object each time. The contract has no message that holds itself."""
    fields = sorted(descriptor.fields, key=lambda field: field.number)
    return Shape(descriptor, tuple(Field(field) for field in fields))
