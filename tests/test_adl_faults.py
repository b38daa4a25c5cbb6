"""Rankings that are refused, candidates that are set aside, and what comes before what."""

from collections.abc import Callable
from typing import Any

import pytest

from marginline.v1 import adl_service_pb2 as pb
from marginline.v1 import rulebook_pb2
from ranking_requests import faults, holder, rank, ranking

TINY = "0.000000000000000001"
Change = Callable[[pb.RankCandidatesRequest], Any]
Expected = list[tuple[str, str]]


def changed(*fields: str, **values: Any) -> Change:
    """Clears some fields of the request, then sets others."""

    def change(request: pb.RankCandidatesRequest) -> None:
        for field in fields:
            request.ClearField(field)
        request.MergeFrom(pb.RankCandidatesRequest(**values))

    return change


def second(*fields: str, **values: Any) -> Change:
    """The same, of the second candidate."""

    def change(request: pb.RankCandidatesRequest) -> None:
        for field in fields:
            request.candidates[1].ClearField(field)
        request.candidates[1].MergeFrom(pb.Candidate(**values))

    return change


def inline(**values: Any) -> Change:
    def change(request: pb.RankCandidatesRequest) -> None:
        request.inline_instrument.CopyFrom(pb.InlineInstrument(**values))

    return change


LINEAR: Any = rulebook_pb2.INSTRUMENT_KIND_LINEAR
RATE: Any = rulebook_pb2.ADL_SCORE_FAMILY_RETURN_TIMES_MARGIN_RATE
WALLET: Any = rulebook_pb2.ADL_SCORE_FAMILY_PROFIT_OVER_WALLET_TIMES_MARGIN_RATE
BANKRUPTCY: Any = rulebook_pb2.ADL_SCORE_FAMILY_RETURN_TIMES_LEVERAGE_AT_BANKRUPTCY

REFUSED: dict[str, tuple[Change, Expected]] = {
    "no instrument": (changed("inline_instrument"), [("instrument", "REQUIRED")]),
    "an id without a rulebook ends the validation": (
        changed("inline_instrument", "mark_price", instrument_id="BTC"),
        [("rulebook", "REQUIRED")],
    ),
    "an inline instrument without anything": (
        inline(),
        [("inline_instrument.kind", "ENUM_UNSPECIFIED"), ("inline_instrument.contract_size", "REQUIRED")],
    ),
    "an unknown kind": (inline(kind=3, contract_size="1"), [("inline_instrument.kind", "ENUM_UNSPECIFIED")]),
    "a contract of no size": (
        inline(kind=LINEAR, contract_size="0"),
        [("inline_instrument.contract_size", "NOT_POSITIVE")],
    ),
    "no mark price": (changed("mark_price"), [("mark_price", "REQUIRED")]),
    "a mark price of zero": (changed(mark_price="0"), [("mark_price", "NOT_POSITIVE")]),
    "a mark price in words": (changed(mark_price="high"), [("mark_price", "NUMBER_MALFORMED")]),
    "no family and no rulebook": (changed("score_family"), [("score_family", "REQUIRED")]),
    "the family that is none": (changed(score_family=1), [("score_family", "ADL_FAMILY_NONE")]),
    "a family past the last": (changed(score_family=11), [("score_family", "ENUM_UNSPECIFIED")]),
    "a family below the first": (changed(score_family=-1), [("score_family", "ENUM_UNSPECIFIED")]),
    "no bands": (changed(bands=0), [("bands", "BANDS_OUT_OF_RANGE")]),
    "a hundred bands": (changed(bands=100), []),
    "a hundred and one bands": (changed(bands=101), [("bands", "BANDS_OUT_OF_RANGE")]),
    "no weighting": (changed("weighting"), [("weighting", "ENUM_UNSPECIFIED")]),
    "a weighting past the last": (changed(weighting=3), [("weighting", "ENUM_UNSPECIFIED")]),
    "lights from nowhere": (changed(lights_from=3), [("lights_from", "ENUM_UNSPECIFIED")]),
    "the first none": (changed(top=0), [("top", "NOT_POSITIVE")]),
    "nothing to take": (changed(take_quantity="0"), [("take_quantity", "NOT_POSITIVE")]),
    "an empty quantity to take": (changed(take_quantity=""), [("take_quantity", "NUMBER_MALFORMED")]),
    "top and take_quantity": (changed(top=1, take_quantity="1"), [("take_quantity", "TOP_AND_TAKE_QUANTITY")]),
    "top and a bad take_quantity": (changed(top=1, take_quantity="-1"), [("take_quantity", "NOT_POSITIVE")]),
    "an account id of 65 bytes": (second(account_id="x" * 65), [("candidates[1].account_id", "ID_MALFORMED")]),
    "an account id of 64 bytes": (second(account_id="x" * 64), []),
    "a position id beyond ASCII": (second(position_id="é"), [("candidates[1].position_id", "ID_MALFORMED")]),
    "an instrument id beyond ASCII": (second(instrument_id="é"), [("candidates[1].instrument_id", "ID_MALFORMED")]),
    "no side": (second("side"), [("candidates[1].side", "ENUM_UNSPECIFIED")]),
    "a third side": (second(side=3), [("candidates[1].side", "ENUM_UNSPECIFIED")]),
    "no quantity": (second("quantity"), [("candidates[1].quantity", "REQUIRED")]),
    "a negative quantity": (second(quantity="-1"), [("candidates[1].quantity", "NEGATIVE_NOT_ALLOWED")]),
    "no entry price": (second("entry_price"), [("candidates[1].entry_price", "REQUIRED")]),
    "an entry price of zero": (second(entry_price="0"), [("candidates[1].entry_price", "NOT_POSITIVE")]),
    "no equity": (second("equity"), [("candidates[1].equity", "REQUIRED")]),
    "an empty wallet balance": (second(wallet_balance=""), [("candidates[1].wallet_balance", "NUMBER_MALFORMED")]),
    "a negative maintenance margin": (
        second(maintenance_margin="-1"),
        [("candidates[1].maintenance_margin", "NEGATIVE_NOT_ALLOWED")],
    ),
    "a pool without value": (second(pool_notional="0"), [("candidates[1].pool_notional", "NOT_POSITIVE")]),
    "a bankruptcy price of zero": (second(bankruptcy_price="0"), [("candidates[1].bankruptcy_price", "NOT_POSITIVE")]),
    "a bankruptcy price of zero where it is used": (
        lambda request: (changed(score_family=BANKRUPTCY)(request), second(bankruptcy_price="-1")(request)),
        [("candidates[1].bankruptcy_price", "NOT_POSITIVE")],
    ),
    "the same account, position and side twice": (second(account_id="a"), [("candidates[1]", "DUPLICATE_POSITION")]),
    "an inline instrument has no name to differ by": (
        second(account_id="a", instrument_id="other"),
        [("candidates[1]", "DUPLICATE_POSITION")],
    ),
    "the same account with another position": (second(account_id="a", position_id="1"), []),
    "the same account on the other side": (second("side", account_id="a", side=2), []),
    "a margin rate needs a maintenance margin": (
        changed(score_family=RATE),
        [("candidates[0].maintenance_margin", "REQUIRED"), ("candidates[1].maintenance_margin", "REQUIRED")],
    ),
    "profit over wallet needs a wallet balance and a maintenance margin": (
        lambda request: (changed(score_family=WALLET)(request), request.candidates.pop()),
        [("candidates[0].wallet_balance", "REQUIRED"), ("candidates[0].maintenance_margin", "REQUIRED")],
    ),
    "a size of nineteen places": (
        lambda request: (inline(kind=LINEAR, contract_size="0.1")(request), second(quantity=TINY)(request)),
        [("candidates[1].quantity", "PRECISION_EXCEEDED")],
    ),
    "a size beyond the range": (
        lambda request: (inline(kind=LINEAR, contract_size="101")(request), second(quantity="9" * 18)(request)),
        [("candidates[1].quantity", "OUT_OF_RANGE")],
    ),
    "a value beyond the range": (second(quantity="9" * 18), [("candidates[1].notional", "OUT_OF_RANGE")]),
    "a loss beyond the range": (
        second(quantity="9" * 17, entry_price="9999"),
        [("candidates[1].unrealized_pnl", "OUT_OF_RANGE")],
    ),
    "nothing is computed while anything else is wrong": (
        lambda request: (changed(bands=0)(request), second(quantity="9" * 18)(request)),
        [("bands", "BANDS_OUT_OF_RANGE")],
    ),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED.keys())
def test_refused(case: tuple[Change, Expected]) -> None:
    change, expected = case
    request = ranking(holder("a"), holder("b"))
    change(request)
    assert faults(request) == expected


@pytest.mark.parametrize(
    ("margin", "reason"), [("0", "NOT_POSITIVE"), ("-1", "NOT_POSITIVE"), (TINY, "")], ids=["zero", "below", "above"]
)
def test_a_margin_rate_must_be_above_zero(margin: str, reason: str) -> None:
    request = ranking(holder("a", maintenance_margin=margin), score="RETURN_TIMES_MARGIN_RATE")
    assert faults(request) == ([("candidates[0].maintenance_margin", reason)] if reason else [])


def test_every_field_is_named_in_order() -> None:
    request = pb.RankCandidatesRequest(bands=0, top=0, take_quantity="x")
    request.candidates.add(account_id="\n", wallet_balance="x", pool_notional="0")
    assert faults(request) == [
        ("instrument", "REQUIRED"),
        ("mark_price", "REQUIRED"),
        ("score_family", "REQUIRED"),
        ("bands", "BANDS_OUT_OF_RANGE"),
        ("weighting", "ENUM_UNSPECIFIED"),
        ("top", "NOT_POSITIVE"),
        ("take_quantity", "NUMBER_MALFORMED"),
        ("candidates[0].account_id", "ID_MALFORMED"),
        ("candidates[0].side", "ENUM_UNSPECIFIED"),
        ("candidates[0].quantity", "REQUIRED"),
        ("candidates[0].entry_price", "REQUIRED"),
        ("candidates[0].equity", "REQUIRED"),
        ("candidates[0].wallet_balance", "NUMBER_MALFORMED"),
        ("candidates[0].pool_notional", "NOT_POSITIVE"),
    ]


def test_at_most_32_are_named() -> None:
    request = ranking(*(pb.Candidate(account_id=str(number)) for number in range(9)))
    found = faults(request)
    assert len(found) == 32
    assert found[-1] == ("candidates[7].equity", "REQUIRED")


def padded(count: int, request: pb.RankCandidatesRequest) -> bytes:
    """So many empty candidates more."""
    return request.SerializeToString() + bytes([11 << 3 | 2, 0]) * count


@pytest.mark.parametrize(
    ("count", "first"),
    [(50_000, ("candidates[0].side", "ENUM_UNSPECIFIED")), (50_001, ("candidates", "TOO_MANY_CANDIDATES"))],
)
def test_the_limit_of_candidates(count: int, first: tuple[str, str]) -> None:
    found = faults(padded(count, ranking()))
    assert found[0] == first
    assert len(found) == (32 if count == 50_000 else 1)


MALFORMED: dict[str, tuple[bytes, str]] = {
    "a field number of zero": (b"\x00", ""),
    "a candidate that ends too early": (b"\x5a\x05\x0a", "candidates[1]"),
    "a tag that ends too early inside a candidate": (b"\x5a\x01\x80", "candidates[1]"),
    "a quantity that is a varint": (b"\x5a\x02\x28\x01", "candidates[1].quantity"),
    "an account id that is not UTF-8": (b"\x5a\x03\x0a\x01\xff", "candidates[1].account_id"),
    "a mark price that is a varint": (b"\x20\x01", "mark_price"),
    "bands that are text": (b"\x32\x01a", "bands"),
    "a second inline instrument": (b"\x1a\x00", "inline_instrument"),
    "an id beside an inline instrument": (b"\x12\x01a", "instrument_id"),
    "a kind that is text": (b"\x1a\x02\x0a\x00", "inline_instrument"),
    "a rulebook of varints": (b"\x0a\x02\x08\x01", "rulebook.rulebook_id"),
}


@pytest.mark.parametrize("case", MALFORMED.values(), ids=MALFORMED.keys())
def test_malformed_bytes_come_before_every_other_fault(case: tuple[bytes, str]) -> None:
    more, field = case
    for request in (ranking(holder()), ranking(pb.Candidate()), ranking(pb.Candidate(), bands=0)):
        assert faults(request.SerializeToString() + more) == [(field, "MESSAGE_MALFORMED")]


def test_malformed_bytes_come_before_the_limit_and_a_missing_rulebook() -> None:
    broken = b"\x5a\x02\x28\x01"
    assert faults(broken + padded(50_000, ranking())) == [("candidates[0].quantity", "MESSAGE_MALFORMED")]
    request = ranking(instrument_id="BTC")
    assert faults(request.SerializeToString() + broken) == [("candidates[0].quantity", "MESSAGE_MALFORMED")]


def test_fields_of_a_later_contract_are_skipped() -> None:
    plain = ranking(holder("a"), holder("b"))
    later = plain.SerializeToString() + b"\xa2\x06\x01x"
    assert faults(later) == []


ASIDE = [
    ("c", "long", {"quantity": "0"}, "ZERO_QUANTITY"),
    ("b", "long", {"equity": "0"}, "EQUITY_NOT_POSITIVE"),
    ("b", "short", {"equity": "-" + TINY}, "EQUITY_NOT_POSITIVE"),
    ("a", "short", {"quantity": "0.0", "equity": "-1"}, "ZERO_QUANTITY"),
]


def test_who_is_set_aside_and_in_which_order() -> None:
    made: list[Any] = [holder(account, side, **fields) for account, side, fields, _ in ASIDE]  # type: ignore[arg-type]
    made += [holder("d", equity=TINY), holder("b", position_id="2", equity="0")]
    response = rank(ranking(*made))
    assert [
        (one.account_id, one.position_id, one.side, pb.SetAsideReason.Name(one.reason)[17:])
        for one in response.set_aside
    ] == [
        ("b", "", 1, "EQUITY_NOT_POSITIVE"),
        ("b", "2", 1, "EQUITY_NOT_POSITIVE"),
        ("c", "", 1, "ZERO_QUANTITY"),
        ("a", "", 2, "ZERO_QUANTITY"),
        ("b", "", 2, "EQUITY_NOT_POSITIVE"),
    ]
    assert [one.account_id for one in response.long_queue.candidates] == ["d"]
    assert response.long_queue.total_quantity == "10"


def test_of_one_set_aside_only_the_key_and_three_fields_are_checked() -> None:
    bad: dict[str, Any] = {"entry_price": "x", "wallet_balance": "x", "maintenance_margin": "-1", "pool_notional": "0"}
    bad["bankruptcy_price"] = "0"
    assert faults(ranking(holder(quantity="0", **bad), size="0.1")) == []
    assert faults(ranking(holder(equity="0", **{**bad, "quantity": TINY}), size="0.1")) == []
    assert faults(ranking(holder(quantity="0", **{**bad, "equity": "x"}))) == [
        ("candidates[0].equity", "NUMBER_MALFORMED")
    ]
    assert faults(ranking(holder(equity="0", **{**bad, "quantity": "-1"}))) == [
        ("candidates[0].quantity", "NEGATIVE_NOT_ALLOWED")
    ]
