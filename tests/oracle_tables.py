"""Faults and figures of tier tables."""

from fractions import Fraction

import oracle_numbers as numbers
from marginline.v1 import rulebook_pb2 as pb
from oracle_faults import Faults
from oracle_rulebook import INVALID, Table, Tier


def initial_rate_at_start(tier: pb.PositionTier) -> Fraction | None:
    """Initial rate as stated, else 1/max_leverage; exact. The tier must be without fault."""
    if tier.HasField("initial_margin_rate"):
        return numbers.parse(tier.initial_margin_rate)
    return 1 / numbers.parse(tier.max_leverage) if tier.HasField("max_leverage") else None


def derived_rate(tier: pb.PositionTier, table: pb.TierTable) -> Fraction | None:
    """Maintenance rate as stated, else the table's fraction of the initial rate, rounded up."""
    if tier.HasField("maintenance_margin_rate"):
        return numbers.parse(tier.maintenance_margin_rate)
    initial = initial_rate_at_start(tier)
    if initial is None or not table.HasField("maintenance_fraction_of_initial"):
        return None
    return numbers.up(numbers.parse(table.maintenance_fraction_of_initial) * initial)


def read_table(book: pb.Rulebook, index: int, faults: Faults) -> None:
    """Notes the faults of one table."""
    message, path, rules = book.tier_tables[index], f"tier_tables[{index}].", book.rules
    linear = rules.tier_scheme == pb.TIER_SCHEME_LINEAR_IN_SIZE
    faults.identifier(path + "tier_table_id", message.tier_table_id, required=True)
    if any(earlier.tier_table_id == message.tier_table_id for earlier in book.tier_tables[:index]):
        faults.add(path + "tier_table_id", "RULEBOOK_INVALID")
    if not message.tiers:
        faults.add(path + "tiers", "REQUIRED")
    elif linear and len(message.tiers) != 1:
        faults.add(path + "tiers", "RULEBOOK_INVALID")
    walk = _TierWalk(message, path, rules, faults)
    for number in range(len(message.tiers)):
        walk.read(number)
    faults.optional_decimal(
        message,
        "maintenance_fraction_of_initial",
        path + "maintenance_fraction_of_initial",
        "zero_or_above",
        lambda fraction: "" if fraction <= 1 else INVALID,
    )
    if linear and not message.HasField("rate_slope"):
        faults.add(path + "rate_slope", "REQUIRED")
    elif not linear and message.HasField("rate_slope"):
        faults.add(path + "rate_slope", "RULEBOOK_INVALID")
    else:
        faults.optional_decimal(message, "rate_slope", path + "rate_slope", "zero_or_above")


class _TierWalk:
    """Reads tiers in order, remembering what the next one must not fall below."""

    def __init__(self, table: pb.TierTable, path: str, rules: pb.Rules, faults: Faults) -> None:
        self.table, self.path, self.rules, self.faults = table, path, rules, faults
        self.bound = Fraction(0)
        self.rate = Fraction(0)
        self.deduction = Fraction(0)

    def read(self, index: int) -> None:
        """Notes the faults of one tier."""
        tier, path = self.table.tiers[index], f"{self.path}tiers[{index}]."
        floor = self.bound
        self._bound(tier, path, last=index == len(self.table.tiers) - 1)
        rate = self._rates(tier, path)
        if rate is not None:
            self.deduction += floor * (rate - self.rate) if index else 0
            self.rate = rate
        self._deduction(tier, path)

    def _bound(self, tier: pb.PositionTier, path: str, *, last: bool) -> None:
        linear = self.rules.tier_scheme == pb.TIER_SCHEME_LINEAR_IN_SIZE
        if not tier.HasField("upper_bound"):
            if not last and not linear:
                self.faults.add(path + "upper_bound", "REQUIRED")
        elif linear:
            self.faults.add(path + "upper_bound", "RULEBOOK_INVALID")
        else:
            bound = self.faults.optional_decimal(
                tier, "upper_bound", path + "upper_bound", "above_zero", lambda new: "" if new > self.bound else INVALID
            )
            self.bound = self.bound if bound is None else bound

    def _rates(self, tier: pb.PositionTier, path: str) -> Fraction | None:
        faults = self.faults
        before = len(faults.found)
        faults.optional_decimal(
            tier,
            "maintenance_margin_rate",
            path + "maintenance_margin_rate",
            "zero_or_above",
            lambda new: "" if self.rate <= new <= 1 else INVALID,
        )
        mine = Faults(faults.prefix)
        mine.optional_decimal(tier, "initial_margin_rate", path + "initial_margin_rate", "above_zero")
        mine.optional_decimal(tier, "max_leverage", path + "max_leverage", "above_zero")
        rate = None
        stated = tier.HasField("maintenance_margin_rate")
        if len(faults.found) == before and (stated or (not mine.found and self._fraction_is_sound())):
            rate = derived_rate(tier, self.table)
            if rate is None:
                faults.add(path + "maintenance_margin_rate", "REQUIRED")
            elif not self.rate <= rate <= 1:
                faults.add(path + "maintenance_margin_rate", "RULEBOOK_INVALID")
                rate = None
        faults.found += mine.found
        return rate

    def _fraction_is_sound(self) -> bool:
        alone = Faults()
        alone.optional_decimal(
            self.table,
            "maintenance_fraction_of_initial",
            "",
            "zero_or_above",
            lambda part: "" if part <= 1 else INVALID,
        )
        return not alone.found

    def _deduction(self, tier: pb.PositionTier, path: str) -> None:
        marginal = self.rules.tier_scheme == pb.TIER_SCHEME_MARGINAL
        self.faults.optional_decimal(
            tier,
            "maintenance_deduction",
            path + "maintenance_deduction",
            "any",
            lambda stated: "" if marginal and stated == self.deduction else INVALID,
        )


def compile_table(message: pb.TierTable) -> Table:
    """Figures of a table without fault."""
    tiers: list[Tier] = []
    deduction, before, floor = Fraction(0), Fraction(0), Fraction(0)
    for entry in message.tiers:
        rate = derived_rate(entry, message)
        assert rate is not None, "a table without fault states or derives every rate"
        deduction += floor * (rate - before) if tiers else 0
        upper = numbers.parse(entry.upper_bound) if entry.HasField("upper_bound") else None
        initial = numbers.parse(entry.initial_margin_rate) if entry.HasField("initial_margin_rate") else None
        highest = numbers.parse(entry.max_leverage) if entry.HasField("max_leverage") else None
        tiers.append(Tier(upper, rate, initial, highest, deduction))
        before, floor = rate, upper or floor
    slope = numbers.parse(message.rate_slope) if message.HasField("rate_slope") else Fraction(0)
    return Table(tuple(tiers), slope)
