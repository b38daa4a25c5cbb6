"""What is refused first: a table in which each row repairs one field of the row above."""

from collections.abc import Callable
from dataclasses import dataclass, field

import sample_book
from marginline.v1 import account_pb2, rulebook_pb2
from marginline.v1 import margin_service_pb2 as pb
from marginline.v1.error_pb2 import ErrorReason
from marginline_native.calculator import Calculator, Fault, Rulebook

Named = list[tuple[str, str]]
HELD = sample_book.rulebook()
CALCULATOR = Calculator([Rulebook(HELD.SerializeToString())])


def named(fault: Fault) -> Named:
    return [(path, ErrorReason.Name(ErrorReason.ValueType(reason))[13:]) for path, reason in fault.violations]


def faults_of(request: pb.EvaluateAccountRequest, tail: bytes = b"") -> Named:
    try:
        CALCULATOR.evaluate_account(request.SerializeToString() + tail)
    except Fault as fault:
        return named(fault)
    return []


def all_wrong() -> pb.EvaluateAccountRequest:
    request = pb.EvaluateAccountRequest(view=9)  # type: ignore[arg-type]
    mark = account_pb2.MarkPrice(price="0")
    request.mark_prices.extend([mark] * 16_385)
    request.account.account_id = "caf\u00e9"
    request.account.balances.extend([account_pb2.Balance()] * 257)
    position = account_pb2.Position(position_id="x" * 65, leverage="")
    request.account.positions.extend([position] * 1_025)
    return request


@dataclass
class Draft:
    """A request on its way from all wrong to right; `tail` are bytes after it."""

    request: pb.EvaluateAccountRequest = field(default_factory=all_wrong)
    tail: bytes = b"\x0b"

    @property
    def account(self) -> account_pb2.Account:
        return self.request.account

    @property
    def book(self) -> rulebook_pb2.RulebookSelector:
        return self.request.rulebook


def keep(rows: object, count: int) -> None:
    del rows[count:]  # type: ignore[attr-defined]


def put(message: object, **fields: object) -> None:
    for name, value in fields.items():
        setattr(message, name, value)


def mark(draft: Draft, row: int = 0) -> account_pb2.MarkPrice:
    return draft.request.mark_prices[row]


def balance(draft: Draft, row: int = 0) -> account_pb2.Balance:
    return draft.account.balances[row]


def position(draft: Draft, row: int = 0) -> account_pb2.Position:
    return draft.account.positions[row]


def inline(draft: Draft, version: str) -> None:
    draft.book.inline.CopyFrom(HELD)
    draft.book.inline.version = version


def hold(draft: Draft) -> None:
    draft.book.rulebook_id = "sample"
    draft.book.expected_content_hash = "0" * 64


def cross(draft: Draft) -> None:
    position(draft).instrument_id = "BTC-USDT"
    position(draft).cross.SetInParent()


def beyond_range(draft: Draft) -> None:
    draft.request.view = 0  # type: ignore[assignment]
    position(draft, 1).quantity = "9" * 18


Row = tuple[str, Callable[[Draft], object], str, str]
# What the row says, what is repaired, and the first violation then: its field and reason.
PRECEDENCE: list[Row] = [
    ("nothing is right", lambda _: None, "", "MESSAGE_MALFORMED"),
    ("the bytes are a message", lambda d: put(d, tail=b""), "mark_prices", "TOO_MANY_ENTRIES"),
    ("few enough marks", lambda d: keep(d.request.mark_prices, 3), "account.balances", "TOO_MANY_ENTRIES"),
    ("few enough balances", lambda d: keep(d.account.balances, 2), "account.positions", "TOO_MANY_POSITIONS"),
    ("few enough positions", lambda d: keep(d.account.positions, 2), "rulebook", "REQUIRED"),
    ("a selector is there", lambda d: d.book.SetInParent(), "rulebook.source", "REQUIRED"),
    ("it has an id", lambda d: put(d.book, rulebook_id=""), "rulebook.rulebook_id", "REQUIRED"),
    ("the id says something", lambda d: put(d.book, rulebook_id="\t"), "rulebook.rulebook_id", "ID_MALFORMED"),
    ("the id is well formed", lambda d: put(d.book, rulebook_id="x"), "rulebook.rulebook_id", "UNKNOWN_RULEBOOK"),
    ("the rulebook is inline", lambda d: inline(d, ""), "rulebook.inline.version", "REQUIRED"),
    ("it is held, and pinned", hold, "rulebook.expected_content_hash", "RULEBOOK_HASH_MISMATCH"),
    ("not pinned", lambda d: put(d.book, expected_content_hash=""), "mark_prices[0].instrument_id", "REQUIRED"),
    (
        "the mark has an id",
        lambda d: put(mark(d), instrument_id="x" * 65),
        "mark_prices[0].instrument_id",
        "ID_MALFORMED",
    ),
    ("a good one", lambda d: put(mark(d), instrument_id="BTC-USDT"), "mark_prices[0].price", "NOT_POSITIVE"),
    ("its price is right", lambda d: put(mark(d), price="31000"), "mark_prices[1].instrument_id", "REQUIRED"),
    (
        "the second mark has the same id",
        lambda d: put(mark(d, 1), instrument_id="BTC-USDT", price="1e5"),
        "mark_prices[1].instrument_id",
        "DUPLICATE_MARK_PRICE",
    ),
    (
        "it is of an instrument that the rulebook does not know",
        lambda d: put(mark(d, 1), instrument_id="elsewhere"),
        "mark_prices[1].price",
        "NUMBER_MALFORMED",
    ),
    ("digits", lambda d: put(mark(d, 1), price="0.0000000000000000001"), "mark_prices[1].price", "PRECISION_EXCEEDED"),
    ("few enough digits", lambda d: put(mark(d, 1), price="1"), "mark_prices[2].instrument_id", "REQUIRED"),
    (
        "the third is of that same instrument",
        lambda d: put(mark(d, 2), instrument_id="elsewhere"),
        "mark_prices[2].instrument_id",
        "DUPLICATE_MARK_PRICE",
    ),
    ("two marks are left", lambda d: keep(d.request.mark_prices, 2), "account.account_id", "ID_MALFORMED"),
    ("no account id", lambda d: put(d.account, account_id=""), "account.balances[0].currency", "REQUIRED"),
    ("a currency", lambda d: put(balance(d), currency="\n"), "account.balances[0].currency", "ID_MALFORMED"),
    ("a good one", lambda d: put(balance(d), currency="BTC"), "account.balances[0].wallet_balance", "REQUIRED"),
    (
        "its balance is not malformed",
        lambda d: put(balance(d), wallet_balance="-0.5"),
        "account.balances[1].currency",
        "REQUIRED",
    ),
    (
        "the second has the same currency",
        lambda d: put(balance(d, 1), currency="BTC", wallet_balance="+1"),
        "account.balances[1].currency",
        "DUPLICATE_BALANCE",
    ),
    (
        "another currency",
        lambda d: put(balance(d, 1), currency="EUR"),
        "account.balances[1].wallet_balance",
        "NUMBER_MALFORMED",
    ),
    (
        "the balances are right",
        lambda d: put(balance(d, 1), wallet_balance="0"),
        "account.positions[0].position_id",
        "ID_MALFORMED",
    ),
    (
        "no position id",
        lambda d: put(position(d), position_id=""),
        "account.positions[0].instrument_id",
        "REQUIRED",
    ),
    (
        "an instrument id",
        lambda d: put(position(d), instrument_id="x" * 65),
        "account.positions[0].instrument_id",
        "ID_MALFORMED",
    ),
    (
        "well formed",
        lambda d: put(position(d), instrument_id="elsewhere"),
        "account.positions[0].instrument_id",
        "UNKNOWN_INSTRUMENT",
    ),
    (
        "an instrument of the rulebook",
        lambda d: put(position(d), instrument_id="ETH-USDT"),
        "account.positions[0].side",
        "ENUM_UNSPECIFIED",
    ),
    ("a side no one knows", lambda d: put(position(d), side=-1), "account.positions[0].side", "ENUM_UNSPECIFIED"),
    ("a side", lambda d: put(position(d), side=1), "account.positions[0].quantity", "REQUIRED"),
    ("a quantity", lambda d: put(position(d), quantity="-0"), "account.positions[0].quantity", "NOT_POSITIVE"),
    ("above zero", lambda d: put(position(d), quantity="1"), "account.positions[0].entry_price", "REQUIRED"),
    (
        "an entry price",
        lambda d: put(position(d), entry_price="2000"),
        "account.positions[0].leverage",
        "NUMBER_MALFORMED",
    ),
    ("a leverage", lambda d: put(position(d), leverage="0"), "account.positions[0].leverage", "NOT_POSITIVE"),
    ("above zero", lambda d: put(position(d), leverage="10"), "account.positions[0].margin", "REQUIRED"),
    (
        "isolated",
        lambda d: position(d).isolated.SetInParent(),
        "account.positions[0].isolated.margin",
        "REQUIRED",
    ),
    (
        "with a margin",
        lambda d: put(position(d).isolated, margin="-1"),
        "account.positions[0].isolated.margin",
        "NEGATIVE_NOT_ALLOWED",
    ),
    (
        "zero or above",
        lambda d: put(position(d).isolated, margin="0"),
        "account.positions[0].mark_price",
        "MARK_PRICE_MISSING",
    ),
    (
        "of an instrument with a mark, but cross",
        cross,
        "account.positions[0].wallet_balance",
        "BALANCE_MISSING",
    ),
    (
        "in a currency that is there",
        lambda d: put(balance(d), currency="USDT"),
        "account.positions[1].position_id",
        "ID_MALFORMED",
    ),
    (
        "the second is the same as the first",
        lambda d: position(d, 1).CopyFrom(position(d)),
        "account.positions[1]",
        "DUPLICATE_POSITION",
    ),
    ("isolated instead", lambda d: put(position(d, 1).isolated, margin="5"), "view", "ENUM_UNSPECIFIED"),
    (
        "a view, but a value beyond 10^20",
        beyond_range,
        "account.positions[1].notional",
        "OUT_OF_RANGE",
    ),
]


def test_precedence() -> None:
    draft = Draft()
    for sentence, repair, path, reason in PRECEDENCE:
        repair(draft)
        found = faults_of(draft.request, draft.tail)
        assert found[:1] == [(path, reason)], sentence
        assert len(found) <= 32, sentence
    position(draft, 1).quantity = "1"
    assert faults_of(draft.request) == []


ALONE = {"TOO_MANY_ENTRIES", "TOO_MANY_POSITIONS", "MESSAGE_MALFORMED", "RULEBOOK_HASH_MISMATCH", "OUT_OF_RANGE"}


def test_what_ends_the_validation_comes_alone() -> None:
    draft = Draft()
    for sentence, repair, path, reason in PRECEDENCE:
        repair(draft)
        if reason in ALONE or path.startswith("rulebook"):
            assert len(faults_of(draft.request, draft.tail)) == 1, sentence


def test_every_fault_at_once_in_the_order_of_the_fields() -> None:
    draft = Draft(tail=b"")
    keep(draft.request.mark_prices, 1)
    keep(draft.account.balances, 1)
    keep(draft.account.positions, 1)
    draft.book.rulebook_id = "sample"
    assert faults_of(draft.request) == [
        ("mark_prices[0].instrument_id", "REQUIRED"),
        ("mark_prices[0].price", "NOT_POSITIVE"),
        ("account.account_id", "ID_MALFORMED"),
        ("account.balances[0].currency", "REQUIRED"),
        ("account.balances[0].wallet_balance", "REQUIRED"),
        ("account.positions[0].position_id", "ID_MALFORMED"),
        ("account.positions[0].instrument_id", "REQUIRED"),
        ("account.positions[0].side", "ENUM_UNSPECIFIED"),
        ("account.positions[0].quantity", "REQUIRED"),
        ("account.positions[0].entry_price", "REQUIRED"),
        ("account.positions[0].leverage", "NUMBER_MALFORMED"),
        ("account.positions[0].margin", "REQUIRED"),
        ("view", "ENUM_UNSPECIFIED"),
    ]
