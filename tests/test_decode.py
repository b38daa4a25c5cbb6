"""Decoding of requests: which field a malformed one names, limits at the edge and one past it, and what comes first."""

from collections.abc import Callable
from typing import Any

import pytest

import probe
from marginline.v1 import account_pb2, error_pb2, margin_service_pb2
from mutants import BYTES, FIXED32, VARINT, join, varint

RATIO, EVALUATE, BATCH = 3, 5, 6
WHOLE = -1
MALFORMED = error_pb2.ERROR_REASON_MESSAGE_MALFORMED
POSITIONS, BALANCES, ACCOUNTS, MARKS = 1_024, 256, 10_000, 16_384

BAD_TAG = b"\0"
BAD_TEXT = b"\xff"
CUT = b"\x0a\x05"


def field(number: int, value: bytes = b"") -> bytes:
    return join((number << 3 | BYTES, value))


def fixed(number: int) -> bytes:
    """A wire type that no field of a request has."""
    return join((number << 3 | FIXED32, bytes(4)))


def flag(number: int, value: int) -> bytes:
    return join((number << 3 | VARINT, varint(value)))


def account_with(position: bytes) -> bytes:
    """The third position of an account."""
    return field(3, field(3) + field(3) + field(3, position))


def decode(kind: int, data: bytes) -> Any:
    return probe.Decoder().decode(kind, data)


# What is wrong -> (bytes, account it is in, list, row, field).
FAULTS: dict[str, tuple[bytes, int, str | None, int, str | None]] = {
    "a bad tag": (BAD_TAG, WHOLE, None, 0, None),
    "a group": (varint(9 << 3 | 3) + varint(9 << 3 | 4), WHOLE, None, 0, None),
    "a rulebook past the end": (CUT, WHOLE, None, 0, "rulebook"),
    "a rulebook twice": (field(1) + field(1), WHOLE, None, 0, "rulebook"),
    "a bad tag in the rulebook": (field(1, BAD_TAG), WHOLE, None, 0, "rulebook"),
    "a rulebook id that is not UTF-8": (field(1, field(1, BAD_TEXT)), WHOLE, None, 0, "rulebook.rulebook_id"),
    "a hash that is not UTF-8": (field(1, field(3, BAD_TEXT)), WHOLE, None, 0, "rulebook.expected_content_hash"),
    "an inline rulebook twice": (field(1, field(2) + field(2)), WHOLE, None, 0, "rulebook.inline"),
    "an inline rulebook after an id": (field(1, field(1, b"a") + field(2)), WHOLE, None, 0, "rulebook.inline"),
    "an id after an inline rulebook": (field(1, field(2) + field(1)), WHOLE, None, 0, "rulebook.rulebook_id"),
    "a mark price past the end": (field(2) + b"\x12\x05", WHOLE, "mark_prices", 1, None),
    "a bad tag in a mark price": (field(2) + field(2, BAD_TAG), WHOLE, "mark_prices", 1, None),
    "an instrument that is not UTF-8": (field(2, field(1, BAD_TEXT)), WHOLE, "mark_prices", 0, "instrument_id"),
    "a price that is not UTF-8": (field(2, field(2, BAD_TEXT)), WHOLE, "mark_prices", 0, "price"),
    "a price that is a number": (field(2, flag(2, 5)), WHOLE, "mark_prices", 0, "price"),
    "an account past the end": (b"\x1a\x05", WHOLE, None, 0, "account"),
    "an account twice": (field(3) + field(3), WHOLE, None, 0, "account"),
    "a view that is text": (field(4, b"1"), WHOLE, None, 0, "view"),
    "an explain of fixed width": (fixed(5), WHOLE, None, 0, "explain"),
    "a bad tag in the account": (field(3, BAD_TAG), 0, None, 0, None),
    "an account id that is not UTF-8": (field(3, field(1, BAD_TEXT)), 0, None, 0, "account_id"),
    "a bad tag in a balance": (field(3, field(2) + field(2, BAD_TAG)), 0, "balances", 1, None),
    "a balance past the end": (field(3, field(2) + b"\x12\x05"), 0, "balances", 1, None),
    "a currency that is not UTF-8": (field(3, field(2, field(1, BAD_TEXT))), 0, "balances", 0, "currency"),
    "a wallet balance of fixed width": (field(3, field(2, fixed(2))), 0, "balances", 0, "wallet_balance"),
    "a position past the end": (field(3, field(3) + b"\x1a\x05"), 0, "positions", 1, None),
    "a bad tag in a position": (account_with(field(1) + BAD_TAG), 0, "positions", 2, None),
    "a position id that is not UTF-8": (account_with(field(1, BAD_TEXT)), 0, "positions", 2, "position_id"),
    "a side that is text": (account_with(field(3, b"1")), 0, "positions", 2, "side"),
    "a quantity that is not UTF-8": (account_with(field(4, BAD_TEXT)), 0, "positions", 2, "quantity"),
    "an entry price that is a number": (account_with(flag(5, 1)), 0, "positions", 2, "entry_price"),
    "a leverage that is not UTF-8": (account_with(field(6, BAD_TEXT)), 0, "positions", 2, "leverage"),
    "isolated margin past the end": (account_with(b"\x3a\x05"), 0, "positions", 2, "isolated"),
    "isolated margin not UTF-8": (account_with(field(7, field(1, BAD_TEXT))), 0, "positions", 2, "isolated.margin"),
    "isolated twice": (account_with(field(7) + field(7)), 0, "positions", 2, "isolated"),
    "isolated after cross": (account_with(field(8) + field(7)), 0, "positions", 2, "isolated"),
    "cross after isolated": (account_with(field(7) + field(8)), 0, "positions", 2, "cross"),
    "cross twice": (account_with(field(8) + field(8)), 0, "positions", 2, "cross"),
    "a bad tag in cross": (account_with(field(8, BAD_TAG)), 0, "positions", 2, "cross"),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_names_the_innermost_field_of_malformed_bytes(fault: tuple[bytes, int, str | None, int, str | None]) -> None:
    data, *place = fault
    assert decode(EVALUATE, data) == (MALFORMED, *place)


def test_a_threshold_is_a_field_of_a_batch_alone() -> None:
    assert decode(BATCH, field(6, BAD_TEXT)) == (MALFORMED, WHOLE, None, 0, "report_at_or_below")
    assert decode(BATCH, field(3) + b"\x1a\x05") == (MALFORMED, WHOLE, None, 0, "accounts")
    assert isinstance(decode(EVALUATE, field(6, BAD_TEXT)), dict)


@pytest.mark.parametrize("number", [4, 5, 6, 7])
def test_skips_what_a_request_does_not_have(number: int) -> None:
    for kind in (RATIO, EVALUATE, BATCH):
        assert isinstance(decode(kind, fixed(number)), dict) == (number > kind)


def test_scalars_given_twice_count_as_last_given() -> None:
    position = field(4, b"1") + field(4, b"2") + field(6, b"3") + field(6, b"x") + flag(3, 1) + flag(3, 2)
    row = decode(RATIO, field(3, field(3, position)))["accounts"][0]["positions"][0]
    assert (row["quantity"], row["leverage"], row["side"]) == ((1, 2 * 10**18), (2, 0), 2)


def test_empty_text_is_absent_but_where_presence_counts() -> None:
    row = decode(RATIO, field(3, field(3, field(4) + field(6) + field(7, field(1)))))["accounts"][0]["positions"][0]
    assert (row["quantity"], row["leverage"], row["isolated_margin"]) == ((0, 0), (2, 0), (0, 0))
    assert decode(BATCH, field(6))["report_at_or_below"] == (2, 0)
    assert decode(BATCH, b"")["report_at_or_below"] == (0, 0)


def test_fields_may_come_in_any_order_and_interleaved() -> None:
    account = field(3, field(1, b"p")) + field(2, field(1, b"X")) + field(1, b"a") + field(3, field(1, b"q"))
    found = decode(EVALUATE, flag(4, 2) + field(3, account) + field(2, field(1, b"I")) + field(1, field(1, b"okx")))
    assert [row["position_id"] for row in found["accounts"][0]["positions"]] == [b"p", b"q"]
    assert found["accounts"][0]["balances"] == [(b"X", (0, 0))]
    assert (found["rulebook"]["rulebook_id"], found["mark_prices"], found["view"]) == (b"okx", [(b"I", (0, 0))], 2)


def batch(count: int) -> bytes:
    accounts = [account_pb2.Account()] * count
    return margin_service_pb2.BatchEvaluateAccountsRequest(accounts=accounts).SerializeToString()


LIMITS: dict[str, tuple[int, Callable[[int], bytes], tuple[int, int, str]]] = {
    "positions": (POSITIONS, lambda count: field(3, field(3) * count), (17, 0, "positions")),
    "balances": (BALANCES, lambda count: field(3, field(2) * count), (26, 0, "balances")),
    "accounts": (ACCOUNTS, batch, (18, WHOLE, "accounts")),
    "marks": (MARKS, lambda count: field(2) * count, (26, WHOLE, "mark_prices")),
}


@pytest.mark.parametrize(("limit", "request_of", "refusal"), LIMITS.values(), ids=LIMITS)
def test_limits_at_the_edge_and_one_past_it(
    limit: int, request_of: Callable[[int], bytes], refusal: tuple[int, int, str]
) -> None:
    reason, account, name = refusal
    expected = (reason, account, None, 0, name)
    assert isinstance(decode(BATCH, request_of(limit)), dict)
    for count in (limit + 1, 3 * limit):
        found = decode(BATCH, request_of(count))
        assert (found if account == WHOLE else found["accounts"][0]) == expected


def test_an_account_over_its_limit_is_refused_alone() -> None:
    found = decode(BATCH, field(3, field(1, b"a")) + field(3, field(3) * 1_025) + field(3, field(1, b"c")))
    assert [row if isinstance(row, tuple) else row["account_id"] for row in found["accounts"]] == [
        b"a",
        (17, 1, None, 0, "positions"),
        b"c",
    ]


def test_balances_come_before_positions() -> None:
    found = decode(BATCH, field(3, field(3) * (POSITIONS + 1) + field(2) * (BALANCES + 1)))
    assert found["accounts"][0] == (26, 0, None, 0, "balances")


def test_marks_come_before_accounts() -> None:
    assert decode(BATCH, batch(ACCOUNTS + 1) + field(2) * (MARKS + 1)) == (26, WHOLE, None, 0, "mark_prices")


def test_malformed_bytes_past_a_limit_come_before_it() -> None:
    many = field(3) * (POSITIONS + 1)
    assert decode(BATCH, field(3, many + field(3, BAD_TAG))) == (MALFORMED, 0, "positions", POSITIONS + 1, None)
    marks = field(2) * (MARKS + 1)
    assert decode(BATCH, marks + field(2, BAD_TAG)) == (MALFORMED, WHOLE, "mark_prices", MARKS + 1, None)


def test_malformed_bytes_in_one_account_refuse_the_batch() -> None:
    data = field(3) + field(3, field(3) * (POSITIONS + 1)) + field(3, field(2, BAD_TAG)) + field(3, BAD_TAG)
    assert decode(BATCH, data) == (MALFORMED, 2, "balances", 0, None)
