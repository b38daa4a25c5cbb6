"""The law of the wire reader: whatever it accepts, the protobuf runtime accepts and reads the same."""

from typing import Any

import pytest
from google.protobuf.message import DecodeError, Message

import probe
from marginline.v1 import account_pb2, margin_service_pb2, rulebook_pb2, statement_pb2
from mutants import Mutator
from number_text import ABSENT, expected

MALFORMED = 23
EVERY = 34_000
MODES = {None: 0, "isolated": 1, "cross": 2}


def account(positions: int, name: str = "desk-1") -> account_pb2.Account:
    made = account_pb2.Account(account_id=name)
    made.balances.add(currency="USDT", wallet_balance="1000.5")
    made.balances.add(currency="BTC", wallet_balance="-0.25")
    for index in range(positions):
        row = made.positions.add(position_id=f"p{index}", instrument_id="BTC-USDT", side=account_pb2.SIDE_SHORT)
        row.quantity, row.entry_price = f"{index + 1}", "50000.1"
        if index % 2:
            row.leverage = "12.5"
            row.isolated.margin = "100"
        else:
            row.cross.SetInParent()
    return made


def common(request: Any) -> Any:
    request.rulebook.rulebook_id = "okx"
    request.rulebook.expected_content_hash = "0f" * 32
    request.mark_prices.add(instrument_id="BTC-USDT", price="50123.25")
    request.mark_prices.add(instrument_id="ETH-USDT", price="2500")
    return request


def ratio_request() -> margin_service_pb2.ComputeMarginRatioRequest:
    request: margin_service_pb2.ComputeMarginRatioRequest = common(margin_service_pb2.ComputeMarginRatioRequest())
    request.account.CopyFrom(account(2))
    return request


def evaluate_request() -> margin_service_pb2.EvaluateAccountRequest:
    request: margin_service_pb2.EvaluateAccountRequest = common(margin_service_pb2.EvaluateAccountRequest())
    request.account.CopyFrom(account(3))
    request.view, request.explain = statement_pb2.VIEW_RISK, True
    return request


def batch_request() -> margin_service_pb2.BatchEvaluateAccountsRequest:
    request: margin_service_pb2.BatchEvaluateAccountsRequest = common(margin_service_pb2.BatchEvaluateAccountsRequest())
    request.accounts.extend([account(1), account(0, ""), account(2, "desk-2")])
    request.view, request.report_at_or_below = statement_pb2.VIEW_FULL, "1.5"
    return request


def inline_request() -> margin_service_pb2.EvaluateAccountRequest:
    request = evaluate_request()
    request.rulebook.inline.rulebook_id = "mine"
    request.rulebook.inline.instruments.add(instrument_id="BTC-USDT", contract_size="0.01")
    return request


REQUESTS: dict[int, list[Message]] = {
    3: [ratio_request(), margin_service_pb2.ComputeMarginRatioRequest(account=account(1))],
    5: [evaluate_request(), inline_request()],
    6: [batch_request(), margin_service_pb2.BatchEvaluateAccountsRequest(accounts=[account(2)])],
}


def number(message: Any, name: str, *, presence: bool = False) -> tuple[int, int]:
    """What native is to make of a decimal that the runtime has read."""
    text = getattr(message, name).encode()
    absent = not message.HasField(name) if presence else not text
    return (ABSENT, 0) if absent else expected(text)


def read_position(message: account_pb2.Position) -> dict[str, Any]:
    return {
        "position_id": message.position_id.encode(),
        "instrument_id": message.instrument_id.encode(),
        "side": int(message.side),
        "quantity": number(message, "quantity"),
        "entry_price": number(message, "entry_price"),
        "leverage": number(message, "leverage", presence=True),
        "margin_mode": MODES[message.WhichOneof("margin")],
        "isolated_margin": number(message.isolated, "margin"),
    }


def read_account(message: account_pb2.Account) -> dict[str, Any]:
    return {
        "account_id": message.account_id.encode(),
        "balances": [(row.currency.encode(), number(row, "wallet_balance")) for row in message.balances],
        "positions": [read_position(row) for row in message.positions],
    }


def read_selector(request: Any) -> dict[str, Any] | None:
    if not request.HasField("rulebook"):
        return None
    selector = request.rulebook
    source = selector.WhichOneof("source")
    return {
        "rulebook_id": selector.rulebook_id.encode() if source == "rulebook_id" else None,
        "inline": selector.inline if source == "inline" else None,
        "expected_content_hash": selector.expected_content_hash.encode(),
    }


def read(request: Any, kind: int) -> dict[str, Any]:
    """A request as the runtime reads it, in the words of the probe."""
    single = [request.account] if kind < 6 and request.HasField("account") else []
    return {
        "rulebook": read_selector(request),
        "mark_prices": [(row.instrument_id.encode(), number(row, "price")) for row in request.mark_prices],
        "accounts": [read_account(row) for row in (request.accounts if kind == 6 else single)],
        "view": int(request.view) if kind >= 5 else 0,
        "explain": request.explain if kind >= 5 else False,
        "report_at_or_below": number(request, "report_at_or_below", presence=True) if kind == 6 else (ABSENT, 0),
    }


def inline_of(decoded: dict[str, Any]) -> bytes | None:
    selector = decoded["rulebook"]
    inline: bytes | None = selector["inline"] if selector else None
    return inline


def holds_the_law(message: type[Message], kind: int, data: bytes, decoded: dict[str, Any]) -> bool:
    """What is inside an inline rulebook is decoded by another stage, and only compared here."""
    inline = inline_of(decoded)
    try:
        if inline is not None:
            decoded["rulebook"]["inline"] = rulebook_pb2.Rulebook.FromString(inline)
    except DecodeError:
        return True
    return decoded == read(message.FromString(data), kind)


@pytest.mark.parametrize("kind", REQUESTS)
def test_good_messages_are_read_as_the_runtime_reads_them(kind: int) -> None:
    decoder = probe.Decoder()
    for message in REQUESTS[kind]:
        data = message.SerializeToString()
        decoded = decoder.decode(kind, data)
        assert isinstance(decoded, dict)
        assert holds_the_law(type(message), kind, data, decoded)


@pytest.mark.parametrize("kind", REQUESTS)
def test_whatever_is_accepted_the_runtime_accepts_and_reads_the_same(kind: int) -> None:
    decoder = probe.Decoder()
    kind_of_message = type(REQUESTS[kind][0])
    mutator = Mutator(kind, [message.SerializeToString() for message in REQUESTS[kind]])
    accepted = 0
    for _ in range(EVERY):
        data = mutator.mutant()
        decoded = decoder.decode(kind, data)
        if isinstance(decoded, tuple):
            assert decoded[0] == MALFORMED
            continue
        accepted += 1
        assert holds_the_law(kind_of_message, kind, data, decoded), data.hex()
    assert EVERY * 0.3 < accepted < EVERY * 0.8


def strictly_refused(message: type[Message], data: bytes) -> bool:
    """Of what native refuses: whether the runtime refuses it too."""
    try:
        message.FromString(data)
    except DecodeError:
        return True
    return False


@pytest.mark.parametrize("kind", REQUESTS)
def test_little_is_refused_that_the_runtime_accepts(kind: int) -> None:
    """Only the documented kinds: field number 0, groups, a wrong wire type, a singular message twice, long varints."""
    decoder = probe.Decoder()
    mutator = Mutator(100 + kind, [message.SerializeToString() for message in REQUESTS[kind]])
    refused = [
        data for data in (mutator.mutant() for _ in range(2_000)) if isinstance(decoder.decode(kind, data), tuple)
    ]
    stricter = [data for data in refused if not strictly_refused(type(REQUESTS[kind][0]), data)]
    assert len(stricter) < 0.6 * len(refused)
