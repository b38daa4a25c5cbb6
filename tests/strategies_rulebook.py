"""Random rulebooks: every rule, tables whose bounds lie where the positions to come will be."""

from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any

import oracle_numbers as numbers
from marginline.v1 import rulebook_pb2 as pb
from strategies_numbers import clamped, significant, spelled

CURRENCIES = ("USDT", "BTC", "USDC")
CONTRACT_SIZES = ("1", "1", "0.01", "0.1", "10", "100", "0.001")
FEES = ("0", "0.0005", "0.00055", "0.0006", "0.02", "0.000123456789012345")


@dataclass
class Market:
    """What positions of one instrument are built around: its mark and quantities that sit on tier bounds."""

    instrument: pb.Instrument
    mark: Fraction
    quantities: list[Fraction]

    @property
    def contract_size(self) -> Fraction:
        """Size of one contract."""
        return numbers.parse(self.instrument.contract_size)

    @property
    def linear(self) -> bool:
        """Whether its value rises with its price."""
        return self.instrument.kind == pb.INSTRUMENT_KIND_LINEAR

    @property
    def places(self) -> int:
        """Places that a quantity may have so that its size is exact."""
        return 18 - len(self.instrument.contract_size.partition(".")[2])

    def measure(self, quantity: Fraction, rules: pb.Rules) -> Fraction:
        """What a quantity measures at the mark, cut to a decimal that a bound may have."""
        if rules.tier_basis == pb.TIER_BASIS_CONTRACTS:
            return quantity
        size = quantity * self.contract_size
        return clamped(numbers.down(size * self.mark if self.linear else size / self.mark))


def random_rules(rng: Random, *, calm: bool = False) -> pb.Rules:
    """Any admitted combination of parameters; calm: with a tick buffer of a few ticks at most."""
    scheme = rng.choice(
        (pb.TIER_SCHEME_WHOLE, pb.TIER_SCHEME_MARGINAL, pb.TIER_SCHEME_MARGINAL, pb.TIER_SCHEME_LINEAR_IN_SIZE)
    )
    linear = scheme == pb.TIER_SCHEME_LINEAR_IN_SIZE
    bases = [pb.TIER_BASIS_NOTIONAL, pb.TIER_BASIS_NOTIONAL, pb.TIER_BASIS_CONTRACTS]
    values = (pb.VALUE_AT_MARK, pb.VALUE_AT_MARK, pb.VALUE_AT_ENTRY)
    fees = (
        pb.CLOSING_FEE_NONE,
        pb.CLOSING_FEE_TAKER_IN_REQUIREMENT,
        pb.CLOSING_FEE_RESERVED_AT_BANKRUPTCY,
        pb.CLOSING_FEE_RESERVED_AT_ENTRY,
    )
    poolings = (pb.CROSS_POOLING_POSITION, pb.CROSS_POOLING_FAMILY_GROSS, pb.CROSS_POOLING_LARGER_SIDE)
    shares = (pb.BANKRUPTCY_SHARE_FROZEN_OTHERS, pb.BANKRUPTCY_SHARE_PRO_RATA_MAINTENANCE)
    family: Any = rng.choice(list(pb.AdlScoreFamily.values())[1:])
    warning = rng.choice((None, None, "3", "1.5", "1", "0.5", "2.25"))
    return pb.Rules(
        tier_scheme=scheme,
        tier_basis=rng.choice([*bases, pb.TIER_BASIS_UNSPECIFIED] if linear else bases),
        cross_pooling=rng.choice(poolings),
        maintenance_value=rng.choice(values),
        initial_value_isolated=rng.choice(values),
        initial_value_cross=rng.choice(values),
        closing_fee=rng.choice(fees),
        trigger=rng.choice((pb.TRIGGER_AT_OR_BELOW, pb.TRIGGER_STRICTLY_BELOW)),
        bankruptcy_share=rng.choice(shares),
        tick_buffer=rng.choice((0, 0, 0, 1, 1, 3, 3 if calm else 1_000_000)),
        warning_ratio=warning,
        adl_score_family=family,
    )


def _random_instrument(rng: Random, number: int, rules: pb.Rules, *, calm: bool) -> pb.Instrument:
    fee: str | None = rng.choice(FEES) if calm or rng.random() < 0.97 else "0.999999999999999999"
    if rules.closing_fee == pb.CLOSING_FEE_NONE and rng.random() < 0.5:
        fee = None
    needs_tick = rules.tick_buffer > 0 or rng.random() < 0.5
    return pb.Instrument(
        instrument_id=f"I{number}",
        kind=rng.choice((pb.INSTRUMENT_KIND_LINEAR, pb.INSTRUMENT_KIND_LINEAR, pb.INSTRUMENT_KIND_INVERSE)),
        base_currency="BTC",
        quote_currency="USDT",
        settlement_currency=rng.choice(CURRENCIES[:2]),
        contract_size=rng.choice(CONTRACT_SIZES),
        tick_size=rng.choice(("0.01", "0.1", "1", "0.0001")) if needs_tick else None,
        quantity_step=rng.choice((None, "1", "0.01", "0.001")),
        taker_fee_rate=fee,
        tier_table_id=f"T{number}",
        isolated_tier_table_id="" if rng.random() < 0.7 else f"T{number}i",
    )


def _join_family(rng: Random, one: pb.Instrument, first: pb.Instrument) -> None:
    """Makes an instrument a relative of an earlier one."""
    first.family = first.family or f"F{first.instrument_id}"
    one.family, one.kind = first.family, first.kind
    one.settlement_currency = first.settlement_currency
    one.tier_table_id, one.isolated_tier_table_id = first.tier_table_id, first.isolated_tier_table_id
    one.contract_size = first.contract_size if rng.random() < 0.5 else one.contract_size


def _random_market(rng: Random, instrument: pb.Instrument, *, calm: bool) -> Market:
    """Mark and bound quantities; one market in eight is at an extreme of the range."""
    size = numbers.parse(instrument.contract_size)
    room = 18 - len(instrument.contract_size.partition(".")[2])
    linear = instrument.kind == pb.INSTRUMENT_KIND_LINEAR
    if calm or rng.random() < 0.875:
        mark = rng.choice((Fraction(100), Fraction(25000), Fraction(1, 2), Fraction(8, 5)))
        if rng.random() < 0.6:
            mark = significant(rng, rng.randint(-2, 4), rng.randint(2, 7), 8)
        value, places = Fraction(10) ** rng.randint(1, 6), min(room, 6)
    else:
        mark = significant(rng, rng.randint(-10, 12), rng.choice((1, 3, 18)))
        value, places = Fraction(10) ** rng.randint(-6, 18), room
    middle = (value / mark if linear else value * mark) / size
    steps = rng.sample(range(1, 60), rng.randint(1, 6))
    if not calm and rng.random() < 0.005:
        steps = rng.sample(range(1, 600), 256)
    quantities = sorted({clamped(middle * step / 20, places) for step in steps})
    return Market(instrument, mark, quantities)


def _rates(rng: Random, count: int, *, calm: bool) -> list[Fraction]:
    """Ascending maintenance rates from 0 to 1."""
    first = Fraction(3, 1000) if calm else Fraction(0)
    rate = rng.choice((first, Fraction(4, 1000), Fraction(5, 1000), Fraction(1, 100), Fraction(1, 40)))
    found = []
    for _ in range(count):
        found.append(min(rate, Fraction(1, 2) if calm else Fraction(1)))
        step = rng.choice((Fraction(0), Fraction(1, 1000), Fraction(5, 1000), Fraction(1, 100), Fraction(1, 10)))
        rate += step if rng.random() < 0.9 else significant(rng, -2, 12)
    return found


def _initial(rng: Random, tier: pb.PositionTier, rate: Fraction, style: int) -> None:
    """States what leverage the tier allows: rate, highest leverage, both, or neither."""
    rate = max(rate * 2, Fraction(1, 200)) if rng.random() < 0.9 else max(rate / 2, Fraction(1, 1000))
    if style in (0, 2):
        tier.initial_margin_rate = spelled(rng, clamped(rate))
    if style in (1, 2):
        tier.max_leverage = spelled(rng, clamped(1 / rate, rng.choice((0, 2, 18))))


def random_table(rng: Random, name: str, market: Market, rules: pb.Rules, *, calm: bool = False) -> pb.TierTable:
    """A table whose bounds are measures of the market's quantities."""
    table = pb.TierTable(tier_table_id=name)
    style = rng.choice((0, 1, 2, 2, 2)) if calm or rng.random() < 0.96 else 3
    if rules.tier_scheme == pb.TIER_SCHEME_LINEAR_IN_SIZE:
        rate = _rates(rng, 1, calm=calm)[0]
        tier = table.tiers.add(maintenance_margin_rate=spelled(rng, rate))
        _initial(rng, tier, rate, 2 if style == 1 else style)
        middle = market.quantities[-1] * market.contract_size
        slope = clamped(Fraction(rng.randint(0, 50), 1000) / (middle if market.linear else middle / market.mark))
        table.rate_slope = spelled(rng, slope if rng.random() < 0.9 else Fraction(0))
        return table
    bounds = sorted({market.measure(quantity, rules) for quantity in market.quantities})
    derived = rng.random() < 0.15 and style in (1, 2)
    rates = _rates(rng, len(bounds), calm=calm)
    if derived:
        table.maintenance_fraction_of_initial = rng.choice(("0.5", "0.75", "0.3"))
    leverage = Fraction(rng.choice((125, 50, 40, 7, 3)))
    for bound, rate in zip(bounds, rates, strict=True):
        tier = table.tiers.add(upper_bound=spelled(rng, bound))
        if derived:
            tier.max_leverage = spelled(rng, leverage)
            leverage = max(Fraction(1), leverage - rng.choice((0, 1, 5)))
        else:
            tier.maintenance_margin_rate = spelled(rng, rate)
            _initial(rng, tier, rate, style)
    if rng.random() < 0.5:
        table.tiers[-1].ClearField("upper_bound")
    if rules.tier_scheme == pb.TIER_SCHEME_MARGINAL and not derived:
        _state_deductions(rng, table)
    return table


def _state_deductions(rng: Random, table: pb.TierTable) -> None:
    """Now and then a table states what the engine derives."""
    if rng.random() < 0.7:
        return
    deduction, floor, before = Fraction(0), Fraction(0), Fraction(0)
    for index, tier in enumerate(table.tiers):
        rate = numbers.parse(tier.maintenance_margin_rate)
        deduction += floor * (rate - before) if index else 0
        if numbers.down(deduction) == deduction:
            tier.maintenance_deduction = numbers.text(deduction)
        before = rate
        floor = numbers.parse(tier.upper_bound) if tier.HasField("upper_bound") else floor


def random_rulebook(rng: Random, instruments: int = 3, *, calm: bool = False) -> tuple[pb.Rulebook, list[Market]]:
    """A rulebook without fault and its markets; calm: human sizes, no rate or fee near 1."""
    rules = random_rules(rng, calm=calm)
    book = pb.Rulebook(rulebook_id="random", version="1", source="test", effective_from="2026-01-01", rules=rules)
    for number in range(rng.randint(1, instruments)):
        one = _random_instrument(rng, number, rules, calm=calm)
        if number and rng.random() < 0.5:
            _join_family(rng, one, book.instruments[rng.randrange(number)])
        book.instruments.append(one)
    markets = [_random_market(rng, one, calm=calm) for one in book.instruments]
    named: set[str] = set()
    for market in markets:
        for name in (market.instrument.tier_table_id, market.instrument.isolated_tier_table_id):
            if name and name not in named:
                named.add(name)
                book.tier_tables.append(random_table(rng, name, market, rules, calm=calm))
    return book, markets
