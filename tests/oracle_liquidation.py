"""Liquidation and bankruptcy prices of the oracle, by looking at every stretch of the exact curve.

y is the price for linear instruments and its reciprocal for inverse ones: in y, equity minus requirement is a straight
line between neighbouring tier bounds. Terms that do not move with y stand in it as printed, rounded.
"""

from dataclasses import dataclass, field
from fractions import Fraction

import oracle_numbers as numbers
from marginline.v1 import rulebook_pb2 as pb
from oracle_account import Position
from oracle_margin import Evaluated, Pool, Terms, maintenance_at, pooled, poolmates, tier_number
from oracle_rulebook import Rules, Table

Line = tuple[Fraction, Fraction]


@dataclass
class Group:
    """Legs whose tier moves with y: measure and value are lines in y; share is value / measure."""

    table: Table
    marginal: bool
    measure: Line
    value: Line
    share: Fraction

    def bounds(self) -> list[Fraction]:
        """Where the tier changes, in y; beyond the last bound the last tier goes on."""
        start, slope = self.measure
        uppers = [tier.upper for tier in self.table.tiers[:-1]]
        found = [(upper - start) / slope for upper in uppers if upper is not None]
        return [at for at in found if at > 0]

    def maintenance(self, at: Fraction) -> Line:
        """Maintenance margin as a line in y, with the tier that holds at one y."""
        tier = self.table.tiers[tier_number(self.table, self.measure[0] + self.measure[1] * at) - 1]
        deduction = tier.deduction * self.share if self.marginal else Fraction(0)
        return self.value[0] * tier.rate - deduction, self.value[1] * tier.rate


@dataclass
class Curve:
    """Equity minus requirement: a line in y plus the groups whose tier moves."""

    constant: Fraction
    slope: Fraction
    strict: bool
    groups: list[Group] = field(default_factory=list)

    def line(self, at: Fraction) -> Line:
        """The line that holds at one y."""
        constant, slope = self.constant, self.slope
        for group in self.groups:
            start, rise = group.maintenance(at)
            constant, slope = constant - start, slope - rise
        return constant, slope

    def liquidatable(self, at: Fraction) -> bool:
        """Whether equity is at or below (strictly below) the requirement at one y."""
        constant, slope = self.line(at)
        value = constant + slope * at
        return value < 0 if self.strict else value <= 0

    def corners(self) -> list[Fraction]:
        """Every y, ascending, at which liquidatable-or-not could change: tier bounds, and roots between them."""
        bounds = sorted({at for group in self.groups for at in group.bounds()})
        found = set(bounds)
        for low, high in zip([Fraction(0), *bounds], [*bounds, None], strict=True):
            constant, slope = self.line(_between(low, high))
            if slope != 0:
                root = -constant / slope
                if low < root and (high is None or root < high):
                    found.add(root)
        return sorted(found)


def _between(low: Fraction, high: Fraction | None) -> Fraction:
    return low + 1 if high is None else (low + high) / 2


def first_changes(curve: Curve, start: Fraction) -> tuple[Fraction | None, Fraction | None]:
    """First y below and above the start (itself included) at which liquidatable-or-not changes."""
    corners = curve.corners()
    now = curve.liquidatable(start)
    below: Fraction | None = None
    points = [start, *[at for at in reversed(corners) if at < start]]
    for high, low in zip(points, [*points[1:], Fraction(0)], strict=True):
        if curve.liquidatable((low + high) / 2) != now:
            below = high
            break
    points = [start, *[at for at in corners if at > start]]
    for low, upper in zip(points, [*points[1:], None], strict=True):
        if curve.liquidatable(_between(low, upper)) != now:
            return below, low
    return below, None


def legs_of(evaluated: Evaluated, terms: Terms) -> list[Terms]:
    """What moves with the price of a position: itself, or every cross leg of its instrument."""
    if terms.position.margin is not None:
        return [terms]
    return [
        one
        for one in evaluated.terms
        if one.position.margin is None and one.position.instrument is terms.position.instrument
    ]


def pool_of(evaluated: Evaluated, terms: Terms) -> Pool:
    """The pool of a cross position."""
    return next(pool for pool in evaluated.pools if pool.currency == terms.position.instrument.currency)


def _profit_line(position: Position) -> Line:
    if position.instrument.linear:
        slope = position.sign * position.size
        return -slope * position.entry, slope
    slope = -position.sign * position.size
    return -slope / position.entry, slope


def _moving_group(evaluated: Evaluated, legs: list[Terms]) -> Group:
    """The legs of a cross instrument that are looked at together, where a price move can change their tier."""
    rules, first = evaluated.book.rules, legs[0].position
    sizes = sum((leg.position.size for leg in legs), Fraction(0))
    start, slope, share = Fraction(0), sizes, Fraction(1)
    if first.margin is None and rules.cross_pooling == pb.CROSS_POOLING_FAMILY_GROSS:
        mates = poolmates(first, evaluated.account.positions, rules)
        start = sum((mate.value(mate.mark) for mate in mates if mate.instrument is not first.instrument), Fraction(0))
    elif first.margin is None and rules.cross_pooling == pb.CROSS_POOLING_LARGER_SIDE:
        slope = pooled([leg.position for leg in legs], [leg.position.size for leg in legs], rules)
        share = sizes / slope
    marginal = rules.tier_scheme == pb.TIER_SCHEME_MARGINAL
    return Group(legs[0].table, marginal, (start, slope), (start, sizes), share)


def _family_moves(rules: Rules, position: Position) -> bool:
    """Whether the maintenance margin of the whole family follows one instrument's price."""
    return position.margin is None and rules.moving_bounds and rules.cross_pooling == pb.CROSS_POOLING_FAMILY_GROSS


def _frozen_maintenance(evaluated: Evaluated, legs: list[Terms], mates: list[Terms]) -> Fraction:
    """Printed maintenance margins that do not move with the legs' price."""
    rules, position = evaluated.book.rules, legs[0].position
    frozen = Fraction(0)
    for one in mates:
        own = any(one is leg for leg in legs)
        relative = _family_moves(rules, position) and one.position.instrument.family == position.instrument.family
        if not relative and (not own or not rules.maintenance_at_mark):
            frozen += one.maintenance
    return frozen


def _fee_moves(rules: Rules) -> bool:
    return rules.maintenance_at_mark and rules.closing_fee == pb.CLOSING_FEE_TAKER_IN_REQUIREMENT


def curve_of(evaluated: Evaluated, terms: Terms) -> Curve:
    """Equity minus requirement of the position or its pool, everything but its own price frozen."""
    rules = evaluated.book.rules
    legs = legs_of(evaluated, terms)
    mates = legs if terms.position.margin is not None else pool_of(evaluated, terms).legs
    wallet = terms.position.margin if terms.position.margin is not None else pool_of(evaluated, terms).wallet
    curve = Curve(wallet - _frozen_maintenance(evaluated, legs, mates), Fraction(0), rules.strict)
    for one in mates:
        own = any(one is leg for leg in legs)
        start, slope = _profit_line(one.position) if own else (one.profit, Fraction(0))
        fee_moves = own and _fee_moves(rules)
        curve.constant += start - (0 if fee_moves else one.fee)
        curve.slope += slope - (one.position.instrument.fee_rate * one.position.size if fee_moves else 0)
        if own and rules.maintenance_at_mark and not rules.moving_bounds:
            deduction = one.tier.deduction / one.measure if rules.tier_scheme == pb.TIER_SCHEME_MARGINAL else 0
            curve.slope -= one.position.size * (one.rate - deduction)
    if rules.moving_bounds and rules.cross_pooling == pb.CROSS_POOLING_POSITION:
        curve.groups = [_moving_group(evaluated, [leg]) for leg in legs]
    elif rules.moving_bounds:
        curve.groups = [_moving_group(evaluated, legs)]
    return curve


def gap_at(evaluated: Evaluated, terms: Terms, price: Fraction) -> Fraction:
    """Equity minus requirement at a price by direct evaluation: a second way to the same figure."""
    rules, position = evaluated.book.rules, terms.position
    legs = legs_of(evaluated, terms)
    mates = legs if position.margin is not None else pool_of(evaluated, terms).legs
    total = position.margin if position.margin is not None else pool_of(evaluated, terms).wallet

    def price_of(one: Position) -> Fraction:
        return price if any(one is leg.position for leg in legs) else one.mark

    for one in mates:
        own = any(one is leg for leg in legs)
        total += one.position.profit(price) if own else one.profit
        total -= one.position.instrument.fee_rate * one.position.value(price) if own and _fee_moves(rules) else one.fee
        relative = one.position.instrument.family == position.instrument.family and _family_moves(rules, position)
        if not rules.maintenance_at_mark or not (own or relative):
            total -= one.maintenance
            continue
        measure = one.measure
        if rules.moving_bounds:
            group = poolmates(one.position, evaluated.account.positions, rules)
            measure = pooled(group, [mate.value(price_of(mate)) for mate in group], rules)
        total -= maintenance_at(one.position.value(price_of(one.position)), one.table, measure, rules)
    return total


def bankruptcy_root(evaluated: Evaluated, terms: Terms) -> Fraction | None:
    """Exact price at which equity less reserved fees is gone; None where there is none."""
    rules, position = evaluated.book.rules, terms.position
    if position.margin is None and rules.bankruptcy_share == pb.BANKRUPTCY_SHARE_PRO_RATA_MAINTENANCE:
        return _pro_rata(pool_of(evaluated, terms), terms)
    legs = legs_of(evaluated, terms)
    if position.margin is not None:
        constant = position.margin - terms.reserved
    else:
        pool = pool_of(evaluated, terms)
        constant = pool.equity - sum((leg.profit for leg in legs), Fraction(0)) - pool.reserved
    slope = Fraction(0)
    for leg in legs:
        start, rise = _profit_line(leg.position)
        constant, slope = constant + start, slope + rise
    if slope == 0 or -constant / slope <= 0:
        return None
    return -constant / slope if position.instrument.linear else -slope / constant


def _pro_rata(pool: Pool, terms: Terms) -> Fraction | None:
    position = terms.position
    if pool.maintenance == 0:
        return None
    burden = position.sign * terms.maintenance * pool.equity / pool.maintenance
    if position.instrument.linear:
        price = position.mark - burden / position.size
        return price if price > 0 else None
    divisor = 1 + burden / position.value(position.mark)
    return position.mark / divisor if divisor > 0 else None


@dataclass
class Prices:
    """Printed prices of one position; beyond tells that one exists but cannot be printed."""

    liquidation: Fraction | None = None
    other: Fraction | None = None
    bankruptcy: Fraction | None = None
    beyond: bool = False


def prices_of(evaluated: Evaluated, terms: Terms) -> Prices:
    """Liquidation, other liquidation and bankruptcy price, as printed."""
    position = terms.position
    prices = Prices()
    _liquidation(evaluated, terms, prices)
    root = bankruptcy_root(evaluated, terms)
    if root is not None:
        prices.bankruptcy = _ranged(numbers.toward(position.mark, root), prices)
    return prices


def _ranged(price: Fraction, prices: Prices) -> Fraction | None:
    if numbers.in_range(price):
        return price
    prices.beyond = True
    return None


def _liquidation(evaluated: Evaluated, terms: Terms, prices: Prices) -> None:
    position = terms.position
    mark, linear = position.mark, position.instrument.linear
    start = mark if linear else 1 / mark
    low, high = first_changes(curve_of(evaluated, terms), start)
    if not linear:
        low, high = (1 / high if high is not None else None), (1 / low if low is not None else None)
    below = numbers.toward(mark, low) if low is not None else None
    above = _ranged(numbers.toward(mark, high), prices) if high is not None else None
    if below is not None and above is not None:
        nearer_is_above = below * above < mark * mark
        prices.liquidation, prices.other = (above, below) if nearer_is_above else (below, above)
        if below == above:
            prices.other = None
    elif below is not None:
        prices.liquidation = below
    else:
        prices.liquidation = above
    ticks = evaluated.book.rules.tick_buffer * position.instrument.tick_size * position.sign
    if position.margin is not None and ticks != 0:
        prices.liquidation = _buffered(prices.liquidation, ticks, prices)
        prices.other = _buffered(prices.other, ticks, prices)


def _buffered(price: Fraction | None, ticks: Fraction, prices: Prices) -> Fraction | None:
    if price is None or price + ticks <= 0:
        return None
    return _ranged(price + ticks, prices)
