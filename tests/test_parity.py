"""One fact, asked through every door: the calculator itself, gRPC, REST in JSON, REST in the messages' own bytes."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from google.protobuf import json_format
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from doors_fixture import BY_NAME, JSON, PROTOBUF, Doors, Told
from marginline.application import calls_of
from marginline.errors import TABLE, name_of
from marginline.examples import EXAMPLES
from marginline.v1 import error_pb2, rulebook_pb2
from marginline_native.calculator import Fault

POSTED = tuple(EXAMPLES)
Change = Callable[[Any], object]


def example(name: str) -> Any:
    """A fresh copy of a method's first example."""
    return json.loads(json.dumps(next(iter(EXAMPLES[name].values()))["value"]))


def wire_of(name: str, document: Any) -> bytes:
    message = GetMessageClass(BY_NAME[name].request)()
    json_format.ParseDict(document, message)
    return message.SerializeToString()


def read(name: str, answer: bytes | Told) -> Message:
    assert isinstance(answer, bytes), answer
    return GetMessageClass(BY_NAME[name].response).FromString(answer)


@pytest.mark.parametrize("name", POSTED)
def test_every_door_gives_the_same_answer(doors: Doors, name: str) -> None:
    document = example(name)
    request = wire_of(name, document)
    native = calls_of(doors.service.rulebooks)[BY_NAME[name].name](request)
    text = json.dumps(document).encode()
    assert doors.rpc(name, request) == native
    assert doors.rest(name, request, PROTOBUF) == native
    assert doors.rest(name, text, JSON, accept=PROTOBUF) == native
    for answer in (doors.rest(name, text), doors.rest(name, request, PROTOBUF, accept=JSON)):
        assert isinstance(answer, bytes)
        assert json_format.Parse(answer, GetMessageClass(BY_NAME[name].response)()) == read(name, native)


def test_every_door_lists_the_same_rulebooks(doors: Doors) -> None:
    over_grpc = doors.rpc("ListRulebooks", b"")
    assert doors.rest("ListRulebooks", b"", accept=PROTOBUF) == over_grpc
    for summary in read("ListRulebooks", over_grpc).rulebooks:  # type: ignore[attr-defined]
        wanted = rulebook_pb2.GetRulebookRequest(rulebook_id=summary.reference.rulebook_id)
        path = f"/v1/rulebooks/{summary.reference.rulebook_id}"
        whole = doors.rpc("GetRulebook", wanted.SerializeToString())
        assert doors.http.get(path, headers={"accept": PROTOBUF}).content == whole
        text = doors.http.get(path).content
        assert json_format.Parse(text, rulebook_pb2.GetRulebookResponse()) == read("GetRulebook", whole)


def positions(document: Any) -> Any:
    return document["account"]["positions"]


def many_marks(document: Any) -> None:
    document["markPrices"] = [{"instrumentId": "BTC-USDT-SWAP", "price": "1"}] * 16_385


def inline(document: Any, **more: Any) -> None:
    document["rulebook"] = {"inline": {"rulebookId": "own", "version": "1", **more}}


# A plain sentence: the method, what is changed in its example, the first violation.
REFUSED: dict[str, tuple[str, Change, str, str]] = {
    "a decimal with an exponent": (
        "EvaluateAccount", lambda d: positions(d)[0].update(quantity="1e5"),
        "account.positions[0].quantity", "NUMBER_MALFORMED",
    ),
    "19 decimals": (
        "EvaluateAccount", lambda d: positions(d)[1].update(entryPrice="0.1234567890123456789"),
        "account.positions[1].entry_price", "PRECISION_EXCEEDED",
    ),
    "a figure beyond the range": (
        "EvaluateAccount", lambda d: positions(d)[0].update(quantity="9" * 18, entryPrice="9" * 18),
        "account.positions[0].notional", "OUT_OF_RANGE",
    ),
    "a position without a price": (
        "ComputeMarginRatio", lambda d: positions(d)[0].pop("entryPrice"),
        "account.positions[0].entry_price", "REQUIRED",
    ),
    "a side that is not stated": (
        "ComputeLiquidationPrice", lambda d: positions(d)[0].pop("side"),
        "account.positions[0].side", "ENUM_UNSPECIFIED",
    ),
    "a quantity of zero": (
        "EvaluateAccount", lambda d: positions(d)[0].update(quantity="0"),
        "account.positions[0].quantity", "NOT_POSITIVE",
    ),
    "isolated margin below zero": (
        "EvaluateAccount", lambda d: positions(d)[0].update(isolated={"margin": "-1"}),
        "account.positions[0].isolated.margin", "NEGATIVE_NOT_ALLOWED",
    ),
    "two positions with the same key": (
        "EvaluateAccount", lambda d: positions(d).append(positions(d)[0]),
        "account.positions[2]", "DUPLICATE_POSITION",
    ),
    "two marks of one instrument": (
        "EvaluateAccount", lambda d: d["markPrices"].append(d["markPrices"][0]),
        "mark_prices[2].instrument_id", "DUPLICATE_MARK_PRICE",
    ),
    "two balances of one currency": (
        "EvaluateAccount", lambda d: d["account"]["balances"].append(d["account"]["balances"][0]),
        "account.balances[1].currency", "DUPLICATE_BALANCE",
    ),
    "an unknown instrument": (
        "EvaluateAccount", lambda d: positions(d)[0].update(instrumentId="BTC-USDT"),
        "account.positions[0].instrument_id", "UNKNOWN_INSTRUMENT",
    ),
    "an unknown rulebook": (
        "RankCandidates", lambda d: d.update(rulebook={"rulebookId": "okex"}),
        "rulebook.rulebook_id", "UNKNOWN_RULEBOOK",
    ),
    "a pinned hash that differs": (
        "BatchEvaluateAccounts", lambda d: d["rulebook"].update(expectedContentHash="0" * 64),
        "rulebook.expected_content_hash", "RULEBOOK_HASH_MISMATCH",
    ),
    "an inline rulebook without rules": (
        "EvaluateAccount", inline, "rulebook.inline.rules", "REQUIRED",
    ),
    "an inline rulebook with a table twice": (
        "EvaluateAccount", lambda d: d.update(rulebook={"inline": twice_the_table()}),
        "rulebook.inline.tier_tables[1].tier_table_id", "RULEBOOK_INVALID",
    ),
    "a missing mark": (
        "ComputeMarginRatio", lambda d: d["markPrices"].pop(0),
        "account.positions[0].mark_price", "MARK_PRICE_MISSING",
    ),
    "a cross position without a balance": (
        "ComputeMarginRatio", lambda d: d["account"].pop("balances"),
        "account.positions[1].wallet_balance", "BALANCE_MISSING",
    ),
    "1,025 positions": (
        "EvaluateAccount", lambda d: d["account"].update(positions=[positions(d)[0]] * 1025),
        "account.positions", "TOO_MANY_POSITIONS",
    ),
    "10,001 accounts": (
        "BatchEvaluateAccounts", lambda d: d.update(accounts=[{}] * 10_001), "accounts", "TOO_MANY_ACCOUNTS",
    ),
    "50,001 candidates": (
        "RankCandidates", lambda d: d.update(candidates=[{}] * 50_001), "candidates", "TOO_MANY_CANDIDATES",
    ),
    "16,385 marks": ("EvaluateAccount", many_marks, "mark_prices", "TOO_MANY_ENTRIES"),
    "no score family": (
        "RankCandidates", lambda d: d.update(scoreFamily="ADL_SCORE_FAMILY_NONE"), "score_family", "ADL_FAMILY_NONE",
    ),
    "101 bands": ("RankCandidates", lambda d: d.update(bands=101), "bands", "BANDS_OUT_OF_RANGE"),
    "top and take_quantity": (
        "RankCandidates", lambda d: d.update(top=1, takeQuantity="1"), "take_quantity", "TOP_AND_TAKE_QUANTITY",
    ),
    "an id of 65 bytes": (
        "EvaluateAccount", lambda d: d["account"].update(accountId="x" * 65), "account.account_id", "ID_MALFORMED",
    ),
}  # fmt: skip

# Told over one door alone, by the calculator never, or of bytes that are no message; each has its test elsewhere.
NOT_BY_A_FIELD = {
    "MESSAGE_MALFORMED", "MESSAGE_TOO_LARGE", "NOT_FOUND", "UNAUTHENTICATED", "PERMISSION_DENIED", "OVERLOADED",
    "INTERNAL",
}  # fmt: skip


def twice_the_table() -> Any:
    from marginline.rulebooks import embedded  # noqa: PLC0415

    book = next(held.message for held in embedded() if held.reference.rulebook_id == "okx")
    document = json_format.MessageToDict(book)
    document["tierTables"].insert(0, document["tierTables"][0])
    return document


@pytest.mark.parametrize("sentence", REFUSED)
def test_every_door_refuses(doors: Doors, sentence: str) -> None:
    name, change, field, reason = REFUSED[sentence]
    document = example(name)
    change(document)
    request = wire_of(name, document)
    with pytest.raises(Fault) as caught:
        calls_of(doors.service.rulebooks)[BY_NAME[name].name](request)
    named = tuple((path, name_of(number)) for path, number in caught.value.violations)
    assert named[0] == (field, reason)
    telling = TABLE[caught.value.reason]
    over_rest = Told(telling.http, reason, named)
    assert doors.rpc(name, request) == Told(telling.grpc.name, reason, named)
    assert doors.rest(name, request, PROTOBUF) == over_rest
    assert doors.rest(name, json.dumps(document).encode()) == over_rest


def test_every_reason_that_a_field_can_give_is_asked_for() -> None:
    asked = {reason for _, _, _, reason in REFUSED.values()} | NOT_BY_A_FIELD
    assert asked == {name_of(number) for number in error_pb2.ErrorReason.values() if number}


def test_a_bad_account_of_a_batch_is_refused_alone_and_alike(doors: Doors) -> None:
    document = example("BatchEvaluateAccounts")
    request = wire_of("BatchEvaluateAccounts", document)
    over_grpc = read("BatchEvaluateAccounts", doors.rpc("BatchEvaluateAccounts", request))
    over_rest = doors.rest("BatchEvaluateAccounts", json.dumps(document).encode(), accept=PROTOBUF)
    assert read("BatchEvaluateAccounts", over_rest) == over_grpc
    good, bad = over_grpc.results  # type: ignore[attr-defined]
    assert good.HasField("statement")
    assert bad.rejection.account_id == "desk-8"
    assert bad.rejection.reason == error_pb2.ERROR_REASON_BALANCE_MISSING
