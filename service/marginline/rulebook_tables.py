"""Rulebooks as people read them on a terminal."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from marginline.rulebooks import Held
from marginline.tables import ABSENT, Cell, Paint, Table, exact, painted
from marginline.v1.rulebook_pb2 import Instrument, InstrumentKind, PositionTier, Rulebook, Rules, TierTable

_LIST_HEADS = ("RULEBOOK", "VERSION", "FROM", "INSTRUMENTS", "SHA256")
_INSTRUMENT_HEADS = (
    "INSTRUMENT", "KIND", "SETTLES IN", "CONTRACT", "TICK", "STEP", "TAKER FEE", "TIERS", "MAINTENANCE",
    "LEVERAGE", "UP TO",
)  # fmt: skip
_TIER_HEADS = ("TIER", "UP TO", "MAINTENANCE", "INITIAL", "LEVERAGE", "DEDUCTION")
_HASH_SHOWN = 12


def list_lines(held: Iterable[Held], *, colour: bool) -> list[str]:
    """One line a rulebook."""
    rows = [
        (
            Cell(one.reference.rulebook_id, Paint.HEAD),
            Cell(one.reference.version or ABSENT),
            Cell(one.message.effective_from or ABSENT),
            Cell(f"{len(one.message.instruments):,}", figure=True),
            Cell(one.reference.content_hash[:_HASH_SHOWN] + "…", Paint.FAINT),
        )
        for one in held
    ]
    return Table(_LIST_HEADS, rows).lines(colour=colour)


def summary_lines(held: Held, *, colour: bool) -> list[str]:
    """A rulebook without its tiers: where it comes from, its rules, its instruments."""
    message = held.message
    tables = {table.tier_table_id: table for table in message.tier_tables}
    rows = [_instrument_row(one, tables[one.tier_table_id]) for one in message.instruments]
    return [
        *_heading(held, colour=colour),
        "",
        *_rules_lines(message.rules, colour=colour),
        "",
        *Table(_INSTRUMENT_HEADS, rows).lines(colour=colour),
    ]


def tier_lines(message: Rulebook, instrument: Instrument, *, colour: bool) -> list[str]:
    """The tiers of one instrument, all of them."""
    ids = dict.fromkeys((instrument.tier_table_id, instrument.isolated_tier_table_id or instrument.tier_table_id))
    lines: list[str] = []
    for table in message.tier_tables:
        if table.tier_table_id not in ids:
            continue
        kind = "" if len(ids) == 1 else " (cross)" if table.tier_table_id == instrument.tier_table_id else " (isolated)"
        lines += ["", painted(f"{instrument.instrument_id}{kind}", Paint.HEAD, colour=colour)]
        rows = [_tier_row(number, tier, table) for number, tier in enumerate(table.tiers, start=1)]
        lines += ["  " + line for line in Table(_TIER_HEADS, rows).lines(colour=colour)]
    return lines


def _heading(held: Held, *, colour: bool) -> list[str]:
    message = held.message
    name = painted(message.rulebook_id, Paint.HEAD, colour=colour)
    return [
        f"{name}, version {message.version}, from {message.effective_from or 'an unstated date'}",
        painted(f"sha256 {held.reference.content_hash}", Paint.FAINT, colour=colour),
        *_sentences(message.source or "No source stated."),
    ]


def _sentences(source: str) -> list[str]:
    return source.replace(". ", ".\n").splitlines()


def _rules_lines(rules: Rules, *, colour: bool) -> list[str]:
    fields = rules.DESCRIPTOR.fields
    width = max(len(field.name) for field in fields)
    lines = [(field.name, _rule_text(rules, field.name)) for field in fields]
    return [f"{painted(name.ljust(width), Paint.FAINT, colour=colour)}  {text}" for name, text in lines if text]


def _rule_text(rules: Rules, name: str) -> str:
    value = getattr(rules, name)
    values = rules.DESCRIPTOR.fields_by_name[name].enum_type
    if values is None:
        return str(value)
    prefix = values.values_by_number[0].name.removesuffix("UNSPECIFIED")
    return str(values.values_by_number[value].name).removeprefix(prefix)


def _instrument_row(one: Instrument, table: TierTable) -> Sequence[Cell]:
    first, last = table.tiers[0], table.tiers[-1]
    return (
        Cell(one.instrument_id),
        Cell(InstrumentKind.Name(one.kind).removeprefix("INSTRUMENT_KIND_").lower()),
        Cell(one.settlement_currency),
        Cell(exact(one.contract_size), figure=True),
        Cell(one.tick_size or ABSENT, figure=True),
        Cell(one.quantity_step or ABSENT, figure=True),
        Cell(_rate(one.taker_fee_rate), figure=True),
        Cell(f"{len(table.tiers)}", figure=True),
        Cell(_rate(first.maintenance_margin_rate), figure=True),
        Cell(_times(first.max_leverage), figure=True),
        Cell(exact(last.upper_bound) if last.upper_bound else "unbounded", figure=True),
    )


def _tier_row(number: int, tier: PositionTier, table: TierTable) -> Sequence[Cell]:
    maintenance = _rate(tier.maintenance_margin_rate)
    if not tier.maintenance_margin_rate and table.maintenance_fraction_of_initial:
        maintenance = f"{table.maintenance_fraction_of_initial} x initial"
    return (
        Cell(f"{number}", figure=True),
        Cell(exact(tier.upper_bound) if tier.upper_bound else "unbounded", figure=True),
        Cell(maintenance, figure=True),
        Cell(_rate(tier.initial_margin_rate), figure=True),
        Cell(_times(tier.max_leverage), figure=True),
        Cell(exact(tier.maintenance_deduction), figure=True),
    )


def _times(leverage: str) -> str:
    return f"{leverage}x" if leverage else ABSENT


def _rate(rate: str) -> str:
    return f"{Decimal(rate) * 100:f}".rstrip("0").rstrip(".") + "%" if rate else ABSENT
