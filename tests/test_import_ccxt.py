"""Rulebooks from leverage tiers as ccxt unifies them."""

import json
from pathlib import Path

from venue_replies import Row, left_out, notes, run, tiers_of

NEVER_FALLS = "must be stated or derivable, from 0 to 1, and never below the tier before"


def bracket(number: int, floor: str, cap: str, rate: str, cum: str = "") -> Row:
    info = {"bracket": str(number), "initialLeverage": "25", "notionalCap": cap, "notionalFloor": floor,
            "maintMarginRatio": rate}  # fmt: skip
    return {
        "tier": float(number), "currency": "USDT", "minNotional": float(floor), "maxNotional": float(cap),
        "maintenanceMarginRate": float(rate), "maxLeverage": 25.0, "info": info | ({"cum": cum} if cum else {}),
    }  # fmt: skip


BRACKETS = [bracket(1, "0", "5000", "0.0065", "0.0"), bracket(2, "5000", "25000", "0.01", "17.5")]


def test_ccxt_tiers_keep_every_digit_and_the_stated_cum(tmp_path: Path) -> None:
    imported = run("ccxt", tmp_path, {"BTC/USDT:USDT": BRACKETS, "BTC/USDT:USDT-241227": BRACKETS})
    assert [one.instrument_id for one in imported.held.message.instruments] == ["BTCUSDT", "BTCUSDT_241227"]
    assert [(tier.upper_bound, tier.maintenance_margin_rate, tier.maintenance_deduction, tier.max_leverage)
            for tier in tiers_of(imported, "BTCUSDT")] == [
        ("5000", "0.0065", "0", "25"), ("25000", "0.01", "17.5", "25"),
    ]  # fmt: skip


def test_ccxt_floats_are_read_as_the_text_that_stands_there(tmp_path: Path) -> None:
    first_row = '{"minNotional":0.0, "maxNotional":5e3, "maintenanceMarginRate":0.0065, "maxLeverage":75.0, "info":{}}'
    last_row = '{"minNotional":5000, "maxNotional":1E+20, "maintenanceMarginRate":0.01, "maxLeverage":50}'
    imported = run("ccxt", tmp_path, f'{{"BTC/USDC:USDC": [{first_row}, {last_row}]}}')
    first, last = tiers_of(imported, "BTCUSDC")
    assert (first.upper_bound, first.maintenance_margin_rate, first.max_leverage) == ("5000", "0.0065", "75")
    assert not last.HasField("upper_bound")
    assert notes(imported) == ["BTCUSDC: tier 2: upper bound 100000000000000000000 taken as none"]


def test_a_cap_that_means_no_bound_becomes_none(tmp_path: Path) -> None:
    rows = [BRACKETS[0], bracket(2, "5000", "9223372036854775807", "0.01", "17.5")]
    imported = run("ccxt", tmp_path, {"BTCST/USDT:USDT": rows})
    assert not tiers_of(imported, "BTCSTUSDT")[1].HasField("upper_bound")
    assert notes(imported) == ["BTCSTUSDT: tier 2: upper bound 9223372036854775807 taken as none"]


def test_a_cum_with_a_floats_noise_is_derived_and_a_wrong_one_leaves_the_symbol_out(tmp_path: Path) -> None:
    noisy = [BRACKETS[0], bracket(2, "5000", "25000", "0.01", "17.500000000000004")]
    wrong = [BRACKETS[0], bracket(2, "5000", "25000", "0.01", "17.6")]
    imported = run("ccxt", tmp_path, {"A/USDT:USDT": noisy, "B/USDT:USDT": wrong})
    assert [tier.HasField("maintenance_deduction") for tier in tiers_of(imported, "AUSDT")] == [True, False]
    assert notes(imported) == ["AUSDT: tier 2: deduction 17.500000000000004 is 17.5 with float noise; derived instead"]
    assert left_out(imported) == [
        "B/USDT:USDT: tier 2 states deduction 17.6, but its tiers derive 17.5 (difference 0.1)"
    ]


def test_ccxt_symbols_that_cannot_be_used_are_reported_each_with_its_reason(tmp_path: Path) -> None:
    gap = [BRACKETS[0], bracket(2, "6000", "25000", "0.01")]
    falling = [BRACKETS[0], bracket(2, "5000", "25000", "0.001")]
    dollars = [{**row, "currency": "USD"} for row in BRACKETS]
    imported = run("ccxt", tmp_path, {
        "GOOD/USDT:USDT": BRACKETS, "GAP/USDT:USDT": gap, "FALL/USDT:USDT": falling, "NONE/USDT:USDT": [],
        "BTC/USD:BTC": BRACKETS, "ETH/USD:BTC": BRACKETS, "BTC/USDT": BRACKETS, "CUR/USDT:USDT": dollars,
        "GO/ODUSDT:ODUSDT": [{**row, "currency": "ODUSDT"} for row in BRACKETS], "币/USDT:USDT": BRACKETS,
    })  # fmt: skip
    assert [one.instrument_id for one in imported.held.message.instruments] == ["GOODUSDT"]
    assert sorted(left_out(imported)) == sorted([
        "GAP/USDT:USDT: tier 2 begins at 6000, where 5000 was due",
        "NONE/USDT:USDT: has no tiers",
        "BTC/USD:BTC: is coin-margined, and its contract size is not in ccxt's leverage tiers",
        "ETH/USD:BTC: settles in BTC, neither its base nor its quote currency",
        "BTC/USDT: is not the symbol of a perpetual or of a dated future",
        "CUR/USDT:USDT: bounds its tiers in another currency than USDT, which it settles in",
        "GO/ODUSDT:ODUSDT: instrument id GOODUSDT is given twice",
        f"FALLUSDT: tiers[1].maintenance_margin_rate: RULEBOOK_INVALID: {NEVER_FALLS}",
        "币USDT: instrument_id: ID_MALFORMED: Must be at most 64 bytes of printable ASCII.",
    ])  # fmt: skip


def test_a_byte_order_mark_is_read_over_and_a_nan_is_no_number(tmp_path: Path) -> None:
    rows = [*BRACKETS[:1], {**BRACKETS[1], "info": {"maintMarginRatio": float("nan")}}]
    text = json.dumps({"A/USDT:USDT": BRACKETS, "B/USDT:USDT": rows})
    imported = run("ccxt", tmp_path, "\ufeff" + text)
    assert left_out(imported) == ["B/USDT:USDT: maintMarginRatio is not a number: 'NaN'"]


def test_only_the_instruments_asked_for_are_taken_and_those_not_found_are_named(tmp_path: Path) -> None:
    replies = {"A/USDT:USDT": BRACKETS, "B/USDT:USDT": BRACKETS}
    imported = run("ccxt", tmp_path, replies, only=frozenset({"BUSDT", "CUSDT"}))
    assert [one.instrument_id for one in imported.held.message.instruments] == ["BUSDT"]
    assert left_out(imported) == ["CUSDT: was asked for and is not in the replies"]
