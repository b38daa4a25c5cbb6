"""dYdX and what is computed its way: margins, strict trigger, and bankruptcy prices in proportion to maintenance."""

from collections.abc import Callable
from fractions import Fraction
from math import ceil
from typing import Any

from marginline.v1 import rulebook_pb2 as pb
from marginline.v1 import statement_pb2
from vectors_scene import Case, Scene, Vector, decimal, exact, prices_case, ratios_case, statement_case, tier

DYDX: dict[str, Any] = {
    "trigger": pb.TRIGGER_STRICTLY_BELOW,
    "bankruptcy_share": pb.BANKRUPTCY_SHARE_PRO_RATA_MAINTENANCE,
}


def _side(size: Fraction) -> str:
    return "long" if size > 0 else "short"


def _add(one: Scene, name: str, size: Fraction, price: str, rate: str) -> None:
    """A position opened at its price, so that the quote balance alone decides the equity."""
    one.instrument(name, price, [tier(None, rate)]).position(name, _side(size), decimal(abs(size)), price)


def margins(vector: Vector) -> list[Case]:
    """Initial and maintenance margin in quanta of the quote currency."""
    facts, printed = vector["inputs"], vector["expected"]
    size = exact(facts["base_quantums"]) * exact(facts["base_resolution"])
    initial = exact(facts["initial_margin_ppm"]) / 10**6
    rate = initial * exact(facts["maintenance_fraction_ppm"]) / 10**6
    only = tier(None, decimal(rate), initial_margin_rate=decimal(initial))
    one = Scene(**DYDX).instrument("I", facts["oracle_price"], [only]).wallet("100")
    one.position("I", _side(size), decimal(abs(size)), facts["oracle_price"])
    quantum = exact(facts["quote_resolution"])
    figures: dict[str, str | None] = {
        "positions[0].initial_margin": decimal(exact(printed["imr_quantums"]) * quantum),
        "positions[0].maintenance_margin": decimal(exact(printed["mmr_quantums"]) * quantum),
    }
    return [statement_case(vector, one, figures)]


def transfer(vector: Vector) -> list[Case]:
    """A closing transfer, from the bankruptcy price of the position closed."""
    facts, printed = vector["inputs"], vector["expected"]
    one = Scene(**DYDX)
    if isinstance(facts["positions"], dict):
        held = {name: (exact(size), facts["oracle"][name], facts["mmf"]) for name, size in facts["positions"].items()}
        closed = list(held).index(facts["close_coin"])
        quote, delta = exact(facts["usdc"]), exact(facts["delta_base"])
        wanted = printed["bankruptcy_quote_quantums"]
    else:
        held = {str(i): (exact(p["qty"]), p["oracle_price"], p["mmf"]) for i, p in enumerate(facts["positions"])}
        closed, quote, delta = int(facts["close_index"]), exact(facts["quote_balance_usd"]), exact(facts["delta_qty"])
        wanted = printed["transfer_quote_quantums"]
    one.wallet(quote + sum(size * exact(price) for size, price, _ in held.values()))
    for name, (size, price, rate) in held.items():
        _add(one, name, size, price, rate)
    row = f"positions[{closed}].bankruptcy_price"
    figures: dict[str, str | None] = {}
    if "implied_unit_price" in printed:
        figures[row] = printed["implied_unit_price"]
    question = prices_case(vector, one, figures)

    def check(response: Any) -> None:
        question.check(response)
        quanta = -delta * exact(response.positions[closed].bankruptcy_price) * 10**6
        assert ceil(quanta) == int(wanted)

    return [Case(question.case_id, question.rpc, question.request, check)]


def liquidatable(vector: Vector) -> list[Case]:
    """Equity equal to the requirement is not liquidatable."""
    facts = vector["inputs"]
    size = exact(facts["btc"])
    one = Scene(**DYDX).wallet(exact(facts["usdc"]) + size * exact(facts["oracle"]))
    _add(one, "BTC", size, facts["oracle"], facts["mmf"])
    question = ratios_case(vector, one, {})
    wanted = vector["expected"]["liquidatable"] == "True"

    def check(response: Any) -> None:
        assert (response.statement.state == statement_pb2.STATE_LIQUIDATABLE) == wanted

    return [Case(question.case_id, question.rpc, question.request, check)]


def isolated_short(vector: Vector) -> list[Case]:
    """A liquidation price, and the equity that is left there."""
    facts, printed = vector["inputs"], vector["expected"]
    cases = []
    for suffix, mark in (("", facts["oracle"]), ("/there", printed["lp"])):
        one = Scene(**DYDX).instrument("I", mark, [tier(None, facts["mmf"])]).wallet(facts["equity"])
        one.position("I", "short", facts["size"].lstrip("-"), facts["oracle"], leverage="1")
        figures: dict[str, str | None] = {"positions[0].liquidation_price": printed["lp"]}
        if suffix:
            figures = {f"pools[0].{name}": printed["equity_at_lp"] for name in ("equity", "maintenance_margin")}
        cases.append(statement_case(vector, one, figures, suffix))
    return cases


def zero_prices(vector: Vector) -> list[Case]:
    """Prices at which closing leaves the ratio as it was; and it does, asked again after closing."""
    facts, printed = vector["inputs"], vector["expected"]
    one = Scene(**DYDX).wallet(facts["wallet"])
    for held in facts["positions"]:
        one.instrument(held["id"], held["mark"], [tier(None, held["mmr"])])
        one.position(held["id"], _side(exact(held["qty"])), held["qty"].lstrip("-"), held["entry"], leverage="1")
    figures: dict[str, str | None] = {
        "pools[0].equity": facts["equity"],
        "pools[0].maintenance_margin": facts["mm_total"],
        "pools[0].margin_usage": printed["margin_ratio_before"],
        "positions[0].bankruptcy_price": printed["zero_price"]["A"],
        "positions[1].bankruptcy_price": printed["zero_price"]["B"],
    }
    first, second = facts["positions"]
    loss = exact(first["qty"]) * (exact(printed["zero_price"]["A"]) - exact(first["entry"]))
    after = Scene(**DYDX).wallet(exact(facts["wallet"]) + loss)
    after.instrument("B", second["mark"], [tier(None, second["mmr"])])
    after.position("B", "short", second["qty"].lstrip("-"), second["entry"])
    usage: dict[str, str | None] = {"pools[0].margin_usage": printed["margin_ratio_after_closing_A_at_zero_price"]}
    return [statement_case(vector, one, figures), ratios_case(vector, after, usage, "/closed")]


def paper_prices(vector: Vector) -> list[Case]:
    """Bankruptcy and liquidation prices of unlevered formulas; a price of 0 is none here."""
    facts, printed = vector["inputs"], vector["expected"]
    cases = []
    for name, held in facts["positions"].items():
        one = Scene().instrument("I", facts["entry"], [tier(None, facts["mmr"])])
        one.position("I", held["side"], held["qty"], facts["entry"], exact(held["cash"]))
        figures = {
            f"positions[0].{ours}": None if printed[ours][name] == "0" else printed[ours][name]
            for ours in ("bankruptcy_price", "liquidation_price")
        }
        cases.append(prices_case(vector, one, figures, "/" + name))
    return cases


def inverse_prices(vector: Vector) -> list[Case]:
    """An inverse long with maintenance at the liquidation price."""
    facts, printed = vector["inputs"], vector["expected"]
    one = Scene().instrument("I", facts["entry"], [tier(None, "0.01")], inverse=True)
    one.position("I", "long", facts["contracts"], facts["entry"], facts["margin_btc"], leverage="1")
    figures: dict[str, str | None] = {
        "positions[0].notional": printed["entry_value_btc"],
        "positions[0].bankruptcy_price": printed["bankruptcy_price"],
        "positions[0].liquidation_price": printed["liquidation_price"],
    }
    return [statement_case(vector, one, figures)]


ADAPTERS: dict[str, Callable[[Vector], list[Case]]] = {
    "dydx-margin-a": margins,
    "dydx-margin-b": margins,
    "dydx-bankruptcy-00": transfer,
    "dydx-bankruptcy-01": transfer,
    "dydx-bankruptcy-02": transfer,
    "dydx-isliq-false": liquidatable,
    "dydx-isliq-true": liquidatable,
    "dydx-lp-iso": isolated_short,
    "dydx-bankruptcy-long-below-mm": transfer,
    "dydx-bankruptcy-long-at-bankruptcy": transfer,
    "dydx-bankruptcy-short-half-at-bankruptcy": transfer,
    "dydx-bankruptcy-long-underwater": transfer,
    "dydx-bankruptcy-two-longs": transfer,
    "dydx-bankruptcy-long-and-short": transfer,
    "dydx-bankruptcy-round-up-short": transfer,
    "chitra-bankruptcy-liquidation-prices": paper_prices,
    "kraken-inverse-prices": inverse_prices,
    "zero-price-healthy": zero_prices,
}
