"""Bybit, Hyperliquid, BitMEX, Deribit, KuCoin: margins, prices, tiers."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from marginline.v1 import rulebook_pb2 as pb
from vectors_scene import (
    Case,
    Scene,
    Vector,
    agrees,
    decimal,
    exact,
    field,
    prices_case,
    statement_case,
    tier,
)

ROW = "positions[0]."
POOL = "pools[0]."
MARGINAL: dict[str, Any] = {"tier_scheme": pb.TIER_SCHEME_MARGINAL}
BYBIT: dict[str, Any] = {
    **MARGINAL,
    "closing_fee": pb.CLOSING_FEE_RESERVED_AT_BANKRUPTCY,
    "initial_value_isolated": pb.VALUE_AT_ENTRY,
}


def bybit_isolated(vector: Vector) -> list[Case]:
    """The current official example: before and after extra margin."""
    facts, printed = vector["inputs"], vector["expected"]
    cases = []
    for suffix, extra in (("/opened", Fraction(0)), ("/extra", exact(facts["extra"]))):
        one = Scene(**BYBIT).instrument(
            "I", facts["entry"], [tier(None, facts["mmr"])], taker_fee_rate=decimal(facts["taker"])
        )
        margin = exact(printed["im"]) + extra
        one.position("I", facts["side"], facts["qty"], facts["entry"], margin, leverage=facts["leverage"])
        figures: dict[str, str | None] = {ROW + "liquidation_price": printed["lp"]}
        if not extra:
            figures = {ROW + "closing_fee": printed["fee_to_close"], ROW + "initial_margin": printed["im"]}
        cases.append(statement_case(vector, one, figures, suffix))
    required = exact(printed["mm_at_entry"])

    def check(response: Any) -> None:
        row = response.statement.positions[0]
        assert agrees(exact(row.maintenance_margin) + exact(row.closing_fee), decimal(required), vector)

    return [*cases, Case(vector["id"] + "/required", "EvaluateAccount", cases[0].request, check)]


def bybit_maintenance(vector: Vector) -> list[Case]:
    """Maintenance margin of a value in the fourth tier."""
    facts, printed = vector["inputs"], vector["expected"]
    tiers = [tier(bound, rate) for bound, rate in zip(facts["tier_caps"], facts["tier_mmr"], strict=True)]
    one = Scene(**MARGINAL).instrument("I", "1", tiers).wallet("1")
    one.position("I", "long", facts["value"], "1", leverage="1")
    figures: dict[str, str | None] = {
        ROW + "maintenance_margin": printed["maintenance_margin"],
        ROW + "explanation.maintenance_deduction": printed["deduction_tier4"],
    }
    return [statement_case(vector, one, figures)]


def bybit_bankruptcy(vector: Vector) -> list[Case]:
    """The price at which a margin of value/leverage is gone, fees apart."""
    facts, inverse = vector["inputs"], vector["venue"] == "bybit-inverse"
    entry, leverage = exact(facts["entry"]), exact(facts["leverage"])
    size = Fraction(10**9 if inverse else 1)
    margin = size / entry / leverage if inverse else entry / leverage
    one = Scene(**MARGINAL).instrument("I", facts["entry"], [tier(None, "0.005")], inverse=inverse)
    one.position("I", facts["side"], decimal(size), facts["entry"], margin)
    return [prices_case(vector, one, {ROW + "bankruptcy_price": vector["expected"]["bankruptcy"]})]


def bybit_initial(vector: Vector) -> list[Case]:
    """Cross: initial margin at the mark, reserved fee at the entry's bankruptcy value."""
    facts, printed = vector["inputs"], vector["expected"]
    one = Scene(**BYBIT).instrument("I", facts["mark"], [tier(None, "0.005")], taker_fee_rate=decimal(facts["taker"]))
    one.wallet("10000").position("I", facts["side"], facts["qty"], facts["entry"], leverage=facts["leverage"])
    figures: dict[str, str | None] = {
        ROW + "initial_margin": printed["im_shown"],
        ROW + "closing_fee": printed["fee_to_close"],
    }
    return [statement_case(vector, one, figures)]


def bybit_wallet(vector: Vector) -> list[Case]:
    """A wallet row, its two margins carried by two made-up legs."""
    facts, printed = vector["inputs"], vector["expected"]
    maintenance, initial = exact(facts["totalMaintenanceMargin"]), exact(facts["totalInitialMargin"])
    one = Scene().instrument("M", decimal(maintenance), [tier(None, "1")])
    one.instrument("N", decimal(initial - maintenance), [tier(None, "0")]).wallet(facts["totalMarginBalance"])
    one.position("M", "long", "1", maintenance, leverage="1")
    one.position("N", "long", "1", initial - maintenance, leverage="1")
    figures: dict[str, str | None] = {
        POOL + "margin_usage": printed["accountMMRate"],
        POOL + "available_margin": printed["totalAvailableBalance"],
    }
    row = statement_case(vector, one, figures)

    def check(response: Any) -> None:
        pool = response.statement.pools[0]
        assert agrees(exact(pool.initial_margin) / exact(pool.equity), printed["accountIMRate"], vector)

    return [row, Case(vector["id"] + "/initial", row.rpc, row.request, check)]


def hyperliquid_isolated(vector: Vector) -> list[Case]:
    """A captured isolated position; margin from its raw dollars."""
    facts, printed = vector["inputs"], vector["expected"]
    size, entry = exact(facts["szi"]), exact(facts["entryPx"])
    mark = exact(facts["positionValue"]) / size
    rate = tier(None, decimal(1 / (2 * exact(facts["maxLeverage"]))), max_leverage=facts["maxLeverage"])
    one = Scene(**MARGINAL, trigger=pb.TRIGGER_STRICTLY_BELOW).instrument("I", decimal(mark), [rate])
    one.position("I", "long", facts["szi"], facts["entryPx"], exact(facts["rawUsd"]) + size * entry)
    figures: dict[str, str | None] = {
        ROW + "liquidation_price": printed["liquidationPx"],
        ROW + "unrealized_pnl": printed["unrealizedPnl"],
    }
    return [statement_case(vector, one, figures)]


def hyperliquid_rates(vector: Vector) -> list[Case]:
    """Maintenance rate is half the initial rate at the highest leverage, derived from the table's fraction."""
    facts, printed = vector["inputs"], vector["expected"]
    cases = []
    for name, wanted in (("maxlev_a", "rate_40x"), ("maxlev_b", "rate_3x"), ("maxlev_c", "rate_20x")):
        only = pb.PositionTier(max_leverage=facts[name])
        one = Scene(**MARGINAL).instrument("I", "100", [only], maintenance_fraction_of_initial="0.5").wallet("1000")
        one.position("I", "long", "1", "100")
        figures: dict[str, str | None] = {ROW + "maintenance_margin_rate": printed[wanted]}
        cases.append(statement_case(vector, one, figures, "/" + name))
    return cases


def bitmex_steps(vector: Vector) -> list[Case]:
    """Risk-limit steps as WHOLE tiers on value in the coin."""
    facts, printed = vector["inputs"], vector["expected"]
    tiers = []
    for step in range(4):
        bound = exact(facts["base_limit"]) + step * exact(facts["step"])
        initial = exact(facts["base_im"]) + step * exact(facts["base_mm"])
        rate = decimal((step + 1) * exact(facts["base_mm"]))
        tiers.append(tier(decimal(bound), rate, initial_margin_rate=decimal(initial)))
    at_entry = dict.fromkeys(("maintenance_value", "initial_value_isolated"), pb.VALUE_AT_ENTRY)
    one = Scene(**at_entry).instrument("I", "50000", tiers, inverse=True).wallet("100")
    one.position("I", "long", decimal(exact(facts["position_xbt"]) * 50000), "50000")
    names = {"mm_xbt": "maintenance_margin", "mm_rate": "maintenance_margin_rate"}
    figures: dict[str, str | None] = {ROW + ours: printed[name] for name, ours in names.items() if name in printed}
    if "im_rate" in printed:
        figures[ROW + "explanation.initial_margin_rate"] = printed["im_rate"]
    return [statement_case(vector, one, figures)]


def deribit(vector: Vector) -> list[Case]:
    """A rate that grows with size."""
    facts, printed = vector["inputs"], vector["expected"]
    initial = vector["kind"] == "imr"
    base = exact(facts["base_pct"]) / 100
    other = tier(
        None, decimal(base / 2 if initial else base), initial_margin_rate=decimal(base if initial else base * 2)
    )
    slope = decimal(exact(facts["slope_pct_per_coin"]) / 100)
    one = Scene(tier_scheme=pb.TIER_SCHEME_LINEAR_IN_SIZE).instrument("I", facts["index"], [other], rate_slope=slope)
    one.wallet("100000").position("I", "long", facts["size_coin"], facts["index"])
    rate = ROW + ("explanation.initial_margin_rate" if initial else "maintenance_margin_rate")
    margin = ROW + ("initial_margin" if initial else "maintenance_margin")
    row = statement_case(vector, one, {rate: printed["rate"], margin: printed["margin_usdc"]})

    def check(response: Any) -> None:
        in_coin = exact(field(response.statement, margin)) / exact(facts["index"])
        assert agrees(in_coin, printed["margin_coin"], vector)

    return [row, Case(vector["id"] + "/coin", row.rpc, row.request, check)]


def kucoin_faq(vector: Vector) -> list[Case]:
    """The older formula: maintenance at entry, fee ignored."""
    facts, printed = vector["inputs"], vector["expected"]
    at_entry = dict.fromkeys(("maintenance_value", "initial_value_isolated"), pb.VALUE_AT_ENTRY)
    one = Scene(**at_entry).instrument(
        "I", facts["entry"], [tier(None, facts["mmr"])], contract_size=facts["multiplier"]
    )
    one.position("I", facts["side"], facts["lots"], facts["entry"], printed["im"], leverage=facts["leverage"])
    figures: dict[str, str | None] = {
        ROW + "initial_margin": printed["im"],
        ROW + "maintenance_margin": printed["mm"],
        ROW + "liquidation_price": printed["lp"],
    }
    return [statement_case(vector, one, figures)]


def kucoin_now(vector: Vector) -> list[Case]:
    """A captured position: maintenance at the mark, fee inside the requirement."""
    facts, printed = vector["inputs"], vector["expected"]
    fee = exact(facts["mmr_plus_taker"]) - Fraction("0.004")
    one = Scene(closing_fee=pb.CLOSING_FEE_TAKER_IN_REQUIREMENT).instrument(
        "I", facts["mark"], [tier(None, "0.004")], taker_fee_rate=decimal(fee)
    )
    one.position("I", facts["side"], facts["qty"], facts["entry"], facts["margin"], leverage="6")
    row = statement_case(
        vector,
        one,
        {ROW + "liquidation_price": printed["liquidationPrice"], ROW + "bankruptcy_price": printed["bankruptPrice"]},
    )

    def check(response: Any) -> None:
        shown = response.statement.positions[0]
        assert agrees(exact(shown.maintenance_margin) + exact(shown.closing_fee), printed["posMaint"], vector)

    return [row, Case(vector["id"] + "/required", row.rpc, row.request, check)]


ADAPTERS: dict[str, Callable[[Vector], list[Case]]] = {
    "bybit-lin-long-2026": bybit_isolated,
    "bybit-xyz-mm": bybit_maintenance,
    "bybit-bankruptcy-60k": bybit_bankruptcy,
    "bybit-bankruptcy-inv": bybit_bankruptcy,
    "bybit-usdc-im": bybit_initial,
    "bybit-wallet-2023": bybit_wallet,
    "hl-iso-spcx": hyperliquid_isolated,
    "hl-rate-endpoints": hyperliquid_rates,
    "bitmex-risklimit-new": bitmex_steps,
    "bitmex-risklimit-step-199": bitmex_steps,
    "deribit-btc25-im": deribit,
    "deribit-btc25-mm": deribit,
    "deribit-sol25-im": deribit,
    "kucoin-faq-short": kucoin_faq,
    "kucoin-new-xbt-long": kucoin_now,
}
