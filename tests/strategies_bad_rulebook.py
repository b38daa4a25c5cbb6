"""Rulebooks broken in one known way, carried inline by an otherwise valid request."""

from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import Any

import oracle_numbers as numbers
from marginline.v1 import rulebook_pb2 as pb
from strategies_account import random_account_case
from strategies_bad import BAD_IDS, BadCase, Breaker, Broken, bad_number, numbered

SAFE_ENUMS = (
    *("cross_pooling", "maintenance_value", "initial_value_isolated", "initial_value_cross"),
    *("trigger", "bankruptcy_share", "adl_score_family"),
)


def _instrument(rng: Random, book: Any) -> tuple[Any, str]:
    index = rng.randrange(len(book.instruments))
    return book.instruments[index], f"instruments[{index}]."


def _table(rng: Random, book: Any) -> tuple[Any, str]:
    index = rng.randrange(len(book.tier_tables))
    return book.tier_tables[index], f"tier_tables[{index}]."


def _plain_table(rng: Random, book: Any, scheme: int | None = None) -> tuple[Any, str] | None:
    """A table with two tiers or more that state their rates and no deduction."""
    if book.rules.tier_scheme == pb.TIER_SCHEME_LINEAR_IN_SIZE or scheme not in (None, book.rules.tier_scheme):
        return None
    table, path = _table(rng, book)
    if len(table.tiers) < 2 or table.HasField("maintenance_fraction_of_initial"):
        return None
    return None if any(tier.HasField("maintenance_deduction") for tier in table.tiers) else (table, path)


def _identity(rng: Random, book: Any) -> Broken:
    book.rulebook_id, why = rng.choice([("", "REQUIRED"), (rng.choice(BAD_IDS), "ID_MALFORMED")])
    return [("rulebook_id", why)]


def _version(_: Random, book: Any) -> Broken:
    book.version = ""
    return [("version", "REQUIRED")]


def _enum(rng: Random, book: Any) -> Broken:
    field = rng.choice(SAFE_ENUMS)
    setattr(book.rules, field, rng.choice((0, 98)))
    return [(f"rules.{field}", "ENUM_UNSPECIFIED")]


def _basis(_: Random, book: Any) -> Broken:
    if book.rules.tier_scheme == pb.TIER_SCHEME_LINEAR_IN_SIZE:
        return None
    book.rules.tier_basis = pb.TIER_BASIS_UNSPECIFIED
    return [("rules.tier_basis", "ENUM_UNSPECIFIED")]


def _warning_ratio(rng: Random, book: Any) -> Broken:
    book.rules.warning_ratio, why = bad_number(rng, sign="above_zero", required=False)
    return [("rules.warning_ratio", why)]


def _tick_buffer(_: Random, book: Any) -> Broken:
    for one in book.instruments:
        one.tick_size = "0.1"
    book.rules.tick_buffer = 1_000_001
    return [("rules.tick_buffer", "RULEBOOK_INVALID")]


def _number(field: str, sign: str, required: str) -> Breaker:
    def breaker(rng: Random, book: Any) -> Broken:
        one, path = _instrument(rng, book)
        text, why = bad_number(rng, sign=sign, required=required == "required")
        setattr(one, field, text)
        return [(path + field, why)]

    return breaker


def _no_tick(rng: Random, book: Any) -> Broken:
    if book.rules.tick_buffer == 0:
        return None
    one, path = _instrument(rng, book)
    one.ClearField("tick_size")
    return [(path + "tick_size", "REQUIRED")]


def _fee(rng: Random, book: Any) -> Broken:
    one, path = _instrument(rng, book)
    if book.rules.closing_fee != pb.CLOSING_FEE_NONE and rng.random() < 0.5:
        one.ClearField("taker_fee_rate")
        return [(path + "taker_fee_rate", "REQUIRED")]
    one.taker_fee_rate = "1"
    return [(path + "taker_fee_rate", "RULEBOOK_INVALID")]


def _same_instrument(rng: Random, book: Any) -> Broken:
    one, _ = _instrument(rng, book)
    book.instruments.add().CopyFrom(one)
    return [(f"instruments[{len(book.instruments) - 1}].instrument_id", "RULEBOOK_INVALID")]


def _unknown_table(rng: Random, book: Any) -> Broken:
    one, path = _instrument(rng, book)
    if one.family:
        return None
    field = rng.choice(("tier_table_id", "isolated_tier_table_id"))
    setattr(one, field, "nowhere")
    return [(path + field, "RULEBOOK_INVALID")]


def _lone_instrument(field: str, bad: object, why: str) -> Breaker:
    """Breaks a field that relatives of a family must share, where there are none."""

    def breaker(rng: Random, book: Any) -> Broken:
        one, path = _instrument(rng, book)
        if one.family:
            return None
        setattr(one, field, bad)
        return [(path + field, why)]

    return breaker


def _relatives(rng: Random, book: Any) -> Broken:
    """A relative that settles in another currency."""
    if book.rules.cross_pooling != pb.CROSS_POOLING_FAMILY_GROSS:
        return None
    one, _ = _instrument(rng, book)
    if one.family:
        return None
    one.family = "kin"
    new = book.instruments.add()
    new.CopyFrom(one)
    new.instrument_id, new.settlement_currency = "new", "OTHER"
    return [(f"instruments[{len(book.instruments) - 1}].family", "RULEBOOK_INVALID")]


def _same_table(rng: Random, book: Any) -> Broken:
    table, _ = _table(rng, book)
    book.tier_tables.add().CopyFrom(table)
    return [(f"tier_tables[{len(book.tier_tables) - 1}].tier_table_id", "RULEBOOK_INVALID")]


def _flat_bound(rng: Random, book: Any) -> Broken:
    found = _plain_table(rng, book)
    if found is None:
        return None
    table, path = found
    index = len(table.tiers) - 1
    table.tiers[index].upper_bound = table.tiers[index - 1].upper_bound
    return [(f"{path}tiers[{index}].upper_bound", "RULEBOOK_INVALID")]


def _bound_number(rng: Random, book: Any) -> Broken:
    found = _plain_table(rng, book)
    if found is None:
        return None
    table, path = found
    index = len(table.tiers) - 1
    bad, why = rng.choice([("1e3", "NUMBER_MALFORMED"), ("0.0000000000000000001", "PRECISION_EXCEEDED")])
    table.tiers[index].upper_bound = bad
    return [(f"{path}tiers[{index}].upper_bound", why)]


def _rate(bad: Callable[[Fraction], str], why: str) -> Breaker:
    """Breaks the last tier's maintenance rate, given the rate before it."""

    def breaker(rng: Random, book: Any) -> Broken:
        found = _plain_table(rng, book)
        if found is None:
            return None
        table, path = found
        before = numbers.parse(table.tiers[-2].maintenance_margin_rate)
        if before == 0:
            return None
        table.tiers[-1].maintenance_margin_rate = bad(before)
        return [(f"{path}tiers[{len(table.tiers) - 1}].maintenance_margin_rate", why)]

    return breaker


def _no_rate(rng: Random, book: Any) -> Broken:
    found = _plain_table(rng, book)
    if found is None:
        return None
    table, path = found
    table.tiers[-1].ClearField("maintenance_margin_rate")
    return [(f"{path}tiers[{len(table.tiers) - 1}].maintenance_margin_rate", "REQUIRED")]


def _tier_number(field: str) -> Breaker:
    def breaker(rng: Random, book: Any) -> Broken:
        table, path = _table(rng, book)
        if table.HasField("maintenance_fraction_of_initial"):
            return None
        index = rng.randrange(len(table.tiers))
        text, why = bad_number(rng, sign="above_zero", required=False)
        setattr(table.tiers[index], field, text)
        return [(f"{path}tiers[{index}].{field}", why)]

    return breaker


def _deduction(rng: Random, book: Any) -> Broken:
    found = _plain_table(rng, book, rng.choice((pb.TIER_SCHEME_WHOLE, pb.TIER_SCHEME_MARGINAL)))
    if found is None:
        return None
    table, path = found
    table.tiers[0].maintenance_deduction = "1"
    return [(path + "tiers[0].maintenance_deduction", "RULEBOOK_INVALID")]


def _slope(rng: Random, book: Any) -> Broken:
    table, path = _table(rng, book)
    if book.rules.tier_scheme == pb.TIER_SCHEME_LINEAR_IN_SIZE:
        if rng.random() < 0.5:
            table.tiers.add(maintenance_margin_rate="1")
            return [(path + "tiers", "RULEBOOK_INVALID")]
        table.ClearField("rate_slope")
        return [(path + "rate_slope", "REQUIRED")]
    table.rate_slope = "0.1"
    return [(path + "rate_slope", "RULEBOOK_INVALID")]


def _too_many_tiers(rng: Random, book: Any) -> Broken:
    table, path = _table(rng, book)
    table.tiers.extend([pb.PositionTier()] * (257 - len(table.tiers)))
    return [(path + "tiers", "TOO_MANY_ENTRIES")]


BREAKERS: tuple[Breaker, ...] = (
    *(_identity, _version, _enum, _enum, _basis, _warning_ratio, _tick_buffer, _no_tick, _fee, _same_instrument),
    _number("contract_size", "above_zero", "required"),
    _number("tick_size", "above_zero", "optional"),
    _number("quantity_step", "above_zero", "optional"),
    _number("taker_fee_rate", "zero_or_above", "optional"),
    _lone_instrument("kind", 0, "ENUM_UNSPECIFIED"),
    _lone_instrument("kind", 7, "ENUM_UNSPECIFIED"),
    _lone_instrument("settlement_currency", "", "REQUIRED"),
    _lone_instrument("tier_table_id", "", "REQUIRED"),
    *(_unknown_table, _relatives, _same_table, _flat_bound, _bound_number, _no_rate, _deduction, _slope),
    _rate(lambda before: numbers.text(before - numbers.UNIT), "RULEBOOK_INVALID"),
    _rate(lambda _: "1.000000000000000001", "RULEBOOK_INVALID"),
    _rate(lambda _: "-0.1", "NEGATIVE_NOT_ALLOWED"),
    *(_tier_number("initial_margin_rate"), _tier_number("max_leverage"), _too_many_tiers),
)


def random_bad_rulebook(rng: Random) -> BadCase:
    """A request whose inline rulebook has one fault."""
    while True:
        request = random_account_case(rng, 2)
        broken = rng.choice(BREAKERS)(rng, request.rulebook.inline)
        if broken is not None:
            located = [("rulebook.inline." + path, why) for path, why in broken]
            return BadCase("EvaluateAccount", request, numbered(located), in_account=False)
