"""Laws of figures: scaling, mirroring, order, continuity, and what bounds what."""

import itertools
from fractions import Fraction
from random import Random
from typing import Any

import oracle_numbers as numbers
from laws_cases import (
    MONEY_IN_POOL,
    MONEY_IN_POSITION,
    PRICES,
    Evaluate,
    Request,
    Response,
    copied,
    mirrored,
    near,
    scaled_text,
    single,
    value,
)
from marginline.v1 import rulebook_pb2, statement_pb2
from strategies_account import random_account_case


def scaling(evaluate: Evaluate, rng: Random) -> None:
    """Sizes, money and tier bounds times k, slopes through k: margins times k, prices and ratios as they were."""
    request = random_account_case(rng, 4, calm=True)
    factor = Fraction(rng.choice((10, 100, 2, 5)))
    for table in request.rulebook.inline.tier_tables:
        if table.HasField("rate_slope"):
            table.rate_slope = numbers.text(numbers.down(numbers.parse(table.rate_slope) / 100) * 100)
    new = copied(request)
    for position in new.account.positions:
        position.quantity = scaled_text(position.quantity, factor)
        if position.WhichOneof("margin") == "isolated":
            position.isolated.margin = scaled_text(position.isolated.margin, factor)
    for balance in new.account.balances:
        balance.wallet_balance = scaled_text(balance.wallet_balance, factor)
    for table in new.rulebook.inline.tier_tables:
        _scale_table(table, factor)
    before, after = evaluate(request).statement, evaluate(new).statement
    assert before.state == after.state
    spare = 2000 * factor * numbers.UNIT
    for one, other in zip(before.pools, after.pools, strict=True):
        _scaled(one, other, MONEY_IN_POOL, factor, spare)
        assert near(value(one, "margin_ratio"), value(other, "margin_ratio"))
    for row, grown in zip(before.positions, after.positions, strict=True):
        _scaled(row, grown, MONEY_IN_POSITION, factor, spare)
        _scaled(row, grown, (*PRICES, "margin_ratio", "margin_usage", "return_on_margin"), Fraction(1), spare)


def _scale_table(table: Any, factor: Fraction) -> None:
    for tier in table.tiers:
        for name in ("upper_bound", "maintenance_deduction"):
            if tier.HasField(name):
                setattr(tier, name, scaled_text(getattr(tier, name), factor))
    if table.HasField("rate_slope"):
        table.rate_slope = scaled_text(table.rate_slope, 1 / factor)


def _scaled(one: Any, other: Any, names: tuple[str, ...], factor: Fraction, spare: Fraction) -> None:
    for name in names:
        before = value(one, name)
        wanted = None if before is None else before * factor
        assert near(wanted, value(other, name), spare), f"{name}: {wanted} became {value(other, name)}"


def mirror_of_profit(evaluate: Evaluate, rng: Random) -> None:
    """Linear: the other side at the mark reflected about the entry gains the same."""
    request = single(rng, {})
    new = mirrored(request)
    if new is None:
        return
    one, other = evaluate(request).statement.positions[0], evaluate(new).statement.positions[0]
    assert one.unrealized_pnl == other.unrealized_pnl


def mirror_of_statement(evaluate: Evaluate, rng: Random) -> None:
    """With everything taken at entry and no fee the whole statement is mirrored, prices about the entry."""
    at_entry = rulebook_pb2.VALUE_AT_ENTRY
    rules = {"maintenance_value": at_entry, "initial_value_isolated": at_entry, "initial_value_cross": at_entry}
    request = single(rng, {**rules, "closing_fee": rulebook_pb2.CLOSING_FEE_NONE})
    new = mirrored(request)
    if new is None:
        return
    one, other = evaluate(request).statement.positions[0], evaluate(new).statement.positions[0]
    assert one.state == other.state
    for name in ("equity", "initial_margin", "maintenance_margin", "margin_ratio", "margin_usage", "return_on_margin"):
        assert value(one, name) == value(other, name), name
    entry = numbers.parse(request.account.positions[0].entry_price)
    for name in PRICES:
        here, there = value(one, name), value(other, name)
        if here is not None and there is not None:
            assert abs(here + there - 2 * entry) <= 2 * numbers.UNIT, name


def order_of_positions(evaluate: Evaluate, rng: Random) -> None:
    """The order of positions, balances, marks and instruments does not matter."""
    request = random_account_case(rng, 5)
    request.explain = False
    new = copied(request)
    order = list(range(len(request.account.positions)))
    rng.shuffle(order)
    del new.account.positions[:]
    new.account.positions.extend(request.account.positions[index] for index in order)
    for entries in (new.account.balances, new.mark_prices, new.rulebook.inline.instruments):
        shuffled: list[Any] = list(entries)
        rng.shuffle(shuffled)
        del entries[:]
        entries.extend(shuffled)
    before, after = _answer_or_refusal(evaluate, request), _answer_or_refusal(evaluate, new)
    if before is None or after is None:
        assert before is after
        return
    assert sorted(map(str, before.statement.pools)) == sorted(map(str, after.statement.pools))
    wanted = [before.statement.positions[index] for index in order] if before.statement.positions else []
    assert wanted == list(after.statement.positions)


def _answer_or_refusal(evaluate: Evaluate, request: Request) -> Response | None:
    try:
        return evaluate(request)
    except Exception as refusal:
        if type(refusal).__name__ not in ("Refused", "Fault"):
            raise
        return None


def marginal_is_continuous(evaluate: Evaluate, rng: Random) -> None:
    """MARGINAL: no jump of maintenance across a bound, and never less for more."""
    rules = {"tier_scheme": rulebook_pb2.TIER_SCHEME_MARGINAL, "tier_basis": rulebook_pb2.TIER_BASIS_CONTRACTS}
    request = single(rng, {**rules, "maintenance_value": rulebook_pb2.VALUE_AT_MARK})
    table = request.rulebook.inline.tier_tables[-1]
    bounds = [numbers.parse(tier.upper_bound) for tier in table.tiers if tier.HasField("upper_bound")]
    step = Fraction(1, 10 ** (18 - len(request.rulebook.inline.instruments[0].contract_size.partition(".")[2])))
    quantities = sorted({(bound // step + beside) * step for bound in bounds for beside in (-1, 0, 1, 2)})
    found = []
    for quantity in quantities:
        if quantity <= 0:
            continue
        request.account.positions[0].quantity = numbers.text(quantity)
        row = evaluate(request).statement.positions[0]
        found.append((quantity, numbers.read(row.maintenance_margin), numbers.read(row.notional)))
    for (small, less, _), (large, more, notional) in itertools.pairwise(found):
        assert less <= more
        if large - small <= 2 * step:
            assert more - less <= notional * (large - small) / large + 4 * numbers.UNIT


def maintenance_within_initial(evaluate: Evaluate, rng: Random) -> None:
    """Maintenance is at most initial where leverage respects the tier and the tier's own rates do."""
    at_mark = rulebook_pb2.VALUE_AT_MARK
    request = random_account_case(rng, 4, calm=True)
    rules = request.rulebook.inline.rules
    rules.maintenance_value = rules.initial_value_isolated = rules.initial_value_cross = at_mark
    for row in evaluate(request).statement.positions:
        rate = numbers.read(row.maintenance_margin_rate)
        instrument = next(one for one in request.rulebook.inline.instruments if one.instrument_id == row.instrument_id)
        isolated = row.HasField("isolated_margin") and instrument.isolated_tier_table_id
        name = isolated or instrument.tier_table_id
        table = next(one for one in request.rulebook.inline.tier_tables if one.tier_table_id == name)
        tier = table.tiers[row.position_tier - 1]
        limit = numbers.parse(tier.max_leverage) if tier.HasField("max_leverage") else None
        initial = 1 / limit if limit else numbers.parse(tier.initial_margin_rate)
        sound = initial >= rate and statement_pb2.WARNING_LEVERAGE_ABOVE_TIER not in row.warnings
        if sound and numbers.read(row.closing_fee) >= 0:
            assert numbers.read(row.maintenance_margin) <= numbers.read(row.initial_margin)
