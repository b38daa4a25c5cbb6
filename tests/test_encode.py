"""Encoding of random models: which figure stands where, and that the bytes are those of the protobuf runtime."""

from fractions import Fraction
from math import ceil, floor
from random import Random
from typing import Any

import pytest

import probe_encode
from marginline.v1 import margin_service_pb2, rulebook_pb2, statement_pb2
from number_text import UNIT

LIMIT = 10**38
SUMMARY, RISK, FULL = statement_pb2.VIEW_SUMMARY, statement_pb2.VIEW_RISK, statement_pb2.VIEW_FULL
RATIOS, PRICES, FIGURES = "ratios", "prices", "figures"
SECTIONS: dict[int, set[str]] = {SUMMARY: set(), RISK: {RATIOS, PRICES}, FULL: {RATIOS, PRICES, FIGURES}}
WARNINGS = {
    1: statement_pb2.WARNING_LEVERAGE_ABOVE_TIER,
    2: statement_pb2.WARNING_SIZE_ABOVE_LAST_TIER,
    3: statement_pb2.WARNING_QUANTITY_OFF_STEP,
    4: statement_pb2.WARNING_FIGURE_BEYOND_RANGE,
}
NAMES = (b"okx", b"2026-11", b"0f" * 32)
ISOLATED, CROSS = 1, 2
LINEAR, INVERSE = 1, 2
VALUE_RULES = ("maintenance_value", "initial_value_isolated", "initial_value_cross")
Row = dict[str, Any]


def amount(rng: Random) -> int:
    """Of any magnitude, and each edge now and then."""
    return rng.choice([0, UNIT, -UNIT, LIMIT, -LIMIT, rng.randint(-LIMIT, LIMIT), rng.randint(-(10**24), 10**24)])


def above_zero(rng: Random) -> int:
    return rng.choice([1, UNIT, 10**36 - 1, rng.randint(1, 10**26), rng.randint(1, 10**20)])


def figure(rng: Random) -> int | None:
    return rng.choice([None, amount(rng), amount(rng)])


def name(rng: Random, longest: int = 64) -> bytes:
    return rng.choice([b"", b"x" * longest, b"BTC-USDT"])


def position(rng: Random, tiers: int, pools: int) -> Row:
    mode = rng.choice([ISOLATED, CROSS]) if pools else ISOLATED
    amounts = ["notional", "unrealized_pnl", "maintenance_margin", "closing_fee", "equity", "isolated_margin"]
    amounts += ["taker_fee_rate", "maintenance_margin_rate", "initial_margin_rate"]
    figures = ["margin_ratio", "margin_usage", "return_on_margin", "liquidation_price", "other_liquidation_price"]
    figures += ["bankruptcy_price", "liquidation_distance", "initial_margin"]
    flags = ["ratio_beyond_range", "return_beyond_range", "price_beyond_range"]
    return {
        **{key: amount(rng) for key in amounts},
        **{key: figure(rng) for key in figures},
        **{key: rng.random() < 0.2 for key in flags},
        **{key: above_zero(rng) for key in ("entry_price", "mark_price", "size")},
        "position_id": name(rng),
        "instrument_id": name(rng),
        "side": rng.choice([1, 2]),
        "state": rng.randint(1, 4),
        "margin_mode": mode,
        "pool": rng.randrange(pools) if mode == CROSS else -1,
        "kind": rng.choice([LINEAR, INVERSE]),
        "tier": rng.randrange(tiers),
        "initial_leverage": rng.choice([0, 10 * UNIT]),
        "measure": (above_zero(rng), above_zero(rng)),
        "warnings": rng.choice([0, 2, 14]),
    }


def pool(rng: Random, positions: int) -> Row:
    amounts = ["wallet_balance", "unrealized_pnl", "equity", "initial_margin", "maintenance_margin", "closing_fee"]
    return {
        **{key: amount(rng) for key in [*amounts, "available_margin"]},
        **{key: figure(rng) for key in ("margin_ratio", "margin_usage", "effective_leverage")},
        **{key: rng.random() < 0.2 for key in ("ratio_beyond_range", "leverage_beyond_range")},
        "currency": rng.choice([b"USDT", b"x" * 64]),
        "state": rng.randint(1, 4),
        "position_count": positions,
    }


def account(seed: int) -> Row:
    rng = Random(seed)
    pools, tiers = rng.choice([0, 1, 3]), rng.choice([1, 4])
    positions = [position(rng, tiers, pools) for _ in range(rng.choice([0, 1, 2, 9]))]
    members = [sum(row["pool"] == index for row in positions) for index in range(pools)]
    bounds = [(index + 1) * above_zero(rng) for index in range(tiers)]
    if rng.random() < 0.5:
        bounds[-1:] = [None]  # type: ignore[list-item]
    return {
        "account_id": name(rng),
        "state": rng.randint(1, 4),
        "pools": [pool(rng, count) for count in members],
        "positions": positions,
        "tiers": [(bound, (rng.choice([0, 1, above_zero(rng)]), above_zero(rng))) for bound in bounds],
        "rules": {
            "tier_scheme": rng.randint(1, 3),
            "closing_fee": rng.randint(1, 4),
            **{key: rng.randint(1, 2) for key in VALUE_RULES},
        },
    }


def text(value: int) -> str:
    """Plain digits without trailing zeros."""
    whole, rest = divmod(abs(value), UNIT)
    digits = f"{whole}.{rest:018}".rstrip("0").rstrip(".")
    return "-" + digits if value < 0 else digits


def write(message: Any, row: Row, *names: str) -> None:
    """Each figure that exists."""
    for key in names:
        if row[key] is not None:
            setattr(message, key, text(row[key]))


def write_exact(message: Any, key: str, exact: Fraction, rounding: Any) -> None:
    value = rounding(exact * UNIT)
    if abs(value) <= LIMIT:
        setattr(message, key, text(value))


def value_at(row: Row, rule: int) -> Fraction:
    size, price = Fraction(row["size"], UNIT), Fraction(row["entry_price" if rule == 2 else "mark_price"], UNIT)
    return size * price if row["kind"] == LINEAR else size / price


def expected_explanation(row: Row, whole: Row) -> statement_pb2.PositionExplanation:
    made = statement_pb2.PositionExplanation(size=text(row["size"]))
    rules, tier = whole["rules"], row["tier"]
    bound, (one, other) = whole["tiers"][tier]
    write_exact(made, "tier_measure", Fraction(*row["measure"]), floor)
    if tier:
        made.tier_lower_bound = text(whole["tiers"][tier - 1][0])
    if bound is not None:
        made.tier_upper_bound = text(bound)
    if rules["tier_scheme"] == rulebook_pb2.TIER_SCHEME_MARGINAL:
        write_exact(made, "maintenance_deduction", Fraction(one * other, UNIT**2), floor)
    write_exact(made, "maintenance_value", value_at(row, rules["maintenance_value"]), ceil)
    if row["initial_margin"] is not None:
        mode = "isolated" if row["margin_mode"] == ISOLATED else "cross"
        write_exact(made, "initial_value", value_at(row, rules["initial_value_" + mode]), ceil)
        write(made, row, "initial_leverage" if row["initial_leverage"] else "initial_margin_rate")
    if rules["closing_fee"] != rulebook_pb2.CLOSING_FEE_NONE:
        write(made, row, "taker_fee_rate")
    return made


def expected_position(row: Row, whole: Row, sections: set[str], *, explain: bool) -> statement_pb2.PositionStatement:
    made = statement_pb2.PositionStatement(
        position_id=row["position_id"], instrument_id=row["instrument_id"], side=row["side"]
    )
    write(made, row, "mark_price")
    if FIGURES in sections:
        write(made, row, "notional", "unrealized_pnl", "return_on_margin", "initial_margin", "maintenance_margin")
        write(made, row, "closing_fee", "maintenance_margin_rate")
        made.position_tier = row["tier"] + 1
    if row["margin_mode"] == ISOLATED and FIGURES in sections:
        made.isolated_margin = made.max_loss = text(row["isolated_margin"])
    if row["margin_mode"] == ISOLATED and RATIOS in sections:
        write(made, row, "equity", "margin_ratio", "margin_usage")
        made.state = row["state"]
    if PRICES in sections:
        write(made, row, "liquidation_price", "other_liquidation_price", "bankruptcy_price", "liquidation_distance")
    flags = {RATIOS: "ratio_beyond_range", PRICES: "price_beyond_range", FIGURES: "return_beyond_range"}
    beyond = any(row[flag] for section, flag in flags.items() if section in sections)
    bits = [bit for bit in (1, 2, 3) if row["warnings"] >> bit & 1] + [4] * beyond
    made.warnings.extend(WARNINGS[bit] for bit in bits)
    if explain:
        made.explanation.CopyFrom(expected_explanation(row, whole))
    return made


def expected_pool(index: int, whole: Row, *, full: bool, explain: bool) -> statement_pb2.PoolStatement:
    row = whole["pools"][index]
    made = statement_pb2.PoolStatement(currency=row["currency"], state=row["state"])
    write(made, row, "wallet_balance", "equity", "maintenance_margin", "closing_fee", "margin_ratio", "margin_usage")
    if full:
        write(made, row, "unrealized_pnl", "initial_margin", "available_margin", "effective_leverage")
    if row["ratio_beyond_range"] or (full and row["leverage_beyond_range"]):
        made.warnings.append(statement_pb2.WARNING_FIGURE_BEYOND_RANGE)
    for place, term in enumerate(whole["positions"] if explain else []):
        if term["pool"] == index:
            shown = made.explanation.add(position_index=place)
            write(shown, term, "unrealized_pnl", "initial_margin", "maintenance_margin", "closing_fee")
    return made


def expected_statement(whole: Row, view: int, *, explain: bool) -> statement_pb2.AccountStatement:
    made = statement_pb2.AccountStatement(account_id=whole["account_id"], state=whole["state"])
    for index in range(len(whole["pools"])):
        made.pools.append(expected_pool(index, whole, full=view == FULL, explain=explain))
    for row in whole["positions"] if view != SUMMARY else []:
        made.positions.append(expected_position(row, whole, SECTIONS[view], explain=explain))
    return made


REFERENCE = rulebook_pb2.RulebookReference(rulebook_id="okx", version="2026-11", content_hash="0f" * 32)


def check(data: bytes, expected: Any) -> None:
    """The same message, and canonical bytes: those of the runtime, in ascending order of fields."""
    assert type(expected).FromString(data) == expected
    assert data == expected.SerializeToString(deterministic=True)


@pytest.mark.parametrize("explain", [False, True])
@pytest.mark.parametrize("view", [SUMMARY, RISK, FULL])
@pytest.mark.parametrize("seed", range(40))
def test_a_statement_shows_what_its_view_has(seed: int, view: int, explain: bool) -> None:
    whole = account(seed)
    encoder, statement = probe_encode.Encoder(whole, NAMES), expected_statement(whole, view, explain=explain)
    response = margin_service_pb2.EvaluateAccountResponse(rulebook=REFERENCE, statement=statement)
    check(encoder.statement_response(view, explain), response)
    result = margin_service_pb2.AccountResult(account_index=seed, statement=statement)
    check(encoder.result(seed, view, explain), margin_service_pb2.BatchEvaluateAccountsResponse(results=[result]))


@pytest.mark.parametrize("seed", range(40))
def test_margin_ratios_are_of_pools_and_isolated_positions(seed: int) -> None:
    whole = account(seed)
    statement = expected_statement(whole, SUMMARY, explain=False)
    isolated = [row for row in whole["positions"] if row["margin_mode"] == ISOLATED]
    statement.positions.extend(expected_position(row, whole, {RATIOS}, explain=False) for row in isolated)
    response = margin_service_pb2.ComputeMarginRatioResponse(rulebook=REFERENCE, statement=statement)
    check(probe_encode.Encoder(whole, NAMES).margin_ratio_response(), response)


@pytest.mark.parametrize("seed", range(40))
def test_liquidation_prices_are_of_every_position(seed: int) -> None:
    whole = account(seed)
    response = margin_service_pb2.ComputeLiquidationPriceResponse(
        rulebook=REFERENCE,
        account_id=whole["account_id"],
        positions=[expected_position(row, whole, {PRICES}, explain=False) for row in whole["positions"]],
    )
    check(probe_encode.Encoder(whole, NAMES).liquidation_response(), response)
