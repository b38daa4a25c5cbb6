"""Comparison of an answer with the oracle's: equality, apart from one unit where a reciprocal does not terminate.

Two allowances, and no others: prices of inverse instruments (and the distance, which must follow from the price that
was printed), and maintenance terms of inverse positions whose tier measure sums values at different prices (with what
follows from them: their sums, the ratios of the printed sums, the prices of their pool).
"""

from collections import defaultdict
from fractions import Fraction
from typing import Any

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

import oracle_numbers as numbers
from marginline.v1 import margin_service_pb2, statement_pb2
from marginline.v1 import rulebook_pb2 as rules_pb

UNIT_PRICES = ("liquidation_price", "other_liquidation_price", "bankruptcy_price")
UNIT_MAINTENANCE = ("maintenance_margin", "maintenance_margin_rate")
FOLLOWERS = ("margin_ratio", "margin_usage")


class Leeway:
    """What of a request may differ by one unit."""

    def __init__(self, request: Message, book: rules_pb.Rulebook | None) -> None:
        self.inverse: set[str] = set()
        self.loose: set[str] = set()
        self.measures: set[str] = set()
        if book is None:
            return
        kinds = {one.instrument_id: one for one in book.instruments}
        inverse = rules_pb.INSTRUMENT_KIND_INVERSE
        self.inverse = {name for name, one in kinds.items() if one.kind == inverse}
        whole = book.rules.tier_scheme == rules_pb.TIER_SCHEME_WHOLE
        by_size = book.rules.tier_scheme == rules_pb.TIER_SCHEME_LINEAR_IN_SIZE
        by_value = by_size or book.rules.tier_basis == rules_pb.TIER_BASIS_NOTIONAL
        if book.rules.cross_pooling == rules_pb.CROSS_POOLING_POSITION or not by_value:
            return
        for account in _accounts(request):
            self.measures |= _inexact(account, book.rules, {name: kinds[name] for name in self.inverse})
        self.loose = set() if whole else self.measures


def _accounts(request: Message) -> list[Any]:
    if isinstance(request, margin_service_pb2.BatchEvaluateAccountsRequest):
        return list(request.accounts)
    account = getattr(request, "account", None)
    return [] if account is None else [account]


def _inexact(account: Any, rules: rules_pb.Rules, inverse: dict[str, rules_pb.Instrument]) -> set[str]:
    """Inverse instruments of an account whose pooled measure is a sum of quotients with different divisors."""
    divisors: dict[tuple[str, str], set[str]] = defaultdict(set)
    members: dict[tuple[str, str], set[str]] = defaultdict(set)
    for position in account.positions:
        one = inverse.get(position.instrument_id)
        if one is None or position.WhichOneof("margin") != "cross":
            continue
        wide = rules.cross_pooling == rules_pb.CROSS_POOLING_FAMILY_GROSS and one.family
        key = (one.settlement_currency, one.family if wide else "=" + one.instrument_id)
        at_mark = rules.maintenance_value == rules_pb.VALUE_AT_MARK
        divisors[key].add(one.instrument_id if at_mark else position.entry_price)
        members[key].add(one.instrument_id)
    return {name for key, found in divisors.items() if len(found) > 1 for name in members[key]}


def compare(actual: Message, expected: Message, request: Message, book: rules_pb.Rulebook | None = None) -> None:
    """Raises AssertionError naming the first field that differs; book: the rulebook where it is not inline."""
    selector = getattr(request, "rulebook", None)
    if book is None and selector is not None and selector.WhichOneof("source") == "inline":
        book = selector.inline
    if actual != expected:
        _same(actual, expected, "", Leeway(request, book))


def _same(actual: Any, expected: Any, path: str, leeway: Leeway) -> None:
    for field in expected.DESCRIPTOR.fields:
        where = f"{path}.{field.name}" if path else field.name
        if field.name == "description":
            continue
        if field.is_repeated:
            mine, theirs = list(getattr(actual, field.name)), list(getattr(expected, field.name))
            assert len(mine) == len(theirs), f"{where}: {len(mine)} entries, expected {len(theirs)}"
        elif field.has_presence:
            present, wanted = actual.HasField(field.name), expected.HasField(field.name)
            assert present == wanted, f"{where}: {_shown(actual, field.name)}, expected {_shown(expected, field.name)}"
            mine, theirs = ([getattr(m, field.name)] if wanted else [] for m in (actual, expected))
        else:
            mine, theirs = [getattr(actual, field.name)], [getattr(expected, field.name)]
        for index, (one, other) in enumerate(zip(mine, theirs, strict=True)):
            inner = f"{where}[{index}]" if field.is_repeated else where
            if field.type == FieldDescriptor.TYPE_MESSAGE:
                _same(one, other, inner, leeway)
            elif one != other and not _allowed(actual, expected, field.name, leeway):
                raise AssertionError(f"{inner}: {one!r}, expected {other!r}")


def _shown(message: Any, name: str) -> str:
    return repr(getattr(message, name)) if message.HasField(name) else "absent"


def _allowed(actual: Any, expected: Any, name: str, leeway: Leeway) -> bool:
    """Whether a difference at this field is one that reciprocals explain."""
    if isinstance(actual, statement_pb2.PositionStatement):
        return _allowed_in_position(actual, expected, name, leeway)
    if isinstance(actual, statement_pb2.PositionExplanation):
        return bool(leeway.measures) and name == "tier_measure" and _near(actual, expected, name, 1)
    if not leeway.loose:
        return False
    if isinstance(actual, statement_pb2.PoolStatement):
        return (name in FOLLOWERS and _follows(actual, name)) or _near(actual, expected, name, 1024)
    term = isinstance(actual, statement_pb2.PoolTerm)
    return term and name in UNIT_MAINTENANCE and _near(actual, expected, name, 1)


def _allowed_in_position(actual: Any, expected: Any, name: str, leeway: Leeway) -> bool:
    if actual.instrument_id in leeway.loose and name in UNIT_MAINTENANCE:
        return _near(actual, expected, name, 1)
    if name == "liquidation_distance" and (actual.instrument_id in leeway.inverse or leeway.loose):
        price, mark = numbers.read(actual.liquidation_price), numbers.read(actual.mark_price)
        return numbers.read(actual.liquidation_distance) == numbers.toward_zero((price - mark) / mark)
    if name not in UNIT_PRICES:
        return False
    if leeway.loose:
        mine, theirs = numbers.read(getattr(actual, name)), numbers.read(getattr(expected, name))
        return abs(mine - theirs) * 10**9 <= abs(theirs)
    return actual.instrument_id in leeway.inverse and _near(actual, expected, name, 1)


def _near(actual: Any, expected: Any, name: str, units: int) -> bool:
    value = getattr(actual, name)
    if not isinstance(value, str):
        return False
    return abs(numbers.read(value) - numbers.read(getattr(expected, name))) <= units * numbers.UNIT


def _follows(pool: Any, name: str) -> bool:
    """Whether a ratio is that of the sums printed beside it."""
    equity = numbers.read(pool.equity)
    required: Fraction = numbers.read(pool.maintenance_margin) + numbers.read(pool.closing_fee)
    right = numbers.down(equity / required) if name == "margin_ratio" else numbers.up(required / equity)
    return numbers.read(getattr(pool, name)) == right
