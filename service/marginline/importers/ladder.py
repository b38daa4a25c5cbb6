"""Turns the tiers a venue states into a tier table, and holds the amounts it states against those its rates derive."""

from dataclasses import dataclass
from decimal import Decimal, localcontext
from itertools import pairwise

from marginline.importers.replies import LeftOut, is_boundless, plain
from marginline.v1.rulebook_pb2 import PositionTier, TierTable

# A stated amount that went through a float64 differs from the exact one by less than this fraction of it.
_FLOAT_NOISE = Decimal("1e-12")
_EXACT_PLACES = 60


@dataclass(frozen=True, slots=True)
class StatedTier:
    """One tier as the venue states it. Rates are fractions; None is what the reply does not say."""

    upper_bound: Decimal
    maintenance_margin_rate: Decimal
    lower_bound: Decimal | None = None
    initial_margin_rate: Decimal | None = None
    max_leverage: Decimal | None = None
    maintenance_deduction: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Ladder:
    """A tier table and, in sentences, what the venue stated of it that was not taken over."""

    table: TierTable
    notes: tuple[str, ...]


def build_ladder(table_id: str, tiers: list[StatedTier], step: Decimal = Decimal(0)) -> Ladder:
    """The tier table of one symbol or family.

    `step` is how far above the last bound a tier may say that it begins (OKX: one lot). Raises LeftOut where the
    stated tiers contradict each other: a gap or an overlap, or a deduction that their own bounds and rates do not give.
    """
    if not tiers:
        raise LeftOut("has no tiers")
    _refuse_gaps(tiers, step)
    notes: list[str] = []
    deductions = _checked_deductions(tiers, notes)
    table = TierTable(tier_table_id=table_id)
    for number, (tier, deduction) in enumerate(zip(tiers, deductions, strict=True), start=1):
        row = table.tiers.add()
        if number < len(tiers) or not is_boundless(tier.upper_bound):
            row.upper_bound = plain(tier.upper_bound)
        else:
            notes.append(f"tier {number}: upper bound {plain(tier.upper_bound)} taken as none")
        _fill(row, tier, deduction)
    return Ladder(table, tuple(notes))


def _fill(row: PositionTier, tier: StatedTier, deduction: Decimal | None) -> None:
    row.maintenance_margin_rate = plain(tier.maintenance_margin_rate)
    if tier.initial_margin_rate is not None:
        row.initial_margin_rate = plain(tier.initial_margin_rate)
    if tier.max_leverage is not None:
        row.max_leverage = plain(tier.max_leverage)
    if deduction is not None:
        row.maintenance_deduction = plain(deduction)


def _refuse_gaps(tiers: list[StatedTier], step: Decimal) -> None:
    bound = Decimal(0)
    for number, tier in enumerate(tiers, start=1):
        begins = tier.lower_bound
        if begins is not None and not bound <= begins <= (bound + step if number > 1 else bound):
            raise LeftOut(f"tier {number} begins at {plain(begins)}, where {plain(bound)} was due")
        bound = tier.upper_bound


def _checked_deductions(tiers: list[StatedTier], notes: list[str]) -> list[Decimal | None]:
    """The stated deductions that are exact; those with a float's noise become None, so that they are derived."""
    kept: list[Decimal | None] = []
    for number, (tier, derived) in enumerate(zip(tiers, derive_deductions(tiers), strict=True), start=1):
        stated = tier.maintenance_deduction
        if stated is None or stated == derived:
            kept.append(stated)
        elif abs(stated - derived) <= _FLOAT_NOISE * abs(derived):
            kept.append(None)
            notes.append(f"tier {number}: deduction {stated} is {plain(derived)} with float noise; derived instead")
        else:
            difference = plain(stated - derived)
            raise LeftOut(
                f"tier {number} states deduction {plain(stated)}, but its tiers derive {plain(derived)} "
                f"(difference {difference})"
            )
    return kept


def derive_deductions(tiers: list[StatedTier]) -> list[Decimal]:
    """d_1 = 0, d_k = d_(k-1) + floor_k x (m_k - m_(k-1)), exact."""
    with localcontext() as context:
        context.prec = _EXACT_PLACES
        derived = [Decimal(0)]
        for lower, upper in pairwise(tiers):
            step = upper.maintenance_margin_rate - lower.maintenance_margin_rate
            derived.append(derived[-1] + lower.upper_bound * step)
    return derived
