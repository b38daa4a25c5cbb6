"""Laws of prices: where a liquidation price lies, and that the state does change there."""

from fractions import Fraction
from random import Random
from typing import Any

import oracle_numbers as numbers
from laws_cases import NEAR, PRICES, SUNK, Evaluate, Request, copied, near, single, value
from marginline.v1 import account_pb2, rulebook_pb2, statement_pb2
from strategies_account import random_account_case


def more_margin_is_safer(evaluate: Evaluate, rng: Random) -> None:
    """Adding isolated margin never moves a long's liquidation price up or a short's down."""
    request = single(rng, {})
    new = copied(request)
    margin = numbers.read(request.account.positions[0].isolated.margin)
    new.account.positions[0].isolated.margin = numbers.text(margin * 2 + 1)
    one, other = evaluate(request).statement.positions[0], evaluate(new).statement.positions[0]
    before, after = value(one, "liquidation_price"), value(other, "liquidation_price")
    if one.HasField("other_liquidation_price") or other.HasField("other_liquidation_price") or _devoured(one):
        return
    if before is not None and after is not None:
        assert after <= before if one.side == account_pb2.SIDE_LONG else after >= before


def _devoured(row: Any) -> bool:
    """Whether the rate is so near 1 that a long loses by a rise: size alone can make it so under LINEAR_IN_SIZE."""
    return numbers.read(row.maintenance_margin_rate) > Fraction(9, 10)


def prices_stand_in_order(evaluate: Evaluate, rng: Random) -> None:
    """A healthy isolated long is liquidated below the mark and bankrupt no higher; a short the other way."""
    request = single(rng, {"tick_buffer": 0})
    row = evaluate(request).statement.positions[0]
    if row.state in SUNK or row.HasField("other_liquidation_price") or _devoured(row):
        return
    mark, liquidation, bankruptcy = numbers.read(row.mark_price), value(row, PRICES[0]), value(row, PRICES[2])
    if liquidation is None:
        assert bankruptcy is None or statement_pb2.WARNING_FIGURE_BEYOND_RANGE in row.warnings
        return
    if row.side == account_pb2.SIDE_LONG:
        assert mark > liquidation >= (bankruptcy or 0)
    else:
        assert mark < liquidation
        assert bankruptcy is None or liquidation <= bankruptcy


def cross_alone_is_isolated(evaluate: Evaluate, rng: Random) -> None:
    """A cross account with one position is the isolated position with the wallet as its margin."""
    fee = rng.choice((rulebook_pb2.CLOSING_FEE_NONE, rulebook_pb2.CLOSING_FEE_TAKER_IN_REQUIREMENT))
    share = rulebook_pb2.BANKRUPTCY_SHARE_FROZEN_OTHERS
    request = single(rng, {"tick_buffer": 0, "closing_fee": fee, "bankruptcy_share": share})
    instrument = request.rulebook.inline.instruments[0]
    instrument.isolated_tier_table_id = ""
    new = copied(request)
    margin = request.account.positions[0].isolated.margin
    new.account.positions[0].cross.SetInParent()
    del new.account.balances[:]
    new.account.balances.add(currency=instrument.settlement_currency, wallet_balance=margin)
    alone, pooled = evaluate(request).statement.positions[0], evaluate(new).statement
    for name in ("notional", "unrealized_pnl", "maintenance_margin", "closing_fee", *PRICES, "liquidation_distance"):
        assert value(alone, name) == value(pooled.positions[0], name), name
    for name in ("equity", "margin_ratio", "margin_usage"):
        assert value(alone, name) == value(pooled.pools[0], name), name
    assert alone.state == pooled.pools[0].state


def margin_of_requirement(evaluate: Evaluate, rng: Random) -> None:
    """Margin that makes equity equal the requirement puts the liquidation price at the mark."""
    fee = rng.choice((rulebook_pb2.CLOSING_FEE_NONE, rulebook_pb2.CLOSING_FEE_TAKER_IN_REQUIREMENT))
    request = single(rng, {"tick_buffer": 0, "closing_fee": fee})
    row = evaluate(request).statement.positions[0]
    required = numbers.read(row.maintenance_margin) + numbers.read(row.closing_fee)
    margin = required - numbers.read(row.unrealized_pnl)
    if margin < 0 or required == 0:
        return
    request.account.positions[0].isolated.margin = numbers.text(margin)
    row = evaluate(request).statement.positions[0]
    strict = request.rulebook.inline.rules.trigger == rulebook_pb2.TRIGGER_STRICTLY_BELOW
    assert (row.state == statement_pb2.STATE_LIQUIDATABLE) == (not strict)
    assert near(value(row, "liquidation_price"), value(row, "mark_price"))


def state_changes_at_price(evaluate: Evaluate, rng: Random) -> None:
    """A little nearer the mark than the liquidation price nothing has changed, a little beyond it the state has."""
    request = random_account_case(rng, 4, calm=True)
    request.explain, request.rulebook.inline.rules.tick_buffer = True, 0
    by_size = request.rulebook.inline.rules.tier_scheme == rulebook_pb2.TIER_SCHEME_LINEAR_IN_SIZE
    kinds = {one.kind for one in request.rulebook.inline.instruments}
    if by_size and rulebook_pb2.INSTRUMENT_KIND_INVERSE in kinds:
        return  # the rate is kept while a price is sought, and so the state there is another one
    before = evaluate(request).statement
    for index, row in enumerate(before.positions):
        now = _sunk(before, index)
        for name in PRICES[:2]:
            price = value(row, name)
            if (
                price is None
                or abs(price / numbers.read(row.mark_price) - 1) < 1000 * NEAR
                or not NEAR < price < 1 / NEAR
            ):
                continue
            outward = 1 if price > numbers.read(row.mark_price) else -1
            inside, outside = price * (1 - outward * NEAR), price * (1 + outward * NEAR)
            assert _sunk(evaluate(_moved(request, row.instrument_id, inside)).statement, index) == now
            assert _sunk(evaluate(_moved(request, row.instrument_id, outside)).statement, index) != now


def bankrupt_beyond_price(evaluate: Evaluate, rng: Random) -> None:
    """Across the bankruptcy price, all other instruments frozen, bankrupt-or-not changes."""
    request = random_account_case(rng, 4, calm=True)
    request.explain = True
    request.rulebook.inline.rules.bankruptcy_share = rulebook_pb2.BANKRUPTCY_SHARE_FROZEN_OTHERS
    for index, row in enumerate(evaluate(request).statement.positions):
        price = value(row, PRICES[2])
        if price is None or abs(price / numbers.read(row.mark_price) - 1) < 1000 * NEAR or not NEAR < price < 1 / NEAR:
            continue
        found = [
            _state(evaluate(_moved(request, row.instrument_id, price * share)).statement, index)
            for share in (1 - NEAR, 1 + NEAR)
        ]
        assert [state == statement_pb2.STATE_BANKRUPT for state in found].count(True) == 1


def _state(statement: Any, index: int) -> Any:
    """State of an isolated position, or of the pool of a cross one."""
    row = statement.positions[index]
    if row.HasField("state"):
        return row.state
    return next(pool.state for pool in statement.pools if _holds(pool, index))


def _sunk(statement: Any, index: int) -> bool:
    return _state(statement, index) in SUNK


def _holds(pool: Any, index: int) -> bool:
    return any(term.position_index == index for term in pool.explanation)


def _moved(request: Request, instrument_id: str, price: Fraction) -> Request:
    new = copied(request)
    for mark in new.mark_prices:
        if mark.instrument_id == instrument_id:
            mark.price = numbers.text(numbers.down(price))
    return new
