"""Requests broken in one known way: a valid one, one breaker, and the violations that must follow.

Expectations are written here by hand, not asked of the oracle, so that they hold the oracle as well as the service.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from marginline.v1 import account_pb2, margin_service_pb2, rulebook_pb2
from oracle_faults import Violation, reason
from strategies_account import random_account_case

Request = Any
Broken = list[tuple[str, str]] | None
Breaker = Callable[[Random, Request], Broken]

MALFORMED = ("1e5", "+1", ".5", "5.", "NaN", "Infinity", " 1", "1 ", "1,0", "0x1", "--1", "-", "\u0663", "1.2.3", "1_0")
TOO_PRECISE = ("0.1234567890123456789", "1234567890123456789", "0.0000000000000000000", "0000000000000000001")
BAD_IDS = ("x" * 65, "caf\u00e9", "new\nline", "\x7f", "tab\t")


@dataclass
class BadCase:
    """A request, the RPC it goes to, and every violation it must be refused with, in order.

    in_account: only the account is at fault, so that in a batch it alone is rejected.
    """

    rpc: str
    request: Request
    violations: list[Violation]
    in_account: bool


def bad_number(rng: Random, *, sign: str, required: bool) -> tuple[str, str]:
    """A text that a decimal field must refuse, and why. sign: any, zero_or_above, above_zero."""
    found = [(rng.choice(MALFORMED), "NUMBER_MALFORMED"), (rng.choice(TOO_PRECISE), "PRECISION_EXCEEDED")]
    if required:
        found.append(("", "REQUIRED"))
    if sign == "above_zero":
        found += [("0", "NOT_POSITIVE"), ("-0", "NOT_POSITIVE"), ("-0.000000000000000001", "NOT_POSITIVE")]
    if sign == "zero_or_above":
        found.append(("-0.5", "NEGATIVE_NOT_ALLOWED"))
    return rng.choice(found)


def number_breaker(pick: Callable[[Random, Request], tuple[Any, str, str] | None], sign: str, required: str) -> Breaker:
    """Breaks a decimal: pick gives the message, its field, and the path of the message."""

    def breaker(rng: Random, request: Request) -> Broken:
        found = pick(rng, request)
        if found is None:
            return None
        message, field, path = found
        text, why = bad_number(rng, sign=sign, required=required == "required")
        setattr(message, field, text)
        return [(path + field, why)]

    return breaker


def _position(rng: Random, request: Request) -> tuple[Any, str]:
    index = rng.randrange(len(request.account.positions))
    return request.account.positions[index], f"account.positions[{index}]."


def _of_position(field: str) -> Callable[[Random, Request], tuple[Any, str, str] | None]:
    def pick(rng: Random, request: Request) -> tuple[Any, str, str] | None:
        position, path = _position(rng, request)
        if field == "margin":
            isolated = position.WhichOneof("margin") == "isolated"
            return (position.isolated, field, path + "isolated.") if isolated else None
        return position, field, path

    return pick


def _of_mark(rng: Random, request: Request) -> tuple[Any, str, str] | None:
    index = rng.randrange(len(request.mark_prices))
    return request.mark_prices[index], "price", f"mark_prices[{index}]."


def _of_balance(rng: Random, request: Request) -> tuple[Any, str, str] | None:
    if not request.account.balances:
        return None
    index = rng.randrange(len(request.account.balances))
    return request.account.balances[index], "wallet_balance", f"account.balances[{index}]."


def _account_id(rng: Random, request: Request) -> Broken:
    request.account.account_id = rng.choice(BAD_IDS)
    return [("account.account_id", "ID_MALFORMED")]


def _position_id(rng: Random, request: Request) -> Broken:
    position, path = _position(rng, request)
    position.position_id = rng.choice(BAD_IDS)
    return [(path + "position_id", "ID_MALFORMED")]


def _position_instrument(rng: Random, request: Request) -> Broken:
    position, path = _position(rng, request)
    bad = [("", "REQUIRED"), (rng.choice(BAD_IDS), "ID_MALFORMED"), ("nowhere", "UNKNOWN_INSTRUMENT")]
    position.instrument_id, why = rng.choice(bad)
    return [(path + "instrument_id", why)]


def _side(rng: Random, request: Request) -> Broken:
    position, path = _position(rng, request)
    position.side = rng.choice((0, 3, 99, -1))
    return [(path + "side", "ENUM_UNSPECIFIED")]


def _no_margin(rng: Random, request: Request) -> Broken:
    position, path = _position(rng, request)
    position.ClearField(position.WhichOneof("margin"))
    return [(path + "margin", "REQUIRED")]


def _new_mark(rng: Random, request: Request) -> Broken:
    bad, why = rng.choice([("", "REQUIRED"), (rng.choice(BAD_IDS), "ID_MALFORMED")])
    request.mark_prices.add(instrument_id=bad, price="1")
    return [(f"mark_prices[{len(request.mark_prices) - 1}].instrument_id", why)]


def _same_mark(_: Random, request: Request) -> Broken:
    request.mark_prices.add().CopyFrom(request.mark_prices[0])
    return [(f"mark_prices[{len(request.mark_prices) - 1}].instrument_id", "DUPLICATE_MARK_PRICE")]


def _new_balance(rng: Random, request: Request) -> Broken:
    bad, why = rng.choice([("", "REQUIRED"), (rng.choice(BAD_IDS), "ID_MALFORMED")])
    request.account.balances.add(currency=bad, wallet_balance="1")
    return [(f"account.balances[{len(request.account.balances) - 1}].currency", why)]


def _same_balance(_: Random, request: Request) -> Broken:
    if not request.account.balances:
        return None
    request.account.balances.add(currency=request.account.balances[0].currency, wallet_balance="1")
    return [(f"account.balances[{len(request.account.balances) - 1}].currency", "DUPLICATE_BALANCE")]


def _same_position(rng: Random, request: Request) -> Broken:
    position, _ = _position(rng, request)
    request.account.positions.add().CopyFrom(position)
    return [(f"account.positions[{len(request.account.positions) - 1}]", "DUPLICATE_POSITION")]


def _no_mark(rng: Random, request: Request) -> Broken:
    position, _ = _position(rng, request)
    kept = [one for one in request.mark_prices if one.instrument_id != position.instrument_id]
    del request.mark_prices[:]
    request.mark_prices.extend(kept)
    return [
        (f"account.positions[{index}].mark_price", "MARK_PRICE_MISSING")
        for index, one in enumerate(request.account.positions)
        if one.instrument_id == position.instrument_id
    ]


def _no_balance(_: Random, request: Request) -> Broken:
    if not any(one.WhichOneof("margin") == "cross" for one in request.account.positions):
        return None
    del request.account.balances[:]
    return [
        (f"account.positions[{index}].wallet_balance", "BALANCE_MISSING")
        for index, one in enumerate(request.account.positions)
        if one.WhichOneof("margin") == "cross"
    ]


def _inexact_size(rng: Random, request: Request) -> Broken:
    position, path = _position(rng, request)
    sizes = {one.instrument_id: one.contract_size for one in request.rulebook.inline.instruments}
    if "." not in sizes[position.instrument_id]:
        return None
    position.quantity = "0.000000000000000003"
    return [(path + "quantity", "PRECISION_EXCEEDED")]


def _huge_size(rng: Random, request: Request) -> Broken:
    position, path = _position(rng, request)
    fellows = [one for one in request.account.positions if one.instrument_id == position.instrument_id]
    if len(fellows) > 1:
        return None
    for one in request.rulebook.inline.instruments:
        if one.instrument_id == position.instrument_id:
            one.contract_size = "101"
    position.quantity = "999999999999999999"
    return [(path + "quantity", "OUT_OF_RANGE")]


def _too_many_positions(_: Random, request: Request) -> Broken:
    request.account.positions.extend([account_pb2.Position()] * (1025 - len(request.account.positions)))
    return [("account.positions", "TOO_MANY_POSITIONS")]


def _too_many_balances(_: Random, request: Request) -> Broken:
    request.account.balances.extend([account_pb2.Balance()] * (257 - len(request.account.balances)))
    return [("account.balances", "TOO_MANY_ENTRIES")]


def _two_at_once(rng: Random, request: Request) -> Broken:
    """Two faults of one position, which must come in field order."""
    position, path = _position(rng, request)
    position.entry_price, position.side = "x", 0
    return [(path + "side", "ENUM_UNSPECIFIED"), (path + "entry_price", "NUMBER_MALFORMED")]


def _more_than_reported(_: Random, request: Request) -> Broken:
    """More faults than are reported."""
    del request.account.positions[:]
    for number in range(40):
        request.account.positions.add(position_id=str(number))
    fields = ("instrument_id", "side", "quantity", "entry_price", "margin")
    whys = ("REQUIRED", "ENUM_UNSPECIFIED", "REQUIRED", "REQUIRED", "REQUIRED")
    found = [
        (f"account.positions[{number}].{field}", why)
        for number in range(40)
        for field, why in zip(fields, whys, strict=True)
    ]
    return found[:32]


def _view(rng: Random, request: Request) -> Broken:
    request.view = rng.choice((4, 77, -2))
    return [("view", "ENUM_UNSPECIFIED")]


def _no_account(_: Random, request: Request) -> Broken:
    request.ClearField("account")
    return [("account", "REQUIRED")]


def _no_rulebook(rng: Random, request: Request) -> Broken:
    request.ClearField("rulebook")
    if rng.random() < 0.5:
        return [("rulebook", "REQUIRED")]
    request.ClearField("account")
    return [("rulebook", "REQUIRED"), ("account", "REQUIRED")]


def _selector(rng: Random, request: Request) -> Broken:
    """A selector without a source, a bad or unknown id, or a hash that differs; whatever follows is not looked at."""
    request.mark_prices.add()
    roll = rng.randrange(5)
    if roll == 0:
        request.rulebook.CopyFrom(rulebook_pb2.RulebookSelector())
        request.rulebook.SetInParent()
        return [("rulebook.source", "REQUIRED")]
    if roll == 1:
        request.rulebook.expected_content_hash = "0" * 64
        return [("rulebook.expected_content_hash", "RULEBOOK_HASH_MISMATCH")]
    bad, why = [("", "REQUIRED"), (rng.choice(BAD_IDS), "ID_MALFORMED"), ("nobody", "UNKNOWN_RULEBOOK")][roll - 2]
    request.rulebook.rulebook_id = bad
    return [("rulebook.rulebook_id", why)]


IN_ACCOUNT: tuple[Breaker, ...] = (
    number_breaker(_of_position("quantity"), "above_zero", "required"),
    number_breaker(_of_position("entry_price"), "above_zero", "required"),
    number_breaker(_of_position("leverage"), "above_zero", "optional"),
    number_breaker(_of_position("margin"), "zero_or_above", "required"),
    number_breaker(_of_balance, "any", "required"),
    *(_account_id, _position_id, _position_instrument, _side, _no_margin, _new_balance, _same_balance),
    *(_same_position, _no_balance, _inexact_size, _too_many_positions, _too_many_balances),
    *(_two_at_once, _more_than_reported),
)
WHOLE: tuple[Breaker, ...] = (
    number_breaker(_of_mark, "above_zero", "required"),
    *(_new_mark, _same_mark, _no_mark, _huge_size, _view, _no_account, _no_rulebook, _selector),
)


def numbered(broken: list[tuple[str, str]]) -> list[Violation]:
    """Violations with the numbers of their reasons."""
    return [(path, reason(why)) for path, why in broken]


def random_bad_account(rng: Random) -> BadCase:
    """A broken request about one account."""
    while True:
        request: margin_service_pb2.EvaluateAccountRequest = random_account_case(rng, 4)
        if not request.account.positions:
            continue
        breaker = rng.choice((*IN_ACCOUNT, *WHOLE))
        broken = breaker(rng, request)
        if broken is not None:
            return BadCase("EvaluateAccount", request, numbered(broken), breaker in IN_ACCOUNT)
