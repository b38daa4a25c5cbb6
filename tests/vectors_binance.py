"""Binance, and the deduction ladders of every venue with marginal tiers."""

from collections.abc import Callable
from typing import Any

from marginline.v1 import rulebook_pb2 as pb
from vectors_scene import Case, Scene, Vector, decimal, exact, prices_case, statement_case, tier

ROW = "positions[0]."
MARGINAL: dict[str, Any] = {"tier_scheme": pb.TIER_SCHEME_MARGINAL}
# Binance's BTCUSDT ladder of 2021 up to the tier that its worked examples use.
BTC_2021 = (("50000", "0.004"), ("250000", "0.005"), ("1000000", "0.01"), ("10000000", "0.025"))


def _ladder(bounds: list[str], rates: list[str], deductions: list[str]) -> list[pb.PositionTier]:
    """Tiers that also state the venue's own deductions, so that they must agree with the derived ones."""
    rows = zip(bounds, rates, deductions, strict=True)
    return [tier(bound, rate, maintenance_deduction=decimal(cut)) for bound, rate, cut in rows]


def _btc() -> list[pb.PositionTier]:
    return [tier(bound, rate) for bound, rate in BTC_2021]


def binance_maintenance(vector: Vector) -> list[Case]:
    """Maintenance margin of a stated bracket, the product not rounded in between."""
    facts, printed = vector["inputs"], vector["expected"]
    one = Scene(**MARGINAL).instrument("BTC", facts["mark"], _btc()).wallet("1")
    one.position("BTC", "long", facts["qty"], facts["mark"], leverage="1")
    figures: dict[str, str | None] = {
        ROW + "notional": printed["notional"],
        ROW + "maintenance_margin": printed["maintenance_margin"],
        ROW + "maintenance_margin_rate": facts["mmr"],
        ROW + "explanation.maintenance_deduction": facts["cum"],
    }
    return [statement_case(vector, one, figures)]


def binance_cross(vector: Vector) -> list[Case]:
    """A leg beside others, whose profit and maintenance margin one made-up leg carries."""
    facts = vector["inputs"]
    other = exact(facts["other_mm_TMM1"])
    one = Scene(**MARGINAL).instrument("BTC", "31967.27", _btc()).instrument("X", decimal(other), [tier(None, "1")])
    one.wallet(facts["wallet"]).position("BTC", facts["side"], facts["qty"], facts["entry"])
    one.position("X", "long", "1", other - exact(facts["other_upnl_UPNL1"]))
    return [prices_case(vector, one, {ROW + "liquidation_price": vector["expected"]["lp"]})]


def binance_isolated(vector: Vector) -> list[Case]:
    """An isolated long; where the ladder is not printed, two tiers that give the printed deduction."""
    facts = vector["inputs"]
    tiers = _btc()
    if facts["mmr"] == "10%":
        half = exact(facts["mmr"]) / 2
        tiers = [tier(decimal(exact(facts["cum"]) / half), decimal(half)), tier(None, facts["mmr"])]
    one = Scene(**MARGINAL).instrument("I", facts["entry"], tiers)
    one.position("I", facts["side"], facts["qty"], facts["entry"], facts["isolated_wallet"])
    return [prices_case(vector, one, {ROW + "liquidation_price": vector["expected"]["lp"]})]


def deductions(vector: Vector) -> list[Case]:
    """A whole ladder: one position in each tier, explained; the venue's own deductions are stated and must agree."""
    facts = vector["inputs"]
    bounds = facts.get("caps") or facts.get("caps_btc") or facts["risk_limit_value"]
    rates = facts.get("maintenanceMargin") or [rate + "%" for rate in facts["mmr_pct"]]
    wanted = vector["expected"].get("cum") or vector["expected"]["mmDeduction"]
    one = Scene(**MARGINAL).instrument("I", "1", _ladder(bounds, rates, wanted))
    figures: dict[str, str | None] = {}
    for index, (bound, cut) in enumerate(zip(bounds, wanted, strict=True)):
        one.position("I", "long", bound, "1", "0", leverage="1", position_id=str(index))
        figures[f"positions[{index}].explanation.maintenance_deduction"] = cut
        figures[f"positions[{index}].position_tier"] = str(index + 1)
        figures[f"positions[{index}].maintenance_margin"] = decimal(exact(bound) * exact(rates[index]) - exact(cut))
    return [statement_case(vector, one, figures)]


def one_deduction(vector: Vector) -> list[Case]:
    """One step of the recursion, on top of the ladder that has the stated deduction."""
    tiers = [*_btc()[:3], tier(vector["inputs"]["floor_n"], vector["inputs"]["mmr_prev"])]
    tiers.append(tier(None, vector["inputs"]["mmr_n"]))
    one = Scene(**MARGINAL).instrument("BTC", "1", tiers).wallet("1")
    one.position("BTC", "long", "6000000", "1", leverage="1")
    return [statement_case(vector, one, {ROW + "explanation.maintenance_deduction": vector["expected"]["cum_n"]})]


def coin_maintenance(vector: Vector) -> list[Case]:
    """Maintenance margin in the coin."""
    facts = vector["inputs"]
    one = Scene().instrument(
        "I", facts["price"], [tier(None, facts["mmr"])], inverse=True, contract_size=facts["multiplier"]
    )
    one.wallet("1").position("I", "long", facts["contracts"], facts["price"], leverage="1")
    return [statement_case(vector, one, {ROW + "maintenance_margin": vector["expected"]["maintenance_margin_btc"]})]


ADAPTERS: dict[str, Callable[[Vector], list[Case]]] = {
    "bin-usdm-mm-btc": binance_maintenance,
    "bin-usdm-lp-cross-btc": binance_cross,
    "bin-usdm-lp-iso-eth": binance_isolated,
    "bin-usdm-lp-iso-btc": binance_isolated,
    "bin-cum-5m": one_deduction,
    "bin-cum-chain-btcusdt-2021": deductions,
    "bin-coinm-cum-chain": deductions,
    "bin-coinm-mm": coin_maintenance,
    "bybit-deduction-btcusdt": deductions,
}
