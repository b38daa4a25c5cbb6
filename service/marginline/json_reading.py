"""JSON to wire bytes, by the proto3 JSON mapping: a walk over the parsed document with a table per message.

Every fault is named at its path in proto spelling, in the order of the fields, as the calculator names its own; so a
JSON caller and a gRPC caller learn the same. Stricter than the mapping in one thing: a JSON number where the contract
has a decimal is refused, since it is a float.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, NoReturn, TypeAlias

import msgspec

from marginline.contract import MESSAGE_BYTES
from marginline.errors import VIOLATIONS_REPORTED, Refusal
from marginline.schema import Field, Kind, Shape, varint
from marginline.v1 import error_pb2

_MALFORMED: Final = error_pb2.ERROR_REASON_MESSAGE_MALFORMED
_NO_DECIMAL: Final = error_pb2.ERROR_REASON_NUMBER_MALFORMED
_NO_VALUE: Final = error_pb2.ERROR_REASON_ENUM_UNSPECIFIED
_BEHIND_ALL: Final = 1 << 30  # sorts a member that the contract does not know behind those that it does
_UNKNOWN_NAME_SHOWN: Final = 64
# Every value but a list's or an object's first follows a comma. Parsed, one takes up to 100 bytes, and a document of
# the largest size could be millions of them; but none in good faith is at less than 8 bytes a value.
_VALUES: Final = MESSAGE_BYTES // 8
_DIGITS: Final = 10  # of the largest number

# Where the walk is: the place of the message around (None: the outermost), the field in it, the index in a list or -1.
Place: TypeAlias = tuple["Place", Field, int] | None
Document: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class _Member:
    """What a member's name leads to. `heads` is set where a string is written without another look."""

    heads: tuple[bytes, ...] | None
    write: Writer
    field: Field
    table: Table
    # Tag and number of each enum value by name, where nothing else is to be looked at.
    values: dict[str, bytes]
    # Members that exclude this one, and the name under which that is a fault.
    rivals: tuple[tuple[str, str], ...]


Table: TypeAlias = dict[str, _Member]
Writer: TypeAlias = Callable[["_Walk", _Member, Document, str, Place, bytearray], None]


class _Repeating(dict[str, Any]):
    """An object that has a member twice."""

    repeated = ""


class _Walk:
    """What one walk finds: faults by path, and how many members it has seen."""

    def __init__(self) -> None:
        self.members = 0
        self.faults: dict[str, tuple[tuple[int, ...], int]] = {}

    def fault(self, place: Place, number: int, name: str, reason: int) -> None:
        """Notes a fault at a field of the message at `place`, or at that message itself if it has no name."""
        path, order = _path(place)
        self.faults.setdefault(_joined(path, name), ((*order, number), reason))
        if len(self.faults) == VIOLATIONS_REPORTED:
            self.refuse()

    def refuse(self) -> NoReturn:
        """Raises Refusal with what was found."""
        found = sorted(self.faults.items(), key=lambda item: item[1][0])
        raise Refusal(*((path, reason) for path, (_, reason) in found))


def _path(place: Place) -> tuple[str, tuple[int, ...]]:
    if place is None:
        return "", ()
    around, field, index = place
    path, order = _path(around)
    return _joined(path, field.name if index < 0 else f"{field.name}[{index}]"), (*order, field.number, index)


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path and name else path or name


def to_wire(shape: Shape, document: bytes) -> bytes:
    """Wire bytes of the message that a JSON document states; no bytes at all state an empty one. Raises Refusal."""
    if not document:
        return b""
    if document.count(b",") > _VALUES:
        raise Refusal(("", error_pb2.ERROR_REASON_MESSAGE_TOO_LARGE))
    walk = _Walk()
    table = table_of(shape)
    out = _message(walk, table, _parsed(document), None)
    # Each member has a colon of its own, so that with as many colons as members none was written twice.
    if not walk.faults and document.count(b":") != walk.members:
        _message(walk, table, json.loads(document, object_pairs_hook=_noting_repetition), None)
    if walk.faults:
        walk.refuse()
    return bytes(out)


def _parsed(document: bytes) -> Any:
    try:
        return msgspec.json.decode(document)
    except (msgspec.DecodeError, ValueError, RecursionError):
        raise Refusal(("", _MALFORMED)) from None


def _noting_repetition(pairs: list[tuple[str, Any]]) -> Document:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    marked = _Repeating(found)
    names = [name for name, _ in pairs]
    marked.repeated = next(name for at, name in enumerate(names) if name in names[:at])
    return marked


def _message(walk: _Walk, table: Table, document: Any, place: Place) -> bytearray:
    out = bytearray()
    if type(document) is not dict:
        _no_object(walk, table, document, place)
        return out
    walk.members += len(document)
    for name, value in document.items():
        member = table.get(name)
        if member is None:
            walk.fault(place, _BEHIND_ALL, _shown(name), _MALFORMED)
        elif type(value) is str and (heads := member.heads) is not None:
            text = value.encode()
            size = len(text)
            out += heads[size] if size < 128 else member.field.tag + varint(size)
            out += text
        elif type(value) is str and value in member.values:
            out += member.values[value]
        elif value is not None:  # null is the same as absent
            member.write(walk, member, document, name, place, out)
    return out


def _no_object(walk: _Walk, table: Table, document: Any, place: Place) -> None:
    if not isinstance(document, _Repeating):
        walk.fault(place, -1, "", _MALFORMED)
        return
    member = table.get(document.repeated)
    name = _shown(document.repeated) if member is None else member.field.name
    walk.fault(place, _BEHIND_ALL if member is None else member.field.number, name, _MALFORMED)


def _shown(name: str) -> str:
    return "".join(c if " " <= c <= "~" else "?" for c in name[:_UNKNOWN_NAME_SHOWN])


def _submessage(walk: _Walk, member: _Member, document: Document, name: str, place: Place, out: bytearray) -> None:
    field = member.field
    _delimited(field, _message(walk, member.table, document[name], (place, field, -1)), out)


def _submessages(walk: _Walk, member: _Member, document: Document, name: str, place: Place, out: bytearray) -> None:
    field, table = member.field, member.table
    for index, item in _items(walk, field, document[name], place):
        content = _message(walk, table, item, (place, field, index))
        size = len(content)
        out += field.heads[size] if size < 128 else field.tag + varint(size)
        out += content


def _delimited(field: Field, content: bytes | bytearray, out: bytearray) -> None:
    size = len(content)
    out += field.heads[size] if size < 128 else field.tag + varint(size)
    out += content


def _items(walk: _Walk, field: Field, value: Any, place: Place) -> Iterable[tuple[int, Any]]:
    if type(value) is list:
        return enumerate(value)
    walk.fault(place, field.number, field.name, _MALFORMED)
    return ()


def _exclusive(walk: _Walk, member: _Member, document: Document, name: str, place: Place, out: bytearray) -> None:
    for rival, at in member.rivals:
        if document.get(rival) is not None:
            walk.fault(place, member.field.number, at, _MALFORMED)
            return
    _writer_of(member.field)(walk, member, document, name, place, out)


def _scalar(walk: _Walk, member: _Member, document: Document, name: str, place: Place, out: bytearray) -> None:
    field = member.field
    try:
        _put_scalar(field, document[name], out)
    except _Flaw as flaw:
        walk.fault(place, field.number, field.name, flaw.reason)


def _scalars(walk: _Walk, member: _Member, document: Document, name: str, place: Place, out: bytearray) -> None:
    field = member.field
    content = bytearray()
    for index, item in _items(walk, field, document[name], place):
        try:
            _put_scalar(field, item, content)
        except _Flaw as flaw:
            walk.fault((place, field, index), -1, "", flaw.reason)
    out += content


class _Flaw(Exception):
    def __init__(self, reason: int) -> None:
        super().__init__()
        self.reason = reason


def _put_scalar(field: Field, value: Any, out: bytearray) -> None:
    # A list of numbers is written unpacked, which every reader of proto3 takes as well.
    if field.kind is Kind.ENUM:
        out += field.scalar_tag + varint(_enum(field, value))
    elif field.kind is Kind.NUMBER:
        out += field.scalar_tag + varint(_number(value))
    elif field.kind is Kind.BOOL:
        if type(value) is not bool:
            raise _Flaw(_MALFORMED)
        out += field.scalar_tag + varint(value)
    elif type(value) is str:
        _delimited(field, value.encode(), out)
    else:
        raise _Flaw(_NO_DECIMAL if field.kind is Kind.DECIMAL and type(value) in (int, float, bool) else _MALFORMED)


def _enum(field: Field, value: Any) -> int:
    if type(value) is str:
        number = field.numbers.get(value)
    elif type(value) is int:
        number = value if -(1 << 31) <= value < 1 << 31 else None
    else:
        raise _Flaw(_MALFORMED)
    if number is None:
        raise _Flaw(_NO_VALUE)
    return number


def _number(value: Any) -> int:
    in_text = type(value) is str and value.isascii() and value.isdigit() and len(value) <= _DIGITS
    if in_text or (type(value) is float and value.is_integer()):
        value = int(value)
    if type(value) is not int or not 0 <= value < 1 << 32:
        raise _Flaw(_MALFORMED)
    return value


def _writer_of(field: Field) -> Writer:
    if field.kind is Kind.MESSAGE:
        return _submessages if field.repeated else _submessage
    return _scalars if field.repeated else _scalar


@cache
def table_of(shape: Shape) -> Table:
    """Members of a message by name, in both spellings."""
    table: Table = {}
    for field in shape.fields:
        inner = table_of(field.inner) if field.inner else {}
        siblings = [
            other for other in shape.fields if field.oneof and other.oneof == field.oneof and other is not field
        ]
        rivals = tuple((name, field.oneof) for other in siblings for name in (other.json_name, other.name))
        for name in (field.json_name, field.name):
            # It is enough that one of two spellings looks for the other.
            twin = ((field.json_name, field.name),) if name != field.json_name else ()
            plain = field.kind in (Kind.DECIMAL, Kind.TEXT) and not field.repeated and not rivals and not twin
            write = _exclusive if rivals or twin else _writer_of(field)
            encoded = {value: field.scalar_tag + varint(number) for value, number in field.numbers.items()}
            if rivals or twin or field.repeated:
                encoded = {}
            table[name] = _Member(field.heads if plain else None, write, field, inner, encoded, twin + rivals)
    return table
