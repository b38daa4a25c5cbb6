"""Wire bytes to JSON, by the proto3 JSON mapping: a walk over the bytes that lays out the text piece by piece.

It is for answers of our own, whose bytes are sound and whose repeated fields stand in one run each. Names are in
lowerCamelCase, enums by name, what is absent is left out; but a number that cannot be absent is printed at zero too.
"""
# ruff: noqa: ARG001 (printers are called alike, and need not all they are given)

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Final, TypeAlias

import msgspec

from marginline.schema import Field, Kind, Shape

_COMMA: Final = 44
_quoted: Final = msgspec.json.Encoder().encode

# Prints a value whose length or number has been read: bytes, where it begins, that number, where its message ends, the
# text so far. Returns where it ends. What it prints ends with a comma; the last one of a list or message is taken away.
Printer: TypeAlias = Callable[["_Printed", bytes, int, int, int, list[bytes]], int]


@dataclass(frozen=True, slots=True, eq=False)
class _Printed:
    """How the field of one tag is printed. `plain`: text between quotes as it is, since a decimal needs no escape."""

    plain: bool
    prefix: bytes
    printer: Printer
    field: Field
    table: Table
    labels: dict[int, bytes]
    # Prefix and label of an enum's values, where one is all that is printed.
    pieces: dict[int, bytes]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A message: its fields by tag; and of each number that cannot be absent its tag and what is printed if it is."""

    fields: dict[int, _Printed]
    zeros: dict[int, bytes]


def to_json(shape: Shape, message: bytes) -> bytes:
    """JSON text of a message's wire bytes."""
    out: list[bytes] = []
    _message(table_of(shape), message, 0, len(message), out)
    out[-1] = b"}"
    return b"".join(out)


def _message(table: Table, data: bytes, at: int, end: int, out: list[bytes]) -> None:
    fields, zeros = table.fields, table.zeros
    if zeros:
        zeros = zeros.copy()
    put = out.append
    put(b"{")
    while at < end:
        tag, size = data[at], data[at + 1]
        at += 2
        if tag > 127:
            tag += (size << 7) - 128
            size = data[at]
            at += 1
        printed = fields[tag]
        if size > 127:
            size, at = _varint(data, at - 1)
        if printed.plain:
            stop = at + size
            out += (printed.prefix, data[at:stop], b'",')
            at = stop
        elif size in printed.pieces:
            put(printed.pieces[size])
        else:
            if zeros:
                zeros.pop(tag, None)
            at = printed.printer(printed, data, at, size, end, out)
    for piece in zeros.values():
        put(piece)
    _close(out, b"},")


def _close(out: list[bytes], closing: bytes) -> None:
    last = out[-1]
    if last[-1] == _COMMA:
        out[-1] = last[:-1]
    out.append(closing)


def _varint(data: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = data[at]
        at += 1
        number |= (byte & 127) << shift
        if byte < 128:
            return number, at
        shift += 7


def _number(printed: _Printed, data: bytes, at: int, size: int, end: int, out: list[bytes]) -> int:
    out.append(b"%b%d," % (printed.prefix, size))
    return at


def _bool(printed: _Printed, data: bytes, at: int, size: int, end: int, out: list[bytes]) -> int:
    out.append(printed.prefix + (b"true," if size else b"false,"))
    return at


def _label(printed: _Printed, number: int) -> bytes:
    # A number that the contract does not name is printed as a number, says the mapping; the wire has it in 64 bits.
    return printed.labels.get(number) or b"%d," % (number - (1 << 64) if number >> 63 else number)


def _enum(printed: _Printed, data: bytes, at: int, size: int, end: int, out: list[bytes]) -> int:
    out.append(printed.prefix + _label(printed, size))
    return at


def _enums(printed: _Printed, data: bytes, at: int, size: int, end: int, out: list[bytes]) -> int:
    stop = at + size
    out.append(printed.prefix + b"[")
    while at < stop:
        number, at = _varint(data, at)
        out.append(_label(printed, number))
    _close(out, b"],")
    return at


def _text(printed: _Printed, data: bytes, at: int, size: int, end: int, out: list[bytes]) -> int:
    out.append(printed.prefix + _quoted(str(data[at : at + size], "utf-8")) + b",")
    return at + size


def _texts(printed: _Printed, data: bytes, at: int, size: int, end: int, out: list[bytes]) -> int:
    tag = printed.field.tag
    out.append(printed.prefix + b"[")
    while True:
        out.append(_quoted(str(data[at : at + size], "utf-8")) + b",")
        at += size
        if at == end or not data.startswith(tag, at):
            break
        size, at = _varint(data, at + len(tag))
    _close(out, b"],")
    return at


def _submessage(printed: _Printed, data: bytes, at: int, size: int, end: int, out: list[bytes]) -> int:
    out.append(printed.prefix)
    _message(printed.table, data, at, at + size, out)
    return at + size


def _submessages(printed: _Printed, data: bytes, at: int, size: int, end: int, out: list[bytes]) -> int:
    tag = printed.field.tag
    out.append(printed.prefix + b"[")
    while True:
        _message(printed.table, data, at, at + size, out)
        at += size
        if at == end or not data.startswith(tag, at):
            break
        size, at = _varint(data, at + len(tag))
    _close(out, b"],")
    return at


_PRINTERS: Final[dict[tuple[Kind, bool], Printer]] = {
    (Kind.DECIMAL, False): _text,
    (Kind.TEXT, False): _text,
    (Kind.TEXT, True): _texts,
    (Kind.NUMBER, False): _number,
    (Kind.BOOL, False): _bool,
    (Kind.ENUM, False): _enum,
    (Kind.ENUM, True): _enums,
    (Kind.MESSAGE, False): _submessage,
    (Kind.MESSAGE, True): _submessages,
}


@cache
def table_of(shape: Shape) -> Table:
    """Fields of a message by tag."""
    table = Table({}, {})
    for field in shape.fields:
        plain = field.kind is Kind.DECIMAL and not field.repeated
        prefix = b'"%b":' % field.json_name.encode()
        labels = {number: b'"%b",' % name.encode() for number, name in field.names.items()}
        tag = field.number << 3 | (2 if field.repeated or field.kind in (Kind.DECIMAL, Kind.TEXT, Kind.MESSAGE) else 0)
        printer = _PRINTERS[field.kind, field.repeated]
        inner = table_of(field.shape)
        pieces = {} if field.repeated else {number: prefix + label for number, label in labels.items()}
        table.fields[tag] = _Printed(plain, prefix + b'"' if plain else prefix, printer, field, inner, labels, pieces)
        if field.implicit and field.kind is Kind.NUMBER:
            table.zeros[tag] = prefix + b"0,"
    return table
