"""Odd and malformed variants of good protobuf messages, from a seed."""

import random
from collections.abc import Callable

VARINT, FIXED64, BYTES, GROUP, END_GROUP, FIXED32 = range(6)
WIDTHS = {FIXED64: 8, FIXED32: 4}
Field = tuple[int, bytes]  # the tag as a number, and what follows it without its length

TEXTS = [
    *(b"", b"0", b"-0", b"1", b"007", b"-1.5", b"1.", b".5", b"+1", b"1e5", b"NaN", b"1,0", b"9" * 18, b"9" * 19),
    *(b"0." + b"1" * 18, b"0." + b"1" * 19, b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82"),
    *("\u20ac".encode(), "\U0001f4b0".encode(), b"\0", b"1\0", b"12345678\x80", b"x" * 127, b"x" * 128, b"x" * 300),
]
VALUES = [0, 1, 2, 3, 127, 128, 300, 2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**32 + 1, 2**63, 2**64 - 1]


def varint(value: int, width: int = 0) -> bytes:
    """A varint, over-long if it is to be wider than it needs."""
    out = bytearray()
    while value >= 0x80 or len(out) + 1 < width:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def take_varint(data: bytes, at: int) -> tuple[int, int]:
    """Value and where it ends; IndexError past the end."""
    value = shift = 0
    while data[at] >= 0x80:
        value |= (data[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
    return value | data[at] << shift, at + 1


def fields_of(data: bytes) -> list[Field] | None:
    """The fields of a message, or None where the bytes are none (or have a group)."""
    found: list[Field] = []
    at = 0
    try:
        while at < len(data):
            tag, at = take_varint(data, at)
            start = at
            if tag & 7 == VARINT:
                _, at = take_varint(data, at)
            elif tag & 7 == BYTES:
                length, start = take_varint(data, at)
                at = start + length
            else:
                at += WIDTHS[tag & 7]
            if at > len(data):
                return None
            found.append((tag, data[start:at]))
    except (IndexError, KeyError):
        return None
    return found


def join(field: Field) -> bytes:
    """A field's bytes, well-formed."""
    tag, value = field
    return varint(tag) + (varint(len(value)) if tag & 7 == BYTES else b"") + value


def parts_of(data: bytes) -> list[Field]:
    """The fields of a message and of every message inside it (and of text that happens to look like one)."""
    fields = fields_of(data) or []
    return fields + [part for tag, value in fields if tag & 7 == BYTES for part in parts_of(value)]


class Mutator:
    """Endless variants of some messages; the same ones for the same seed."""

    def __init__(self, seed: int, messages: list[bytes]) -> None:
        self.random = random.Random(seed)
        self.messages = messages
        self.parts = [part for message in messages for part in parts_of(message)]
        self.bytewise: list[Callable[[bytes], bytes]] = [
            self.flip, self.overwrite, self.truncate, self.insert, self.delete, self.repeat, self.splice
        ]  # fmt: skip
        self.fieldwise: list[Callable[[list[Field]], bytes]] = [
            self.duplicate, self.shuffle, self.drop, self.overlong, self.lie, self.retag, self.unknown, self.retext,
            self.revalue, self.regroup, self.borrow,
        ]  # fmt: skip

    def mutant(self) -> bytes:
        """One message with one to three things done to it."""
        data = self.random.choice(self.messages)
        for _ in range(self.random.choice([1, 1, 1, 2, 3])):
            data = self.mutate(data)
        return data

    def mutate(self, data: bytes) -> bytes:
        """One thing done to it, or to a message inside it whose length is then put right."""
        fields = fields_of(data)
        if not fields or self.random.random() < 0.2:
            return self.random.choice(self.bytewise)(data) if data else self.insert(data)
        inner = [index for index, (tag, value) in enumerate(fields) if tag & 7 == BYTES and len(value) > 1]
        if inner and self.random.random() < 0.7:
            index = self.random.choice(inner)
            tag, value = fields[index]
            if fields_of(value):
                fields[index] = (tag, self.mutate(value))
                return b"".join(map(join, fields))
        return self.random.choice(self.fieldwise)(fields)

    def place(self, data: bytes) -> int:
        return self.random.randrange(len(data) + 1)

    def flip(self, data: bytes) -> bytes:
        at = self.random.randrange(len(data))
        return data[:at] + bytes([data[at] ^ 1 << self.random.randrange(8)]) + data[at + 1 :]

    def overwrite(self, data: bytes) -> bytes:
        at = self.random.randrange(len(data))
        return (
            data[:at]
            + bytes([self.random.choice([0, 1, 0x7F, 0x80, 0xFF, self.random.randrange(256)])])
            + data[at + 1 :]
        )

    def truncate(self, data: bytes) -> bytes:
        return data[: self.place(data)]

    def insert(self, data: bytes) -> bytes:
        at = self.place(data)
        return data[:at] + self.random.randbytes(self.random.randint(1, 4)) + data[at:]

    def delete(self, data: bytes) -> bytes:
        at = self.place(data)
        return data[:at] + data[at + self.random.randint(1, 4) :]

    def repeat(self, data: bytes) -> bytes:
        first, last = sorted((self.place(data), self.place(data)))
        return data[:last] + data[first:last] + data[last:]

    def splice(self, data: bytes) -> bytes:
        other = self.random.choice(self.messages)
        return data[: self.place(data)] + other[self.place(other) :]

    def duplicate(self, fields: list[Field]) -> bytes:
        fields.insert(self.random.randrange(len(fields) + 1), self.random.choice(fields))
        return b"".join(map(join, fields))

    def shuffle(self, fields: list[Field]) -> bytes:
        self.random.shuffle(fields)
        return b"".join(map(join, fields))

    def drop(self, fields: list[Field]) -> bytes:
        del fields[self.random.randrange(len(fields))]
        return b"".join(map(join, fields))

    def with_one(self, fields: list[Field], change: Callable[[Field], bytes]) -> bytes:
        index = self.random.randrange(len(fields))
        return b"".join(change(field) if at == index else join(field) for at, field in enumerate(fields))

    def overlong(self, fields: list[Field]) -> bytes:
        """A tag, a length or a value in more bytes than it needs."""
        width = self.random.randint(2, 11)

        def change(field: Field) -> bytes:
            tag, value = field
            if self.random.random() < 0.3:
                return varint(tag, width) + join(field)[len(varint(tag)) :]
            if tag & 7 == BYTES:
                return varint(tag) + varint(len(value), width) + value
            return varint(tag) + (varint(take_varint(value, 0)[0], width) if tag & 7 == VARINT else value)

        return self.with_one(fields, change)

    def lie(self, fields: list[Field]) -> bytes:
        """A length that is not the value's."""
        lengths = [0, 1, 127, 128, 2**14, 2**24, 2**31 - 1, 2**31, 2**32, 2**63, 2**64 - 1]

        def change(field: Field) -> bytes:
            near = len(field[1]) + self.random.choice([-2, -1, 1, 2])
            return varint(field[0]) + varint(self.random.choice([*lengths, max(near, 0)])) + field[1]

        return self.with_one(fields, change)

    def retag(self, fields: list[Field]) -> bytes:
        """Another number or wire type before the same bytes."""
        number = self.random.choice([0, *range(1, 17), 2**29 - 1, 2**29])
        wire_type = self.random.randrange(8)
        kept = self.random.random() < 0.5
        return self.with_one(
            fields, lambda field: join(((number << 3 | (field[0] & 7 if kept else wire_type)), field[1]))
        )

    def unknown(self, fields: list[Field]) -> bytes:
        number = self.random.choice([9, 15, 16, 100, 2**29 - 1]) << 3
        new = self.random.choice([
            (number | VARINT, varint(self.random.choice(VALUES))),
            (number | FIXED64, self.random.randbytes(8)),
            (number | FIXED32, self.random.randbytes(4)),
            (number | BYTES, self.random.choice(TEXTS)),
        ])  # fmt: skip
        fields.insert(self.random.randrange(len(fields) + 1), new)
        return b"".join(map(join, fields))

    def retext(self, fields: list[Field]) -> bytes:
        return self.with_one(fields, lambda field: join((field[0] & ~7 | BYTES, self.random.choice(TEXTS))))

    def revalue(self, fields: list[Field]) -> bytes:
        return self.with_one(fields, lambda field: join((field[0] & ~7, varint(self.random.choice(VALUES)))))

    def regroup(self, fields: list[Field]) -> bytes:
        """A field inside a group, which may not end, or end as another."""
        number = self.random.choice([1, 3, 9]) << 3
        end = self.random.choice([b"", varint(number | END_GROUP), varint(number + 8 | END_GROUP)])
        return self.with_one(fields, lambda field: varint(number | GROUP) + join(field) + end)

    def borrow(self, fields: list[Field]) -> bytes:
        """A field from elsewhere, which may be the second of two that exclude each other."""
        fields.insert(self.random.randrange(len(fields) + 1), self.random.choice(self.parts))
        return b"".join(map(join, fields))
