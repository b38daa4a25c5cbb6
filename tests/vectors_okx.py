"""OKX: position rows and currency rows of real accounts, tier look-ups, help-centre examples."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

from google.protobuf import json_format

from marginline.v1 import margin_service_pb2, statement_pb2
from marginline.v1 import rulebook_pb2 as pb
from vectors_scene import Case, Scene, Vector, exact, expects, prices_case, statement_case, tier

RULEBOOK = Path(__file__).parents[1] / "service/marginline/data/rulebooks/okx.json"
ROW = "positions[0]."
POOL = "pools[0]."


def scene(**chosen: Any) -> Scene:
    """OKX's rules."""
    venue: dict[str, Any] = {
        "tier_basis": pb.TIER_BASIS_CONTRACTS,
        "cross_pooling": pb.CROSS_POOLING_FAMILY_GROSS,
        "closing_fee": pb.CLOSING_FEE_TAKER_IN_REQUIREMENT,
        "initial_value_isolated": pb.VALUE_AT_ENTRY,
        "warning_ratio": "3",
        "tick_buffer": 1,
    }
    return Scene(**{**venue, **chosen})


def _market(one: Scene, facts: dict[str, str], mark: str) -> Scene:
    inverse = facts.get("ctType") == "inverse"
    size = facts.get("ctVal") or facts["ctValImplied"]
    rate = tier(None, facts["mmrRate"], max_leverage="100")
    fee, tick = facts["takerFeeRate"], facts.get("tickSz", "0.01")
    return one.instrument("I", mark, [rate], inverse=inverse, contract_size=size, taker_fee_rate=fee, tick_size=tick)


def isolated_row(vector: Vector) -> list[Case]:
    """A printed row of an isolated position; bePx and notionalUsd need what the service is not told."""
    facts, printed = vector["inputs"], vector["expected"]
    one = _market(scene(), facts, facts.get("markPx") or facts["markPxImplied"])
    one.position("I", facts["posSide"], facts["pos"], facts["avgPx"], facts["margin"], leverage=facts.get("lever", "1"))
    names = {
        "liqPx": "liquidation_price",
        "mgnRatio": "margin_ratio",
        "mmr": "maintenance_margin",
        "upl": "unrealized_pnl",
        "uplRatio": "return_on_margin",
        "margin": "isolated_margin",
    }
    figures: dict[str, str | None] = {ROW + ours: printed[name] for name, ours in names.items() if name in printed}
    return [statement_case(vector, one, figures)]


def cross_row(vector: Vector) -> list[Case]:
    """A printed row of the only cross position of its currency."""
    facts, printed = vector["inputs"], vector["expected"]
    one = _market(scene(), facts, facts["markPx"])
    side = facts["posSide"] if facts["posSide"] != "net" else "long"
    cash = exact(facts["cashBal"]) if "cashBal" in facts else _cash(facts, printed)
    one.wallet(cash).position("I", side, facts["pos"], facts["avgPx"], leverage=facts["lever"])
    names = {
        "liqPx": ROW + "liquidation_price",
        "mgnRatio": POOL + "margin_ratio",
        "mmr": POOL + "maintenance_margin",
        "imr": POOL + "initial_margin",
        "upl": POOL + "unrealized_pnl",
        "uplRatio": ROW + "return_on_margin",
    }
    return [statement_case(vector, one, {ours: printed[name] for name, ours in names.items() if name in printed})]


def _cash(facts: dict[str, str], printed: dict[str, str]) -> Fraction:
    """Cash from the printed ratio, as the vector's formula tells."""
    size = exact(facts["pos"]) * exact(facts["ctValImplied"])
    required = size * exact(facts["markPx"]) * (exact(facts["mmrRate"]) + exact(facts["takerFeeRate"]))
    profit = size * (exact(facts["markPx"]) - exact(facts["avgPx"]))
    assert abs(profit - exact(printed["upl"])) < Fraction(1, 10**9)
    return exact(facts["mgnRatio"]) * required - profit


def hedge(vector: Vector) -> list[Case]:
    """Both sides of one contract: tier by their sum, one liquidation price."""
    facts, printed = vector["inputs"], vector["expected"]
    tiers = [tier(facts["tier1Max"], facts["tier1Mmr"]), tier(None, facts["tier2Mmr"])]
    one = scene().instrument(
        "I", facts["markPx"], tiers, contract_size=facts["ctVal"], taker_fee_rate=facts["takerFeeRate"], tick_size="0.1"
    )
    one.wallet(facts["cashBal"])
    one.position("I", "long", facts["posLong"], facts["avgLong"], leverage=facts["lever"])
    one.position("I", "short", facts["posShort"], facts["avgShort"], leverage=facts["lever"])
    figures: dict[str, str | None] = {POOL + "margin_ratio": printed["mgnRatio"]}
    for index, profit in enumerate((printed["uplLong"], printed["uplShort"])):
        row = f"positions[{index}]."
        figures[row + "liquidation_price"] = printed["liqPx"]
        figures[row + "maintenance_margin"] = printed["mmrEach"]
        figures[row + "initial_margin"] = printed["imrEach"]
        figures[row + "unrealized_pnl"] = profit
    return [statement_case(vector, one, figures)]


def flat_tier(vector: Vector) -> list[Case]:
    """Tiers are flat: the whole of both legs at the rate of their sum."""
    one = scene().instrument(
        "I", vector["inputs"]["markPx"], [tier("12500", "0.01"), tier(None, "0.015")], tick_size="1"
    )
    one.wallet("1000").position("I", "long", "7000", "0.358", leverage="20")
    one.position("I", "short", "7000", "0.358", leverage="20")
    return [statement_case(vector, one, {POOL + "maintenance_margin": vector["expected"]["mmrTotal"]})]


def most_at_leverage(vector: Vector) -> list[Case]:
    """The largest quantity at a leverage: at it no warning, a step above it one."""
    facts = vector["inputs"]
    tiers = [tier(size, "0.01", max_leverage=most) for most, size in facts["tiers(maxLever,maxSz)"]]
    cases = []
    for quantity, above in (
        (vector["expected"]["maxPosition"], False),
        (vector["expected"]["maxPosition"] + ".01", True),
    ):
        one = scene().instrument("I", "1", tiers, tick_size="1")
        one.wallet("100").position("I", "long", quantity, "1", leverage=facts["lever"])
        suffix = "/above" if above else "/at"
        cases.append(Case(vector["id"] + suffix, "EvaluateAccount", one.statement(), _warned(above=above)))
    return cases


def _warned(*, above: bool) -> Callable[[Any], None]:
    def check(response: Any) -> None:
        warned = statement_pb2.WARNING_LEVERAGE_ABOVE_TIER in response.statement.positions[0].warnings
        assert warned == above

    return check


def tier_look_up(vector: Vector) -> list[Case]:
    """A quantity in the production table, as the embedded rulebook holds it."""
    printed = vector["expected"]
    book = json_format.Parse(RULEBOOK.read_text(), pb.Rulebook())
    instrument = next(one for one in book.instruments if one.instrument_id == "BTC-USDT-SWAP")
    table = next(one for one in book.tier_tables if one.tier_table_id == instrument.tier_table_id)
    one = scene().instrument(
        instrument.instrument_id, "60000", list(table.tiers), contract_size="0.01", tick_size="0.1"
    )
    one.wallet("1000000").position(instrument.instrument_id, "long", vector["inputs"]["sz"], "60000")
    figures: dict[str, str | None] = {
        ROW + "position_tier": printed["tier"],
        ROW + "maintenance_margin_rate": printed["mmr"],
    }
    found = table.tiers[int(printed["tier"]) - 1]
    assert exact(found.max_leverage) == exact(printed["maxLever"])
    assert not found.initial_margin_rate or exact(found.initial_margin_rate) == exact(printed["imr"])
    return [statement_case(vector, one, figures)]


def initial_margin(vector: Vector) -> list[Case]:
    """Initial margin of an inverse position."""
    facts = vector["inputs"]
    one = scene().instrument(
        "I", facts["price"], [tier(None, "0.01")], inverse=True, contract_size=facts["ctVal"], tick_size="1"
    )
    one.wallet("1").position("I", "long", facts["contracts"], facts["price"], leverage=facts["lever"])
    return [statement_case(vector, one, {ROW + "initial_margin": vector["expected"]["initialMargin"]})]


def profit(vector: Vector) -> list[Case]:
    """A gain: marked, or realized at an exit price that is taken as the mark."""
    facts, printed = vector["inputs"], vector["expected"]
    inverse = "exit" in facts
    one = scene().instrument(
        "I",
        facts.get("markPx") or facts["exit"],
        [tier(None, "0.01")],
        inverse=inverse,
        contract_size=facts["ctVal"],
        tick_size="1",
    )
    one.wallet("1000").position("I", "long", facts["contracts"], facts.get("avgPx") or facts["entry"], leverage="1")
    return [statement_case(vector, one, {POOL + "unrealized_pnl": printed.get("upl") or printed["pnl"]})]


def after_partial_close(vector: Vector) -> list[Case]:
    """The row's liquidation price and ratio; its break-even price is not offered."""
    facts, printed = vector["inputs"], vector["expected"]
    one = _market(scene(), facts, facts["markPx"])
    one.position("I", facts["posSide"], facts["pos"], facts["avgPx"], facts["margin"])
    ratio = expects(vector, {"statement.positions[0].margin_ratio": printed["mgnRatio"]})
    request: margin_service_pb2.ComputeMarginRatioRequest = one.ratios()
    return [
        prices_case(vector, one, {ROW + "liquidation_price": printed["liqPx"]}),
        Case(vector["id"] + "/ratio", "ComputeMarginRatio", request, ratio),
    ]


ADAPTERS: dict[str, Callable[[Vector], list[Case]]] = {
    "okx-api-positions-2021-inverse-isolated-long": isolated_row,
    "okx-api-signalbot-2023-linear-cross-long": cross_row,
    "demo-iso-linear-long-BTC": isolated_row,
    "demo-iso-linear-short-BTC": isolated_row,
    "demo-iso-linear-long-SOL-10x": isolated_row,
    "demo-iso-linear-long-SOL-20x-overcollateralised": isolated_row,
    "demo-iso-linear-bePx-after-partial-close": after_partial_close,
    "demo-iso-inverse-long-BTCUSD-a": isolated_row,
    "demo-cross-linear-short-ETH": cross_row,
    "demo-cross-hedged-same-instrument": hedge,
    "demo-cross-inverse-long-BTCUSD": cross_row,
    "demo-max-position-at-50x-MASK": most_at_leverage,
    "okx-tier-BTC-USDT-SWAP-1000": tier_look_up,
    "okx-tier-BTC-USDT-SWAP-1000.01": tier_look_up,
    "okx-tier-BTC-USDT-SWAP-20000": tier_look_up,
    "okx-tier-BTC-USDT-SWAP-45000": tier_look_up,
    "demo-tier-is-flat-not-marginal": flat_tier,
    "okx-help-initial-margin-inverse-100ct": initial_margin,
    "okx-help-upl-linear-long": profit,
    "okx-2019-inverse-pnl-case1": profit,
}
