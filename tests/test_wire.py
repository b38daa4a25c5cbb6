"""The protobuf cursor and writer: what they refuse, and that what they accept the protobuf runtime reads the same."""

from typing import Any

import pytest
from google.protobuf import empty_pb2, wrappers_pb2
from google.protobuf.message import DecodeError
from hypothesis import given
from hypothesis import strategies as st

import probe
from marginline.v1 import account_pb2, margin_service_pb2, statement_pb2
from mutants import BYTES, END_GROUP, FIXED32, FIXED64, GROUP, VARINT, varint


def tag(number: int, wire_type: int, width: int = 0) -> bytes:
    return varint(number << 3 | wire_type, width)


def runtime_accepts(data: bytes) -> bool:
    """To Empty every field is an unknown one."""
    try:
        empty_pb2.Empty.FromString(data)
    except DecodeError:
        return False
    return True


ACCEPTED = {
    "nothing at all": b"",
    "a varint": tag(1, VARINT) + varint(300),
    "a varint of ten bytes": tag(1, VARINT) + varint(2**64 - 1),
    "an over-long varint within ten bytes": tag(1, VARINT) + varint(5, 10),
    "the highest field number": tag(2**29 - 1, VARINT) + b"\0",
    "an over-long tag of five bytes": tag(1, VARINT, 5) + b"\0",
    "eight fixed bytes": tag(1, FIXED64) + bytes(8),
    "four fixed bytes": tag(1, FIXED32) + bytes(4),
    "empty bytes": tag(1, BYTES) + b"\0",
    "bytes to the very end": tag(1, BYTES) + b"\3abc",
    "an over-long length of five bytes": tag(1, BYTES) + varint(3, 5) + b"abc",
}
REFUSED = {
    "a field number past 2^29 - 1": tag(2**29, VARINT) + b"\0",
    "a tag of six bytes": tag(1, VARINT, 6) + b"\0",
    "a tag that ends too early": b"\x88",
    "a varint of eleven bytes": tag(1, VARINT) + varint(1, 11),
    "a varint that ends too early": tag(1, VARINT) + b"\x80\x80",
    "no varint at all": tag(1, VARINT),
    "seven of eight fixed bytes": tag(1, FIXED64) + bytes(7),
    "three of four fixed bytes": tag(1, FIXED32) + bytes(3),
    "a length past the end": tag(1, BYTES) + b"\4abc",
    "a length of 2^31": tag(1, BYTES) + varint(2**31) + b"abc",
    "a length of 2^64 - 1": tag(1, BYTES) + varint(2**64 - 1) + b"abc",
    "a length of six bytes": tag(1, BYTES) + varint(3, 6) + b"abc",
    "an end without a group": tag(1, END_GROUP),
    "wire type 6": tag(1, 6) + bytes(8),
    "wire type 7": tag(1, 7) + bytes(8),
    "a group left open": tag(1, GROUP),
}
# Stricter than the runtime, which is allowed.
REFUSED_HERE = {
    "field number 0": tag(0, VARINT) + b"\0",
    "field number 0, over-long": tag(0, VARINT, 2) + b"\0",
    "a group": tag(1, GROUP) + tag(1, END_GROUP),
    "a varint past 64 bits": tag(1, VARINT) + b"\xff" * 9 + b"\x02",
}


@pytest.mark.parametrize("data", ACCEPTED.values(), ids=ACCEPTED)
def test_accepts_and_skips(data: bytes) -> None:
    assert probe.read_fields(data) is not None
    assert probe.skips(data)
    assert runtime_accepts(data)


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED)
def test_refuses_as_the_runtime_does(data: bytes) -> None:
    assert probe.read_fields(data) is None
    assert not probe.skips(data)
    assert not runtime_accepts(data)


@pytest.mark.parametrize("data", REFUSED_HERE.values(), ids=REFUSED_HERE)
def test_refuses_what_the_runtime_lets_pass(data: bytes) -> None:
    assert probe.read_fields(data) is None
    assert not probe.skips(data)
    assert runtime_accepts(data)


@given(st.binary(max_size=64))
def test_whatever_it_skips_the_runtime_skips(data: bytes) -> None:
    assert probe.skips(data) == (probe.read_fields(data) is not None)
    assert not probe.skips(data) or runtime_accepts(data)


@given(st.integers(0, 2**64 - 1), st.integers(1, 10))
def test_scalars_keep_the_low_bits(value: int, width: int) -> None:
    data = tag(1, VARINT) + varint(value, width)
    assert probe.read_fields(data) == [(1, VARINT, value)]
    assert probe.read_scalar("uint32", data) == wrappers_pb2.UInt32Value.FromString(data).value
    assert probe.read_scalar("bool", data) == wrappers_pb2.BoolValue.FromString(data).value
    side = tag(3, VARINT) + varint(value, width)
    assert probe.read_scalar("enum", side) == account_pb2.Position.FromString(side).side


@pytest.mark.parametrize("kind", ["uint32", "enum", "bool", "text"])
def test_a_known_field_of_another_wire_type_is_refused(kind: str) -> None:
    good = BYTES if kind == "text" else VARINT
    for wire_type in range(8):
        data = tag(1, wire_type) + bytes(8)
        assert (probe.read_scalar(kind, data) is not None) == (wire_type == good)


def is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def test_every_sequence_of_two_bytes_and_every_lead_of_longer_ones() -> None:
    edges = [0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xFF]
    cases = [bytes([lead, second]) for lead in range(256) for second in range(256)]
    cases += [bytes([lead, b, c]) for lead in range(0xC0, 256) for b in edges for c in edges]
    cases += [bytes([lead, b, c, d]) for lead in range(0xE0, 256) for b in edges for c in edges for d in edges]
    for case in cases:
        for data in (case, b"1234567" + case, case + b"12345678"):
            assert probe.is_utf8(data) == is_utf8(data), data


@given(st.text(max_size=30).map(str.encode) | st.binary(max_size=40))
def test_text_is_refused_where_the_runtime_refuses_it(data: bytes) -> None:
    field = tag(1, BYTES) + varint(len(data)) + data
    try:
        expected = wrappers_pb2.StringValue.FromString(field).value.encode()
    except DecodeError:
        assert probe.read_scalar("text", field) is None
    else:
        assert probe.read_scalar("text", field) == expected


def position(index: int, text: str) -> statement_pb2.PositionStatement:
    made = statement_pb2.PositionStatement(position_id=text, mark_price=str(index), side=account_pb2.SIDE_SHORT)
    made.position_tier = index
    made.warnings.extend([statement_pb2.WARNING_LEVERAGE_ABOVE_TIER, statement_pb2.WARNING_FIGURE_BEYOND_RANGE])
    return made


@pytest.mark.parametrize("length", [0, 1, 100, 120, 121, 127, 128, 129, 16_370, 16_383, 16_384, 16_390, 2_097_160])
def test_writes_the_bytes_of_the_runtime(length: int) -> None:
    """The length of a message is written afterwards: below and above each width that it may have."""
    made = statement_pb2.AccountStatement(account_id="a", state=statement_pb2.STATE_WARNING)
    made.positions.extend([position(0, "x" * length), position(2**32 - 1, "")])
    rows: list[tuple[str, int, Any]] = []
    for row in made.positions:
        fields: list[tuple[str, int, Any]] = [
            ("text", 1, row.position_id.encode()),
            ("uint32", 3, row.side),
            ("decimal", 4, int(row.mark_price) * 10**18),
            ("present", 11, row.position_tier),
            ("bits", 23, 1 << 1 | 1 << 4),
        ]
        rows.append(("message", 4, fields))
    fields = [("text", 1, b"a"), ("uint32", 2, made.state), ("text", 7, b""), ("uint32", 8, 0), ("bits", 9, 0), *rows]
    assert probe.write(fields, length + 1000) == made.SerializeToString(deterministic=True)


@pytest.mark.parametrize("value", [0, 1, 127, 128, 16_383, 16_384, 2**28, 2**32 - 1])
def test_writes_varints_at_every_width(value: int) -> None:
    expected = margin_service_pb2.StateCounts(healthy=value, rejected=value).SerializeToString(deterministic=True)
    assert probe.write([("uint32", 1, value), ("uint32", 5, value)], 200) == expected


def test_a_writer_without_room_says_so_and_never_writes_past_its_end() -> None:
    inner = [("text", 1, b"x" * 100), ("decimal", 2, -(10**38) - 1), ("present", 3, 2**32 - 1), ("bits", 4, 2**32 - 1)]
    fields: list[tuple[str, int, Any]] = [("message", 5, [*inner, ("message", 6, inner)])]
    whole = probe.write(fields, 10_000)
    assert whole is not None
    sizes = [probe.write(fields, capacity) for capacity in range(len(whole) + 100)]
    assert set(sizes) == {None, whole}
    assert sizes.index(whole) <= len(whole) + 64
    assert all(size == whole for size in sizes[sizes.index(whole) :])


def test_the_runtime_is_the_one_that_serves() -> None:
    """These tests judge by the runtime's C implementation, as the doors use it."""
    from google.protobuf.internal import api_implementation  # noqa: PLC0415 - internal, and of this test alone

    assert api_implementation.Type() == "upb"
