"""Wire bytes to JSON, by the proto3 JSON mapping: the runtime reads the bytes, a table per message lays out the text.

Names are in lowerCamelCase, enums by name, what is absent is left out; but a number that cannot be absent is printed at
zero too. A decimal goes between quotes as it is: answers hold none that has not been validated.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from json.encoder import encode_basestring
from typing import Any, TypeAlias

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from marginline.schema import Field, Kind, Shape

Printer: TypeAlias = Callable[[Any], str]


class Table:
    """How a message is printed.

    By field: the text before its value, the value's printer (none: as it is), the text after it. And of each number
    that cannot be absent: its name, and what is printed where it is zero.
    """

    def __init__(self, shape: Shape) -> None:
        self.read: Callable[[bytes], Message] = GetMessageClass(shape.descriptor).FromString
        self.fields: dict[FieldDescriptor, tuple[str, Printer | None, str]] = {}
        self.zeros: list[tuple[str, str]] = []
        for field in shape.fields:
            name = f'"{field.json_name}":'
            plain = field.kind is Kind.DECIMAL and not field.repeated
            before, printer, after = (f'{name}"', None, '"') if plain else (name, _printer_of(field), "")
            self.fields[field.descriptor] = (before, printer, after)
            if field.implicit and field.kind is Kind.NUMBER:
                self.zeros.append((field.name, f"{name}0"))


def to_json(shape: Shape, message: bytes) -> bytes:
    """JSON text of a message's wire bytes. DecodeError if they are not."""
    table = table_of(shape)
    return _message(table.read(message), table).encode()


def _message(message: Message, table: Table) -> str:
    fields = table.fields
    pieces = []
    for field, value in message.ListFields():
        before, printer, after = fields[field]
        pieces.append(f"{before}{value}{after}" if printer is None else before + printer(value))
    for name, piece in table.zeros:
        if not getattr(message, name):
            pieces.append(piece)
    return "{" + ",".join(pieces) + "}"


def _printer_of(field: Field) -> Printer:
    one = _printer_of_one(field)
    return (lambda values: "[" + ",".join(map(one, values)) + "]") if field.repeated else one


def _printer_of_one(field: Field) -> Printer:
    if field.inner:
        table = table_of(field.inner)
        return lambda message: _message(message, table)
    if field.kind is Kind.ENUM:
        labels = {number: f'"{name}"' for number, name in field.names.items()}
        # A number that the contract does not name is printed as a number, says the mapping.
        return lambda number: labels.get(number) or str(number)
    if field.kind is Kind.BOOL:
        return lambda value: "true" if value else "false"
    return str if field.kind is Kind.NUMBER else encode_basestring


@cache
def table_of(shape: Shape) -> Table:
    """Table of a message, the same object each time."""
    return Table(shape)
