"""Rulebooks from replies of OKX and Bybit, and replies that are none."""

from pathlib import Path
from typing import Any

import pytest

from marginline.importers import ImportRefused, import_rulebook
from marginline.v1 import rulebook_pb2 as pb
from venue_replies import Row, left_out, run, tiers_of, wanted

# ---- OKX ----


def okx(*rows: Row) -> Row:
    return {"code": "0", "data": list(rows), "msg": ""}


def swap(**changes: str) -> Row:
    return {
        "instType": "SWAP", "instId": "BTC-USDT-SWAP", "instFamily": "BTC-USDT", "uly": "BTC-USDT", "ctType": "linear",
        "ctVal": "0.01", "ctMult": "1", "ctValCcy": "BTC", "settleCcy": "USDT", "baseCcy": "", "quoteCcy": "",
        "tickSz": "0.1", "lotSz": "0.01", "lever": "100", "state": "live",
    } | changes  # fmt: skip


def okx_tier(tier: str, begin: str, end: str, rate: str, **changes: str) -> Row:
    return {
        "baseMaxLoan": "", "imr": "0.01", "instFamily": "BTC-USDT", "instId": "", "maxLever": "66.66", "maxSz": end,
        "minSz": begin, "mmr": rate, "optMgnFactor": "0", "quoteMaxLoan": "", "tier": tier, "uly": "BTC-USDT",
    } | changes  # fmt: skip


LADDER = (okx_tier("1", "0", "1000", "0.004"), okx_tier("2", "1000.01", "5000", "0.005"))


def test_okx_instruments_and_tiers_become_a_rulebook(tmp_path: Path) -> None:
    imported = run("okx", tmp_path, okx(*reversed(LADDER)), okx(swap()))
    (one,) = imported.held.message.instruments
    assert (one.kind, one.base_currency, one.quote_currency, one.settlement_currency) == (
        pb.INSTRUMENT_KIND_LINEAR, "BTC", "USDT", "USDT",
    )  # fmt: skip
    assert (one.contract_size, one.tick_size, one.quantity_step, one.taker_fee_rate) == (
        "0.01",
        "0.1",
        "0.01",
        "0.0005",
    )
    assert [(tier.upper_bound, tier.maintenance_margin_rate, tier.initial_margin_rate, tier.max_leverage)
            for tier in tiers_of(imported, "BTC-USDT-SWAP")] == [
        ("1000", "0.004", "0.01", "66.66"), ("5000", "0.005", "0.01", "66.66"),
    ]  # fmt: skip
    assert not left_out(imported)


def test_an_okx_inverse_contract_settles_in_coin_and_counts_its_multiplier(tmp_path: Path) -> None:
    row = swap(instId="BTC-USD-SWAP", instFamily="BTC-USD", uly="BTC-USD", ctType="inverse", ctVal="100", ctMult="0.1",
               settleCcy="BTC")  # fmt: skip
    imported = run("okx", tmp_path, okx(row), okx(okx_tier("1", "0", "500", "0.004", instFamily="BTC-USD")))
    (one,) = imported.held.message.instruments
    assert (one.kind, one.contract_size, one.quote_currency, one.settlement_currency) == (
        pb.INSTRUMENT_KIND_INVERSE, "10", "USD", "BTC",
    )  # fmt: skip


def test_okx_expiries_of_a_family_share_it_and_its_table(tmp_path: Path) -> None:
    rows = [swap(instType="FUTURES", instId=f"BTC-USDT-{day}") for day in ("260925", "261225")]
    message = run("okx", tmp_path, okx(*rows), okx(*LADDER)).held.message
    assert {one.family for one in message.instruments} == {"FUTURES/BTC-USDT"}
    assert len(message.instruments) == 2
    assert len(message.tier_tables) == 1


def test_okx_perpetuals_and_expiries_are_not_mixed_since_their_tiers_look_alike(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="import each type by itself"):
        run("okx", tmp_path, okx(swap(), swap(instType="FUTURES", instId="BTC-USDT-261225")), okx(*LADDER))


def test_what_okx_replies_do_not_join_is_reported_by_name(tmp_path: Path) -> None:
    odd = [swap(instId="ETH-USDT-SWAP", instFamily="ETH-USDT"), swap(instId="OPTION", ctType=""),
           swap(instId="NO-SIZE", ctVal=""), swap(instId="WORDS", ctVal="ten")]  # fmt: skip
    stray = okx_tier("1", "0", "10", "0.01", instFamily="SOL-USDT")
    imported = run("okx", tmp_path, okx(swap(), *odd), okx(*LADDER, stray))
    assert left_out(imported) == [
        "ETH-USDT-SWAP: no position tiers of family ETH-USDT were given",
        "OPTION: ctType is missing",
        "NO-SIZE: ctVal is missing",
        "WORDS: ctVal is not a number: 'ten'",
        "tiers of SOL-USDT: no instrument of this family was given",
    ]


@pytest.mark.parametrize(("begin", "good"), [("1000", True), ("1000.01", True), ("1000.02", False), ("999", False)])
def test_an_okx_tier_begins_at_the_bound_before_it_or_one_lot_above(tmp_path: Path, begin: str, good: bool) -> None:
    replies = okx(swap()), okx(LADDER[0], okx_tier("2", begin, "5000", "0.005"))
    if good:
        assert not left_out(run("okx", tmp_path, *replies))
    else:
        with pytest.raises(ImportRefused, match=rf"BTC-USDT-SWAP: tier 2 begins at {begin}, where 1000 was due"):
            run("okx", tmp_path, *replies)


def test_the_same_okx_tiers_given_twice_are_refused_since_they_may_be_of_two_modes(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="a tier is given twice"):
        run("okx", tmp_path, okx(swap()), okx(*LADDER), okx(*LADDER))


# ---- Bybit ----


def bybit(*rows: Row, category: str = "linear") -> Row:
    return {"retCode": 0, "retMsg": "OK", "result": {"category": category, "list": list(rows)}}


def risk_limit(symbol: str, limit: str, rate: str, **changes: Any) -> Row:
    return {"id": 1, "symbol": symbol, "riskLimitValue": limit, "maintenanceMargin": rate} | changes


ADA = (
    risk_limit("ADAUSDT", "200000", "0.0075", mmDeduction="0"),
    risk_limit("ADAUSDT", "300000", "0.01", mmDeduction="500"),
)


def test_bybit_risk_limits_become_tiers_in_order_of_their_limits(tmp_path: Path) -> None:
    live = risk_limit("BTCUSDT", "2000000", "0.005", initialMargin="0.01", maxLeverage="100.00", mmDeduction="0")
    imported = run("bybit", tmp_path, bybit(*reversed(ADA)), bybit(live))
    assert [(tier.upper_bound, tier.maintenance_deduction) for tier in tiers_of(imported, "ADAUSDT")] == [
        ("200000", "0"), ("300000", "500"),
    ]  # fmt: skip
    (tier,) = tiers_of(imported, "BTCUSDT")
    assert (tier.initial_margin_rate, tier.max_leverage) == ("0.01", "100")
    assert not tiers_of(imported, "ADAUSDT")[0].HasField("max_leverage")


@pytest.mark.parametrize(
    ("category", "symbol", "kind", "currencies"),
    [
        ("linear", "1000PEPEUSDT", pb.INSTRUMENT_KIND_LINEAR, ("1000PEPE", "USDT", "USDT")),
        ("linear", "BTCUSDT-27NOV26", pb.INSTRUMENT_KIND_LINEAR, ("BTC", "USDT", "USDT")),
        ("linear", "BTCPERP", pb.INSTRUMENT_KIND_LINEAR, ("BTC", "USDC", "USDC")),
        ("linear", "BTC-27NOV26", pb.INSTRUMENT_KIND_LINEAR, ("BTC", "USDC", "USDC")),
        ("inverse", "BTCUSD", pb.INSTRUMENT_KIND_INVERSE, ("BTC", "USD", "BTC")),
        ("inverse", "BTCUSDZ26", pb.INSTRUMENT_KIND_INVERSE, ("BTC", "USD", "BTC")),
    ],
)
def test_a_bybit_symbol_tells_its_currencies(
    tmp_path: Path, category: str, symbol: str, kind: int, currencies: tuple[str, str, str]
) -> None:
    (one,) = run("bybit", tmp_path, bybit(risk_limit(symbol, "10", "0.01"), category=category)).held.message.instruments
    assert (one.kind, (one.base_currency, one.quote_currency, one.settlement_currency)) == (kind, currencies)


def test_a_bybit_deduction_that_its_own_tiers_do_not_derive_leaves_the_symbol_out(tmp_path: Path) -> None:
    wrong = [{**row, "symbol": "BTCUSDT"} for row in ADA]
    wrong[1]["mmDeduction"] = "501"
    imported = run("bybit", tmp_path, bybit(*ADA, *wrong, risk_limit("ODD", "1", "0.1")))
    assert [one.instrument_id for one in imported.held.message.instruments] == ["ADAUSDT"]
    assert left_out(imported) == [
        "BTCUSDT: tier 2 states deduction 501, but its tiers derive 500 (difference 1)",
        "ODD: its currencies cannot be told from its symbol",
    ]


# ---- replies that are none ----


@pytest.mark.parametrize(
    ("kind", "reply", "said"),
    [
        (
            "okx",
            {"code": "50011", "msg": "Too Many Requests", "data": []},
            "OKX answered error 50011: Too Many Requests",
        ),
        ("okx", {"code": "0", "data": None}, "has no list of objects at data"),
        ("okx", [], "is not a reply of OKX"),
        ("okx", okx({"instId": "X"}), "neither instruments"),
        ("okx", okx(swap()), "no tiers: give the replies"),
        ("okx", okx(*LADDER), "no instruments: give the reply"),
        (
            "bybit",
            {"retCode": 10001, "retMsg": "params error", "result": {}},
            "Bybit answered error 10001: params error",
        ),
        ("bybit", bybit({"symbol": "BTCUSDT"}), "rows without riskLimitValue"),
        ("bybit", bybit(), "no symbols"),
        ("bybit", okx(swap()), "is not a reply of Bybit"),
        ("ccxt", {"code": "0"}, "is not an object of ccxt symbols"),
        ("ccxt", {}, "holds no symbol"),
        ("ccxt", {"A/B:B": "none"}, "has no list of objects at A/B:B"),
        ("ccxt", "<!doctype html><title>502</title>", "is HTML or XML, not JSON"),
        ("ccxt", '{"BTC/USDT:USDT": [{"tier": 1.0,', "ends in the middle of its JSON"),
        ("ccxt", "", "is empty"),
        ("ccxt", "[" * 100_000, "is nested too deeply"),
    ],
)
def test_a_reply_that_cannot_be_used_is_refused_in_one_line(
    tmp_path: Path, kind: str, reply: object, said: str
) -> None:
    with pytest.raises(ImportRefused) as caught:
        run(kind, tmp_path, reply)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match=r"nowhere\.json: No such file"):
        import_rulebook("ccxt", [tmp_path / "nowhere.json"], wanted("binance-usdm"))
