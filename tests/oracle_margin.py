"""Margin terms of the oracle: tiers, requirement, fee and initial margin of every position, and the pools' sums."""

from dataclasses import dataclass, field
from fractions import Fraction

import oracle_numbers as numbers
from marginline.v1 import rulebook_pb2 as pb
from oracle_account import Account, Position
from oracle_faults import ArithmeticFault, reason
from oracle_rulebook import Rulebook, Rules, Table, Tier


@dataclass
class Terms:
    """Figures of one position. Rounded terms, except measure and rate, which are exact."""

    position: Position
    table: Table
    measure: Fraction
    tier_number: int
    tier: Tier
    rate: Fraction
    notional: Fraction = Fraction(0)
    profit: Fraction = Fraction(0)
    maintenance: Fraction = Fraction(0)
    fee: Fraction = Fraction(0)
    reserved: Fraction = Fraction(0)
    initial: Fraction | None = None

    @property
    def equity(self) -> Fraction:
        """Isolated only: margin + unrealized PnL."""
        assert self.position.margin is not None
        return self.position.margin + self.profit

    @property
    def requirement(self) -> Fraction:
        """R, exact sum."""
        return self.maintenance + self.fee


@dataclass
class Pool:
    """Sums of one currency over its cross positions; all exact."""

    currency: str
    wallet: Fraction
    legs: list[Terms] = field(default_factory=list)

    @property
    def profit(self) -> Fraction:
        """Sum of unrealized PnL."""
        return sum((leg.profit for leg in self.legs), Fraction(0))

    @property
    def equity(self) -> Fraction:
        """Wallet balance + unrealized PnL."""
        return self.wallet + self.profit

    @property
    def maintenance(self) -> Fraction:
        """Sum of maintenance margins."""
        return sum((leg.maintenance for leg in self.legs), Fraction(0))

    @property
    def fee(self) -> Fraction:
        """Sum of closing fees."""
        return sum((leg.fee for leg in self.legs), Fraction(0))

    @property
    def requirement(self) -> Fraction:
        """R of the pool."""
        return self.maintenance + self.fee

    @property
    def reserved(self) -> Fraction:
        """Sum of fees set aside."""
        return sum((leg.reserved for leg in self.legs), Fraction(0))

    @property
    def initial(self) -> Fraction:
        """Sum of initial margins."""
        return sum((leg.initial or Fraction(0) for leg in self.legs), Fraction(0))


@dataclass
class Evaluated:
    """An account with all its terms."""

    book: Rulebook
    account: Account
    terms: list[Terms]
    pools: list[Pool]


def table_of(position: Position) -> Table:
    """The table that holds for the position's margin mode."""
    return position.instrument.table if position.margin is None else position.instrument.isolated_table


def tier_number(table: Table, measure: Fraction) -> int:
    """Number, from 1, of the tier that holds a measure; an upper bound belongs to its tier, the last goes on."""
    for number, tier in enumerate(table.tiers, 1):
        if tier.upper is None or measure <= tier.upper:
            return number
    return len(table.tiers)


def measure_alone(position: Position, rules: Rules, price: Fraction) -> Fraction:
    """What one position adds to a tier's measure at a price."""
    if rules.tier_scheme == pb.TIER_SCHEME_LINEAR_IN_SIZE:
        return position.size if position.instrument.linear else position.value(price)
    if rules.tier_basis == pb.TIER_BASIS_CONTRACTS:
        return position.quantity
    return position.value(price)


def maintenance_price(position: Position, rules: Rules) -> Fraction:
    """Price at which maintenance and its tier are taken today."""
    return position.mark if rules.maintenance_at_mark else position.entry


def poolmates(position: Position, positions: list[Position], rules: Rules) -> list[Position]:
    """The positions whose measures are looked at together with this one's."""
    if position.margin is not None or rules.cross_pooling == pb.CROSS_POOLING_POSITION:
        return [position]
    cross = [one for one in positions if one.margin is None and one.instrument.currency == position.instrument.currency]
    if rules.cross_pooling == pb.CROSS_POOLING_FAMILY_GROSS:
        return [one for one in cross if one.instrument.family == position.instrument.family]
    return [one for one in cross if one.instrument is position.instrument]


def pooled(mates: list[Position], measures: list[Fraction], rules: Rules) -> Fraction:
    """X from the measures of those pooled: their sum, or the larger side's."""
    if rules.cross_pooling != pb.CROSS_POOLING_LARGER_SIDE:
        return sum(measures, Fraction(0))
    longs = sum((one for mate, one in zip(mates, measures, strict=True) if mate.long), Fraction(0))
    return max(longs, sum(measures, Fraction(0)) - longs)


def measure(position: Position, positions: list[Position], rules: Rules) -> Fraction:
    """X of the position as things stand."""
    mates = poolmates(position, positions, rules)
    return pooled(mates, [measure_alone(mate, rules, maintenance_price(mate, rules)) for mate in mates], rules)


def rate_at(table: Table, tier: Tier, measure_now: Fraction, rules: Rules) -> Fraction:
    """Maintenance rate, before any deduction."""
    return tier.rate + (table.slope * measure_now if rules.tier_scheme == pb.TIER_SCHEME_LINEAR_IN_SIZE else 0)


def maintenance_at(value: Fraction, table: Table, measure_now: Fraction, rules: Rules) -> Fraction:
    """Maintenance margin of a value whose measure is X, exact."""
    tier = table.tiers[tier_number(table, measure_now) - 1]
    rate = rate_at(table, tier, measure_now, rules)
    if rules.tier_scheme == pb.TIER_SCHEME_MARGINAL:
        rate -= tier.deduction / measure_now
    return value * rate


def needed_leverage(terms: Terms, rules: Rules) -> Fraction:
    """L: as stated, else 1/initial rate of the tier, else its highest leverage; raises where there is none."""
    if terms.position.leverage is not None:
        return terms.position.leverage
    rate = initial_rate(terms, rules)
    if rate is not None:
        return 1 / rate
    if terms.tier.max_leverage is None:
        raise ArithmeticFault(f"positions[{terms.position.index}].leverage", reason("REQUIRED"))
    return terms.tier.max_leverage


def initial_rate(terms: Terms, rules: Rules) -> Fraction | None:
    """Initial rate of the tier where it states one; under LINEAR_IN_SIZE it grows, from 1/max_leverage if need be."""
    tier = terms.tier
    if rules.tier_scheme != pb.TIER_SCHEME_LINEAR_IN_SIZE:
        return tier.initial_rate
    start = tier.initial_rate
    if start is None:
        start = 1 / tier.max_leverage if tier.max_leverage is not None else None
    return None if start is None else start + terms.table.slope * terms.measure


def closing_fee(terms: Terms, rules: Rules) -> Fraction:
    """Fee inside the requirement or set aside, exact."""
    position = terms.position
    rate, sign = position.instrument.fee_rate, position.sign
    at_entry = position.value(position.entry)
    if rules.closing_fee == pb.CLOSING_FEE_NONE:
        return Fraction(0)
    if rules.closing_fee == pb.CLOSING_FEE_TAKER_IN_REQUIREMENT:
        return rate * position.value(maintenance_price(position, rules))
    if rules.closing_fee == pb.CLOSING_FEE_RESERVED_AT_ENTRY:
        return rate * at_entry * (1 + 1 / needed_leverage(terms, rules))
    if not position.instrument.linear:
        sign = -sign
    if position.margin is None:
        return rate * at_entry * (1 - sign / needed_leverage(terms, rules))
    return position.margin - (position.margin - rate * at_entry) / (1 - sign * rate)


def initial_price(position: Position, rules: Rules) -> Fraction:
    """Price at which the initial margin is taken."""
    at_mark = rules.initial_cross_at_mark if position.margin is None else rules.initial_isolated_at_mark
    return position.mark if at_mark else position.entry


def initial_margin(terms: Terms, rules: Rules) -> Fraction:
    """V/L or V x rate, rounded up, and the reserved fee."""
    value = terms.position.value(initial_price(terms.position, rules))
    rate = initial_rate(terms, rules)
    if terms.position.leverage is None and rate is not None:
        return _ranged(numbers.up(value * rate), terms, "initial_margin") + terms.reserved
    return _ranged(numbers.up(value / needed_leverage(terms, rules)), terms, "initial_margin") + terms.reserved


def _ranged(value: Fraction, terms: Terms, name: str) -> Fraction:
    if not numbers.in_range(value):
        raise ArithmeticFault(f"positions[{terms.position.index}].{name}", reason("OUT_OF_RANGE"))
    return value


def _fill(terms: Terms, rules: Rules, *, with_initial: bool) -> None:
    """Computes the terms of one position in the documented order."""
    position = terms.position
    terms.notional = _ranged(numbers.up(position.value(position.mark)), terms, "notional")
    terms.profit = _ranged(numbers.down(position.profit(position.mark)), terms, "unrealized_pnl")
    value = position.value(maintenance_price(position, rules))
    exact = maintenance_at(value, terms.table, terms.measure, rules)
    terms.maintenance = _ranged(numbers.up(exact), terms, "maintenance_margin")
    terms.fee = _ranged(numbers.up(closing_fee(terms, rules)), terms, "closing_fee")
    terms.reserved = terms.fee if rules.reserved else Fraction(0)
    if with_initial:
        terms.initial = _ranged(initial_margin(terms, rules), terms, "initial_margin")
    if position.margin is not None:
        _ranged(terms.equity, terms, "equity")


def _check_pool(pool: Pool, index: int, *, with_initial: bool) -> None:
    figures = [
        ("unrealized_pnl", pool.profit),
        ("equity", pool.equity),
        ("maintenance_margin", pool.maintenance),
        ("closing_fee", pool.fee),
    ]
    if with_initial:
        figures.append(("initial_margin", pool.initial))
    for name, value in figures:
        if not numbers.in_range(value):
            raise ArithmeticFault(f"pools[{index}].{name}", reason("OUT_OF_RANGE"))


def evaluate(book: Rulebook, account: Account, *, with_initial: bool) -> Evaluated:
    """All terms of an account; raises ArithmeticFault at the first figure that does not exist."""
    rules = book.rules
    all_terms = []
    for position in account.positions:
        table = table_of(position)
        now = measure(position, account.positions, rules)
        number = tier_number(table, now)
        tier = table.tiers[number - 1]
        all_terms.append(Terms(position, table, now, number, tier, rate_at(table, tier, now, rules)))
    for terms in all_terms:
        _fill(terms, rules, with_initial=with_initial)
    pools = [
        Pool(
            currency,
            wallet,
            [one for one in all_terms if one.position.margin is None and one.position.instrument.currency == currency],
        )
        for currency, wallet in account.balances.items()
    ]
    for index, pool in enumerate(pools):
        _check_pool(pool, index, with_initial=with_initial)
    return Evaluated(book, account, all_terms, pools)
