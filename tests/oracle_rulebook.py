"""Rulebooks of the oracle: their figures as exact fractions."""

from dataclasses import dataclass
from fractions import Fraction

from marginline.v1 import rulebook_pb2 as pb

INVALID = "RULEBOOK_INVALID"


@dataclass(frozen=True)
class Tier:
    """One tier; initial_rate and max_leverage as stated."""

    upper: Fraction | None
    rate: Fraction
    initial_rate: Fraction | None
    max_leverage: Fraction | None
    deduction: Fraction


@dataclass(frozen=True)
class Table:
    """Tiers in ascending order; slope is zero outside LINEAR_IN_SIZE."""

    tiers: tuple[Tier, ...]
    slope: Fraction


@dataclass(frozen=True)
class Instrument:
    """One contract; family is a key that only its relatives share."""

    instrument_id: str
    family: tuple[str, str]
    linear: bool
    currency: str
    contract_size: Fraction
    tick_size: Fraction
    quantity_step: Fraction | None
    fee_rate: Fraction
    table: Table
    isolated_table: Table


@dataclass(frozen=True)
class Rules:
    """Parameters by their enum numbers."""

    tier_scheme: int
    tier_basis: int
    cross_pooling: int
    maintenance_at_mark: bool
    initial_isolated_at_mark: bool
    initial_cross_at_mark: bool
    closing_fee: int
    strict: bool
    bankruptcy_share: int
    tick_buffer: int
    warning_ratio: Fraction | None
    adl_family: int

    @property
    def reserved(self) -> bool:
        """Whether the closing fee is set aside inside the margin."""
        return self.closing_fee in (pb.CLOSING_FEE_RESERVED_AT_BANKRUPTCY, pb.CLOSING_FEE_RESERVED_AT_ENTRY)

    @property
    def moving_bounds(self) -> bool:
        """Whether a price move can change a tier."""
        by_value = self.tier_scheme != pb.TIER_SCHEME_LINEAR_IN_SIZE and self.tier_basis == pb.TIER_BASIS_NOTIONAL
        return by_value and self.maintenance_at_mark


@dataclass(frozen=True)
class Rulebook:
    """A rulebook without fault."""

    reference: pb.RulebookReference
    rules: Rules
    instruments: dict[str, Instrument]
