"""Statements of the oracle: which figure stands in which view, and how it is printed."""

from fractions import Fraction
from typing import Any

import oracle_numbers as numbers
from marginline.v1 import account_pb2, statement_pb2
from marginline.v1 import rulebook_pb2 as rules_pb
from oracle_liquidation import Prices, prices_of
from oracle_margin import Evaluated, Pool, Terms, initial_price, initial_rate, maintenance_price, needed_leverage
from oracle_rulebook import Rules

FULL, RISK, SUMMARY = statement_pb2.VIEW_FULL, statement_pb2.VIEW_RISK, statement_pb2.VIEW_SUMMARY
RATIOS, PRICES = "ratios", "prices"


def state_of(equity: Fraction, requirement: Fraction, reserved: Fraction, rules: Rules) -> Any:
    """State by exact sums."""
    if equity - reserved < 0:
        return statement_pb2.STATE_BANKRUPT
    if equity < requirement or (equity == requirement and not rules.strict):
        return statement_pb2.STATE_LIQUIDATABLE
    if rules.warning_ratio is not None and equity <= rules.warning_ratio * requirement:
        return statement_pb2.STATE_WARNING
    return statement_pb2.STATE_HEALTHY


def pool_state(pool: Pool, rules: Rules) -> Any:
    """State of a pool; without positions it is healthy."""
    if not pool.legs:
        return statement_pb2.STATE_HEALTHY
    return state_of(pool.equity, pool.requirement, pool.reserved, rules)


def account_state(evaluated: Evaluated) -> Any:
    """The worst state of pools and isolated positions."""
    rules = evaluated.book.rules
    states = [pool_state(pool, rules) for pool in evaluated.pools]
    alone = [terms for terms in evaluated.terms if terms.position.margin is not None]
    states += [state_of(terms.equity, terms.requirement, terms.reserved, rules) for terms in alone]
    return max(states, default=int(statement_pb2.STATE_HEALTHY))


class _Row:
    """Writes printed figures into one message and gathers its warnings."""

    def __init__(self, message: Any) -> None:
        self.message = message
        self.warnings: set[int] = set()

    def write(self, name: str, value: Fraction | None) -> None:
        """Writes a figure; one beyond the range is absent and warned of."""
        if value is None:
            return
        if numbers.in_range(value):
            setattr(self.message, name, numbers.text(value))
        else:
            self.warnings.add(statement_pb2.WARNING_FIGURE_BEYOND_RANGE)

    def ratios(self, equity: Fraction, requirement: Fraction) -> None:
        """Both ratios, where they exist."""
        if requirement <= 0:
            return
        self.write("margin_ratio", numbers.down(equity / requirement))
        if equity > 0:
            self.write("margin_usage", numbers.up(requirement / equity))

    def close(self) -> None:
        """Writes the warnings, ascending."""
        self.message.warnings.extend(sorted(self.warnings))


def write_pool(pool: Pool, rules: Rules, message: statement_pb2.PoolStatement, *, full: bool, explain: bool) -> None:
    """Fills one pool's statement."""
    row = _Row(message)
    message.currency = pool.currency
    message.state = pool_state(pool, rules)
    row.write("wallet_balance", pool.wallet)
    row.write("equity", pool.equity)
    row.write("maintenance_margin", pool.maintenance)
    row.write("closing_fee", pool.fee)
    if pool.legs:
        row.ratios(pool.equity, pool.requirement)
    if full:
        row.write("unrealized_pnl", pool.profit)
        row.write("initial_margin", pool.initial)
        row.write("available_margin", max(Fraction(0), pool.equity - pool.initial))
        if pool.equity > 0:
            exact = sum((leg.position.value(leg.position.mark) for leg in pool.legs), Fraction(0))
            row.write("effective_leverage", numbers.up(exact / pool.equity))
    row.close()
    for leg in pool.legs if explain else []:
        term = message.explanation.add(position_index=leg.position.index)
        part = _Row(term)
        part.write("unrealized_pnl", leg.profit)
        part.write("initial_margin", leg.initial)
        part.write("maintenance_margin", leg.maintenance)
        part.write("closing_fee", leg.fee)


def standing_warnings(terms: Terms, rules: Rules) -> set[int]:
    """Warnings that never refuse a standing position."""
    position, found = terms.position, set()
    if position.leverage is not None and _above_tier(terms, rules, position.leverage):
        found.add(int(statement_pb2.WARNING_LEVERAGE_ABOVE_TIER))
    last = terms.table.tiers[-1].upper
    if last is not None and terms.measure > last:
        found.add(int(statement_pb2.WARNING_SIZE_ABOVE_LAST_TIER))
    step = position.instrument.quantity_step
    if step is not None and position.quantity % step != 0:
        found.add(int(statement_pb2.WARNING_QUANTITY_OFF_STEP))
    return found


def _above_tier(terms: Terms, rules: Rules, leverage: Fraction) -> bool:
    if terms.tier.max_leverage is not None:
        return leverage > terms.tier.max_leverage
    rate = initial_rate(terms, rules)
    return rate is not None and leverage * rate > 1


def write_position(
    evaluated: Evaluated,
    terms: Terms,
    parts: set[str],
    message: statement_pb2.PositionStatement,
    *,
    explain: bool = False,
) -> None:
    """Fills one position's statement; parts are RATIOS, PRICES and "full"."""
    position = terms.position
    row = _Row(message)
    row.warnings = standing_warnings(terms, evaluated.book.rules)
    message.position_id = position.position_id
    message.instrument_id = position.instrument.instrument_id
    message.side = account_pb2.SIDE_LONG if position.long else account_pb2.SIDE_SHORT
    row.write("mark_price", position.mark)
    if "full" in parts:
        _write_figures(terms, row)
    if RATIOS in parts and position.margin is not None:
        row.write("equity", terms.equity)
        row.ratios(terms.equity, terms.requirement)
        message.state = state_of(terms.equity, terms.requirement, terms.reserved, evaluated.book.rules)
    if PRICES in parts:
        _write_prices(prices_of(evaluated, terms), position.mark, row)
    row.close()
    if explain:
        _explain(terms, evaluated.book.rules, message.explanation, full="full" in parts)


def _write_figures(terms: Terms, row: _Row) -> None:
    position = terms.position
    row.write("notional", terms.notional)
    row.write("unrealized_pnl", terms.profit)
    if position.leverage is not None:
        at_entry = position.value(position.entry)
        row.write("return_on_margin", numbers.down(position.profit(position.mark) * position.leverage / at_entry))
    row.write("initial_margin", terms.initial)
    row.write("maintenance_margin", terms.maintenance)
    row.write("closing_fee", terms.fee)
    row.message.position_tier = terms.tier_number
    row.write("maintenance_margin_rate", numbers.up(terms.rate))
    if position.margin is not None:
        row.write("isolated_margin", position.margin)
        row.write("max_loss", position.margin)


def _write_prices(prices: Prices, mark: Fraction, row: _Row) -> None:
    row.write("liquidation_price", prices.liquidation)
    row.write("other_liquidation_price", prices.other)
    row.write("bankruptcy_price", prices.bankruptcy)
    if prices.liquidation is not None:
        row.write("liquidation_distance", distance(prices.liquidation, mark))
    if prices.beyond:
        row.warnings.add(statement_pb2.WARNING_FIGURE_BEYOND_RANGE)


def distance(price: Fraction, mark: Fraction) -> Fraction:
    """Signed distance of a printed price, as a fraction of the mark, rounded toward zero."""
    return numbers.toward_zero((price - mark) / mark)


def _explain(terms: Terms, rules: Rules, message: statement_pb2.PositionExplanation, *, full: bool) -> None:
    position, row = terms.position, _Row(message)
    message.SetInParent()
    row.write("size", position.size)
    row.write("tier_measure", numbers.down(terms.measure))
    if terms.tier_number > 1:
        row.write("tier_lower_bound", terms.table.tiers[terms.tier_number - 2].upper)
    row.write("tier_upper_bound", terms.tier.upper)
    if rules.tier_scheme == rules_pb.TIER_SCHEME_MARGINAL:
        row.write("maintenance_deduction", numbers.down(terms.tier.deduction))
    row.write("maintenance_value", numbers.up(position.value(maintenance_price(position, rules))))
    if rules.closing_fee != rules_pb.CLOSING_FEE_NONE:
        row.write("taker_fee_rate", position.instrument.fee_rate)
    if not full:
        return
    row.write("initial_value", numbers.up(position.value(initial_price(position, rules))))
    rate = initial_rate(terms, rules)
    if position.leverage is None and rate is not None:
        row.write("initial_margin_rate", numbers.up(rate))
    else:
        row.write("initial_leverage", needed_leverage(terms, rules))


def write_statement(
    evaluated: Evaluated, view: int, message: statement_pb2.AccountStatement, *, explain: bool = False
) -> None:
    """Fills a statement as EvaluateAccount and BatchEvaluateAccounts answer it."""
    message.account_id = evaluated.account.account_id
    message.state = account_state(evaluated)
    for pool in evaluated.pools:
        write_pool(pool, evaluated.book.rules, message.pools.add(), full=view == FULL, explain=explain)
    if view == SUMMARY:
        return
    parts = {RATIOS, PRICES, "full"} if view == FULL else {RATIOS, PRICES}
    for terms in evaluated.terms:
        write_position(evaluated, terms, parts, message.positions.add(), explain=explain)
