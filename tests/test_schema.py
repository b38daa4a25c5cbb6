"""JSON in and out, judged by the protobuf runtime's own json_format; and every way a document can be wrong."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from google.protobuf import json_format
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from hypothesis import given
from hypothesis import strategies as st

from marginline.contract import METHODS
from marginline.errors import Refusal, name_of
from marginline.json_reading import to_wire
from marginline.json_writing import to_json
from marginline.schema import Kind, kind_of, shape_of
from marginline.v1 import adl_service_pb2, margin_service_pb2, rulebook_pb2

MESSAGES = [message for method in METHODS for message in (method.request, method.response)]
EVALUATE = margin_service_pb2.EvaluateAccountRequest.DESCRIPTOR
RANK = adl_service_pb2.RankCandidatesRequest.DESCRIPTOR


TEXT = st.text(max_size=3) | st.sampled_from(['a"\\b\n\u2028é', "x" * 127, "é" * 64, "x" * 20_000])
DECIMAL = st.sampled_from(["0", "-12.5", "123456789012345678.123456789012345678"])


def values_of(field: FieldDescriptor) -> st.SearchStrategy[Any]:
    match kind_of(field):
        case Kind.TEXT:
            return TEXT
        case Kind.DECIMAL:
            return DECIMAL
        case Kind.NUMBER:
            return st.integers(0, 2**32 - 1) | st.integers(0, 300)
        case Kind.BOOL:
            return st.booleans()
        case Kind.ENUM:
            assert field.enum_type
            return st.sampled_from([*field.enum_type.values_by_number, 77, 200, 2**31 - 1, -1, -(2**31)])
        case Kind.MESSAGE:
            assert field.message_type
            return messages(field.message_type)


@cache
def messages(descriptor: Descriptor) -> st.SearchStrategy[Message]:
    """Messages with any of their fields set."""
    fields = {
        field.name: st.lists(values_of(field), max_size=3) if field.is_repeated else values_of(field)
        for field in descriptor.fields
    }
    chosen = st.lists(st.sampled_from(sorted(fields)), unique=True, max_size=7) if fields else st.just([])
    values = chosen.flatmap(lambda names: st.fixed_dictionaries({name: fields[name] for name in names}))
    return values.map(lambda given: GetMessageClass(descriptor)(**given))


@st.composite
def any_message(draw: st.DrawFn) -> Message:
    return draw(messages(draw(st.sampled_from(MESSAGES))))


@given(any_message(), st.booleans(), st.booleans(), st.sampled_from([None, 2]))
def test_json_is_read_as_the_runtime_reads_it(message: Message, snake: bool, zeros: bool, indent: int | None) -> None:
    text = json_format.MessageToJson(
        message, preserving_proto_field_name=snake, always_print_fields_with_no_presence=zeros, indent=indent
    )
    wire = to_wire(shape_of(message.DESCRIPTOR), text.encode())
    assert type(message).FromString(wire) == message


@given(any_message())
def test_what_is_printed_is_read_by_the_runtime_as_the_same_message(message: Message) -> None:
    text = to_json(shape_of(message.DESCRIPTOR), message.SerializeToString())
    assert json_format.Parse(text, type(message)()) == message


NAUGHTS: list[Any] = [None, [], [None], {}]
JUNK = [*NAUGHTS, True, 0, 1, -1, 2**32, 2**64, 1.5, 2.0, "", "1", "SIDE_LONG", "nonsense", {"a": 1}]


@given(st.data())
def test_whatever_is_accepted_the_runtime_accepts_and_reads_the_same(data: st.DataObject) -> None:
    message = data.draw(any_message())
    document = json_format.MessageToDict(message)
    place = data.draw(st.sampled_from([*places_in(document), (document, "unknown")]))
    place[0][place[1]] = data.draw(st.sampled_from(JUNK))
    text = json.dumps(document).encode()
    try:
        wire = to_wire(shape_of(message.DESCRIPTOR), text)
    except Refusal as refusal:
        assert refusal.violations  # noqa: PT017
    else:
        assert type(message).FromString(wire) == json_format.Parse(text, type(message)())


def places_in(node: Any) -> list[tuple[Any, Any]]:
    keys = node.keys() if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
    return [place for key in keys for place in ((node, key), *places_in(node[key]))]


@given(st.binary(max_size=40) | st.text(max_size=40).map(str.encode))
def test_garbage_is_refused_and_nothing_else_happens(garbage: bytes) -> None:
    try:
        to_wire(shape_of(EVALUATE), garbage)
    except Refusal as refusal:
        assert refusal.violations  # noqa: PT017
    else:
        assert garbage.strip() in (b"", b"{}")


def refused(document: bytes | dict[str, Any], descriptor: Any = EVALUATE) -> list[tuple[str, str]]:
    text = document if isinstance(document, bytes) else json.dumps(document).encode()
    with pytest.raises(Refusal) as caught:
        to_wire(shape_of(descriptor), text)
    return [(field, name_of(reason)) for field, reason in caught.value.violations]


def account(**position: Any) -> dict[str, Any]:
    return {"account": {"positions": [{}, position]}}


SECOND = "account.positions[1]"
FAULTS: dict[str, tuple[bytes | dict[str, Any], list[tuple[str, str]]]] = {
    "a float where a decimal belongs": (account(quantity=1.5), [(f"{SECOND}.quantity", "NUMBER_MALFORMED")]),
    "an integer where a decimal belongs": (account(entryPrice=1), [(f"{SECOND}.entry_price", "NUMBER_MALFORMED")]),
    "true where a decimal belongs": (account(leverage=True), [(f"{SECOND}.leverage", "NUMBER_MALFORMED")]),
    "a list where a decimal belongs": (account(leverage=["1"]), [(f"{SECOND}.leverage", "MESSAGE_MALFORMED")]),
    "a number where text belongs": ({"account": {"accountId": 5}}, [("account.account_id", "MESSAGE_MALFORMED")]),
    "an unknown member": (account(mood="bad"), [(f"{SECOND}.mood", "MESSAGE_MALFORMED")]),
    "an unknown member that is null": ({"mood": None}, [("mood", "MESSAGE_MALFORMED")]),
    "an unknown member of many odd characters": ({"é\n" * 99: 1}, [("??" * 32, "MESSAGE_MALFORMED")]),
    "an unknown enum name": (account(side="LONG"), [(f"{SECOND}.side", "ENUM_UNSPECIFIED")]),
    "an enum number of 33 bits": (account(side=2**32), [(f"{SECOND}.side", "ENUM_UNSPECIFIED")]),
    "a float where an enum belongs": (account(side=1.0), [(f"{SECOND}.side", "MESSAGE_MALFORMED")]),
    "true where an enum belongs": (account(side=True), [(f"{SECOND}.side", "MESSAGE_MALFORMED")]),
    "text where a bool belongs": ({"explain": "true"}, [("explain", "MESSAGE_MALFORMED")]),
    "a number where a bool belongs": ({"explain": 1}, [("explain", "MESSAGE_MALFORMED")]),
    "an object where a list belongs": ({"markPrices": {}}, [("mark_prices", "MESSAGE_MALFORMED")]),
    "a list where an object belongs": ({"account": []}, [("account", "MESSAGE_MALFORMED")]),
    "null within a list": ({"markPrices": [{}, None]}, [("mark_prices[1]", "MESSAGE_MALFORMED")]),
    "both spellings of one field": (
        {"account": {"accountId": "a", "account_id": "a"}},
        [("account.account_id", "MESSAGE_MALFORMED")],
    ),
    "both members of a oneof": (account(isolated={}, cross={}), [(f"{SECOND}.margin", "MESSAGE_MALFORMED")]),
    "both members of a oneof in both spellings": (
        {"rulebook": {"rulebook_id": "a", "inline": {}}},
        [("rulebook.source", "MESSAGE_MALFORMED")],
    ),
    "a member twice": (b'{"explain":true,"explain":true}', [("explain", "MESSAGE_MALFORMED")]),
    "a member twice within a list": (
        b'{"account":{"positions":[{"entryPrice":"1","entryPrice":"2"}]}}',
        [("account.positions[0].entry_price", "MESSAGE_MALFORMED")],
    ),
    "a member twice behind white space": (b'{"explain" : true, "explain" :false}', [("explain", "MESSAGE_MALFORMED")]),
    "a list at the top": (b"[]", [("", "MESSAGE_MALFORMED")]),
    "null at the top": (b"null", [("", "MESSAGE_MALFORMED")]),
    "a document that ends early": (b'{"explain"', [("", "MESSAGE_MALFORMED")]),
    "a document and something behind it": (b"{} {}", [("", "MESSAGE_MALFORMED")]),
    "white space alone": (b" \n", [("", "MESSAGE_MALFORMED")]),
    "bytes that are not UTF-8": (b'{"account":{"accountId":"\xff"}}', [("", "MESSAGE_MALFORMED")]),
    "half of a surrogate pair": (b'{"account":{"accountId":"\\ud800"}}', [("", "MESSAGE_MALFORMED")]),
    "NaN": (b'{"explain":NaN}', [("", "MESSAGE_MALFORMED")]),
    "a number beyond all floats": (b'{"explain":1e999}', [("", "MESSAGE_MALFORMED")]),
    "brackets 100,000 deep": (b"[" * 100_000, [("", "MESSAGE_MALFORMED")]),
    "objects 100,000 deep": (b'{"account":' * 100_000, [("", "MESSAGE_MALFORMED")]),
    "more values than a message can have use for": (
        b'{"markPrices":[' + b"{}," * 2_500_000 + b"{}]}",
        [("", "MESSAGE_TOO_LARGE")],
    ),
    "several faults, told in the order of the contract's fields": (
        {"view": "ALL", "wrong": 1, "account": {"positions": [{"leverage": 2, "side": "UP"}], "accountId": 1}},
        [
            ("account.account_id", "MESSAGE_MALFORMED"),
            ("account.positions[0].side", "ENUM_UNSPECIFIED"),
            ("account.positions[0].leverage", "NUMBER_MALFORMED"),
            ("view", "ENUM_UNSPECIFIED"),
            ("wrong", "MESSAGE_MALFORMED"),
        ],
    ),
}


@pytest.mark.parametrize("sentence", FAULTS)
def test_refuses(sentence: str) -> None:
    document, violations = FAULTS[sentence]
    assert refused(document) == violations


@pytest.mark.parametrize("number", [-1, 2**32, 1.5, "1.5", "", " 1", "+1", "0x1", "1_0", True, [1], "12345678901"])
def test_what_is_no_number_of_32_bits_is_refused(number: Any) -> None:
    assert refused({"bands": number}, RANK) == [("bands", "MESSAGE_MALFORMED")]


@pytest.mark.parametrize("number", [7, 7.0, "7", "007"])
def test_a_number_may_be_written_as_the_mapping_allows(number: Any) -> None:
    wire = to_wire(shape_of(RANK), json.dumps({"bands": number}).encode())
    assert adl_service_pb2.RankCandidatesRequest.FromString(wire).bands == 7


def test_no_more_than_32_faults_are_told() -> None:
    assert len(refused({"markPrices": [{"price": 1}] * 100})) == 32


def test_no_bytes_at_all_are_the_empty_message() -> None:
    assert to_wire(shape_of(EVALUATE), b"") == b""


def test_null_is_the_same_as_absent() -> None:
    assert to_wire(shape_of(EVALUATE), b'{"account":null,"view":null,"markPrices":null,"explain":null}') == b""


def test_text_where_a_decimal_belongs_is_left_to_the_calculator() -> None:
    wire = to_wire(shape_of(RANK), json.dumps({"markPrice": '1"\n\u2028'}).encode())
    assert adl_service_pb2.RankCandidatesRequest.FromString(wire).mark_price == '1"\n\u2028'


def test_a_colon_within_text_is_no_member() -> None:
    wire = to_wire(shape_of(EVALUATE), b'{"account":{"accountId":"a:b:c"}}')
    assert margin_service_pb2.EvaluateAccountRequest.FromString(wire).account.account_id == "a:b:c"


def test_numbers_that_cannot_be_absent_are_printed_at_zero() -> None:
    printed = to_json(shape_of(margin_service_pb2.StateCounts.DESCRIPTOR), b"")
    assert json.loads(printed) == dict.fromkeys(["healthy", "warning", "liquidatable", "bankrupt", "rejected"], 0)


# Every string of the contract that is not a decimal; what is not here is refused as a number, NUMBER_MALFORMED.
TEXTS = {
    "account_id", "base_currency", "content_hash", "currency", "description", "effective_from", "expected_content_hash",
    "family", "field", "instrument_id", "instrument_ids", "isolated_tier_table_id", "position_id", "quote_currency",
    "rulebook_id", "settlement_currency", "source", "tier_table_id", "version",
}  # fmt: skip


def test_the_rule_that_tells_decimals_from_text_fits_every_field() -> None:
    found: set[str] = set()
    collect(MESSAGES, lambda field: found.add(field.name) if kind_of(field) is Kind.TEXT else None)
    assert found == TEXTS


def collect(descriptors: list[Descriptor], look: Callable[[FieldDescriptor], None]) -> None:
    for descriptor in descriptors:
        for field in descriptor.fields:
            look(field)
            if field.message_type:
                collect([field.message_type], look)


def test_a_large_rulebook_goes_in_and_out_whole() -> None:
    book = rulebook_pb2.Rulebook(rulebook_id="large")
    for index in range(2000):
        book.instruments.add(instrument_id=f"I{index}", kind=1, contract_size="0.01")
    text = to_json(shape_of(book.DESCRIPTOR), book.SerializeToString())
    assert rulebook_pb2.Rulebook.FromString(to_wire(shape_of(book.DESCRIPTOR), text)) == book
